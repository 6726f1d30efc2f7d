"""Asks every question of a data set and keeps what was said.

Each run has libraries of its own in a temporary folder, filled as `qa-bot add`
fills one; the articles of the person's library play no part.
"""

import contextlib
import itertools
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from qa_bot.answering.answerer import Retrieves
from qa_bot.app import App
from qa_bot.dialogue import Answers, Dialogue
from qa_bot.documents import Answer, Article
from qa_bot.errors import QuestionError
from qa_bot.evaluation.datasets import Dataset, Question
from qa_bot.retrieval.retriever import Candidate

Progress = Callable[[str, int, int], None]
_DEEPER = 5


class Library(Enum):
    """What a question is asked of."""

    ONE = "one"
    GROUP = "group"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was said to it.

    `left_out` are the cases in which the question's own subject was kept from
    the library, so that declining is right. `understood_as` is the completed
    follow-up. `verbatim` false would mean a quote that is not the article's text.
    """

    question: Question
    answer: Answer
    left_out: bool = False
    understood_as: str | None = None
    verbatim: bool = True


class _Without:
    """A retriever that does not see some articles."""

    def __init__(self, inner: Retrieves, hidden: Collection[str]) -> None:
        self._inner = inner
        self._hidden = hidden

    def retrieve(self, question: str, count: int) -> list[Candidate]:
        """The best candidates of the other articles."""
        found = self._inner.retrieve(question, _DEEPER * count)
        return [c for c in found if c.chunk.article.id not in self._hidden][:count]


class _Recorder:
    """Passes questions on and remembers what they were completed to."""

    def __init__(self, inner: Answers) -> None:
        self._inner = inner

    def answer(self, question: str) -> Answer:
        """Answer; what cannot be asked counts as declined."""
        try:
            return self._inner.answer(question)
        except QuestionError:
            return Answer(question, answered=False, confidence=0.0)


def ask_all(
    app: App, dataset: Dataset, library: Library, left_out: bool, progress: Progress
) -> Iterator[Asked]:
    """Ask every question; with `left_out` also each with its own subject kept away."""
    texts = {article.id: article.text for article in dataset.articles}
    done = 0
    for articles, questions in _shelves(dataset, library):
        with tempfile.TemporaryDirectory() as folder:
            shelf = app.beside(Path(folder))
            with contextlib.closing(shelf.store):
                _fill(shelf, articles, progress)
                for asked in _ask(shelf, questions, articles, left_out):
                    done += not asked.left_out
                    progress("asking", done, len(dataset.questions))
                    yield _checked(asked, texts)


def _shelves(
    dataset: Dataset, library: Library
) -> Iterator[tuple[Sequence[Article], Sequence[Question]]]:
    """Which articles share a library, with the questions asked of it."""
    if library is Library.ONE:
        yield dataset.articles, dataset.questions
        return
    by_id = {article.id: article for article in dataset.articles}
    name = "article" if library is Library.PARAGRAPH else "group"
    ordered = sorted(dataset.questions, key=lambda q: getattr(q, name))
    for _, members in itertools.groupby(ordered, key=lambda q: getattr(q, name)):
        questions = list(members)
        ids = dict.fromkeys(question.article for question in questions)
        yield [by_id[i] for i in ids if i in by_id] or dataset.articles, questions


def _fill(shelf: App, articles: Iterable[Article], progress: Progress) -> None:
    known = list(articles)
    for number, article in enumerate(known):
        if len(known) > 1:
            progress("adding", number, len(known))
        shelf.adder.add(article)


def _ask(
    shelf: App, questions: Sequence[Question], articles: Sequence[Article], left_out: bool
) -> Iterator[Asked]:
    groups: dict[str, set[str]] = {}
    for question in questions:
        groups.setdefault(question.group, set()).add(question.article)
    for question in questions:
        yield _converse(shelf, question)
        if left_out and question.answers:
            hidden = _Without(shelf.retriever, groups[question.group])
            answer = _Recorder(shelf.answerer_over(hidden)).answer(question.text)
            yield Asked(question, answer, left_out=True)


def _converse(shelf: App, question: Question) -> Asked:
    """Ask with the turns that come before, if there are any."""
    answers = _Recorder(shelf.answerer)
    if not question.before:
        return Asked(question, answers.answer(question.text))
    dialogue = Dialogue(answers)
    for turn in question.before:
        dialogue.reply(turn)
    reply = dialogue.reply(question.text)
    answer = reply.answer or Answer(question.text, answered=False, confidence=0.0)
    return Asked(question, answer, understood_as=reply.understood_as)


def _checked(asked: Asked, texts: dict[str, str]) -> Asked:
    quote = asked.answer.quote
    if quote is None:
        return asked
    text = texts[quote.article.id]
    return replace(asked, verbatim=text[quote.start : quote.end] == quote.text)
