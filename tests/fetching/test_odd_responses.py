"""Responses that other clients bear are read whole, and what is no whole page is refused."""

import gzip
import zlib
from functools import partial

import pytest

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.content_encoding import BodyTooLarge, DecodingError, decode_body
from tests.fetching.conftest import MakeFetcher
from tests.fetching.site import Answer, Request, Site
from tests.patience import PATIENCE_S

LIMITS = FetchLimits(timeout=PATIENCE_S, max_attempts=1, max_bytes=100_000)
# Without the time, so that two processes name the same tests.
pack = partial(gzip.compress, mtime=0)
TEXT = b"The river rose by three metres and broke its banks. " * 40
HALVES = pack(TEXT[:700]) + pack(TEXT[700:])


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", HALVES),
        ("gzip", HALVES + bytes(600)),
        ("gzip", pack(TEXT) + bytes(9) + pack(b"")),
        ("gzip", pack(TEXT) + b"garbage"),
        ("deflate", zlib.compress(TEXT) + b"garbage"),
        ("GZip", pack(TEXT)),
        ('"gzip"', pack(TEXT)),
        ("x-gzip", pack(TEXT)),
        ("gzip, gzip", pack(pack(TEXT))),
        ("deflate, gzip", pack(zlib.compress(TEXT))),
        ("gzip, gzip", pack(TEXT)),
        ("gzip", zlib.compress(TEXT)),
        ("deflate", pack(TEXT)),
        ("gzip", TEXT),
        ("deflate", TEXT),
        ("", TEXT),
        ("identity", TEXT),
        ("None", TEXT),
        ("utf-8", TEXT),
        ("text/html", TEXT),
        ("utf-8, gzip", pack(TEXT)),
    ],
)
def test_a_body_is_decoded_by_its_bytes_where_its_header_is_wrong(
    site: Site, fetcher: MakeFetcher, encoding: str, body: bytes
) -> None:
    """Members and nested codings are undone; what is no coding, or after the end, is ignored."""
    site.pages["/"] = Answer(body, headers={"Content-Encoding": encoding})
    assert fetcher(LIMITS).fetch(site.url()).body == TEXT


@pytest.mark.parametrize(
    ("encoding", "body", "error"),
    [
        ("gzip", HALVES[:-9], DecodingError),
        ("gzip", HALVES[:-12] + bytes(4) + HALVES[-8:], DecodingError),
        ("gzip", pack(b"") * 20_000, DecodingError),
        ("gzip, " * 9, TEXT, DecodingError),
        ("gzip, gzip", pack(pack(bytes(3_000_000))), BodyTooLarge),
        ("gzip", pack(bytes(600_000)) * 2, BodyTooLarge),
    ],
)
def test_a_damaged_or_endless_body_is_refused(
    encoding: str, body: bytes, error: type[Exception]
) -> None:
    """The last of several members must be whole, and limits hold for all together."""
    with pytest.raises(error):
        decode_body([body], encoding, 1_000_000)


def test_of_a_body_that_is_cut_the_beginning_is_decoded() -> None:
    """A robots.txt beyond its limit is read up to it, compressed or not."""
    noise = bytes(range(256)) * 40
    for packed in (noise, pack(noise), pack(noise, compresslevel=0)):
        assert noise.startswith(start := decode_body([packed], "gzip", 5000, should_truncate=True))
        assert len(start) > 4000


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("new", "/old/new"),
        ("../new#part", "/new"),
        ("?page=2", "/old/page?page=2"),
        ("/café", "/caf%C3%A9"),
        ("/a b", "/a%20b"),
        ("\\new\\page?a=\\b", "/new/page?a=\\b"),
        ("/n\tew", "/new"),
        ("  /new ", "/new"),
        ("http:new", "/old/new"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(
    fetcher: MakeFetcher, location: str, path: str
) -> None:
    """Relative, unescaped and oddly spelt targets are resolved against the page's URL."""
    asked: list[str] = []
    with Site().running() as site:

        def old(request: Request) -> Answer:
            asked.append(request.path)
            header = location.encode().decode("latin-1")
            return Answer("", 302, {"Location": header}) if len(asked) == 1 else Answer("end")

        site.pages["/old/page"] = old
        site.pages[path.partition("?")[0]] = old
        policy = AddressPolicy(is_exempt=lambda *address: True)
        response = fetcher(LIMITS, policy=policy).fetch(site.url("/old/page"))
    assert (response.body, asked[-1]) == (b"end", path)


@pytest.mark.parametrize("location", ["mailto:ada@example.org", "javascript:alert(1)", "ftp://x/y"])
def test_a_redirect_to_no_web_address_is_refused(
    site: Site, fetcher: MakeFetcher, location: str
) -> None:
    """The error names the target."""
    site.pages["/"] = Answer("", 302, {"Location": location})
    with pytest.raises(LinkRefused, match=f"sends on to '{location[:6]}.*not a web address"):
        fetcher(LIMITS).fetch(site.url())


def test_of_two_targets_of_a_redirect_the_first_is_taken(site: Site, fetcher: MakeFetcher) -> None:
    """They are not joined to one address."""
    site.pages["/"] = Answer("", 302, {"Location": "/a\n/b"})
    site.pages["/a"] = Answer("end")
    assert fetcher(LIMITS).fetch(site.url()).url == site.url("/a")


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (206, {"Content-Range": "bytes 0-9/5000"}, "only a part"),
        (206, {}, "only a part"),
        (304, {}, "unchanged, without being asked"),
        (302, {}, "does not say where it leads to"),
        (300, {}, "does not say where it leads to"),
    ],
)
def test_what_is_no_whole_page_is_refused(
    site: Site, fetcher: MakeFetcher, status: int, headers: dict[str, str], message: str
) -> None:
    """A part of a page, or a redirect to nowhere, is never taken for the page."""
    site.pages["/"] = Answer(TEXT, status, headers)
    with pytest.raises(FetchFailed, match=message):
        fetcher(LIMITS).fetch(site.url())


def test_a_partial_response_of_all_bytes_is_the_page(site: Site, fetcher: MakeFetcher) -> None:
    """Some caches answer with the range of everything."""
    all_bytes = {"Content-Range": f"bytes 0-{len(TEXT) - 1}/{len(TEXT)}"}
    site.pages["/"] = Answer(TEXT, 206, all_bytes)
    assert fetcher(LIMITS).fetch(site.url()).body == TEXT
