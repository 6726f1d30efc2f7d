"""What a question and a text share in any language, by runs of characters.

The same measures as `lexical_features`, which knows English words.
"""

import math
from collections import Counter
from collections.abc import Sequence

from qa_bot.text.character_grams import character_grams


def weighted_gram_overlaps(question: str, sentences: Sequence[str]) -> list[float]:
    """Return the share of the question's grams in each sentence, 0 to 1.

    A gram weighs log(1 + N / (1 + n)) when n of the N sentences hold it, so that the words
    of most sentences, which are mostly stop words, weigh least.
    """
    asked = set(character_grams(question))
    held = [asked.intersection(character_grams(text)) for text in sentences]
    frequency = Counter(gram for shared in held for gram in shared)
    weight = {gram: math.log(1 + len(sentences) / (1 + frequency[gram])) for gram in asked}
    whole = sum(weight.values()) or 1.0
    return [sum(weight[gram] for gram in shared) / whole for shared in held]


def gram_coverage(question: str, text: str) -> float:
    """Return the share of the question's grams that the text holds, 0 to 1."""
    asked = set(character_grams(question))
    return len(asked.intersection(character_grams(text))) / max(1, len(asked))
