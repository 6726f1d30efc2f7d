"""Answer or decline: the retriever's candidates, read, judged and quoted."""

import math
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from qa_bot.answering.judging import (
    PASSAGES,
    Embed,
    Evidence,
    Judged,
    confidence,
    evidence,
    judge,
    sigmoid,
)
from qa_bot.answering.lists import whole_list
from qa_bot.answering.quoting import quote
from qa_bot.answering.reading import Reader
from qa_bot.answering.timing import Wish, wish
from qa_bot.documents import EVERYTHING, Answer, ArticleRef, Passage, Quote, Scope
from qa_bot.errors import QuestionError
from qa_bot.library.store import StoredChunk
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.lexical import words

# A question that begins so is settled by a sentence, not by a word out of it.
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)

# How many candidates are read before looking whether more need be, the rest in
# the last round, and how sure is sure.
_ROUNDS = (4, 5)
_SURE = 0.75
# How sure a further article must be to be shown beside.
_AS_SURE = 0.5
# How many passages are looked at where a question asks for the newest, or for a year.
_DATED_PASSAGES = 6


# A question with its misspelt words as the articles of the scope write them.
Respell = Callable[[str, Scope], str]


def _as_typed(question: str, scope: Scope) -> str:
    return question


# From a chunk to the passage that is shown of it: the same article, start to end.
Widen = Callable[[StoredChunk], StoredChunk]


def _as_it_is(chunk: StoredChunk) -> StoredChunk:
    return chunk


class Retrieves(Protocol):
    """Anything that finds chunks for a question."""

    def retrieve(self, question: str, count: int, scope: Scope) -> list[Candidate]:
        """The `count` best candidates of the scope, best first."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading came to: passages and evidence, both best first, and how sure.

    `unread` are the candidates that it could do without, best first, and
    `asked` what the question says of time, where that tells them apart.
    """

    judged: list[Judged]
    found: list[Evidence]
    sure: float
    unread: list[Candidate] = field(default_factory=list)
    asked: Wish | None = None


class Answerer:
    """Answers questions of one library. Safe to share between threads."""

    def __init__(
        self,
        retriever: Retrieves,
        reader: Reader,
        embed: Embed,
        candidates: int = 20,
        threshold: float = 0.5,
        max_characters: int = 2000,
        widen: Widen = _as_it_is,
        respell: Respell = _as_typed,
    ) -> None:
        """`threshold`: decline below this probability of being right, 0 to 1.

        `widen` gives a chunk as it is shown: the passage around it. `respell`
        gives a question as it is searched for and read.
        """
        self._retriever = retriever
        self._reader = reader
        self._embed = embed
        self._candidates = candidates
        self._threshold = threshold
        self._max_characters = max_characters
        self._widen = widen
        self._respell = respell

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a stand-alone question from the articles of the scope, or decline.

        Raises QuestionError for one without a word or longer than the limit.
        """
        started = time.perf_counter()
        typed = self._checked(question)
        meant = self._respell(typed, scope)
        answer = self._answered(question, meant, scope)
        read_as = None if meant == typed else meant
        return replace(answer, read_as=read_as, took_ms=1000 * (time.perf_counter() - started))

    def _answered(self, question: str, meant: str, scope: Scope) -> Answer:
        """The answer to `question`, read as `meant`."""
        read = self._timely(meant, self._read(meant, scope))
        passages = self._passages(read)
        if not read.found or read.sure < self._threshold:
            return Answer(question, False, read.sure, passages=passages)
        best = read.found[0]
        chunk = best.judged.candidate.chunk
        finding = whole_list(meant, chunk.text, best.finding)
        said = quote(chunk, finding, _also(read.found))
        return Answer(
            question,
            True,
            read.sure,
            text=_short(meant, chunk.text[finding.start : finding.end], said),
            quote=said,
            passages=passages,
            others=self._others(meant, read, said),
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

    def _read(self, question: str, scope: Scope) -> _Read:
        """Read the candidates a round at a time.

        No further once one is surely right: most questions are settled by the
        first round.
        """
        candidates = self._retriever.retrieve(question, self._candidates, scope)
        read = _Read([], [], 0.0)
        asked = wish(question, [c.chunk.article.published for c in candidates])
        # The newest of those that answer is only known when all are read.
        enough = _SURE if asked is None else math.inf
        for part in _rounds(candidates):
            readings = self._reader.read(question, [c.chunk.text for c in part])
            judged = read.judged + judge(part, readings, self._reader.weights)
            looked_at = PASSAGES if asked is None else _DATED_PASSAGES
            read = self._weigh(question, sorted(judged, key=lambda j: -j.rank), looked_at)
            if read.sure >= enough:
                break
        return replace(read, unread=candidates[len(read.judged) :], asked=asked)

    def _weigh(self, question: str, judged: list[Judged], looked_at: int) -> _Read:
        found = evidence(question, judged, self._embed, self._reader.weights, looked_at)
        if found and found[0].judged is not judged[0]:
            # The passage that holds the answer is the best one, whatever ranked it second.
            judged.remove(found[0].judged)
            judged.insert(0, found[0].judged)
        return _Read(judged, found, confidence(question, found, judged, self._reader.weights))

    def _timely(self, question: str, read: _Read) -> _Read:
        """With the evidence first that fits the time asked for, if several articles answer."""
        asked, bar = read.asked, max(_AS_SURE, self._threshold)
        if asked is None or read.sure < bar:
            return read
        answers = [(read.found[0], read.sure)]
        for e in read.found[1:]:
            if (sure := self._sure_alone(question, read, e)) >= bar:
                answers.append((e, sure))
        # Of those that fit alike, the first is the best.
        best, sure = max(
            answers, key=lambda a: asked.favour(a[0].judged.candidate.chunk.article.published)
        )
        return _with_first(read, best, sure)

    def _sure_alone(self, question: str, read: _Read, e: Evidence) -> float:
        """How sure the passage of `e` would be, had nothing else been found."""
        alone = [other for other in read.found if other.judged is e.judged]
        return confidence(question, alone, [e.judged], self._reader.weights)

    def _passages(self, read: _Read) -> tuple[Passage, ...]:
        """What was read, best first, then what was not, none scored above the last read."""
        known = [self._passage(j.candidate, sigmoid(j.rank)) for j in read.judged]
        least = min((passage.score for passage in known), default=0.0)
        return (*known, *(self._passage(c, min(least, c.score)) for c in read.unread))

    def _passage(self, candidate: Candidate, score: float) -> Passage:
        wide = self._widen(candidate.chunk)
        place = wide.place(wide.start)
        also = candidate.twins
        return Passage(wide.article, wide.start, wide.end, wide.text, score, place, also)

    def _others(self, question: str, read: _Read, said: Quote) -> tuple[Quote, ...]:
        """What further articles say to the question, one quote each, if as sure."""
        seen, others = {said.article.id, *(ref.id for ref in said.also)}, []
        for other in read.found[1:]:
            article = other.judged.candidate.chunk.article.id
            sure = self._sure_alone(question, read, other)
            if article in seen or sure < max(_AS_SURE, self._threshold):
                continue
            seen.add(article)
            twins = other.judged.candidate.twins
            further = quote(other.judged.candidate.chunk, other.finding, twins)
            if further.text != said.text:
                others.append(further)
        return tuple(others[:2])


def _with_first(read: _Read, best: Evidence, sure: float) -> _Read:
    """The same reading with another evidence at its head."""
    if best is read.found[0]:
        return read
    found = [best, *(e for e in read.found if e is not best)]
    judged = [best.judged, *(j for j in read.judged if j is not best.judged)]
    return replace(read, found=found, judged=judged, sure=sure)


def _rounds(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates in the groups that they are read in."""
    start = 0
    for size in (*_ROUNDS, len(candidates)):
        if part := candidates[start : start + size]:
            yield part
        start += size


def _also(found: Sequence[Evidence]) -> list[ArticleRef]:
    """The other articles that say what the best evidence says, in the same words."""
    best = found[0].judged.candidate
    named = {ref.id: ref for ref in best.twins}
    said = words(found[0].sentence)
    for other in found[1:]:
        if words(other.sentence) == said:
            candidate = other.judged.candidate
            named |= {ref.id: ref for ref in (candidate.chunk.article, *candidate.twins)}
    named.pop(best.chunk.article.id, None)
    return list(named.values())


def _short(question: str, words: str, said: Quote) -> str:
    settles = _YES_NO.match(question.strip()) is not None
    return said.text if settles or not words.strip() else words
