"""A response takes no more bytes, seconds and redirects than the limits allow."""

import gzip
import time
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import FetchFailed
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.content_encoding import BodyTooLarge, DecodingError, decode_body
from tests.fetching.conftest import MakeFetcher
from tests.fetching.site import Answer, Site, serve_bytes
from tests.patience import PATIENCE_S

ONE_TRY = FetchLimits(timeout=PATIENCE_S, max_attempts=1, max_bytes=100_000)
IMPATIENT = replace(ONE_TRY, timeout=0.4)


def compress(data: bytes, wbits: int) -> bytes:
    """The data compressed as gzip (wbits 31), zlib (15) or raw deflate (-15)."""
    compressor = zlib.compressobj(wbits=wbits)
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize(("name", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_compressed_pages_are_decoded(
    site: Site, fetcher: MakeFetcher, name: str, wbits: int
) -> None:
    """The encodings in Accept-Encoding are decoded, deflate with and without a zlib header."""
    site.pages["/"] = Answer(
        compress(b"The weir. " * 99, wbits), headers={"Content-Encoding": name}
    )
    assert fetcher(ONE_TRY).fetch(site.url()).body == b"The weir. " * 99
    assert site.requests[-1].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("name", "wbits"),
    [("gzip", 31), ("gzip", 15), ("deflate", 31), ("deflate", 15), ("deflate", -15)],
)
def test_a_bomb_is_stopped_at_the_limit(
    site: Site, fetcher: MakeFetcher, name: str, wbits: int
) -> None:
    """Twenty kilobytes that decompress to twenty megabytes are refused."""
    bomb = compress(bytes(20_000_000), wbits)
    site.pages["/"] = Answer(bomb, headers={"Content-Encoding": name})
    with pytest.raises(FetchFailed, match=r"limit of 0\.1 MB"):
        fetcher(ONE_TRY).fetch(site.url())


def test_a_bomb_takes_no_memory() -> None:
    """Decompression stops soon after the limit."""
    import tracemalloc

    bomb = compress(bytes(50_000_000), 31)
    tracemalloc.start()
    with pytest.raises(BodyTooLarge):
        decode_body([bomb], "gzip", 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "compress", "aes128gcm"])
def test_an_encoding_that_was_not_requested_is_never_decoded(
    site: Site, fetcher: MakeFetcher, encoding: str
) -> None:
    """Brotli, Zstandard and others are refused by their name."""
    site.pages["/"] = Answer(b"\x28\xb5\x2f\xfd" * 50, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchFailed, match="not asked for"):
        fetcher(ONE_TRY).fetch(site.url())


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_bytes_are_decoded_or_refused(data: bytes, encoding: str) -> None:
    """No bytes raise another exception."""
    try:
        decode_body([data[:7], data[7:]], encoding, 1000)
    except (BodyTooLarge, DecodingError):
        return


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_decoding_does_not_depend_on_how_bytes_arrive(data: bytes, size: int) -> None:
    """Parts of any size give the same body."""
    whole = gzip.compress(data)
    parts = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert decode_body(parts, "gzip", 2000) == data


def test_a_truncated_compressed_page_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """A gzip stream without its end is an error."""
    half = gzip.compress(b"The river rose. " * 500)[:-20]
    site.pages["/"] = Answer(half, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchFailed, match="cut off"):
        fetcher(ONE_TRY).fetch(site.url())


def test_a_body_that_is_too_large_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """Both its Content-Length and its real size are checked."""
    site.pages["/claims"] = Answer(b"x", headers={"Content-Length": "999999999"})
    site.pages["/is"] = Answer(b"x" * 100_001)
    for path in ("/claims", "/is"):
        with pytest.raises(FetchFailed, match=r"limit of 0\.1 MB.*articles\.max_megabytes"):
            fetcher(ONE_TRY).fetch(site.url(path))


def test_a_body_that_ends_early_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """Fewer bytes than Content-Length says are an error."""
    headers = {"Content-Length": "5000", "Connection": "close"}
    site.pages["/"] = Answer(b"x" * 10, headers=headers)
    with pytest.raises(FetchFailed, match=r"cannot be read|no whole answer"):
        fetcher(IMPATIENT).fetch(site.url())


def test_a_body_that_drips_is_given_up(site: Site, fetcher: MakeFetcher) -> None:
    """The timeout is for the whole response, however often a byte arrives."""
    site.pages["/"] = Answer(b"x" * 100_000, slowly=0.05)
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"within 0\.4 seconds.*web\.seconds"):
        fetcher(IMPATIENT).fetch(site.url())
    assert time.monotonic() - started < PATIENCE_S


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50]
)
def test_headers_that_drip_are_given_up(fetcher: MakeFetcher, data: bytes) -> None:
    """The timeout holds for headers too."""
    with serve_bytes(data, 0.05) as port:
        policy = AddressPolicy(is_exempt=lambda *address: True)
        with pytest.raises(FetchFailed, match="no whole answer"):
            fetcher(IMPATIENT, policy=policy).fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "data", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00" * 50, b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_is_no_web_server_is_an_error_of_ours(fetcher: MakeFetcher, data: bytes) -> None:
    """Bytes that are no HTTP response raise FetchFailed."""
    with serve_bytes(data, 0) as port:
        policy = AddressPolicy(is_exempt=lambda *address: True)
        with pytest.raises(FetchFailed, match=r"cannot be read|cannot be reached"):
            fetcher(ONE_TRY, policy=policy).fetch(f"http://127.0.0.1:{port}/")


def test_tls_with_a_server_that_speaks_none_is_an_error_of_ours(
    site: Site, fetcher: MakeFetcher
) -> None:
    """An https URL at an http port raises FetchFailed."""
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher(ONE_TRY).fetch(f"https://127.0.0.1:{site.port}/")


def test_redirects_are_followed_to_their_end_and_no_further(
    site: Site, fetcher: MakeFetcher
) -> None:
    """Five redirects are followed; a sixth is an error."""
    for i in range(6):
        site.pages[f"/{i}"] = Answer("", 302, {"Location": f"/{i + 1}"})
    site.pages["/6"] = Answer("the end")
    response = fetcher(ONE_TRY).fetch(site.url("/1"))
    assert (response.body, response.url) == (b"the end", site.url("/6"))
    with pytest.raises(FetchFailed, match="sends on more than 5 times"):
        fetcher(ONE_TRY).fetch(site.url("/0"))


def test_a_redirect_keeps_its_cookies(site: Site, fetcher: MakeFetcher) -> None:
    """A page that sets a cookie and redirects to itself is fetched."""
    site.pages["/"] = lambda request: (
        Answer("welcome")
        if "seen=1" in request.headers.get("cookie", "")
        else Answer("", 302, {"Location": "/", "Set-Cookie": "seen=1; Path=/"})
    )
    assert fetcher(ONE_TRY).fetch(site.url()).body == b"welcome"


def test_a_permanent_redirect_is_reported(site: Site, fetcher: MakeFetcher) -> None:
    """Permanent redirects count up to the first temporary one."""
    site.pages["/old"] = Answer("", 301, {"Location": "/new"})
    site.pages["/new"] = Answer("", 302, {"Location": "/today"})
    site.pages["/today"] = Answer("x")
    response = fetcher(ONE_TRY).fetch(site.url("/old"))
    assert (response.permanent_url, response.url) == (site.url("/new"), site.url("/today"))
    assert fetcher(ONE_TRY).fetch(site.url("/new")).permanent_url is None
