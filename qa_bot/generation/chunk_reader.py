"""What the chunks of a streamed completion say: its text, its end and its count of tokens.

Chunks are whatever a server sent as JSON, so that each field may be of any type.
"""

import codecs
from typing import Any, Final

from qa_bot.errors import WritingCutShort, WritingError, WritingUnavailable
from qa_bot.generation.chat_model import Prompt, Usage, estimated_tokens
from qa_bot.generation.reasoning_filter import ReasoningFilter
from qa_bot.generation.token_usage import credible_usage, estimated_prompt

# Characters; few tokens of any vocabulary are longer, and they average four.
_MOST_CHARACTERS_A_TOKEN: Final = 20
# How servers say that a model ended its text; the last two are of text-generation-inference.
_WHOLE: Final = ("stop", "eos_token", "stop_sequence")
_CUT_SHORT: Final = "length"
# What a server counts the tokens of: what it read and what it wrote.
_COUNTED: Final = ("prompt", "completion")
# The fields of reasoning that some servers send beside the text.
_REASONING: Final = ("reasoning_content", "reasoning")


class ChunkReader:
    """Reads the chunks of one completion, in order."""

    def __init__(self, server: str, prompt: Prompt, max_tokens: int) -> None:
        self._server = server
        self._prompt = prompt
        self._max_tokens = max_tokens
        self._filter = ReasoningFilter()
        # Two JSON strings may hold the halves of one character.
        self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        self._received: list[str] = []
        self._characters = 0
        self._has_text = False
        self._counted: tuple[object, object] = (None, None)
        self._reason = ""

    @property
    def is_finished(self) -> bool:
        """Whether the server said that the text is at its end."""
        return bool(self._reason)

    def feed(self, chunk: Any) -> str | None:
        """Return the text that a chunk adds; None for a chunk that moves nothing forward.

        Raises WritingUnavailable where the text is longer than was asked for.
        """
        if (usage := getattr(chunk, "usage", None)) is not None:
            read, written = (getattr(usage, f"{kind}_tokens", None) for kind in _COUNTED)
            self._counted = read, written
        choices = getattr(chunk, "choices", None)
        if self._reason or not isinstance(choices, list) or not choices:
            return None
        delta = getattr(choices[0], "delta", None)
        piece, reason = self._piece(delta), getattr(choices[0], "finish_reason", None)
        is_thinking = any(getattr(delta, name, None) for name in _REASONING)
        self._check_length(piece)
        text = self._filter.feed(piece)
        if isinstance(reason, str) and reason:
            self._reason = reason
            text += self._filter.feed(self._decoder.decode(b"", final=True))
            text += self._filter.finish()
        self._has_text = self._has_text or bool(text.strip())
        return text if piece or self._reason or is_thinking else None

    def _piece(self, delta: object) -> str:
        content = getattr(delta, "content", None)
        if not isinstance(content, str):
            if content:
                raise WritingUnavailable(
                    f"{self._server} sent something other than text as an answer. "
                    "Choose another model for written.model."
                )
            return ""
        piece = self._decoder.decode(content.encode("utf-16-le", "surrogatepass"))
        self._received.append(piece)
        return piece

    def _check_length(self, piece: str) -> None:
        self._characters += len(piece)
        if self._characters > self._max_tokens * _MOST_CHARACTERS_A_TOKEN:
            raise WritingUnavailable(
                f"{self._server} wrote far more than the {self._max_tokens} tokens that it was "
                "asked for, and was stopped. Check that it follows max_tokens."
            )

    def ending(self) -> WritingError | None:
        """Return the error that the end of the stream is; None for the end of a whole text."""
        if not self._reason:
            return WritingUnavailable(
                f"{self._server} stopped in the midst of an answer. Ask again; where it happens "
                "often, look into its log."
            )
        if self._reason == _CUT_SHORT:
            cause = "" if self._has_text else " on reasoning, so there is no answer"
            return WritingCutShort(
                f"The model wrote the {self._max_tokens} tokens that it may{cause}. "
                "Raise written.answer_tokens."
            )
        if self._reason not in _WHOLE:
            return WritingUnavailable(
                f"{self._server} ended an answer with '{self._named_reason()}', not as a whole "
                "text. Ask in other words, or choose another model for written.model."
            )
        if not self._has_text:
            return WritingUnavailable(
                f"{self._server} sent an answer without text. Ask again, or choose another model "
                "for written.model."
            )
        return None

    def _named_reason(self) -> str:
        # The words of a stranger, where they are not an identifier.
        return self._reason[:40] if self._reason.isidentifier() else "an unknown reason"

    @property
    def counted(self) -> Usage | None:
        """The tokens as the server counts them; None where it does not, or cannot be right."""
        text = "".join(self._received)
        return credible_usage(*self._counted, self._prompt, text, self._max_tokens)

    def usage(self, is_read: bool) -> Usage:
        """Return the tokens so far; `is_read` is whether the server has had the prompt."""
        if (counted := self.counted) is not None:
            return counted
        if not is_read:
            return Usage(0, 0)
        text = "".join(self._received)
        return Usage(estimated_prompt(self._prompt), estimated_tokens(text) if text else 0)
