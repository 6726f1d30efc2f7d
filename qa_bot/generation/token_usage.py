"""The tokens that a completion took: as the server counts them, where that can be true."""

from typing import Final

from qa_bot.generation.chat_model import Prompt, Usage, estimated_tokens

# Tokens that a server puts around the texts of a prompt: roles, separators, its own instructions.
_MOST_AROUND: Final = 1000
# The estimate is of three bytes a token. Of no language that tokenizers are made for does a token
# average 24 bytes, so a count below an eighth of the estimate leaves something out.
_LEAST_SHARE: Final = 8
# Some servers count the token that ends the text, and some stop one later.
_SLACK: Final = 16


def estimated_prompt(prompt: Prompt) -> int:
    """Return about how many tokens a prompt is, rather too many."""
    return estimated_tokens(prompt.instructions) + estimated_tokens(prompt.request)


def credible_usage(
    read: object, written: object, prompt: Prompt, text: str, max_tokens: int
) -> Usage | None:
    """Return the counts of a server; None where they are missing or cannot be true.

    `text` is all that came, with reasoning. No token is less than a byte, and a server
    may count reasoning that it does not send, up to `max_tokens`.
    """
    if not (_is_count(read) and _is_count(written)):
        return None
    assert isinstance(read, int) and isinstance(written, int)  # noqa: S101  # as just checked
    least_read = estimated_prompt(prompt) // _LEAST_SHARE
    most_read = len((prompt.instructions + prompt.request).encode(errors="replace")) + _MOST_AROUND
    least_written = (estimated_tokens(text) - 1) // _LEAST_SHARE
    most_written = max(max_tokens, len(text.encode(errors="replace"))) + _SLACK
    is_credible = least_read <= read <= most_read and least_written <= written <= most_written
    return Usage(read, written) if is_credible else None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
