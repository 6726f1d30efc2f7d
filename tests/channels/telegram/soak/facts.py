"""What can be asked in the soak: made-up facts, each with a value found nowhere else.

Knows how a fact is told, asked for and recognized. Does not know chats.
"""

import hashlib
import re
from dataclasses import dataclass

_VALUE = re.compile(r"\bv[0-9a-f]{10}\b")
SHARED = 0
# A word in a question that ends the process, as a defect in a library would.
POISON = "poison"
# What asks for a fact's detail, in reply to the answer that gave the fact.
FOLLOW_UP = "Who painted it?"
# Added to a fact's number for that of its detail; more than any chat has facts.
_DETAILS = 500


@dataclass(frozen=True)
class Fact:
    """A fact that only `owner`'s articles hold; `owner` is a chat's id, or SHARED."""

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
        """The sentence that states the fact in an article."""
        return f"The mast {self._name} stands near {self.value}."

    @property
    def detail(self) -> "Fact":
        """What is said of the same mast in the next sentence, and asked by a follow-up."""
        return Fact(self.owner, self.number + _DETAILS)

    @property
    def paragraph(self) -> str:
        """The paragraph of the fact in an article, with its detail."""
        return f"{self.sentence} The mast {self._name} was painted by {self.detail.value}."

    @property
    def question(self) -> str:
        """The question that asks for the fact."""
        return f"Where stands the mast {self._name}?"


def article(title: str, facts: list[Fact]) -> str:
    """Return a text that states facts, one in each paragraph."""
    return "\n\n".join([f"# {title}", *(fact.paragraph for fact in facts)])


def values(text: str) -> list[str]:
    """Return the values of facts in a text."""
    return _VALUE.findall(text)
