"""How many tokens may be read and written on a day, altogether and for one person.

What an answer may take at most is counted before the model is asked, and corrected when it is
known: of two that ask at once, only one gets the last tokens.
"""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qa_bot.errors import WritingBudgetSpent
from qa_bot.storage.feedback import TokenCounts

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens that are counted before they are used."""

    person: str
    tokens: int
    day: date


class TokenBudget:
    """Limits, of which 0 stands for none. Safe to share between threads."""

    def __init__(self, counts: TokenCounts, per_day: int, per_person: int) -> None:
        self._counts = counts
        self._per_day = per_day
        self._per_person = per_person
        self._lock = threading.Lock()

    def reserve(self, person: str, tokens: int) -> Reservation | None:
        """Count what an answer may take; None without any limit, where nothing is counted.

        Raises WritingBudgetSpent where that is more than is left of a limit.
        """
        if not (self._per_day or self._per_person):
            return None
        # Who asks is nobody's business where no limit is a person's.
        counted = person if self._per_person else ""
        with self._lock:
            of_person, of_all = self._counts.tokens_used(counted)
            for setting, limit, used in (
                ("written.tokens_per_day", self._per_day, of_all),
                ("written.tokens_per_person", self._per_person, of_person),
            ):
                if limit and used + tokens > limit:
                    raise _spent(setting, limit, used, tokens)
            self._counts.count_tokens(counted, tokens)
        return Reservation(counted, tokens, _today())

    def settle(self, reservation: Reservation | None, used: int) -> None:
        """Correct a reservation to what was used."""
        # After midnight there is nothing left to correct: that day is over.
        if reservation is not None and reservation.day == _today():
            self._counts.count_tokens(reservation.person, used - reservation.tokens)


def _today() -> date:
    return datetime.now().astimezone().date()


def _spent(setting: str, limit: int, used: int, asked: int) -> WritingBudgetSpent:
    if asked > limit:
        return WritingBudgetSpent(
            f"An answer may take {asked:,} tokens, and {setting} allows {limit:,} a day. Raise "
            f"{setting}, or lower written.context_tokens and written.answer_tokens."
        )
    tomorrow = _today() + _ONE_DAY
    return WritingBudgetSpent(
        f"Of the {limit:,} tokens a day of {setting}, {used:,} are used, and an answer may take "
        f"{asked:,}. There are more from midnight, when {tomorrow.day} {tomorrow:%B} begins; or "
        f"raise {setting}."
    )
