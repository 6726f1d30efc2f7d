"""Answer or decline: the retriever's candidates, read, judged and quoted."""

import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from qa_bot.answering.cascade import AS_SURE, Read, Rounds
from qa_bot.answering.lists import whole_list
from qa_bot.answering.quotes import quote
from qa_bot.answering.readers.base import Reader
from qa_bot.answering.scoring import Embed, Evidence, sigmoid
from qa_bot.documents import EVERYTHING, Answer, ArticleRef, Passage, Quote, Scope
from qa_bot.errors import ArticleDamaged, QuestionError
from qa_bot.escape import replace_surrogates
from qa_bot.retrieval.candidates import Candidate
from qa_bot.storage.store import StoredChunk
from qa_bot.text.words import words

# A question that begins so is settled by a sentence, not by a word out of it.
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)

# A question with its misspelt words as the articles of the scope write them.
Respell = Callable[[str, Scope], str]


def _as_typed(question: str, scope: Scope) -> str:
    return question


# From chunks to the passages that are shown of them: the same article, start to end.
# Where an article cannot be quoted, the error that says why.
Widen = Callable[[Sequence[StoredChunk]], Sequence[StoredChunk | ArticleDamaged]]


def _as_they_are(chunks: Sequence[StoredChunk]) -> Sequence[StoredChunk]:
    return chunks


class Retrieves(Protocol):
    """Anything that finds chunks for a question."""

    def retrieve(self, question: str, count: int, scope: Scope) -> list[Candidate]:
        """The `count` best candidates of the scope, best first."""
        ...


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
        widen: Widen = _as_they_are,
        respell: Respell = _as_typed,
    ) -> None:
        """`threshold`: decline below this probability of being right, 0 to 1.

        `widen` gives chunks as they are shown: the passages around them. `respell`
        gives a question as it is searched for and read.
        """
        self._retriever = retriever
        self._rounds = Rounds(reader, embed, bar=max(AS_SURE, threshold))
        self._candidates = candidates
        self._threshold = threshold
        self._max_characters = max_characters
        self._widen = widen
        self._respell = respell

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a stand-alone question from the articles of the scope, or decline.

        Raises QuestionError for one without a word or longer than the limit, and
        ArticleDamaged where what would be quoted, or shown when declining, is
        not what was added.
        """
        started = time.perf_counter()
        typed = self._checked(question)
        meant = self._respell(typed, scope)
        answer = self._answered(replace_surrogates(question), meant, scope)
        read_as = None if meant == typed else meant
        return replace(answer, read_as=read_as, took_ms=1000 * (time.perf_counter() - started))

    def _answered(self, question: str, meant: str, scope: Scope) -> Answer:
        """The answer to `question`, read as `meant`."""
        candidates = self._retriever.retrieve(meant, self._candidates, scope)
        read = self._rounds.read(meant, candidates)
        passages, damaged = self._passages(read)
        if not read.found or read.sure < self._threshold:
            if damaged:
                raise next(iter(damaged.values()))
            return Answer(question, False, read.sure, passages=passages)
        best = read.found[0]
        if (error := damaged.get(best.judged.candidate.chunk.id)) is not None:
            raise error
        read = replace(read, found=_quotable(read.found, damaged))
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

    def _passages(self, read: Read) -> tuple[tuple[Passage, ...], dict[int, ArticleDamaged]]:
        """What was read, best first, then what was not, none scored above the last read.

        Beside them, by chunk, why others of these cannot be shown.
        """
        scored = [(j.candidate, sigmoid(j.rank)) for j in read.judged]
        least = min((score for _, score in scored), default=0.0)
        scored += [(c, min(least, c.score)) for c in read.unread]
        passages, damaged = [], {}
        wide = self._widen([candidate.chunk for candidate, _ in scored])
        for (candidate, score), shown in zip(scored, wide, strict=True):
            if isinstance(shown, ArticleDamaged):
                damaged[candidate.chunk.id] = shown
            else:
                passages.append(_passage(shown, candidate, score))
        return tuple(passages), damaged

    def _others(self, question: str, read: Read, said: Quote) -> tuple[Quote, ...]:
        """What further articles say to the question, one quote each, if as sure."""
        seen, others = {said.article.id, *(ref.id for ref in said.also)}, []
        for other in read.found[1:]:
            article = other.judged.candidate.chunk.article.id
            if article in seen or not self._rounds.answers(question, read, other):
                continue
            seen.add(article)
            twins = other.judged.candidate.twins
            further = quote(other.judged.candidate.chunk, other.finding, twins)
            if further.text != said.text:
                others.append(further)
        return tuple(others[:2])


def _passage(wide: StoredChunk, candidate: Candidate, score: float) -> Passage:
    place = wide.place(wide.start)
    return Passage(wide.article, wide.start, wide.end, wide.text, score, place, candidate.twins)


def _quotable(found: list[Evidence], damaged: Mapping[int, ArticleDamaged]) -> list[Evidence]:
    """The evidence without that of chunks that cannot be quoted."""
    return [e for e in found if e.judged.candidate.chunk.id not in damaged]


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
