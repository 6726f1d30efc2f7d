"""Guess the encoding of a text that declares none and is not UTF-8.

chardet ranks the encodings by the languages that their letters would make; here the
ranking is corrected by what no language writes, such as a capital within a word.
"""

import re
import unicodedata

import chardet

_FALLBACK = "cp1252"
# Those that files come in; the rarer ones of chardet win on short texts by accident.
_CODECS = (
    *("cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874".split()),
    *("iso8859-2 iso8859-5 iso8859-6 iso8859-7 koi8-r koi8-u".split()),
    *("cp437 cp850 cp852 cp857 cp866".split()),
    *("mac-roman mac-latin2 mac-cyrillic mac-greek mac-turkish".split()),
    *("cp932 euc_jis_2004 gb18030 big5hkscs cp949".split()),
)
_FORMER = frozenset("mac-roman mac-latin2 mac-turkish cp437 cp850 cp852 cp857".split())
# So many characters beyond ASCII make up for an encoding's being rarer than windows-1252.
_OF_WINDOWS, _OF_FORMER_SYSTEMS = 1.0, 4.5
_SAMPLE_BYTES = 65_536  # as much as detection looks at, so that its time is bounded
_MAX_CHARACTERS = 2000  # as many beyond ASCII tell how odd a decoded text is
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# A character beyond ASCII between its neighbours.
_IN_CONTEXT = re.compile(r"(?<=(.))?([^\x00-\x7f])(?=(.)?)", re.S)
# Signs beyond letters that people type; any other is seldom right in prose.
_USUAL_SIGNS = frozenset(
    "\xa0«»‹›„“”‚‘’–—…•·°§©®™€£¥½¼¾²³¹×÷±¿¡¶†‡‰ªº¢،؛؟、。「」『』《》【】・ー～"
)
_WITHIN_WORDS = frozenset("’‘·-–—ªº")
_ENDS = frozenset(".,;:!?)]»”")
# Letters of Icelandic, and such as neither it nor Faroese has: together they are Turkish or Baltic.
_NORDIC, _NOT_NORDIC = frozenset("ðþÐÞ"), frozenset("çüàèëûêñ")
# A broken byte is as odd in the right encoding; a control character is in none.
_BROKEN, _CONTROL = 0.5, 4.0
# How strongly odd characters count against an encoding: one in ten halves its score.
_ODDITY_POWER = 6
# Scripts that stand together within words.
_SCRIPTS = {
    "MICRO": "LATIN",
    "FEMININE": "LATIN",
    "MASCULINE": "LATIN",
    "MODIFIER": "LATIN",
    "CJK": "HAN",
    "HIRAGANA": "HAN",
    "KATAKANA": "HAN",
    "HANGUL": "HAN",
    "HALFWIDTH": "HAN",
    "FULLWIDTH": "HAN",
    "IDEOGRAPHIC": "HAN",
}


def guess_codec(data: bytes) -> str:
    """Return the codec that the bytes are most likely in; windows-1252 if nothing speaks for one.

    Looks at a sample around the first byte beyond ASCII. It is ranked whole
    and in halves, since one broken byte rules out the right encoding of the whole.
    """
    first = _BEYOND_ASCII.search(data)
    start = max(0, first.start() - _SAMPLE_BYTES // 2) if first else 0
    sample = data[start : start + _SAMPLE_BYTES]
    scores = {
        codec: fit * _share_of_fit(sample.decode(codec, errors="replace"), codec)
        for codec, fit in _ranking(sample).items()
    }
    return max(scores, key=lambda codec: scores[codec], default=_FALLBACK)


def _share_of_fit(text: str, codec: str) -> float:
    """Return how far a fit counts, 0 to 1: less if odd, or rare and short."""
    count = max(1, sum(not character.isascii() for character in text))
    rarity = 0.0 if codec == _FALLBACK else _OF_FORMER_SYSTEMS if codec in _FORMER else _OF_WINDOWS
    return (1 - _oddity(text)) ** _ODDITY_POWER * count / (count + rarity)


def _ranking(sample: bytes) -> dict[str, float]:
    """Return how well each encoding does beside the best one, 0 to 1.

    In the sample, and in the half of its lines where it does best.
    """
    found: dict[str, float] = {}
    half = len(sample) // 2
    middle = (sample.rfind(b"\n", 0, half) + 1) or (sample.find(b"\n", half) + 1)
    for part in (sample, sample[:middle], sample[middle:]) if middle else (sample,):
        if not _BEYOND_ASCII.search(part):
            continue
        matches = chardet.detect_all(
            part, ignore_threshold=True, include_encodings=_CODECS, compat_names=False
        )
        best = max(match["confidence"] for match in matches) or 1.0
        for match in matches:
            if codec := match["encoding"]:
                found[codec] = max(found.get(codec, 0.0), match["confidence"] / best)
    return found


def _oddity(text: str) -> float:
    """Return the share of characters beyond ASCII that stand where nobody writes them."""
    odd, count = 0.0, 0
    is_nordic = _NORDIC.isdisjoint(text) or _NOT_NORDIC.isdisjoint(text)
    for match in _IN_CONTEXT.finditer(text):
        character = match[2]
        if character == "\ufffd":
            odd += _BROKEN
        elif not character.isprintable() and not character.isspace():
            odd += _CONTROL
        elif character in _NORDIC and not is_nordic:
            odd += 1
        else:
            odd += _is_odd(match[1] or " ", character, match[3] or " ")
        count += 1
        if count >= _MAX_CHARACTERS:
            break
    return min(1.0, odd / count) if count else 0.0


def _is_odd(before: str, character: str, after: str) -> bool:
    category = unicodedata.category(character)
    if category[0] in "LM":
        if before.isalpha() and _script(before) != _script(character):
            return True
        if after.isalpha() and _script(after) != _script(character):
            return True
        if (category == "Lu" and before.islower()) or (category == "Ll" and after.isupper()):
            return True
        return after.isdigit() or before in _ENDS
    if character not in _USUAL_SIGNS:
        return True
    if character in "–—" and (before.isalpha() and after.isspace()):
        return True
    beside = before.isalpha() + after.isalpha()
    is_for_figures = category in ("Sm", "Sc")
    return beside > (0 if is_for_figures else 1) and character not in _WITHIN_WORDS


def _script(letter: str) -> str:
    """Return the first word of the letter's name in Unicode, which names its script."""
    name = unicodedata.name(letter, "")
    return _SCRIPTS.get(name.partition(" ")[0].partition("-")[0], name.partition(" ")[0])
