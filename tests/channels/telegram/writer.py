"""Written answers without a language model: sentences about the lighthouse, one by one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from qa_bot.answers import DroppedSentence, Quote, WrittenAnswer, WrittenSentence
from tests.channels.telegram.fakes import FACTS, quote_of
from tests.patience import PATIENCE_S

TALL, LIT, KEPT = "The tower has 34 metres.", "It has shone since 1871.", "Jane Holt kept it."


def cited(*words: str) -> tuple[Quote, ...]:
    """The sentences of the lighthouse that FACTS has under those words."""
    return tuple(quote_of(FACTS[word][1], FACTS[word][0]) for word in words)


@dataclass
class FakeWriter:
    """Writes `sentences`; while `is_held`, the next and the end come when `lets` says so.

    `asked` are the questions with the persons, `ended` counts the answers that were
    written or given up.
    """

    sentences: tuple[WrittenSentence, ...] = (
        WrittenSentence(TALL, cited("tall")),
        WrittenSentence(LIT, cited("lit", "tall")),
    )
    dropped: tuple[DroppedSentence, ...] = ()
    is_refusal: bool = False
    problem: str = ""
    is_held: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    _steps: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def lets(self, steps: int = 1) -> None:
        """Let so many sentences come, the end counting as one."""
        self._steps.release(steps)

    def wait_ended(self) -> None:
        """Wait until one more answer was written or given up."""
        assert self._ended.acquire(timeout=PATIENCE_S)

    def write(
        self,
        question: str,
        person: str,
        on_sentence: Callable[[WrittenSentence], None],
        is_stopped: Callable[[], bool],
    ) -> WrittenAnswer:
        """Write the sentences, until it is stopped."""
        self.asked.append((question, person))
        for sentence in self.sentences:
            self._wait()
            if is_stopped():
                break
            on_sentence(sentence)
        else:
            self._wait()
        self._ended.release()
        found = (self.sentences, self.dropped, self.is_refusal, self.problem)
        return WrittenAnswer("a-model", *found, took_ms=5.0, tokens=120)

    def _wait(self) -> None:
        if self.is_held:
            assert self._steps.acquire(timeout=PATIENCE_S)
