"""Identify the language of a text; the only importer of py3langid."""

from collections.abc import Sequence
from functools import cache
from typing import Any

_SAMPLE_CHARS = 4000  # the beginning of a text, which is enough to identify its language
_MIN_PROBABILITY = 0.5  # below it another language is as likely
COMPARED_TEXTS = 4
"""How many of the best texts tell in which language a question is answered."""
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
