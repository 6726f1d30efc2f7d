"""Asks every question of a data set and keeps what was said.

Each run has libraries of its own in a temporary folder, filled as `qa-bot add`
fills one; the articles of the person's library play no part.
"""

import contextlib
import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from qa_bot.app import App
from qa_bot.conversation.dialogue import Answers, Dialogue
from qa_bot.documents import EVERYTHING, Answer, Article, Scope
from qa_bot.errors import DatasetError, QuestionError
from qa_bot.evaluation.datasets import Dataset, Question

Progress = Callable[[str, int, int], None]


class Library(Enum):
    """What a question is asked of."""

    ONE = "one"
    GROUP = "group"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was said to it.

    `offered` is what would have been said had nothing been declined, so that a
    measure over all confidences knows what a declined answer was worth.
    `left_out` are the cases in which the question's own subject was kept from
    the library, so that declining is right. `understood_as` is the completed
    follow-up. `verbatim` false would mean a quote that is not the article's text.
    """

    question: Question
    answer: Answer
    offered: Answer
    left_out: bool = False
    understood_as: str | None = None
    verbatim: bool = True


class _Candid:
    """Declines below a threshold as the bot does, and remembers what it withheld."""

    def __init__(self, inner: Answers, threshold: float) -> None:
        """`inner` is to answer whatever its confidence."""
        self._inner = inner
        self._threshold = threshold
        self._offered: dict[str, Answer] = {}

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer; what cannot be asked counts as declined."""
        try:
            offered = self._inner.answer(question, scope)
        except QuestionError:
            offered = Answer(question, answered=False, confidence=0.0)
        self._offered[question] = self._offered[offered.read_as or question] = offered
        if offered.confidence >= self._threshold:
            return offered
        return replace(offered, answered=False, text=None, quote=None, others=())

    def offered(self, question: str, otherwise: Answer) -> Answer:
        """What was found for a question that was put to `answer`."""
        return self._offered.get(question, otherwise)


def ask_all(
    app: App, dataset: Dataset, library: Library, left_out: bool, progress: Progress
) -> Iterator[Asked]:
    """Ask every question; with `left_out` also each with its own subject taken away.

    Raises DatasetError when a library would be empty without the subject.
    """
    if left_out:
        _ensure_others(dataset, library)
    texts = {article.id: article.text for article in dataset.articles}
    threshold = app.config.answering.confidence
    done = 0
    for articles, questions in _shelves(dataset, library):
        with tempfile.TemporaryDirectory() as folder:
            shelf = _open(app, Path(folder))
            with contextlib.closing(shelf.store):
                _fill(shelf, articles, progress)
                for question in questions:
                    done += 1
                    progress("asking", done, len(dataset.questions))
                    yield _checked(_converse(shelf, question, threshold), texts)
                if left_out:
                    for asked in _ask_left_out(shelf, dataset, threshold, progress):
                        yield _checked(asked, texts)


def _open(app: App, folder: Path) -> App:
    """A library in a folder that answers whatever its confidence."""
    shelf = app.beside(folder)
    answering = shelf.config.answering.replace(confidence=0.0)
    shelf.config = shelf.config.replace(answering=answering)
    return shelf


def _subjects(dataset: Dataset) -> dict[str, list[Article]]:
    """The articles of each subject, also of those that no question is asked of."""
    asked = {q.article: q.group for q in dataset.questions if q.article}
    groups = asked | dict(dataset.groups)
    subjects: dict[str, list[Article]] = {}
    for article in dataset.articles:
        subjects.setdefault(groups.get(article.id, article.id), []).append(article)
    return subjects


def _ensure_others(dataset: Dataset, library: Library) -> None:
    if library is not Library.ONE:
        raise DatasetError(
            f"--left-out leaves nothing to ask in a library of one {library.value}. "
            "Use --library one."
        )
    subjects = _subjects(dataset)
    if len(subjects) < 2:
        raise DatasetError("--left-out needs a second article or subject. Add one to the set.")
    homeless = [q.id for q in dataset.questions if q.answers and q.group not in subjects]
    if homeless:
        raise DatasetError(
            f"--left-out: {homeless[0]} and {len(homeless) - 1} more do not say of which article "
            "they are. Give each an 'article'."
        )


def _shelves(
    dataset: Dataset, library: Library
) -> Iterator[tuple[Sequence[Article], Sequence[Question]]]:
    """Which articles share a library, with the questions asked of it."""
    if library is Library.ONE:
        yield dataset.articles, dataset.questions
        return
    members = (
        {article.id: [article] for article in dataset.articles}
        if library is Library.PARAGRAPH
        else _subjects(dataset)
    )
    name = "article" if library is Library.PARAGRAPH else "group"
    ordered = sorted(dataset.questions, key=lambda q: getattr(q, name))
    for key, questions in itertools.groupby(ordered, key=lambda q: getattr(q, name)):
        yield members.get(key, dataset.articles), list(questions)


def _fill(shelf: App, articles: Iterable[Article], progress: Progress) -> None:
    known = list(articles)
    for number, article in enumerate(known):
        if len(known) > 1:
            progress("adding", number, len(known))
        shelf.adder.add(article)


def _ask_left_out(
    shelf: App, dataset: Dataset, threshold: float, progress: Progress
) -> Iterator[Asked]:
    """Ask the answerable questions of each subject while its articles are not there.

    They are removed, not filtered out: what is found first, and how well, is
    then as in a library that never held them.
    """
    answerable = [q for q in dataset.questions if q.answers]
    done = 0
    for group, articles in _subjects(dataset).items():
        questions = [q for q in answerable if q.group == group]
        with _removed(shelf, articles if questions else ()):
            for question in questions:
                done += 1
                progress("asking, subject left out", done, len(answerable))
                yield replace(_converse(shelf, question, threshold), left_out=True)


@contextlib.contextmanager
def _removed(shelf: App, articles: Sequence[Article]) -> Iterator[None]:
    for article in articles:
        shelf.store.remove(article.id)
    yield
    for article in articles:
        shelf.adder.add(article)


def _converse(shelf: App, question: Question, threshold: float) -> Asked:
    """Ask with the turns that come before, if there are any."""
    answers = _Candid(shelf.answerer, threshold)
    if not question.before:
        answer = answers.answer(question.text)
        return Asked(question, answer, answers.offered(question.text, answer))
    dialogue = Dialogue(answers)
    for turn in question.before:
        dialogue.reply(turn)
    reply = dialogue.reply(question.text)
    answer = reply.answer or Answer(question.text, answered=False, confidence=0.0)
    offered = answers.offered(reply.understood_as or question.text, answer)
    return Asked(question, answer, offered, understood_as=reply.understood_as)


def _checked(asked: Asked, texts: Mapping[str, str]) -> Asked:
    """With `verbatim` settled for every quote, also those that were withheld."""
    quotes = [asked.offered.quote, asked.answer.quote, *asked.answer.others, *asked.offered.others]
    fine = all(texts[q.article.id][q.start : q.end] == q.text for q in quotes if q)
    return replace(asked, verbatim=fine)
