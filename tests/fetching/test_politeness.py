"""The fetcher heeds robots.txt, delays between requests, Retry-After and validators."""

import time
from email.utils import formatdate

import pytest

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetch_errors import format_duration, parse_retry_after
from qa_bot.fetching.fetcher import Validators
from qa_bot.fetching.politeness import HostDelay
from tests.fetching.conftest import AGENT, MakeFetcher
from tests.fetching.site import Answer, Request, Site
from tests.patience import PATIENCE_S

LIMITS = FetchLimits(timeout=PATIENCE_S, max_attempts=3, max_wait=30)


def flaky(*answers: Answer):  # type: ignore[no-untyped-def]
    """A page that gives these answers one after the other, and then the last again."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def test_the_user_agent_is_sent(site: Site, fetcher: MakeFetcher) -> None:
    """Every request, that for robots.txt included, has the configured User-Agent."""
    site.pages["/"] = Answer()
    fetcher().fetch(site.url())
    assert {request.headers["user-agent"] for request in site.requests} == {AGENT}


def test_what_robots_txt_disallows_is_not_requested(site: Site, fetcher: MakeFetcher) -> None:
    """The group of our product token wins over that for all, and the file is fetched once."""
    site.robots = "User-agent: *\nDisallow: /\n\nUser-agent: qa-bot\nDisallow: /private\n"
    site.pages["/news"] = site.pages["/private/x"] = Answer()
    fetch = fetcher().fetch
    fetch(site.url("/news"))
    with pytest.raises(LinkRefused, match=r"robots\.txt.*save the page"):
        fetch(site.url("/private/x"))
    assert [request.path for request in site.requests] == ["/robots.txt", "/news"]


def test_robots_txt_holds_at_a_redirect_too(site: Site, fetcher: MakeFetcher) -> None:
    """An allowed page cannot redirect to one that is disallowed."""
    site.robots = "User-agent: *\nDisallow: /private\n"
    site.pages["/"] = Answer("", 302, {"Location": "/private/x"})
    with pytest.raises(LinkRefused, match=r"robots\.txt"):
        fetcher().fetch(site.url())
    assert site.paths() == ["/"]


def test_a_site_whose_robots_txt_fails_is_not_requested(site: Site, fetcher: MakeFetcher) -> None:
    """A file with status 503 allows nothing until it works; one with 403 allows everything."""
    site.pages["/"] = Answer()
    site.pages["/robots.txt"] = Answer("", 503)
    fetch = fetcher(LIMITS).fetch
    with pytest.raises(FetchFailed, match=r"robots\.txt.*just now"):
        fetch(site.url())
    assert site.paths() == []
    site.pages["/robots.txt"] = Answer("", 403)
    assert fetch(site.url()).status == 200


@pytest.mark.parametrize("robots", ["\x00\xff" * 99, "User-agent: *\nCrawl-delay: x", "<html>"])
def test_a_strange_robots_txt_stops_nothing(site: Site, fetcher: MakeFetcher, robots: str) -> None:
    """Nonsense, or a page served in its place, disallows nothing."""
    site.robots = robots
    site.pages["/"] = Answer()
    assert fetcher().fetch(site.url()).status == 200


def test_a_long_robots_txt_is_truncated(site: Site, fetcher: MakeFetcher) -> None:
    """Its first 500 kilobytes are read, as RFC 9309 asks."""
    site.robots = "User-agent: *\nDisallow: /private\n" + "# more\n" * 200_000
    site.pages["/news"] = Answer()
    assert fetcher().fetch(site.url("/news")).status == 200
    with pytest.raises(LinkRefused, match=r"robots\.txt"):
        fetcher().fetch(site.url("/private"))


def test_requests_to_a_host_are_spaced_by_the_delay(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """The delay is ours or the site's longer crawl delay, which is bounded."""
    site.pages["/"] = Answer()
    fetch = fetcher(LIMITS, delay=1.0).fetch
    for _ in range(3):
        fetch(site.url())
    assert len(pauses) == 2 and all(0.5 < pause <= 2.0 for pause in pauses)
    pauses.clear()
    site.robots = "User-agent: *\nCrawl-delay: 10000\n"
    fetch = fetcher(LIMITS, delay=1.0).fetch
    for _ in range(2):
        fetch(site.url())
    assert len(pauses) == 1 and 25 < pauses[0] <= LIMITS.max_wait


def test_each_host_has_a_delay_of_its_own() -> None:
    """Requests to one host are a delay apart, and do not delay those to another."""
    delay = HostDelay(2.0, clock=lambda: 100.0)
    assert [delay.reserve(host) for host in ("a.org", "b.org", "a.org")] == [0, 0, 2]
    assert delay.reserve("a.org", 5) == 4
    assert delay.reserve("a.org") == 9


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_transient_failure_is_retried(
    site: Site, fetcher: MakeFetcher, pauses: list[float], status: int
) -> None:
    """Attempts are spaced by a growing backoff."""
    site.pages["/"] = flaky(Answer("", status), Answer("", status), Answer("at last"))
    assert fetcher(LIMITS).fetch(site.url()).body == b"at last"
    assert len(pauses) == 2 and pauses[0] >= 1


def test_a_lasting_failure_is_raised_after_the_last_attempt(
    site: Site, fetcher: MakeFetcher
) -> None:
    """After three attempts the error names the status and the cure."""
    site.pages["/"] = Answer("", 502)
    with pytest.raises(FetchFailed, match=r"the site failed \(502\)\. Try again later\.$"):
        fetcher(LIMITS).fetch(site.url())
    assert len(site.paths()) == 3


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "no such page"), (410, "gone for good"), (401, "not let us"), (403, "not let us"),
     (418, "not let us"), (999, "not let us"), (501, "the site failed"), (451, "not let us")],
)  # fmt: skip
def test_a_permanent_failure_is_not_retried(
    site: Site, fetcher: MakeFetcher, status: int, message: str
) -> None:
    """A client error is raised after one attempt."""
    site.pages["/"] = Answer("", status)
    with pytest.raises(FetchFailed, match=rf"{message}.*\({status}\)\. .+\.$") as failed:
        fetcher(LIMITS).fetch(site.url())
    assert len(site.paths()) == 1 and failed.value.gone is (status in (404, 410))


def test_a_short_retry_after_is_waited_for(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """The wait callback is called, and then the page is fetched."""
    waits: list[tuple[str, float]] = []
    site.pages["/"] = flaky(Answer("", 429, {"Retry-After": "12"}), Answer("now"))
    response = fetcher(LIMITS).fetch(site.url(), on_wait=lambda *wait: waits.append(wait))
    assert response.body == b"now" and pauses == [12.0] and waits == [("127.0.0.1", 12.0)]


def test_a_long_retry_after_blocks_the_host(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """The error says when to try again, and no page of the host is requested before."""
    site.pages["/a"] = Answer("", 429, {"Retry-After": "7200"})
    site.pages["/b"] = Answer()
    fetch = fetcher(LIMITS).fetch
    with pytest.raises(FetchFailed, match=r"left alone.*Try again in 2 hours\.$"):
        fetch(site.url("/a"))
    with pytest.raises(FetchFailed, match=r"left alone.*Try again in \d+ (hours|minutes)\.$"):
        fetch(site.url("/b"))
    assert site.paths() == ["/a"] and not pauses


def test_retry_after_is_parsed_as_seconds_or_a_date() -> None:
    """Both forms of RFC 9110 are parsed, and nothing else."""
    assert parse_retry_after({"retry-after": "120"}) == 120
    later = parse_retry_after({"retry-after": formatdate(time.time() + 300, usegmt=True)})
    assert later is not None and 290 < later <= 300
    assert parse_retry_after({"retry-after": formatdate(0, usegmt=True)}) == 0
    assert [parse_retry_after(h) for h in ({}, {"retry-after": "soon"}, {"retry-after": "-5"})] == [
        None, None, None,
    ]  # fmt: skip
    assert [format_duration(s) for s in (0.2, 1, 59.5, 120, 7200)] == [
        "1 second", "1 second", "60 seconds", "2 minutes", "2 hours",
    ]  # fmt: skip


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, fetcher: MakeFetcher) -> None:
    """ETag and Last-Modified are sent back to the site, which answers 304."""

    def page(request: Request) -> Answer:
        known = request.headers.get("if-none-match") == '"v1"'
        assert known == (
            request.headers.get("if-modified-since") == "Sat, 02 Mar 2024 08:00:00 GMT"
        )
        validators = {"ETag": '"v1"', "Last-Modified": "Sat, 02 Mar 2024 08:00:00 GMT"}
        return Answer("" if known else "text", 304 if known else 200, validators)

    site.pages["/"] = page
    first = fetcher().fetch(site.url())
    again = fetcher().fetch(site.url(), Validators.of(first))
    assert (first.status, again.status, again.body) == (200, 304, b"")
