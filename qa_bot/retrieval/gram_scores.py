"""BM25 over character grams, of the few chunks that two searches have found.

Full text knows the words of a library as they are written, so that an inflected word is
another one. The chunks that either search found are scored again by grams: that needs no
index, and tells nearly as much (docs/languages.md).
"""

import math
from collections import Counter
from collections.abc import Mapping

from qa_bot.text.character_grams import character_grams

# The usual parameters of BM25: how soon repetition saturates, and what length counts.
_K1, _B = 1.2, 0.75


def gram_scores(question: str, texts: Mapping[int, str]) -> dict[int, float]:
    """Return the BM25 score of each text, by its key; only those that share a gram.

    Frequencies are those among `texts` (Robertson and Zaragoza, "The Probabilistic
    Relevance Framework: BM25 and Beyond", 2009).
    """
    asked = set(character_grams(question))
    counts = {key: Counter(character_grams(text)) for key, text in texts.items()}
    lengths = {key: count.total() for key, count in counts.items()}
    average = sum(lengths.values()) / len(lengths) if lengths else 1.0
    held_by = Counter(gram for count in counts.values() for gram in asked if gram in count)
    rarity = {
        gram: math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        for gram, held in held_by.items()
    }
    scores: dict[int, float] = {}
    for key, count in counts.items():
        norm = _K1 * (1 - _B + _B * lengths[key] / max(average, 1.0))
        score = sum(
            rarity[gram] * count[gram] * (_K1 + 1) / (count[gram] + norm)
            for gram in rarity
            if gram in count
        )
        if score > 0:
            scores[key] = score
    return scores
