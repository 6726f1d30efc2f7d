"""What failed at a server, as an error of ours with its cure: never a traceback, never the key."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from qa_bot.errors import WritingError, WritingRefused, WritingUnavailable
from qa_bot.escape import escape_line
from qa_bot.generation.http_exchange import UnusableResponse
from qa_bot.generation.server_address import ServerAddress

_STARS: Final = "**********"
# Characters of what a server says of an error: a sentence or two.
_MOST_WORDS: Final = 200
_KEY_CURE: Final = (
    "Put the server's key in QA_BOT_WRITTEN_KEY or in the file that written.key_file names."
)
_START_CURE: Final = "Start the server, or set written.base_url to where it is."
# Statuses by which a server asks for another try: timeout, conflict, too early, too many.
_PASSING: Final = frozenset((408, 409, 425, 429))
# The first status of an error of the server itself.
_SERVER_ERROR: Final = 500


class ServerErrors:
    """Turns what the client library raises into errors for people."""

    def __init__(self, server: ServerAddress, model: str, key: str) -> None:
        self._server = server
        self._model = escape_line(model)
        self._key = key

    def of(self, error: Exception) -> WritingError:
        """Return the error of ours that says what happened."""
        import openai

        if isinstance(error, WritingError):
            return error.with_traceback(None)
        unusable = next((e for e in causes(error) if isinstance(e, UnusableResponse)), None)
        if unusable is not None:
            cure = "Check that written.base_url is that of an OpenAI-compatible server."
            return self._unavailable(str(unusable), cure)
        if isinstance(error, openai.APIStatusError):
            return self.of_status(error.status_code, self._words_of(error.body))
        if isinstance(error, openai.APIConnectionError):
            return self._of_connection(error)
        if isinstance(error, openai.APIError):
            said = self._words_of(error.body)
            return self._unavailable(f"failed in the midst of an answer{said}", "Ask again.")
        return self._unavailable(
            "sent what is no completion",
            "Check that written.base_url is that of an OpenAI-compatible server.",
        )

    def of_status(self, status: int, said: str = "") -> WritingError:
        """Return the error of a response with a status that is no success."""
        if status >= _SERVER_ERROR:
            cure = "Ask again later, and look into the server's log."
            return self._unavailable(f"responded with an error of its own ({status}){said}", cure)
        if status in _PASSING:
            cure = "Ask again later; what it allows may be used up."
            return self._unavailable(f"is busy or allows no more for now ({status}){said}", cure)
        if status in (401, 403):
            return self._refused(f"refuses the key ({status}){said}", _KEY_CURE)
        if status == 404:
            cure = (
                f"Check that written.base_url is whole (most end in /v1) and that the server has "
                f"the model that written.model names, '{self._model}'."
            )
            return self._refused(f"has no such model or address (404){said}", cure)
        if status // 100 == 3:
            cure = "Set written.base_url to the address itself."
            return self._refused(f"redirects to another address ({status}), unfollowed", cure)
        cure = (
            f"Check written.model ('{self._model}'), and that written.context_tokens and "
            "written.answer_tokens are not more than it allows."
        )
        return self._refused(f"refuses the request ({status}){said}", cure)

    def _of_connection(self, error: Exception) -> WritingError:
        led = list(causes(error))
        if any(isinstance(each, ssl.SSLError) for each in led):
            cure = "Check its certificate, and http or https in written.base_url."
            return self._unavailable("cannot be reached over an encrypted connection", cure)
        if any(isinstance(each, socket.gaierror) for each in led):
            cure = "Check the name in written.base_url, and the network."
            return self._unavailable("is a name that no address is found for", cure)
        if any(isinstance(each, ConnectionRefusedError) for each in led):
            return self._unavailable("refuses the connection", _START_CURE)
        if any(isinstance(each, TimeoutError) for each in led):
            return self._unavailable("does not respond", _START_CURE)
        return self._unavailable("broke off the connection", f"Ask again. {_START_CURE}")

    def _words_of(self, body: object) -> str:
        """Return what a server says of its error, in quotation marks and without the key."""
        if isinstance(body, Mapping):
            inner = body.get("error")
            body = inner if isinstance(inner, Mapping) else body
            words = next((body[name] for name in ("message", "detail") if body.get(name)), inner)
        else:
            words = None
        if not isinstance(words, str) or not words.strip():
            return ""
        plain = words.replace(self._key, _STARS) if self._key else words
        return f": '{escape_line(plain.strip())[:_MOST_WORDS]}'"

    def _unavailable(self, problem: str, cure: str) -> WritingUnavailable:
        return WritingUnavailable(f"{self._server.host} {problem}. {cure}")

    def _refused(self, problem: str, cure: str) -> WritingRefused:
        return WritingRefused(f"{self._server.host} {problem}. {cure}")


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that led to it; some releases of the library wrap every error."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__
