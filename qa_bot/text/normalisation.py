"""Normalise the characters and the spacing of a text.

Knows Unicode, not language. Canonical forms (NFC) are left alone, so that a
quote shows the author's own characters.
"""

import re

_PARAGRAPH_ENDS = re.compile("\u2029")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Zero-width joiner and non-joiner stay: Persian words and emoji need them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# Letters that fonts draw as one; a word that is written with them is not found by its letters.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Letters of German and Spanish, and how they are typed without accents.
UNACCENTED = str.maketrans(
    {**dict(zip("áéíóúüñäö", "aeiouunao", strict=True)), "ß": "ss", "’": "", "'": ""}
)
_BLANK_LINES = re.compile("\n{3,}")
# Longer than any title, list of authors or tag that someone reads.
MAX_METADATA_CHARS = 1000
_SLACK = 4  # as many times the limit is cleaned, which shortens a text


def clean_text(text: str) -> str:
    r"""Return the text with "\n" line ends, plain spaces, no ligatures or invisible characters.

    Trailing spaces are removed, and at most one blank line stays between two
    lines. Linear in the text's length; idempotent.
    """
    text = _PARAGRAPH_ENDS.sub("\n\n", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", _DROPPED.sub("", text)).translate(_LIGATURES)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str, max_chars: int = MAX_METADATA_CHARS) -> str:
    """Return a title, name or tag cleaned, on one line and cut to `max_chars`."""
    # Cut before cleaning: a file may state megabytes as its author.
    return " ".join(clean_text(text[: _SLACK * max_chars]).split())[:max_chars].strip()
