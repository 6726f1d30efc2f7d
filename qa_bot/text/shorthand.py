"""Words as people type them in haste, too short to be read as misspelt ones of a vocabulary.

Knows English, and single words; not what a message asks.
"""

from typing import Final

SHORTHAND: Final = {
    "u": "you",
    "ya": "you",
    "r": "are",
    "ur": "your",
    "cud": "could",
    **dict.fromkeys(("wat", "wht", "wot", "wha"), "what"),
    **dict.fromkeys(("wats", "whta's", "wots"), "what's"),
    "abt": "about",
    "dose": "does",
    "ths": "this",
    "teh": "the",
    "sya": "say",
}
