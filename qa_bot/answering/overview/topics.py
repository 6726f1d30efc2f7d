"""What sentences say about a topic: those nearest it in meaning and in words.

A sentence below a heading that names the topic is nearly as near as the heading, and
what follows in a paragraph goes on about what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.overview.cue_words import SAYS_LITTLE, cue_weight
from qa_bot.answering.overview.sentence_kinds import SentenceKind, TextSentence
from qa_bot.answering.overview.topic_words import WORD, are_named, asked_stems, coverage
from qa_bot.retrieval.similarity import Similarity

# The weight of the topic's words in a sentence, beside its cosine: one with all of them is near.
_WORD_WEIGHT = 0.4
# The shares that a sentence has of the nearness of its heading, and of the sentence before it.
_HEADING_SHARE, _FOLLOWING_SHARE = 0.8, 0.7
# The nearness of headings that name the topic.
_NAMED = 1.25
# The least nearness of a sentence that says something about a topic by itself.
_LEAST_NEARNESS = 0.4
# The share of the best sentence's nearness that each further one must have, and the nearness
# above which the best one is no better.
_SHARE_OF_BEST, _NEAR_ENOUGH = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence with its nearness to a topic, 0 to 1.4, and whether it stands below its name."""

    sentence: TextSentence
    nearness: float
    is_named: bool = False


def nearness(
    topic: str,
    sentences: Sequence[TextSentence],
    similarity: Similarity,
    asked: frozenset[str] | None = None,
) -> list[NearSentence]:
    """Return the sentences that can be quoted with their nearness to a topic, in order.

    None where no sentence or heading is near by itself. `asked` are the stems of the topic
    that count, by default those of all its content words.
    """
    said = [s for s in sentences if s.kind is not SentenceKind.OTHER]
    above = list(dict.fromkeys(heading for s in said for heading in s.above))
    texts = [*(s.text for s in said), *above]
    if not said:
        return []
    asked = asked_stems(topic) if asked is None else asked
    cosines = similarity.to_question(topic, texts)
    scores = [c + _WORD_WEIGHT * coverage(asked, t) for c, t in zip(cosines, texts, strict=True)]
    by_heading = dict(zip(above, scores[len(said) :], strict=True))
    named = [are_named(asked, s.above) for s in said]
    near: list[float] = []
    for sentence, own, is_named in zip(said, scores[: len(said)], named, strict=True):
        heading = max((by_heading[each] for each in sentence.above), default=0.0)
        heading = _NAMED if is_named else heading
        is_said_of_it = cue_weight(sentence.text) > SAYS_LITTLE
        by_both = _HEADING_SHARE * heading + (1 - _HEADING_SHARE) * own
        near.append(max(own, by_both) if is_said_of_it else own)
    if max(near) < _LEAST_NEARNESS:
        return []
    for i, sentence in enumerate(said):
        if sentence.rank and i:
            near[i] = max(near[i], _FOLLOWING_SHARE * near[i - 1])
    return [NearSentence(*each) for each in zip(said, near, named, strict=True)]


def nearest(near: Sequence[NearSentence], count: int, best: float) -> list[NearSentence]:
    """Return the `count` nearest sentences, in their order, without those less near than `best`."""
    return _in_order(_by_nearness(near, best)[:count])


def next_nearest(near: Sequence[NearSentence], count: int, best: float) -> list[NearSentence]:
    """Return as many sentences that come after those of `nearest`, in their order."""
    return _in_order(_by_nearness(near, best)[count : 2 * count])


def _by_nearness(near: Sequence[NearSentence], best: float) -> list[NearSentence]:
    least = _SHARE_OF_BEST * min(best, _NEAR_ENOUGH)
    return sorted((s for s in near if s.nearness >= least), key=lambda each: -each.nearness)


def _in_order(near: Sequence[NearSentence]) -> list[NearSentence]:
    return sorted(near, key=lambda each: each.sentence.span.start)


def in_typed_case(topic: str, near: Sequence[Sequence[NearSentence]]) -> list[list[NearSentence]]:
    """Return the sentences of each article without those of a word that is written otherwise.

    "Fell" may be a name and "fell" a verb: where the sentences have both, one with a capital
    is in a sentence that has it so, and one without is in none that has only the name.
    """
    if len(WORD.findall(topic)) != 1:
        return [list(some) for some in near]
    is_name = topic[:1].isupper()
    cases = {
        each.sentence.text: _cases(topic, each.sentence.text) for some in near for each in some
    }
    if set().union(*cases.values()) != {True, False}:
        return [list(some) for some in near]
    without = set() if is_name else {frozenset[bool]()}
    kept = {text for text, held in cases.items() if is_name in held or held in without}
    return [[each for each in some if each.sentence.text in kept] for some in near]


def _cases(topic: str, text: str) -> frozenset[bool]:
    """Return whether a text has a word with a capital, without, or both; its first word may be."""
    asked = stem(topic.lower())
    found = (each for each in WORD.finditer(text) if stem(each[0].lower()) == asked)
    return frozenset(each[0][0].isupper() for each in found if each.start())
