"""Translates HTTP statuses and errors of httpx and httpcore into LinkRefused and FetchFailed."""

import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import AddressRefused, redact
from qa_bot.fetching.content_encoding import BodyTooLarge, DecodingError

_LATER = "Try again later."
_SAVE_PAGE = "Open it in a browser, save the page, and add that file."
_LATER_OR_SAVE = "Try again later, or open it in a browser, save the page, and add that file."
_OPEN_END = "Open it in a browser and add the address where it ends."
_RANGE = re.compile(r"bytes 0-(\d{1,18})/(\d{1,18})", re.IGNORECASE)
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
# Characters of a library's error message that are shown.
_MAX_ERROR_CHARS = 200
# Digits of Retry-After that count: 30 years, longer than anybody waits.
_MAX_RETRY_AFTER_DIGITS = 9


@contextmanager
def translate_errors(url: str, *, max_bytes: int, timeout: float) -> Iterator[None]:
    """Turn what requesting `url` may raise into LinkRefused or FetchFailed.

    `max_bytes` and `timeout` (seconds) are the limits that the messages name.
    """
    try:
        yield
    except AddressRefused as error:
        raise LinkRefused(redact(url), error.problem, error.cure) from error
    except BodyTooLarge as error:
        problem = f"larger than the limit of {max_bytes / 1e6:g} MB"
        raise FetchFailed(url, problem, "Raise articles.max_megabytes to take it.") from error
    except (DecodingError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
        # A lost connection may be worth another attempt; a malformed response is not.
        is_lost = isinstance(error, httpcore.RemoteProtocolError)
        problem = f"the answer cannot be read ({redact(str(error))[:_MAX_ERROR_CHARS]})"
        raise FetchFailed(redact(url), problem, _LATER_OR_SAVE, passing=is_lost) from error
    except httpcore.TimeoutException as error:
        problem = f"no whole answer within {timeout:g} seconds"
        cure = "Try again later, or raise web.seconds."
        raise FetchFailed(url, problem, cure, passing=True) from error
    except (httpcore.NetworkError, OSError) as error:
        raise _connection_failed(url, error) from error


def _connection_failed(url: str, error: Exception) -> FetchFailed:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return FetchFailed(url, f"its certificate is not valid ({error})", _SAVE_PAGE)
    if any(_is_unknown_host(cause) for cause in causes):
        return FetchFailed(url, str(error), "Check how the address is spelt.")
    cure = "Check the address and the connection."
    return FetchFailed(url, f"cannot be reached ({error})", cure, passing=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_unknown_host(error: BaseException) -> bool:
    unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    return isinstance(error, UnicodeError) or (
        isinstance(error, socket.gaierror) and error.errno in unknown
    )


def raise_for_status(url: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise FetchFailed unless the status is 304 Not Modified or a success with the whole page."""
    if status == 206 and not _is_whole(headers.get("content-range", "")):
        raise FetchFailed(url, "the site sent only a part of the page (206)", _LATER)
    if 200 <= status < 300 or status == 304:
        return
    if 300 <= status < 400:
        raise FetchFailed(url, f"the site does not say where it leads to ({status})", _OPEN_END)
    if status in (404, 410):
        problem = "there is no such page" if status == 404 else "the page is gone for good"
        raise FetchFailed(url, f"{problem} ({status})", "Check the address.", gone=True)
    if status not in _TRANSIENT and not 500 <= status < 600:
        raise FetchFailed(url, f"the site does not let us read it ({status})", _SAVE_PAGE)
    wait = parse_retry_after(headers) if status in (429, 503) else None
    problem = f"the site asks to be left alone for a while ({status})"
    if status != 429:
        problem = f"the site failed ({status})"
    cure = _LATER if wait is None else f"Try again in {format_duration(wait)}."
    raise FetchFailed(url, problem, cure, passing=status in _TRANSIENT, wait=wait)


def _is_whole(content_range: str) -> bool:
    """Return whether a Content-Range header (RFC 9110, section 14.4) names all of a page."""
    found = _RANGE.fullmatch(content_range.strip())
    return found is not None and int(found[1]) + 1 == int(found[2])


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3).

    The header holds seconds or an HTTP date; None where it is missing or malformed.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:_MAX_RETRY_AFTER_DIGITS])
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - time.time())


def format_duration(seconds: float) -> str:
    """Return whole seconds, or from two on minutes or hours, rounded up, in English words."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{-(-seconds // size):.0f} {unit}s"
    whole = max(1, -(-seconds // 1))
    return "1 second" if whole == 1 else f"{whole:.0f} seconds"
