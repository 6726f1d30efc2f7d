"""What can be asked in the soak: made-up facts, each with a value found nowhere else.

Knows how a fact is told, asked for and recognized. Does not know chats.
"""

import hashlib
import re
from dataclasses import dataclass

_VALUE = re.compile(r"\bv[0-9a-f]{10}\b")
SHARED = 0


@dataclass(frozen=True)
class Fact:
    """Something that only `owner`'s articles tell: a chat's number, or SHARED."""

    owner: int
    number: int

    @property
    def value(self) -> str:
        """The answer; no other fact has it."""
        digest = hashlib.sha256(f"{self.owner}/{self.number}".encode()).hexdigest()
        return f"v{digest[:10]}"

    @property
    def _name(self) -> str:
        return f"m{abs(self.owner)}x{self.number}"

    @property
    def sentence(self) -> str:
        """How an article tells it."""
        return f"Mast {self._name} stands near {self.value}."

    @property
    def question(self) -> str:
        """How it is asked for."""
        return f"Where stands mast {self._name}?"


def article(title: str, facts: list[Fact]) -> str:
    """A text that tells facts, one to a paragraph."""
    return "\n\n".join([f"# {title}", *(fact.sentence for fact in facts)])


def values(text: str) -> list[str]:
    """The values of facts that a text shows."""
    return _VALUE.findall(text)
