"""Whether a server completes a prompt: tried with the shortest one."""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.errors import WritingCutShort, WritingError
from qa_bot.generation.chat_model import Prompt
from qa_bot.generation.openai_chat import OpenAIChat

_PROMPT: Final = Prompt("You reply in one word.", "Say ok.")
# Tokens; a word, and what a model may put around it.
_MOST_TOKENS: Final = 8
# Seconds for what is not needed to write answers.
_LISTING_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class ServerCheck:
    """How a completion went, and `listing`: what the server's list of models says of the model."""

    first_seconds: float
    is_counted: bool
    listing: str


def check_server(server: OpenAIChat, seconds: float) -> ServerCheck:
    """Complete a prompt of a few words; raises WritingError."""
    began = time.monotonic()
    first: float | None = None
    completion = server.complete(_PROMPT, _MOST_TOKENS, seconds)
    try:
        for piece in completion:
            if piece:
                first = first or time.monotonic() - began
    except WritingCutShort:
        # It is cut short on purpose.
        first = first or time.monotonic() - began
    return ServerCheck(first or 0.0, completion.is_counted, _listing(server))


def _listing(server: OpenAIChat) -> str:
    try:
        names = server.listed_models(_LISTING_S)
    except WritingError:
        return "which lists no models"
    # Ollama lists the tag of a model that may be named without it.
    is_listed = any(name in (server.name, f"{server.name}:latest") for name in names)
    return "which lists it" if is_listed else "which does not list it among its models"
