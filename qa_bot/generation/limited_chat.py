"""A language model behind limits: a circuit breaker, and budgets of tokens.

A server that fails several times in a row is left alone for a while, so that not every question
waits for its time-out (Nygard, "Release It!", 2007).
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from qa_bot.errors import (
    WritingBudgetSpent,
    WritingCutShort,
    WritingError,
    WritingRefused,
    WritingUnavailable,
)
from qa_bot.generation.chat_model import ChatModel, Completion, Prompt, Usage
from qa_bot.generation.token_budget import TokenBudget
from qa_bot.generation.token_usage import estimated_prompt

if TYPE_CHECKING:
    from pybreaker import CircuitBreaker

Outcome = Literal[
    "whole", "cut_short", "refused", "unavailable", "budget_spent", "circuit_open", "stopped"
]
# Failures in a row that open the circuit, and seconds until one more is tried.
_FAILURES: Final = 3
_RESET_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class CompletionFigures:
    """How one completion went, for metrics; `first_seconds` is None where no text came."""

    outcome: Outcome
    seconds: float
    first_seconds: float | None
    usage: Usage


class LimitedChat:
    """Implements ChatModel over another."""

    def __init__(
        self,
        model: ChatModel,
        budget: TokenBudget,
        on_completion: Callable[[CompletionFigures], None] | None = None,
        *,
        failures: int = _FAILURES,
        reset_seconds: float = _RESET_S,
    ) -> None:
        """`on_completion` is called at the end of each completion, by whoever ends it."""
        self._model = model
        self._budget = budget
        self._on_completion = on_completion
        self._failures = failures
        self._reset_seconds = reset_seconds
        self._lock = threading.Lock()
        self._made_circuit: CircuitBreaker | None = None

    @property
    def name(self) -> str:
        """As ChatModel says."""
        return self._model.name

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> Completion:
        """As ChatModel says."""
        begin = partial(self._model.complete, prompt, max_tokens, seconds, person)
        completion = _WatchedCompletion(begin)
        pieces = self._admitted(completion)
        if pieces is None:
            self._report(CompletionFigures("circuit_open", 0.0, None, Usage(0, 0)))
            raise WritingUnavailable(
                f"The server of {self.name} failed {self._failures} times in a row, so it is not "
                f"asked for {self._reset_seconds:g} s. `qa-bot doctor` says what is wrong with it."
            )
        try:
            reservation = self._budget.reserve(person, estimated_prompt(prompt) + max_tokens)
        except WritingBudgetSpent:
            self._report(CompletionFigures("budget_spent", 0.0, None, Usage(0, 0)))
            raise

        def settle(figures: CompletionFigures) -> None:
            self._budget.settle(reservation, figures.usage.total)
            self._report(figures)

        completion.begin(pieces, settle)
        return completion

    def _admitted(self, completion: "_WatchedCompletion") -> "Iterator[str] | None":
        """Return the pieces as the circuit lets them pass; None where it is open.

        The circuit counts how a generator ends as how the call ended, so that a failure in
        the midst of a text counts too; it holds no lock meanwhile.
        """
        from pybreaker import CircuitBreakerError

        try:
            return self._circuit().call(completion.pieces)
        except CircuitBreakerError:
            return None

    def _circuit(self) -> "CircuitBreaker":
        from pybreaker import CircuitBreaker

        with self._lock:
            if self._made_circuit is None:
                self._made_circuit = CircuitBreaker(
                    self._failures,
                    self._reset_seconds,
                    exclude=[lambda error: not isinstance(error, WritingUnavailable)],
                    throw_new_error_on_trip=False,
                )
            return self._made_circuit

    def _report(self, figures: CompletionFigures) -> None:
        if self._on_completion is not None:
            self._on_completion(figures)


class _WatchedCompletion:
    """Implements Completion over another, and says at its end how it went."""

    def __init__(self, ask: Callable[[], Completion]) -> None:
        self._ask = ask
        self._completion: Completion | None = None
        self._passed: Iterator[str] = iter(())
        self._settle: Callable[[CompletionFigures], None] = lambda figures: None
        self._is_closed = False

    def begin(self, passed: Iterator[str], settle: Callable[[CompletionFigures], None]) -> None:
        """Ask the model; `passed` are the pieces by way of the circuit."""
        self._passed, self._settle = passed, settle
        next(passed)

    def __iter__(self) -> Iterator[str]:
        return self._passed

    @property
    def usage(self) -> Usage:
        return self._completion.usage if self._completion is not None else Usage(0, 0)

    def close(self) -> None:
        self._is_closed = True
        if self._completion is not None:
            self._completion.close()
        # Another thread that is in it gets to its end by itself.
        with suppress(ValueError):
            if isinstance(self._passed, Generator):
                self._passed.close()

    def pieces(self) -> Iterator[str]:
        """Yield "" once the model is asked, and then the text."""
        began = time.monotonic()
        first: float | None = None
        outcome: Outcome = "stopped"
        try:
            self._completion = self._ask()
            yield ""
            for piece in self._completion:
                if first is None and piece:
                    first = time.monotonic() - began
                yield piece
            outcome = "stopped" if self._is_closed else "whole"
        except WritingError as error:
            outcome = _outcome_of(error)
            raise
        finally:
            if self._completion is not None:
                self._completion.close()
            took = time.monotonic() - began
            self._settle(CompletionFigures(outcome, took, first, self.usage))


def _outcome_of(error: WritingError) -> Outcome:
    match error:
        case WritingRefused():
            return "refused"
        case WritingCutShort():
            return "cut_short"
        case _:
            return "unavailable"
