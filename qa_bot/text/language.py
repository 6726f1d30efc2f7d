"""Which language a text is in, as a BCP 47 code; the only importer of py3langid."""

from functools import cache
from typing import Any

_SAMPLE = 4000
_SURE = 0.5


def language_of(text: str) -> str:
    """The code of the text's language ("en", "de"), or "" where that is not plain.

    The beginning of the text decides.
    """
    try:
        identifier = _identifier()
    except OSError:
        # It is unpacked in the temporary folder; where that is full, the article still counts.
        return ""
    code, probability = identifier.classify(text[:_SAMPLE])
    return str(code) if probability >= _SURE and code != "zxx" else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
