"""Answers ordinary questions, and passes on requests for an overview."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from qa_bot.answering.answerer import FirstStage
from qa_bot.answering.metadata_requests import metadata_request
from qa_bot.answering.named_articles import MOST_NAMES, described_article, named_articles
from qa_bot.answering.overview_intent import (
    MAX_REQUEST_CHARS,
    OverviewKind,
    OverviewRequest,
    asks_for_subject,
    overview_request,
)
from qa_bot.answers import Answer
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope
from qa_bot.escape import replace_surrogates
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.language import is_english
from qa_bot.text.question_check import check_question

if TYPE_CHECKING:
    from qa_bot.answering.overview.overviews import Overviews
    from qa_bot.answering.request_classifier import RequestClassifier

# The least confidence of an ordinary answer to what is probably a request: a reader can be fairly
# sure of nonsense to "walk me through it". Chosen on everyday questions.
_ANSWER_INSTEAD = {OverviewKind.TOPIC: 0.7, OverviewKind.TEXT: 0.8}


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class _Articles(Protocol):
    def article(self, article_id: str) -> Article: ...

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]: ...

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]: ...

    def count_articles(self, scope: Scope = EVERYTHING) -> int: ...


class OverviewAnswerer:
    """Answers ordinary questions as its `answerer` does, and requests for an overview itself.

    Safe to share between threads.
    """

    def __init__(
        self,
        answerer: _Answers,
        articles: _Articles,
        first_stage: FirstStage,
        similarity: Similarity,
        max_question_characters: int,
        classifier: "Callable[[], RequestClassifier | None] | None" = None,
    ) -> None:
        """`first_stage` finds the chunks that are near a topic.

        `classifier` returns what knows requests that no wording tells, by the embeddings of the
        library's model. It is called for the first answer that is not sure, not at the start.
        """
        self._answerer = answerer
        self._articles = articles
        self._first_stage = first_stage
        self._similarity = similarity
        self._max_question_characters = max_question_characters
        self._classifier = classifier

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a question or give the overview that it asks for, or decline.

        Raises QuestionError, and ArticleDamaged where an article to quote is not
        what was added.
        """
        request, scope = self._of_named(question, overview_request(question), scope)
        if request is not None and request.may_be_ordinary and scope.focus is not None:
            request = None  # What it follows up says what it asks.
        if request is None:
            return self._ordinary(question, scope)
        started = time.perf_counter()
        check_question(question, self._max_question_characters)
        answer = self.overview(replace_surrogates(question), request, scope)
        return replace(answer, took_ms=1000 * (time.perf_counter() - started))

    def _ordinary(self, question: str, scope: Scope) -> Answer:
        """Answer an ordinary question; one that is probably a request only if it is sure."""
        started = time.perf_counter()
        answer = self._answerer.answer(question, scope)
        quote = answer.quote
        if quote is not None and asks_for_subject(question, quote.article.title):
            return self._overviews.with_summary(answer)
        confidence = answer.confidence if answer.answered else 0.0
        if scope.focus is not None or confidence >= max(_ANSWER_INSTEAD.values()):
            return answer
        request = self._classified(question)
        if request is None or confidence >= _ANSWER_INSTEAD[request.kind]:
            return answer
        overview = self.overview(replace_surrogates(question), request, scope)
        if not overview.answered:
            return answer
        return replace(overview, took_ms=1000 * (time.perf_counter() - started))

    def overview(
        self, question: str, request: OverviewRequest, scope: Scope = EVERYTHING
    ) -> Answer:
        """Return the overview that is requested, in the name of `question`."""
        return self._overviews.reply(question, request, scope)

    def _classified(self, question: str) -> OverviewRequest | None:
        """Return the overview that a question probably asks for, in words of its own.

        None for one about an article itself, such as who wrote it.
        """
        if self._classifier is None or not 0 < len(question.strip()) <= MAX_REQUEST_CHARS:
            return None
        classifier = self._classifier()
        if classifier is None or metadata_request(question) is not None:
            return None
        if not classifier.reads_any_language and not question.isascii():
            return None
        request = classifier.request(question, self._similarity.question_vector(question))
        is_known = classifier.reads_any_language or is_english(question)
        return request if is_known else None

    def _of_named(
        self, question: str, request: OverviewRequest | None, scope: Scope
    ) -> tuple[OverviewRequest | None, Scope]:
        """Return the request, limited to the one article that a question names, if it names one.

        A request for the whole of an article that is not there, or of one of several that
        the words fit, is none: it is left to the answerer of ordinary questions.
        """
        description = described_article(question)
        if description is None:
            return request, scope
        of_article = overview_request(description.message)
        if of_article is None:
            return request, scope
        refs = self._articles.refs(MOST_NAMES, scope)
        named = named_articles(description, refs, self._articles.article)
        if len(named) == 1:
            return of_article, replace(scope, articles=frozenset({named[0].id}))
        is_of_whole = request is not None and request.kind is not OverviewKind.TOPIC
        return (None if is_of_whole and len(refs) > 1 else request), scope

    @cached_property
    def _overviews(self) -> "Overviews":
        # Imported late, as most questions ask for no overview, and the first need not wait for it.
        from qa_bot.answering.overview.overviews import Overviews

        return Overviews(self._answerer, self._articles, self._first_stage, self._similarity)
