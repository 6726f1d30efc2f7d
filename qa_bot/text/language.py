"""Identify the language of a text; the only importer of py3langid."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from qa_bot.text.sentences import ENGLISH
from qa_bot.text.words import STOP_WORDS

_SAMPLE_CHARS = 4000  # the beginning of a text, which is enough to identify its language
_MIN_PROBABILITY = 0.5  # below it another language is as likely
COMPARED_TEXTS = 4
"""How many of the best texts tell in which language a question is answered."""
# The least share of English function words in plain English. Paragraphs of XQuAD have 0.41 in
# English (the median), and at most 0.13 in German and Turkish.
_ENGLISH_SHARE = 0.3
_WORD = re.compile(r"[^\W\d_]+")
_NO_LANGUAGE = "zxx"  # py3langid's code for a text without words, from ISO 639-2


def language_of(text: str) -> str:
    """Return the BCP 47 code of the text's language ("en", "de"), or "" where it is unclear."""
    try:
        identifier = _identifier()
    except OSError:
        # The model is unpacked in the temporary folder; where that is full, do without.
        return ""
    code, probability = identifier.classify(text[:_SAMPLE_CHARS])
    return str(code) if probability >= _MIN_PROBABILITY and code != _NO_LANGUAGE else ""


def is_english(text: str) -> bool:
    """Return whether a text is English; of one whose language is unclear, whether it is ASCII.

    Where its words tell already, nothing is loaded.
    """
    words = _WORD.findall(text[:_SAMPLE_CHARS].lower())
    if sum(word in STOP_WORDS for word in words) >= _ENGLISH_SHARE * max(1, len(words)):
        return True
    code = language_of(text)
    return code == ENGLISH or (not code and text.isascii())


def is_in_another_language(question: str, texts: Sequence[str]) -> bool:
    """Return whether a question is in another language than each of some texts.

    False where a language is unclear: then words that they share may tell something.
    """
    asked = language_of(question)
    found = {language_of(text) for text in texts}
    return bool(asked and found) and found.isdisjoint({asked, ""})


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
