"""Answers or declines: retrieve candidates, run the cascade, quote the best sentence."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from qa_bot.answering.announced_lists import announced_list
from qa_bot.answering.answer_pieces import is_marker, within_pieces
from qa_bot.answering.answer_shaping import shaped
from qa_bot.answering.answer_spans import widen_to_tokens
from qa_bot.answering.bare_words import widen_fragment
from qa_bot.answering.cascade import Cascade, CascadeResult
from qa_bot.answering.conditional_headings import list_from_condition, quote_from_condition
from qa_bot.answering.features import sigmoid
from qa_bot.answering.headed_lists import headed_section, is_headed_list
from qa_bot.answering.list_answers import list_answer
from qa_bot.answering.lists import as_question, whole_list
from qa_bot.answering.named_pieces import with_named_piece
from qa_bot.answering.named_rows import is_uncompared_row
from qa_bot.answering.question_intent import asks_yes_no
from qa_bot.answering.quotes import (
    articles_that_agree,
    expand_to_enumeration,
    quote,
    quote_list,
    short_answer,
)
from qa_bot.answering.readers.reader import Reader
from qa_bot.answering.table_rows import TableHeads, no_heads
from qa_bot.answers import Answer, NearMiss, Passage, Quote
from qa_bot.documents import EVERYTHING, Scope, Span, StoredChunk
from qa_bot.errors import ArticleDamaged
from qa_bot.escape import replace_surrogates
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.passages import to_passage
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.acronyms import expand_acronyms
from qa_bot.text.language import COMPARED_TEXTS, is_english, is_in_another_language
from qa_bot.text.question_check import check_question

# Quotes of further articles beside the answer: as many as fit one screen with it.
_MAX_OTHER_QUOTES = 2

# From a question to its spelling in the articles of a scope.
CorrectSpelling = Callable[[str, Scope], str]


def as_typed(question: str, scope: Scope) -> str:
    """Return a question whose spelling is not corrected."""
    return question


# From chunks to the longer passages of the same articles that are shown for them. Where an
# article cannot be quoted, the error that says why.
ExpandChunks = Callable[[Sequence[StoredChunk]], Sequence[StoredChunk | ArticleDamaged]]


def _unexpanded(chunks: Sequence[StoredChunk]) -> Sequence[StoredChunk]:
    return chunks


class FirstStage(Protocol):
    """Anything that retrieves candidates for a question."""

    def retrieve(self, question: str, count: int, scope: Scope) -> list[Candidate]:
        """Return the `count` best candidates of the scope, best first."""
        ...


@dataclass(frozen=True, slots=True)
class LanguageReaders:
    """Readers in place of the usual one, by the languages of question and text.

    `english` reads a question and the best candidates that are in English, and `cross_lingual`
    a question in another language than they. `second_english` returns what reads once more what
    `english` leaves open, and `conversations_in_english` what reads a message after those before
    it; either is called when it is first needed.
    """

    english: Reader | None = None
    cross_lingual: Reader | None = None
    second_english: Callable[[], Reader] | None = None
    conversations_in_english: Callable[[], Reader] | None = None


NO_OTHER_READERS = LanguageReaders()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What can be shown of the candidates, best first, and why others cannot.

    `chunks` are the candidates' chunks as they were expanded; both they and `damaged`
    are by the id of the chunk.
    """

    passages: tuple[Passage, ...]
    chunks: dict[int, StoredChunk]
    damaged: dict[int, ArticleDamaged]


class Answerer:
    """Answers questions from one library. Safe to share between threads."""

    def __init__(
        self,
        first_stage: FirstStage,
        reader: Reader,
        similarity: Similarity,
        *,
        candidates: int,
        confidence_threshold: float,
        max_question_characters: int,
        expand_chunks: ExpandChunks = _unexpanded,
        correct_spelling: CorrectSpelling = as_typed,
        table_heads: TableHeads = no_heads,
        other_readers: LanguageReaders = NO_OTHER_READERS,
        has_other_languages: Callable[[], bool] = lambda: True,
    ) -> None:
        """Take the parts, and decline below the confidence threshold, 0 to 1.

        `candidates` is how many the first stage retrieves. `expand_chunks` gives the
        passages that are shown for chunks, and `table_heads` the heads of the tables
        that they begin within. `other_readers` take the place of `reader` in their languages.
        `has_other_languages` says whether a text may not be in English.
        """
        self._first_stage = first_stage
        others, given = other_readers, (similarity, confidence_threshold, table_heads)
        self._cascade = Cascade(reader, *given)
        self._english_cascade = Cascade(
            others.english or reader,
            *given,
            second=others.second_english,
            of_conversations=others.conversations_in_english,
        )
        self._cross_lingual_cascade = Cascade(others.cross_lingual or reader, *given)
        self._other_readers = other_readers
        self._has_other_languages = has_other_languages
        self._table_heads = table_heads
        self._candidates = candidates
        self._confidence_threshold = confidence_threshold
        self._max_question_characters = max_question_characters
        self._expand_chunks = expand_chunks
        self._correct_spelling = correct_spelling

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a stand-alone question from the articles of the scope, or decline.

        Raises QuestionError for one without a word or longer than the limit, and
        ArticleDamaged where the article to quote, or to show when declining, is
        not what was added.
        """
        started = time.perf_counter()
        typed = check_question(question, self._max_question_characters)
        read, candidates = self._retrieve(self._correct_spelling(typed, scope), scope)
        answer = self._answer(replace_surrogates(question), read, candidates, scope)
        read_as = None if read == typed else read
        return replace(answer, read_as=read_as, took_ms=1000 * (time.perf_counter() - started))

    def _retrieve(self, question: str, scope: Scope) -> tuple[str, list[Candidate]]:
        """Return the candidates, and the question with its acronyms as they write them out."""
        candidates = self._first_stage.retrieve(as_question(question), self._candidates, scope)
        expanded = expand_acronyms(question, [each.chunk.text for each in candidates])
        if expanded == question:
            return question, candidates
        found = self._first_stage.retrieve(as_question(expanded), self._candidates, scope)
        return expanded, found

    def _answer(
        self, question: str, corrected: str, candidates: list[Candidate], scope: Scope
    ) -> Answer:
        """Answer `corrected` in the name of `question`."""
        read = as_question(corrected)
        cascade = self._cascade_for(read, candidates)
        ranked = cascade.run(
            read, candidates, scope.focus, replace_surrogates(scope.question_in_chat)
        )
        result = with_named_piece(read, ranked, self._table_heads)
        shown = self._shown(result)
        if not result.sentences or result.confidence < self._confidence_threshold:
            return _declined(question, result, shown)
        best = result.sentences[0]
        if (error := shown.damaged.get(best.chunk.id)) is not None:
            raise error
        quotable = [s for s in result.sentences if s.chunk.id not in shown.damaged]
        result = replace(result, sentences=quotable)
        found = self._quoted(cascade, corrected, result, shown.chunks[best.chunk.id])
        if found is None:
            return _declined(question, result, shown)
        answer_text, best_quote = found
        return Answer(
            question,
            True,
            result.confidence,
            text=answer_text,
            quote=best_quote,
            passages=shown.passages,
            others=self._other_quotes(cascade, read, result, best_quote),
        )

    def _cascade_for(self, question: str, candidates: Sequence[Candidate]) -> Cascade:
        """Return the cascade for the languages of a question and the best candidates."""
        if self._other_readers == NO_OTHER_READERS:
            return self._cascade
        texts = [candidate.chunk.text for candidate in candidates[:COMPARED_TEXTS]]
        uncertain = texts if self._has_other_languages() else []
        if not (uncertain or self._other_readers.cross_lingual) and question.isascii():
            # In another language it would find nothing here: identifying that takes its time.
            return self._english_cascade
        if all(map(is_english, (*uncertain, question))):
            return self._english_cascade
        is_across = is_in_another_language(question, texts)
        return self._cross_lingual_cascade if is_across else self._cascade

    def _quoted(
        self, cascade: Cascade, request: str, result: CascadeResult, around: StoredChunk
    ) -> tuple[str, Quote] | None:
        """Return the short answer and the quote of the best sentence, None if it has none.

        `around` is the passage that is shown for the sentence's chunk.
        """
        best, question = result.sentences[0], as_question(request)
        text = best.chunk.text
        head, around_head = self._table_heads([best.chunk, around])
        span = shaped(question, text, best.span, head)
        also = articles_that_agree(result.sentences)
        by = best.chunk.start - around.start
        title = best.chunk.article.title
        is_headed = is_headed_list(question, best.chunk, best.span.start)
        at = by + (best.span.start if is_headed else span.start)
        whole = whole_list(question, around.text, at, title, is_asked_for=is_headed)
        sentence = Span(by + span.sentence.start, by + span.sentence.end)
        whole = whole or announced_list(question, around.text, sentence)
        whole = whole or headed_section(question, around.text, at, title)
        if whole is not None:
            quoted = list_from_condition(around.text, whole)
            answer_text = list_answer(question, around.text, whole, around_head)
            return answer_text, quote_list(around, quoted, also)
        if cascade.reads_any_language:
            # "Was kostet" asks for no yes or no, though an English question that begins so does.
            found = within_pieces(text, expand_to_enumeration(request, text, span))
            return short_answer("", text, found, head), quote(best.chunk, found, also)
        is_number = is_marker(text, span) and not asks_yes_no(question)
        if is_number or is_uncompared_row(question, text, span):
            return None
        span = within_pieces(text, expand_to_enumeration(request, text, span))
        span = widen_fragment(question, text, span)
        answer_text = short_answer(question, text, span, head)
        return answer_text, quote(best.chunk, quote_from_condition(text, span), also)

    def _shown(self, result: CascadeResult) -> _Shown:
        """Expand what was read, then what was not, which scores no more than the last read."""
        scored = [(p.candidate, sigmoid(p.score)) for p in result.passages]
        least = min((score for _, score in scored), default=0.0)
        scored += [(candidate, min(least, candidate.score)) for candidate in result.unread]
        passages, chunks, damaged = [], {}, {}
        expanded = self._expand_chunks([candidate.chunk for candidate, _ in scored])
        for (candidate, score), chunk in zip(scored, expanded, strict=True):
            if isinstance(chunk, ArticleDamaged):
                damaged[candidate.chunk.id] = chunk
            else:
                chunks[candidate.chunk.id] = chunk
                passages.append(to_passage(chunk, candidate, score))
        return _Shown(tuple(passages), chunks, damaged)

    def _other_quotes(
        self, cascade: Cascade, question: str, result: CascadeResult, best: Quote
    ) -> tuple[Quote, ...]:
        """Quote further articles that would answer by themselves, once each."""
        seen, others = {best.article.id, *(ref.id for ref in best.also)}, []
        for sentence in result.best_of_passages()[1:]:
            article = sentence.chunk.article.id
            if article in seen or not cascade.is_alternative(question, result, sentence):
                continue
            seen.add(article)
            other = quote(sentence.chunk, sentence.span, sentence.candidate.near_duplicates)
            if other.text != best.text:
                others.append(other)
        return tuple(others[:_MAX_OTHER_QUOTES])


def _declined(question: str, result: CascadeResult, shown: _Shown) -> Answer:
    """Return what declines; raises ArticleDamaged where something cannot be shown."""
    if shown.damaged:
        raise next(iter(shown.damaged.values()))
    near_miss = _near_miss(result)
    return Answer(question, False, result.confidence, passages=shown.passages, near_miss=near_miss)


def _near_miss(result: CascadeResult) -> NearMiss | None:
    """Return the best sentence and the question's words that it lacks, if it has as many."""
    if not result.sentences:
        return None
    best = result.sentences[0]
    missing = result.premises.missing(best)
    if not missing or 2 * len(missing) > result.premises.word_count:
        return None
    span = widen_to_tokens(best.chunk.text, best.span)
    return NearMiss(quote(best.chunk, span), missing)
