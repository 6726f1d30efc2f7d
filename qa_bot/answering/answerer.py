"""Answer or decline: the retriever's candidates, read, judged and quoted."""

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_bot.answering.judging import confidence, ranks, sigmoid
from qa_bot.answering.quoting import quote
from qa_bot.answering.reading import Reader, Reading
from qa_bot.documents import Answer, Passage, Quote
from qa_bot.errors import QuestionError
from qa_bot.retrieval.retriever import Candidate

# A question that begins so is settled by a sentence, not by a word out of it.
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)

# How many candidates are read before looking whether more need be, and how sure is sure.
_ROUND = 10
_SURE = 0.9


class Retrieves(Protocol):
    """Anything that finds chunks for a question."""

    def retrieve(self, question: str, count: int) -> list[Candidate]:
        """The `count` best candidates, best first."""
        ...


@dataclass(frozen=True, slots=True)
class _Judged:
    candidate: Candidate
    reading: Reading
    rank: float


class Answerer:
    """Answers questions of one library. Safe to share between threads."""

    def __init__(
        self,
        retriever: Retrieves,
        reader: Reader,
        candidates: int = 20,
        threshold: float = 0.5,
        max_characters: int = 2000,
    ) -> None:
        """`threshold`: decline below this probability of being right, 0 to 1."""
        self._retriever = retriever
        self._reader = reader
        self._candidates = candidates
        self._threshold = threshold
        self._max_characters = max_characters

    def answer(self, question: str) -> Answer:
        """Answer a stand-alone question, or decline.

        Raises QuestionError for one without a word or longer than the limit.
        """
        started = time.perf_counter()
        judged = self._judge(self._checked(question))
        sure = self._confidence(judged)
        passages = tuple(_passage(j) for j in judged)
        if not judged or sure < self._threshold:
            return Answer(question, False, sure, passages=passages, took_ms=_since(started))
        best = judged[0]
        said = quote(best.candidate.chunk, best.reading)
        return Answer(
            question,
            True,
            sure,
            text=_short(question, best, said),
            quote=said,
            passages=passages,
            others=self._others(judged, said),
            took_ms=_since(started),
        )

    def _checked(self, question: str) -> str:
        if len(question) > self._max_characters:
            raise QuestionError(
                f"The question has {len(question):,} characters; at most "
                f"{self._max_characters:,} are read. Ask it in fewer words."
            )
        plain = " ".join("".join(c if c.isprintable() else " " for c in question).split())
        if not any(unicodedata.category(c)[0] in "LN" for c in plain):
            raise QuestionError("There is no word in that question. Ask it in words.")
        return plain

    def _judge(self, question: str) -> list[_Judged]:
        """The candidates that were read, best first.

        They are read a round at a time, and no further once one is surely
        right: most questions are settled by the first round.
        """
        candidates = self._retriever.retrieve(question, self._candidates)
        judged: list[_Judged] = []
        for start in range(0, len(candidates), _ROUND):
            judged += self._read(question, candidates[start : start + _ROUND])
            judged.sort(key=lambda j: -j.rank)
            if self._confidence(judged) >= _SURE:
                break
        return judged

    def _read(self, question: str, candidates: Sequence[Candidate]) -> list[_Judged]:
        readings = self._reader.read(question, [c.chunk.text for c in candidates])
        worth = ranks(readings, [c.score for c in candidates], self._reader.weights)
        return [_Judged(*row) for row in zip(candidates, readings, worth, strict=True)]

    def _confidence(self, judged: Sequence[_Judged]) -> float:
        if not judged:
            return 0.0
        second = judged[1].rank if len(judged) > 1 else None
        return confidence(judged[0].rank, second, self._reader.weights)

    def _others(self, judged: Sequence[_Judged], said: Quote) -> tuple[Quote, ...]:
        """What further articles say to the question, one quote each, if as sure."""
        seen, others = {said.article.id}, []
        for other in judged[1:]:
            alone = confidence(other.rank, None, self._reader.weights)
            if other.candidate.chunk.article.id in seen or alone < max(0.5, self._threshold):
                continue
            seen.add(other.candidate.chunk.article.id)
            further = quote(other.candidate.chunk, other.reading)
            if further.text != said.text:
                others.append(further)
        return tuple(others[:2])


def _short(question: str, best: _Judged, said: Quote) -> str:
    words = best.candidate.chunk.text[best.reading.start : best.reading.end]
    settles = _YES_NO.match(question.strip()) is not None
    return said.text if settles or not words.strip() else words


def _passage(judged: _Judged) -> Passage:
    chunk = judged.candidate.chunk
    return Passage(chunk.article, chunk.start, chunk.end, chunk.text, sigmoid(judged.rank))


def _since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)
