"""Candidates read a round at a time, until one is surely right or all are read.

Knows when to stop, and which of several articles that answer alike fits the
time asked for. Does not know how an answer is told.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qa_bot.answering.readers.base import Reader
from qa_bot.answering.recency import Wish, wish
from qa_bot.answering.scoring import PASSAGES, Embed, Evidence, Judged, confidence, evidence, judge
from qa_bot.retrieval.candidates import Candidate

# How sure a further article must be to be chosen by time, or shown beside.
AS_SURE = 0.5
# How many candidates are read before looking whether more need be, the rest in
# the last round, and how sure is sure.
_ROUNDS = (4, 5)
_SURE = 0.75
# How many passages are looked at where a question asks for the newest, or for a year.
_DATED_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class Read:
    """What reading came to: passages and evidence, both best first, and how sure.

    `sure` is a probability, 0 to 1. `unread` are the candidates that it could
    do without, best first.
    """

    judged: list[Judged]
    found: list[Evidence]
    sure: float
    unread: list[Candidate] = field(default_factory=list)


class Rounds:
    """Reads the candidates of a question. Safe to share between threads."""

    def __init__(self, reader: Reader, embed: Embed, bar: float) -> None:
        """`bar`: how sure, 0 to 1, an article must be by itself to answer too."""
        self._reader = reader
        self._embed = embed
        self._bar = bar

    def read(self, question: str, candidates: list[Candidate]) -> Read:
        """What the candidates, best first, come to.

        Most questions are settled by the first round.
        """
        read = Read([], [], 0.0)
        asked = wish(question, [c.chunk.article.published for c in candidates])
        # The newest of those that answer is only known when all are read.
        enough = _SURE if asked is None else math.inf
        for part in _parts(candidates):
            readings = self._reader.read(question, [c.chunk.text for c in part])
            judged = read.judged + judge(part, readings, self._reader.weights)
            looked_at = PASSAGES if asked is None else _DATED_PASSAGES
            read = self._weigh(question, sorted(judged, key=lambda j: -j.rank), looked_at)
            if read.sure >= enough:
                break
        read = replace(read, unread=candidates[len(read.judged) :])
        return read if asked is None else self._timely(question, read, asked)

    def answers(self, question: str, read: Read, e: Evidence) -> bool:
        """Whether `e` would answer, had nothing but its passage been found."""
        return self._sure_alone(question, read, e) >= self._bar

    def _weigh(self, question: str, judged: list[Judged], looked_at: int) -> Read:
        found = evidence(question, judged, self._embed, self._reader.weights, looked_at)
        if found and found[0].judged is not judged[0]:
            # The passage that holds the answer is the best one, whatever ranked it second.
            judged.remove(found[0].judged)
            judged.insert(0, found[0].judged)
        return Read(judged, found, confidence(question, found, judged, self._reader.weights))

    def _timely(self, question: str, read: Read, asked: Wish) -> Read:
        """With the evidence first that fits the time asked for, if several articles answer."""
        if read.sure < self._bar:
            return read
        answers = [(read.found[0], read.sure)]
        for e in read.found[1:]:
            if (sure := self._sure_alone(question, read, e)) >= self._bar:
                answers.append((e, sure))
        # Of those that fit alike, the first is the best.
        best, sure = max(
            answers, key=lambda a: asked.favour(a[0].judged.candidate.chunk.article.published)
        )
        return _with_first(read, best, sure)

    def _sure_alone(self, question: str, read: Read, e: Evidence) -> float:
        alone = [other for other in read.found if other.judged is e.judged]
        return confidence(question, alone, [e.judged], self._reader.weights)


def _parts(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates in the groups that they are read in."""
    start = 0
    for size in (*_ROUNDS, len(candidates)):
        if part := candidates[start : start + size]:
            yield part
        start += size


def _with_first(read: Read, best: Evidence, sure: float) -> Read:
    """The same reading with another evidence at its head."""
    if best is read.found[0]:
        return read
    found = [best, *(e for e in read.found if e is not best)]
    judged = [best.judged, *(j for j in read.judged if j is not best.judged)]
    return replace(read, found=found, judged=judged, sure=sure)
