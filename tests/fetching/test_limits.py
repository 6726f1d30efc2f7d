"""A site costs us no more bytes, seconds and redirects than the limits say."""

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
from tests.fetching.site import Answer, Site, speaking
from tests.patience import PATIENCE_S

ONE_TRY = FetchLimits(timeout=PATIENCE_S, max_attempts=1, max_bytes=100_000)
IMPATIENT = replace(ONE_TRY, timeout=0.4)


def packed(data: bytes, kind: int) -> bytes:
    """The data by zlib: gzip (31), zlib (15) or bare deflate (-15)."""
    packer = zlib.compressobj(wbits=kind)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(("name", "kind"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_packed_pages_are_unpacked(site: Site, fetcher: MakeFetcher, name: str, kind: int) -> None:
    """What we ask for is read, deflate in both of its forms."""
    site.pages["/"] = Answer(packed(b"The weir. " * 99, kind), headers={"Content-Encoding": name})
    assert fetcher(ONE_TRY).fetch(site.url()).body == b"The weir. " * 99
    assert site.asked[-1].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("kind", [31, 15, -15])
@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_a_bomb_is_stopped_at_the_limit(
    site: Site, fetcher: MakeFetcher, name: str, kind: int
) -> None:
    """Twenty kilobytes that unpack to twenty megabytes are refused."""
    bomb = packed(bytes(20_000_000), kind)
    site.pages["/"] = Answer(bomb, headers={"Content-Encoding": name})
    with pytest.raises(FetchFailed, match=r"limit of 0\.1 MB|cannot be read"):
        fetcher(ONE_TRY).fetch(site.url())


def test_a_bomb_takes_no_memory() -> None:
    """No piece that is unpacked is much larger than the limit."""
    import tracemalloc

    bomb = packed(bytes(50_000_000), 31)
    tracemalloc.start()
    with pytest.raises(BodyTooLarge):
        decode_body([bomb], "gzip", 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "aes128gcm"])
def test_a_packing_that_was_not_asked_for_is_never_unpacked(
    site: Site, fetcher: MakeFetcher, encoding: str
) -> None:
    """Brotli and Zstandard bombs, and packings within packings, are refused by their name."""
    site.pages["/"] = Answer(b"\x28\xb5\x2f\xfd" * 50, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchFailed, match="not asked for"):
        fetcher(ONE_TRY).fetch(site.url())


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_unpack_or_are_refused(data: bytes, encoding: str) -> None:
    """Damaged packings are an error of ours."""
    try:
        decode_body([data[:7], data[7:]], encoding, 1000)
    except (BodyTooLarge, DecodingError):
        return


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_unpacking_is_exact_at_any_cut(data: bytes, size: int) -> None:
    """However the bytes arrive, the same come out."""
    whole = gzip.compress(data)
    parts = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert decode_body(parts, "gzip", 2000) == data


def test_a_packed_page_that_is_cut_off_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """Half an article is never taken for the whole."""
    half = gzip.compress(b"The river rose. " * 500)[:-20]
    site.pages["/"] = Answer(half, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchFailed, match="cut off"):
        fetcher(ONE_TRY).fetch(site.url())


def test_a_body_that_is_too_large_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """By what it claims, and by what it is."""
    site.pages["/claims"] = Answer(b"x", headers={"Content-Length": "999999999"})
    site.pages["/is"] = Answer(b"x" * 100_001)
    for path in ("/claims", "/is"):
        with pytest.raises(FetchFailed, match=r"limit of 0\.1 MB.*articles\.max_megabytes"):
            fetcher(ONE_TRY).fetch(site.url(path))


def test_a_body_that_ends_early_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """Fewer bytes than promised are no page."""
    headers = {"Content-Length": "5000", "Connection": "close"}
    site.pages["/"] = Answer(b"x" * 10, headers=headers)
    with pytest.raises(FetchFailed, match=r"cannot be read|no whole answer"):
        fetcher(IMPATIENT).fetch(site.url())


def test_a_body_that_drips_is_given_up(site: Site, fetcher: MakeFetcher) -> None:
    """The time is for the whole answer: a byte now and then, for an hour, does not prolong it."""
    site.pages["/"] = Answer(b"x" * 100_000, slowly=0.05)
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"within 0\.4 seconds.*web\.seconds"):
        fetcher(IMPATIENT).fetch(site.url())
    assert time.monotonic() - started < PATIENCE_S


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50]
)
def test_headers_that_drip_are_given_up(fetcher: MakeFetcher, said: bytes) -> None:
    """Neither does a header a letter at a time."""
    with speaking(said, 0.05) as port:
        policy = AddressPolicy(is_exempt=lambda *asked: True)
        with pytest.raises(FetchFailed, match="no whole answer"):
            fetcher(IMPATIENT, policy=policy).fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00" * 50, b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_is_no_web_server_is_an_error_of_ours(fetcher: MakeFetcher, said: bytes) -> None:
    """Whatever a port answers."""
    with speaking(said, 0) as port:
        policy = AddressPolicy(is_exempt=lambda *asked: True)
        with pytest.raises(FetchFailed, match=r"cannot be read|cannot be reached"):
            fetcher(ONE_TRY, policy=policy).fetch(f"http://127.0.0.1:{port}/")


def test_tls_with_a_server_that_speaks_none_is_an_error_of_ours(
    site: Site, fetcher: MakeFetcher
) -> None:
    """https at an http port."""
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher(ONE_TRY).fetch(f"https://127.0.0.1:{site.port}/")


def test_redirects_are_followed_to_their_end_and_no_further(
    site: Site, fetcher: MakeFetcher
) -> None:
    """Five are; a sixth, or a circle, is an error."""
    for i in range(6):
        site.pages[f"/{i}"] = Answer("", 302, {"Location": f"/{i + 1}"})
    site.pages["/6"] = Answer("the end")
    response = fetcher(ONE_TRY).fetch(site.url("/1"))
    assert (response.body, response.url) == (b"the end", site.url("/6"))
    with pytest.raises(FetchFailed, match="sends on more than 5 times"):
        fetcher(ONE_TRY).fetch(site.url("/0"))


def test_a_redirect_keeps_its_cookies(site: Site, fetcher: MakeFetcher) -> None:
    """A site that sets a cookie and sends back to itself is no circle."""
    site.pages["/"] = lambda asked: (
        Answer("welcome")
        if "seen=1" in asked.headers.get("cookie", "")
        else Answer("", 302, {"Location": "/", "Set-Cookie": "seen=1; Path=/"})
    )
    assert fetcher(ONE_TRY).fetch(site.url()).body == b"welcome"


def test_where_a_page_moved_for_good_is_known(site: Site, fetcher: MakeFetcher) -> None:
    """301 and 308 say so; after a passing redirect nothing does."""
    site.pages["/old"] = Answer("", 301, {"Location": "/new"})
    site.pages["/new"] = Answer("", 302, {"Location": "/today"})
    site.pages["/today"] = Answer("x")
    response = fetcher(ONE_TRY).fetch(site.url("/old"))
    assert (response.permanent_url, response.url) == (site.url("/new"), site.url("/today"))
    assert fetcher(ONE_TRY).fetch(site.url("/new")).permanent_url is None
