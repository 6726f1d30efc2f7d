"""What the chat works with, and the thread that opens it and does its work."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import Final, TypeVar
from uuid import uuid4

from qa_bot.answer_serialization import cited_versions, serialize_answer
from qa_bot.answers import Answer, Quote, WrittenAnswer, WrittenSentence
from qa_bot.channels.terminal.transcript import Exchange
from qa_bot.conversation.turns import ReplyKind
from qa_bot.documents import SHARED, Article, ArticleRef, Scope
from qa_bot.i18n import terminal_wording
from qa_bot.library import Library
from qa_bot.storage.feedback import Vote

T = TypeVar("T")
_CHANNEL: Final = "terminal"

# Seconds: enough to finish an answer; a model that is still loading takes longer.
_CLOSE_TIMEOUT: Final = 2.0
# Replies that are answers, beside which a language model may write.
WRITTEN_KINDS: Final = (ReplyKind.ANSWER, ReplyKind.OVERVIEW, ReplyKind.DECLINED)
# Exchanges of a conversation that are kept for saving: some hours of it.
_MOST_SAVED: Final = 500
# Titles that are completed: a key press looks through them in some milliseconds.
_MOST_TITLES: Final = 100_000


class Session:
    """One person's chat with a library whose models are loaded."""

    def __init__(self, library: Library, scope: Scope = SHARED) -> None:
        """Load the models; raises LibraryError or ModelError."""
        self._library = library
        self._scope = scope
        self.chat = library.chat(scope)
        self._voted: tuple[Answer | None, str] = (None, "")
        self.notices: Sequence[str] = library.take_notices()
        self.used: ArticleRef | None = None
        """The one article that questions are answered from, if there is only one."""
        self.exchanges: deque[Exchange] = deque(maxlen=_MOST_SAVED)
        """What was asked and replied since the conversation began."""
        self.written: WrittenAnswer | None = None
        """What a language model wrote beside the latest answer."""
        self._titles: Sequence[str] | None = None

    @property
    def has_to_write(self) -> bool:
        """Whether a language model is set up to write beside the reply to the latest message.

        It does so once for an answer, and not where the reply was talk about it.
        """
        exchange = self.exchanges[-1] if self.exchanges else None
        reply = None if exchange is None else exchange.reply
        is_new = reply is not None and reply.kind in WRITTEN_KINDS
        return is_new and self._library.writes

    @property
    def written_destination(self) -> str:
        """The host that it writes on, "" for this machine."""
        return self._library.written_destination

    @property
    def written_model(self) -> str:
        """The name of the language model."""
        return self._library.components.config.written.model

    def write(
        self, on_sentence: Callable[[WrittenSentence], None], is_stopped: Callable[[], bool]
    ) -> WrittenAnswer | None:
        """Have the latest answer written, until `is_stopped`; None where there is none."""
        if (answer := self.chat.last) is None:
            return None
        resolved = self.chat.last_question
        self.written = self._library.write(
            answer, self.chat.scope, resolved, on_sentence=on_sentence, is_stopped=is_stopped
        )
        return self.written

    def count(self) -> int:
        """Return the number of articles that questions are answered from."""
        return self._library.count(self._scope)

    def articles(self, word: str, most: int) -> tuple[Sequence[ArticleRef], int]:
        """Return the first `most` articles with a word in title or source, and how many have it.

        Every article has the word "".
        """
        if not word:
            return self._library.refs_from(0, most, self._scope), self.count()
        folded = word.casefold()
        refs = (each.ref for each in self._library.iter_list(self._scope))
        found = (ref for ref in refs if folded in f"{ref.title}\n{ref.source}".casefold())
        first = [*islice(found, most)]
        return first, len(first) + sum(1 for _ in found)

    def titles(self) -> Sequence[str]:
        """Return the titles of the articles, the latest first, for completion."""
        if self._titles is None:
            self._titles = [ref.title for ref in self._library.latest(_MOST_TITLES, self._scope)]
        return self._titles

    def find(self, name: str) -> ArticleRef:
        """Return the article of that id, source, title, or part of a title.

        Raises ArticleAmbiguous or ArticleNotFound.
        """
        return self._library.find(name, self._scope)

    def article(self, article_id: str) -> Article:
        """Return an article with its text; raises ArticleNotFound or ArticleDamaged."""
        return self._library.article(article_id)

    def use(self, article: ArticleRef | None) -> None:
        """Answer from one article only, or from all again."""
        ids = self._scope.articles if article is None else frozenset({article.id})
        self.used, self.chat.scope = article, replace(self._scope, articles=ids)

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add each source and yield a line on each; raises QaBotError."""
        self._titles = None
        for result in self._library.iter_add(sources):
            if result.error is not None:
                yield str(result.error)
            elif result.article is not None and result.outcome is not None:
                yield terminal_wording.outcome(result.outcome.value, result.article.title)
            if note := terminal_wording.add_note(result, self._library.model):
                yield note
            self._titles = None

    def surroundings(self, quote: Quote) -> str:
        """Return the text around a quote, the quote included."""
        return self._library.surroundings(quote)

    def vote(self, good: bool) -> bool:
        """Judge the latest answer; return whether the vote stands, as the same takes it back.

        What the answer quotes is kept for as long as the vote. Raises FeedbackError, or
        ValueError before any answer.
        """
        answer = self.chat.last
        if answer is None:
            raise ValueError("There is no answer to judge yet. Ask a question first.")
        if self._voted[0] is not answer:
            self._voted = (answer, uuid4().hex)
        number, serialized = self._voted[1], serialize_answer(answer)
        question, resolved = answer.question, self.chat.last_question or answer.question
        vote = Vote(_CHANNEL, number, "", question, resolved, serialized, good, time.time())
        stands = self._library.components.feedback.toggle(vote)
        # Citing it once more changes nothing; a vote that was changed still cites.
        if stands:
            self._library.cite(f"vote:{number}", sorted(cited_versions(serialized)))
        else:
            self._library.uncite(f"vote:{number}")
        return stands


class SessionThread:
    """A thread that opens a session and then runs the submitted work on it, in order."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self.opened: Future[int] = Future()
        """The number of articles, once the session is open, or the error of opening it."""
        self.notices: Sequence[str] = ()
        self._session: Session | None = None
        self._queue: SimpleQueue[Callable[[Session], None] | None] = SimpleQueue()
        self._thread = Thread(
            target=self._run, args=(open_session,), name="terminal-session", daemon=True
        )
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """Queue work for the session, which must have opened; return its future result."""
        future: Future[T] = Future()
        self._queue.put(lambda session: _complete(future, lambda: work(session)))
        return future

    def titles(self) -> Sequence[str]:
        """Return the titles of the articles, none before the session has opened."""
        return () if self._session is None else self._session.titles()

    def close(self) -> bool:
        """Ask the thread to end; return whether it did so within the timeout."""
        self._queue.put(None)
        with suppress(KeyboardInterrupt):
            self._thread.join(_CLOSE_TIMEOUT)
        return not self._thread.is_alive()

    def _run(self, open_session: Callable[[], Session]) -> None:
        def open_and_count() -> int:
            self._session = open_session()
            self.notices = self._session.notices
            return self._session.count()

        _complete(self.opened, open_and_count)
        while self._session is not None and (work := self._queue.get()) is not None:
            work(self._session)


def _complete(future: "Future[T]", work: Callable[[], T]) -> None:
    """Run work and put its result or error into a future, unless that was cancelled."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
