"""Visible text: what a person sees of it, without characters that hide or reorder text.

Controls, format characters such as those that turn the direction of writing, tags, and
the other characters that Unicode has programs ignore (UAX #44, Default_Ignorable).
"""

import re
import unicodedata

# Of those that are neither controls nor format characters; the last of each row look blank.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
    "\u2800\u3164\uffa0\ufffc]"
)
# Joiners, which scripts of India and Persia need within words, and nothing else does.
_JOINERS = "\u200c\u200d"
_STRAY_JOINER = re.compile(
    "(?<![\u0600-\u0dff])[\u200c\u200d]{1,9}|[\u200c\u200d](?![\u0600-\u0dff])"
)


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees; white space stays as it is."""
    shown = "".join(char for char in text if _is_shown(char))
    return _STRAY_JOINER.sub("", _IGNORABLE.sub("", shown))


def _is_shown(char: str) -> bool:
    if char in _JOINERS or char.isspace():
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
