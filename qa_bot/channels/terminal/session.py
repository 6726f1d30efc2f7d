"""The thread behind the prompt: it opens the desk and does all its work, in turn."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Protocol, TypeVar

from qa_bot.conversation.dialogue import Dialogue
from qa_bot.documents import ArticleRef, Quote

T = TypeVar("T")

_PARTING = 2.0


class Desk(Protocol):
    """What a conversation at the terminal works with."""

    @property
    def dialogue(self) -> Dialogue:
        """The one chat held here."""
        ...

    def articles(self) -> Sequence[ArticleRef]:
        """The articles that questions are answered from."""
        ...

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add each source, yielding a line on each; raises QaBotError."""
        ...

    @property
    def notices(self) -> Sequence[str]:
        """What the person should know of how the desk was opened."""
        ...

    def surroundings(self, quote: Quote) -> str:
        """The paragraph or so of the article that the quote stands in."""
        ...


class BackRoom:
    """The thread that opens the desk and does what is asked of it, in turn."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self.opened: Future[int] = Future()
        self.notices: Sequence[str] = ()
        self._jobs: SimpleQueue[Callable[[Desk], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, args=(open_desk,), name="desk", daemon=True)
        self._thread.start()

    def ask(self, work: Callable[[Desk], T]) -> Future[T]:
        """Have the work done once the desk, which must have opened, is free."""
        done: Future[T] = Future()
        self._jobs.put(lambda desk: _fulfil(done, lambda: work(desk)))
        return done

    def close(self) -> bool:
        """Let the thread end; whether it did within the parting time."""
        self._jobs.put(None)
        with suppress(KeyboardInterrupt):
            self._thread.join(_PARTING)
        return not self._thread.is_alive()

    def _work(self, open_desk: Callable[[], Desk]) -> None:
        desks: list[Desk] = []

        def opening() -> int:
            desks.append(open_desk())
            self.notices = desks[0].notices
            return len(desks[0].articles())

        _fulfil(self.opened, opening)
        while desks and (job := self._jobs.get()) is not None:
            job(desks[0])


def _fulfil(promise: "Future[T]", work: Callable[[], T]) -> None:
    if not promise.set_running_or_notify_cancel():
        return
    try:
        promise.set_result(work())
    except BaseException as error:
        promise.set_exception(error)
