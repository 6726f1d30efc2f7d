"""What goes wrong on the way to a page, told as a person can mend it.

Knows the errors of the HTTP library and what each HTTP status means.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import AddressRefused, shown
from qa_bot.fetching.content_encoding import TooLarge, Undecodable
from qa_bot.fetching.fetch_limits import FetchLimits

_LATER = "Try again later."
_BY_HAND = "Open it in a browser, save the page, and add that file."
_UNWELCOME = {401, 402, 403, 407, 451}
_LONGEST = 200
_PASSING = {408, 425, 429, 500, 502, 503, 504}


@contextmanager
def told(address: str, limits: FetchLimits) -> Iterator[None]:
    """Turn what asking for `address` may raise into LinkRefused or FetchFailed."""
    try:
        yield
    except AddressRefused as error:
        raise LinkRefused(shown(address), error.problem, error.cure) from error
    except TooLarge as error:
        size = f"larger than the limit of {limits.max_bytes / 1e6:g} MB"
        raise FetchFailed(address, size, "Raise articles.max_megabytes to take it.") from error
    except (Undecodable, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
        # Where the connection was lost rather than the answer wrong, another try may do.
        lost = isinstance(error, httpcore.RemoteProtocolError)
        problem = f"the answer cannot be read ({shown(str(error))[:_LONGEST]})"
        raise FetchFailed(shown(address), problem, _LATER, passing=lost) from error
    except httpcore.TimeoutException as error:
        slow = f"no whole answer within {limits.seconds:g} seconds"
        cure = "Try again later, or raise web.seconds."
        raise FetchFailed(address, slow, cure, passing=True) from error
    except (httpcore.NetworkError, OSError) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> FetchFailed:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return FetchFailed(address, f"its certificate is not valid ({error})", _BY_HAND)
    if any(_is_unknown_name(cause) for cause in causes):
        return FetchFailed(address, str(error), "Check how the address is spelt.")
    cure = "Check the address and the connection."
    return FetchFailed(address, f"cannot be reached ({error})", cure, passing=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_unknown_name(error: BaseException) -> bool:
    unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    return isinstance(error, UnicodeError) or (
        isinstance(error, socket.gaierror) and error.errno in unknown
    )


def refuse_status(address: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise FetchFailed for a status that brings no page; do nothing for one that does."""
    if 200 <= status < 300 or status == 304:
        return
    if status in (404, 410):
        what = "there is no such page" if status == 404 else "the page is gone for good"
        raise FetchFailed(address, f"{what} ({status})", "Check the address.", gone=True)
    if status in _UNWELCOME:
        raise FetchFailed(address, f"the site does not let us read it ({status})", _BY_HAND)
    wait = retry_after(headers) if status in (429, 503) else None
    problem = f"the site asks to be left alone for a while ({status})"
    if status != 429:
        problem = f"the site failed ({status})"
    cure = _LATER if wait is None else f"Try again in {spoken(wait)}."
    raise FetchFailed(address, problem, cure, passing=status in _PASSING, wait=wait)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or a date."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - time.time())


def spoken(seconds: float) -> str:
    """A stretch of time as a person says it, rounded up."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{-(-seconds // size):.0f} {unit}s"
    whole = max(1, -(-seconds // 1))
    return "1 second" if whole == 1 else f"{whole:.0f} seconds"
