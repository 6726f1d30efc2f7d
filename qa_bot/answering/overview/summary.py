"""The summary of a text: its lead and the sentences that carry most, word for word."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.overview.cue_words import SAYS_LITTLE, cue_weight
from qa_bot.answering.overview.sentence_kinds import (
    SentenceKind,
    TextSentence,
    standfirst,
    that_stand_alone,
)
from qa_bot.answering.overview.sentence_ranking import (
    by_marginal_relevance,
    lexrank,
    preselect,
    prior,
)
from qa_bot.retrieval.similarity import Similarity

# Sentences of a summary beside the lead: what a person takes in at a glance.
LEAST_SENTENCES, MOST_SENTENCES = 3, 5
# Where no number is asked for: a sentence each of what most everyday texts have to say.
_MOST_BESIDE = 6
# Lines below the title that are shown with the lead paragraph.
_MOST_LINES = 2
# How much more two sentences of one section are alike: as much as two on one subject are.
_SECTION_LIKENESS = 0.3
# Headings from which on a text is one of sections, each of which begins with what matters in it.
_FEWEST_HEADINGS = 3
# What comes later carries a little less: the tenth sentence 0.8 of the first.
_POSITION_EXPONENT = 0.1
_STEP = re.compile(r"(?:[Ss]tep )?\d{1,2}[.):] ")
_FIRST_STEP = re.compile(r"(?:[Ss]tep )?1[.):] ")
# One sentence of the summary stands for so many of the text, within those bounds.
_SENTENCES_EACH = 2


def summarise(
    sentences: Sequence[TextSentence], similarity: Similarity, count: int | None = None
) -> list[TextSentence]:
    """Return the sentences that carry most of a text, in its order; the lead is among them.

    Of a table or list without prose, its first rows. `count` is how many, by default
    the lead and three to six by the length of the text. Embeds at most `MAX_EMBEDDED` sentences.
    """
    pool = that_stand_alone(sentences, LEAST_SENTENCES)
    lead = _lead(pool)
    if lead is not None and count == 1:
        return [pool[lead]]
    return summary_and_more(sentences, similarity, count)[0]


def summary_and_more(
    sentences: Sequence[TextSentence], similarity: Similarity, count: int | None = None
) -> tuple[list[TextSentence], list[TextSentence]]:
    """Return the sentences of `summarise`, and those that carry most of the rest, in order."""
    pool = that_stand_alone(sentences, LEAST_SENTENCES)
    said = [s for s in pool if cue_weight(s.text) > SAYS_LITTLE]
    pool = said if len(said) >= LEAST_SENTENCES else pool
    lead = _lead(pool)
    if lead is None:
        count = count or MOST_SENTENCES
        return pool[:count], pool[count : count + MOST_SENTENCES]
    if count is None:
        count = 1 + min(_MOST_BESIDE, max(LEAST_SENTENCES, len(pool) // _SENTENCES_EACH))
    if len(pool) <= count:
        return pool, []
    kept = preselect([s.text for s in pool], [s.rank for s in pool])
    kept = kept if lead in kept else [lead, *kept]
    cosines = similarity.among([pool[i].text for i in kept])
    weights = _section_weights(pool)[kept]
    scores = lexrank(cosines.copy(), prior([pool[i].rank for i in kept]) * weights)
    scores = scores * np.sqrt(weights) / (1 + np.arange(len(kept))) ** _POSITION_EXPONENT
    scores = scores * np.asarray([cue_weight(pool[i].text) for i in kept], np.float32)
    sections = _sections([pool[i] for i in kept])
    likeness = cosines + _SECTION_LIKENESS * (sections[:, None] == sections)
    most = count + MOST_SENTENCES
    taken = by_marginal_relevance(scores, likeness, most, [kept.index(lead)])
    chosen, more = sorted(taken[:count]), sorted(taken[count:])
    return [pool[kept[i]] for i in chosen], [pool[kept[i]] for i in more]


def with_lead_paragraph(
    sentences: Sequence[TextSentence], summary: Sequence[TextSentence], title: str
) -> list[TextSentence]:
    """Return a summary with the beginning of the paragraph that the lead is in, in order.

    Who or what a text is about, it says there, and in the lines below the title.
    """
    prose = [s for s in sentences if s.kind is SentenceKind.PROSE]
    lead = _lead(prose)
    if lead is None:
        return list(summary)
    rest = next((i for i, s in enumerate(prose) if i > lead and s.rank == 0), len(prose))
    paragraph = prose[lead:rest][:LEAST_SENTENCES]
    lines = standfirst(sentences, prose[lead], title)[:_MOST_LINES]
    chosen = {s.span.start: s for s in (*lines, *paragraph, *summary)}
    return [chosen[at] for at in sorted(chosen)]


def steps(sentences: Sequence[TextSentence]) -> list[TextSentence]:
    """Return the first sentence of each step of the longest numbered list; none without one."""
    runs: list[list[TextSentence]] = [[]]
    for sentence in sentences:
        if sentence.rank == 0 and _STEP.match(sentence.text):
            if _FIRST_STEP.match(sentence.text):
                runs.append([])
            runs[-1].append(sentence)
    longest = max(runs, key=len)
    return longest if len(longest) > 1 else []


def _lead(pool: Sequence[TextSentence]) -> int | None:
    """Return the index of the first prose that says something, None where there is no prose."""
    prose = [i for i, sentence in enumerate(pool) if sentence.kind is SentenceKind.PROSE]
    said = (i for i in prose if cue_weight(pool[i].text) > SAYS_LITTLE)
    return next(said, prose[0] if prose else None)


def _sections(pool: Sequence[TextSentence]) -> NDArray[np.int64]:
    """Return the number of the section that each sentence is in, shape (n,)."""
    starts = [i > 0 and s.heading != pool[i - 1].heading for i, s in enumerate(pool)]
    return np.cumsum(starts)


def _section_weights(pool: Sequence[TextSentence]) -> NDArray[np.float32]:
    """Return the weight of each sentence by its rank in its section, 1, 0.71, 0.58, …, shape (n,).

    It is 1 for each where there are few headings.
    """
    if len({sentence.heading for sentence in pool}) < _FEWEST_HEADINGS:
        return np.ones(len(pool), np.float32)
    sections = _sections(pool)
    firsts = np.searchsorted(sections, sections)
    return np.sqrt(prior((np.arange(len(pool)) - firsts).tolist()))
