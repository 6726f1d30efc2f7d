"""Asks every question of a data set, in temporary libraries filled as `qa-bot add` fills one.

The user's own library plays no part.
"""

import contextlib
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from qa_bot.answer_writing import AnswerWriting
from qa_bot.answering.answer_parts import decline_unsure, join_parts
from qa_bot.answers import Answer
from qa_bot.components import Components
from qa_bot.conversation.chat import Chat, QuestionAnswerer
from qa_bot.conversation.turns import ReplyKind
from qa_bot.documents import EVERYTHING, Article, Progress, Scope
from qa_bot.errors import DatasetError, QuestionError
from qa_bot.evaluation.datasets import Dataset, Question


class LibraryMode(Enum):
    """Which articles share the library that a question is asked of."""

    ONE = "one"
    GROUP = "group"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the bot's answer.

    `best_answer` is the answer before declining, so that measures over all confidence
    thresholds know what a declined answer was worth. `is_left_out` means that the
    question's own subject was removed from the library, so that declining is right.
    `resolved_question` is the rewritten follow-up, None where nothing was rewritten,
    and `reply` the kind of reply where the question was asked in a chat.
    `is_verbatim` is False if a quote is not the article's text.
    """

    question: Question
    answer: Answer
    best_answer: Answer
    is_left_out: bool = False
    resolved_question: str | None = None
    reply: ReplyKind | None = None
    is_verbatim: bool = True


@dataclass(frozen=True, slots=True)
class _LibraryPlan:
    """The articles of one library, and the questions asked of it."""

    articles: Sequence[Article]
    questions: Sequence[Question]


class _ThresholdAnswerer:
    """Declines below a confidence threshold as the bot does, and records the best answers."""

    def __init__(self, inner: QuestionAnswerer, threshold: float) -> None:
        """`inner` must answer whatever its confidence."""
        self._inner = inner
        self._threshold = threshold
        self._best_answers: dict[str, Answer] = {}

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer; a question that is refused counts as declined."""
        try:
            best = self._inner.answer(question, scope)
        except QuestionError:
            best = Answer(question, answered=False, confidence=0.0)
        self._best_answers[question] = self._best_answers[best.read_as or question] = best
        if best.confidence >= self._threshold:
            parts = decline_unsure(best.parts, self._threshold)
            return replace(join_parts(question, parts), read_as=best.read_as) if parts else best
        return replace(best.declined(), parts=())

    def best_answer(self, question: str, default: Answer) -> Answer:
        """Return the answer before declining to a question that `answer` was asked."""
        return self._best_answers.get(question, default)


def ask_all(
    components: Components,
    dataset: Dataset,
    mode: LibraryMode,
    should_leave_out: bool,
    progress: Progress,
    should_write: bool = False,
) -> Iterator[AskedQuestion]:
    """Ask every question; with `should_leave_out` also each with its own subject removed.

    With `should_write` the language model of the settings writes what it would for a
    person, which is `answer.written`; None where it is not asked. Raises DatasetError
    when a library would be empty without the subject.
    """
    if should_leave_out:
        _check_can_leave_out(dataset, mode)
    texts = {article.id: article.text for article in dataset.articles}
    threshold = components.config.answering.confidence
    done = 0
    for plan in _library_plans(dataset, mode):
        with tempfile.TemporaryDirectory() as folder:
            # It answers whatever the confidence; `_ThresholdAnswerer` declines.
            library = components.with_library(Path(folder), confidence=0.0)
            writing = AnswerWriting(library) if should_write else None
            with contextlib.closing(library.store):
                _add_articles(library, plan.articles, progress)
                for question in plan.questions:
                    done += 1
                    progress("asking", done, len(dataset.questions))
                    asked = _ask(library, question, threshold)
                    yield _check_quotes(_with_written(asked, writing), texts)
                if should_leave_out:
                    for asked in _ask_left_out(library, dataset, threshold, progress, writing):
                        yield _check_quotes(asked, texts)


def _articles_by_subject(dataset: Dataset) -> dict[str, list[Article]]:
    """Return the articles of each subject, also of those that no question is asked of."""
    from_questions = {q.article: q.group for q in dataset.questions if q.article}
    groups = from_questions | dict(dataset.groups)
    subjects: dict[str, list[Article]] = {}
    for article in dataset.articles:
        subjects.setdefault(groups.get(article.id, article.id), []).append(article)
    return subjects


def _check_can_leave_out(dataset: Dataset, mode: LibraryMode) -> None:
    if mode is not LibraryMode.ONE:
        raise DatasetError(
            f"--left-out leaves nothing to ask in a library of one {mode.value}. Use --library one."
        )
    subjects = _articles_by_subject(dataset)
    if len(subjects) < 2:
        raise DatasetError("--left-out needs a second article or subject. Add one to the set.")
    unknown = [q.id for q in dataset.questions if q.answers and q.group not in subjects]
    if unknown:
        raise DatasetError(
            f"--left-out: {unknown[0]} and {len(unknown) - 1} more do not say of which article "
            "they are. Give each an 'article'."
        )


def _library_plans(dataset: Dataset, mode: LibraryMode) -> Iterator[_LibraryPlan]:
    if mode is LibraryMode.ONE:
        yield _LibraryPlan(dataset.articles, dataset.questions)
        return
    members = (
        {article.id: [article] for article in dataset.articles}
        if mode is LibraryMode.PARAGRAPH
        else _articles_by_subject(dataset)
    )

    def key(question: Question) -> str:
        return question.article if mode is LibraryMode.PARAGRAPH else question.group

    ordered = sorted(dataset.questions, key=key)
    for name, questions in itertools.groupby(ordered, key=key):
        yield _LibraryPlan(members.get(name, dataset.articles), list(questions))


def _add_articles(library: Components, articles: Iterable[Article], progress: Progress) -> None:
    to_add = list(articles)
    for done, article in enumerate(to_add):
        if len(to_add) > 1:
            progress("adding", done, len(to_add))
        library.ingester_for([article]).add(article)


def _ask_left_out(
    library: Components,
    dataset: Dataset,
    threshold: float,
    progress: Progress,
    writing: AnswerWriting | None,
) -> Iterator[AskedQuestion]:
    """Ask the answerable questions of each subject while its articles are removed.

    They are not just filtered out: candidates and scores are then those of a library
    that never held them.
    """
    answerable = [q for q in dataset.questions if q.answers]
    done = 0
    for group, articles in _articles_by_subject(dataset).items():
        questions = [q for q in answerable if q.group == group]
        with _removed(library, articles if questions else ()):
            for question in questions:
                done += 1
                progress("asking, subject left out", done, len(answerable))
                asked = replace(_ask(library, question, threshold), is_left_out=True)
                yield _with_written(asked, writing)


@contextlib.contextmanager
def _removed(library: Components, articles: Sequence[Article]) -> Iterator[None]:
    for article in articles:
        library.store.remove(article.id)
    yield
    for article in articles:
        library.ingester_for([article]).add(article)


def _ask(library: Components, question: Question, threshold: float) -> AskedQuestion:
    """Ask a question after its previous turns, if it has any."""
    answerer = _ThresholdAnswerer(library.answerer, threshold)
    if not question.previous_turns and not question.expected_reply:
        answer = answerer.answer(question.text)
        return AskedQuestion(question, answer, answerer.best_answer(question.text, answer))
    chat = Chat(answerer)
    for turn in question.previous_turns:
        chat.ask(turn)
    reply = chat.ask(question.text)
    unanswered = Answer(question.text, answered=False, confidence=0.0)
    answer = unanswered if reply.answer is None else reply.answer
    resolved = reply.understood_as
    best = answerer.best_answer(resolved or question.text, answer)
    return AskedQuestion(question, answer, best, resolved_question=resolved, reply=reply.kind)


def _with_written(asked: AskedQuestion, writing: AnswerWriting | None) -> AskedQuestion:
    """Return it with what a language model writes, where one would be asked."""
    if writing is None or not writing.asks(asked.answer):
        return asked
    written = writing.write(asked.answer, question=asked.resolved_question or "")
    return replace(asked, answer=replace(asked.answer, written=written))


def _check_quotes(asked: AskedQuestion, texts: Mapping[str, str]) -> AskedQuestion:
    """Return it with `is_verbatim` set, for quotes of declined answers too."""
    answer, best = asked.answer, asked.best_answer
    answers = [best, answer, *best.parts, *answer.parts]
    quotes = [quote for each in answers for quote in (each.quote, *each.others)]
    quotes += [each.near_miss.quote for each in answers if each.near_miss]
    quotes += answer.overview.sentences if answer.overview else ()
    quotes += [q for s in answer.written.sentences for q in s.citations] if answer.written else []
    is_verbatim = all(texts[q.article.id][q.start : q.end] == q.text for q in quotes if q)
    return replace(asked, is_verbatim=is_verbatim)
