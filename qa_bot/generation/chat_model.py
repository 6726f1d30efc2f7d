"""What a language model is to the rest: something that continues a prompt with text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: instructions, which we write, and a request, which has passages."""

    instructions: str
    request: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens that one completion took, as the server counts them, or estimated."""

    read: int
    written: int

    @property
    def total(self) -> int:
        """All tokens that were read or written."""
        return self.read + self.written


class Completion(Protocol):
    """The text that a model writes, as it comes."""

    def __iter__(self) -> Iterator[str]:
        """Yield pieces of the text, of any length; once. While there are none, yield "" at times.

        Raises WritingError, also in the midst of the text: what came before stands.
        """
        ...

    @property
    def usage(self) -> Usage:
        """The tokens so far; exact at the end, where the server counts them honestly."""
        ...

    def close(self) -> None:
        """Stop the model, if it still writes."""
        ...


class ChatModel(Protocol):
    """A language model. Safe to share between threads."""

    @property
    def name(self) -> str:
        """Its name, as people are shown it."""
        ...

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> Completion:
        """Begin to complete a prompt with at most `max_tokens`, within `seconds` altogether.

        `person` is for whom, as in "telegram:7"; "" on the owner's own terminal.
        Raises WritingError.
        """
        ...


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text is, rather too many: a third of its bytes.

    Tokenizers make a token of about four letters of English, of one or two Chinese
    characters, and of two or three Cyrillic letters.
    """
    return len(text.encode(errors="replace")) // 3 + 1
