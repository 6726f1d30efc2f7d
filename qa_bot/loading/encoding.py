"""Decode bytes to text: by their mark, their declaration or a guess, or find that they are no text.

Knows bytes only, not file names or media types.
"""

import codecs
import unicodedata
from dataclasses import dataclass

import puremagic

from qa_bot.errors import SourceNotText
from qa_bot.escape import replace_surrogates
from qa_bot.loading.encoding_labels import codec_of, is_seven_bit, seven_bit_codec
from qa_bot.loading.kinds import CURE
from qa_bot.loading.mixed_lines import decode_lines, is_mostly_utf8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")
_WHITE_SPACE = " \t\n\r\f"
_UNWRITTEN = frozenset({"Cc", "Cn", "Co", "Cs"})  # controls, unassigned, private, surrogates
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_SHIFTS = b"\x0e\x0f"  # ISO 2022 shifts to another set of characters with them and back
# Shares of control characters above which bytes are binary. No measurement of it is on record.
_MAX_CONTROL_SHARE = 0.01
# As many control characters are an accident in a text however short it is, if nearly all else
# is printable: a NUL, an end-of-file mark of DOS, a bell.
_MAX_STRAY_CONTROLS, _MAX_STRAY_SHARE = 4, 0.1
# Declared bytes may have so many broken ones in a hundred and still be what they are declared as.
_MAX_BROKEN_SHARE = 0.01
# UTF-16 of a Latin script: at least this share of high bytes zero, at most that of low bytes.
_MIN_ZERO_SHARE, _MAX_ZERO_SHARE = 0.7, 0.05
# UTF-16 of other scripts: at least this share are letters, and shorter texts are no evidence.
_MIN_LETTER_SHARE, _MIN_WIDE_CHARACTERS = 0.5, 16
_SAMPLE_BYTES = 65_536  # as much as detection looks at, so that its time is bounded


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and remarks that name the lines with bytes of another encoding or of none."""

    text: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes, source: str, declared: str | None = None) -> str:
    """Decode bytes as `decode_with_remarks` does, without the remarks."""
    return decode_with_remarks(data, source, declared).text


def decode_with_remarks(
    data: bytes, source: str, declared: str | None = None, in_text: str | None = None
) -> DecodedText:
    """Decode bytes by a byte order mark, UTF-8, the declared encoding or a guess, in that order.

    `declared` is the encoding that the source states; one that writes other
    characters in ASCII, such as ISO-2022-JP, comes before UTF-8. `in_text` is what
    the text declares itself, and counts where `declared` is missing or wrong. Raises
    SourceNotText, naming `source`, where the bytes do not look like text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _marked(data, name)
    if guessed := _utf16_without_bom(data[:_SAMPLE_BYTES]):
        return DecodedText(data.decode(guessed, errors="replace"))
    codec, other = codec_of(declared), codec_of(in_text)
    codec = codec or other
    is_wide = codec is not None and codec.startswith(_WIDE)
    if codec and is_wide and 0 in data[:_SAMPLE_BYTES]:
        return DecodedText(replace_surrogates(data.decode(codec, errors="replace")))
    # Zeros at the ends fill up a block of a disk that was not written to.
    wide, data = data, data.strip(b"\x00")
    if _is_binary(data[:_SAMPLE_BYTES]):
        if guessed := _utf16_by_spaces(wide[:_SAMPLE_BYTES]):
            return DecodedText(wide.decode(guessed, errors="replace"))
        raise SourceNotText(source, f"is not a file that can be read ({_describe(data)})", CURE)
    # Pages in ASCII that call themselves UTF-16 are none: browsers do not believe them either.
    return _decode_text(data.replace(b"\x00", b""), other if is_wide else codec, other)


def _marked(data: bytes, name: str) -> DecodedText:
    """Decode bytes that begin with a byte order mark."""
    if name == "utf-8-sig":
        return _decode_text(data.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b""), "utf-8")
    return DecodedText(data.decode(name, errors="replace"))


def _decode_text(data: bytes, codec: str | None, other: str | None = None) -> DecodedText:
    """Decode by UTF-8, `codec`, or `other` if the bytes are not even nearly of these, or guess."""
    if data.isascii():
        return DecodedText(_decode_ascii(data, codec))
    for name in filter(None, ("utf-8", codec)):
        if (text := _strictly(data, name)) is not None:
            return DecodedText(text)
    if codec and codec != "utf-8" and _is_nearly(data, codec):
        return DecodedText(*decode_lines(data, codec))
    is_utf8 = is_mostly_utf8(data)
    if other and not is_utf8 and (text := _strictly(data, other)) is not None:
        return DecodedText(text)
    if codec == "utf-8" or is_utf8:
        return DecodedText(*decode_lines(data, "utf-8"))
    # Imported here, as hardly any file needs it.
    from qa_bot.loading.encoding_guess import guess_codec

    guessed = guess_codec(data)
    text = _strictly(data, guessed)
    return DecodedText(text) if text is not None else DecodedText(*decode_lines(data, guessed))


def _decode_ascii(data: bytes, codec: str | None) -> str:
    """Decode ASCII, in which some encodings write all characters between escape sequences."""
    name = codec if codec and is_seven_bit(codec) else seven_bit_codec(data)
    text = _strictly(data, name) if name else None
    return data.decode("ascii") if text is None else text


def _strictly(data: bytes, codec: str) -> str | None:
    """Decode without an error, or return None."""
    try:
        # Some, such as UTF-7, can spell half of a character.
        return replace_surrogates(data.decode(codec))
    except (LookupError, UnicodeError):
        return None


def _is_nearly(data: bytes, codec: str) -> bool:
    """Return whether bytes are of an encoding but for a few of them."""
    try:
        text = data.decode(codec, errors="replace")
    except (LookupError, UnicodeError):
        return False
    beyond_ascii = sum(not c.isascii() for c in text)
    return text.count("\ufffd") <= max(1, _MAX_BROKEN_SHARE * beyond_ascii) < beyond_ascii


def _utf16_without_bom(sample: bytes) -> str | None:
    """Name the variant of UTF-16 where every other byte is zero, as in a Latin script."""
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 2:
        return None
    for high, low, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        is_sparse = high.count(0) > _MIN_ZERO_SHARE * len(high)
        if is_sparse and low.count(0) < _MAX_ZERO_SHARE * len(low):
            return name
    return None


def _utf16_by_spaces(sample: bytes) -> str | None:
    """Name the variant of UTF-16 that bytes of another script are in, by their white space."""
    spaces = {name: _spaces_in(sample, name) for name in ("utf-16-le", "utf-16-be")}
    likelier = max(spaces, key=lambda name: spaces[name])
    return likelier if spaces[likelier] else None


def _spaces_in(sample: bytes, codec: str) -> int:
    """Count the white space of a text in UTF-16; 0 if the bytes do not read as one."""
    if 0 not in sample or len(sample) < 2 * _MIN_WIDE_CHARACTERS:
        return 0
    try:
        # The sample may end within a character.
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeError:
        return 0
    spaces = sum(map(text.count, _WHITE_SPACE))
    written = text.translate(dict.fromkeys(map(ord, _WHITE_SPACE)))
    if any(unicodedata.category(character) in _UNWRITTEN for character in set(written)):
        return 0
    letters = sum(character.isalpha() for character in written)
    return spaces if letters >= _MIN_LETTER_SHARE * len(text) else 0


def _is_binary(sample: bytes) -> bool:
    if b"\x1b$" in sample:
        sample = sample.translate(None, _SHIFTS)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls <= _MAX_CONTROL_SHARE * len(sample):
        return False
    return controls > min(_MAX_STRAY_CONTROLS, _MAX_STRAY_SHARE * len(sample))


def _describe(data: bytes) -> str:
    """Describe binary data for a message."""
    try:
        found = puremagic.magic_string(data[:_SAMPLE_BYTES])
    except (puremagic.PureError, ValueError):
        return "binary data"
    names = [match.name for match in found if match.name]
    return f"it looks like: {names[0]}" if names else "binary data"
