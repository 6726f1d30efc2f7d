"""One question of a chat and what was said to it. Knows nothing of grammar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was understood, with its answer if there was one."""

    question: str
    answer: str | None = None
    quote: str | None = None
