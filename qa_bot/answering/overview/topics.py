"""What sentences say about a topic: those nearest it in meaning and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_bot.answering.lexical_features import question_coverage
from qa_bot.answering.overview.sentence_kinds import SentenceKind, TextSentence
from qa_bot.answering.overview.sentence_ranking import Embed, take_diverse

# The weight of the topic's words in a sentence, beside its cosine: one with all of them is near.
_WORD_WEIGHT = 0.4
# The share of a heading's nearness that the sentences below it have of it.
_HEADING_SHARE = 0.8
# The least nearness of a sentence that says something about a topic.
_LEAST_NEARNESS = 0.4
# The share of the best sentence's nearness that each further one must have.
_SHARE_OF_BEST = 0.5


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence with its nearness to a topic, 0 to 1.4."""

    sentence: TextSentence
    nearness: float


def nearness(topic: str, sentences: Sequence[TextSentence], embed: Embed) -> list[NearSentence]:
    """Return the sentences that can stand by themselves with their nearness to a topic, in order.

    A sentence below a heading that names the topic is nearly as near as the heading.
    """
    said = [s for s in sentences if s.kind is not SentenceKind.OTHER]
    headings = list(dict.fromkeys(s.heading for s in said if s.heading))
    texts = [*(s.text for s in said), *headings]
    if not said:
        return []
    vectors = embed([topic, *texts])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    scores = [
        cosine + _WORD_WEIGHT * question_coverage(topic, text)
        for cosine, text in zip(cosines, texts, strict=True)
    ]
    by_heading = dict(zip(headings, scores[len(said) :], strict=True))
    return [
        NearSentence(s, max(own, _HEADING_SHARE * by_heading.get(s.heading, 0.0)))
        for s, own in zip(said, scores[: len(said)], strict=True)
    ]


def above_floor(near: Sequence[NearSentence]) -> list[NearSentence]:
    """Return the sentences that say something about the topic."""
    return [each for each in near if each.nearness >= _LEAST_NEARNESS]


def nearest(
    near: Sequence[NearSentence], count: int, embed: Embed, best: float
) -> list[NearSentence]:
    """Return at most `count` sentences, in their order, that do not repeat each other.

    Those much less near than `best` are left out.
    """
    among = [each for each in near if each.nearness >= _SHARE_OF_BEST * best]
    if len(among) <= count:
        return among
    vectors = embed([each.sentence.text for each in among])
    scores = np.asarray([each.nearness for each in among], np.float32)
    return [among[i] for i in take_diverse(scores, vectors @ vectors.T, count)]
