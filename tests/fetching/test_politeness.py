"""A site's wishes are heard: its robots.txt, its pace, and when to come again."""

import time
from email.utils import formatdate

import pytest

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetch_errors import format_duration, parse_retry_after
from qa_bot.fetching.fetcher import Validators
from qa_bot.fetching.politeness import HostDelay
from tests.fetching.conftest import AGENT, MakeFetcher
from tests.fetching.site import Answer, Asked, Site
from tests.patience import PATIENCE_S

LIMITS = FetchLimits(timeout=PATIENCE_S, max_attempts=3, max_wait=30)


def flaky(*answers: Answer):  # type: ignore[no-untyped-def]
    """A page that answers so, one after the other, and then as the last."""
    left = list(answers)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


def test_we_say_who_we_are(site: Site, fetcher: MakeFetcher) -> None:
    """The User-Agent names the project, and where to read of it."""
    site.pages["/"] = Answer()
    fetcher().fetch(site.url())
    assert {asked.headers["user-agent"] for asked in site.asked} == {AGENT}


def test_what_robots_txt_forbids_is_not_asked(site: Site, fetcher: MakeFetcher) -> None:
    """The rules for us win over those for all, and the file is asked for once."""
    site.robots = "User-agent: *\nDisallow: /\n\nUser-agent: qa-bot\nDisallow: /private\n"
    site.pages["/news"] = site.pages["/private/x"] = Answer()
    fetch = fetcher().fetch
    fetch(site.url("/news"))
    with pytest.raises(LinkRefused, match=r"robots\.txt.*save the page"):
        fetch(site.url("/private/x"))
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/news"]


def test_robots_txt_holds_at_a_redirect_too(site: Site, fetcher: MakeFetcher) -> None:
    """A page that may be asked for cannot send us to one that may not."""
    site.robots = "User-agent: *\nDisallow: /private\n"
    site.pages["/"] = Answer("", 302, {"Location": "/private/x"})
    with pytest.raises(LinkRefused, match=r"robots\.txt"):
        fetcher().fetch(site.url())
    assert site.paths() == ["/"]


def test_a_site_whose_robots_txt_fails_is_left_alone(site: Site, fetcher: MakeFetcher) -> None:
    """A missing file allows all; one that fails allows nothing until it is mended."""
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
    """A page served in its place, or nonsense, forbids nothing."""
    site.robots = robots
    site.pages["/"] = Answer()
    assert fetcher().fetch(site.url()).status == 200


def test_of_an_endless_robots_txt_the_beginning_counts(site: Site, fetcher: MakeFetcher) -> None:
    """Half a megabyte of it is read, as the standard asks."""
    site.robots = "User-agent: *\nDisallow: /private\n" + "# more\n" * 200_000
    site.pages["/news"] = Answer()
    assert fetcher().fetch(site.url("/news")).status == 200
    with pytest.raises(LinkRefused, match=r"robots\.txt"):
        fetcher().fetch(site.url("/private"))


def test_a_host_is_not_asked_twice_within_the_delay(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """Between two pages of a host we pause; the site may ask for a longer pause, within reason."""
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


def test_each_host_has_a_pace_of_its_own() -> None:
    """Turns at one host are a delay apart and leave another alone."""
    delay = HostDelay(2.0, clock=lambda: 100.0)
    assert [delay.reserve(host) for host in ("a.org", "b.org", "a.org")] == [0, 0, 2]
    assert delay.reserve("a.org", 5) == 4
    assert delay.reserve("a.org") == 9


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(
    site: Site, fetcher: MakeFetcher, pauses: list[float], status: int
) -> None:
    """With a pause that grows; the third answer is a page."""
    site.pages["/"] = flaky(Answer("", status), Answer("", status), Answer("at last"))
    assert fetcher(LIMITS).fetch(site.url()).body == b"at last"
    assert len(pauses) == 2 and pauses[0] >= 1


def test_a_lasting_failure_is_told_after_a_few_tries(site: Site, fetcher: MakeFetcher) -> None:
    """Three tries, and then the status with a cure."""
    site.pages["/"] = Answer("", 502)
    with pytest.raises(FetchFailed, match=r"the site failed \(502\)\. Try again later\.$"):
        fetcher(LIMITS).fetch(site.url())
    assert len(site.paths()) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "no such page"), (410, "gone for good"), (401, "not let us"), (403, "not let us"),
     (418, "the site failed"), (451, "not let us")],
)  # fmt: skip
def test_a_plain_no_is_taken_at_once(
    site: Site, fetcher: MakeFetcher, status: int, said: str
) -> None:
    """Asking again would change nothing."""
    site.pages["/"] = Answer("", status)
    with pytest.raises(FetchFailed, match=rf"{said}.*\({status}\)\. .+\.$") as failed:
        fetcher(LIMITS).fetch(site.url())
    assert len(site.paths()) == 1 and failed.value.gone is (status in (404, 410))


def test_a_short_retry_after_is_waited_for(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """And the person is told that we wait."""
    told: list[tuple[str, float]] = []
    site.pages["/"] = flaky(Answer("", 429, {"Retry-After": "12"}), Answer("now"))
    response = fetcher(LIMITS).fetch(site.url(), on_wait=lambda *what: told.append(what))
    assert response.body == b"now" and pauses == [12.0] and told == [("127.0.0.1", 12.0)]


def test_a_long_retry_after_is_told_and_kept(
    site: Site, fetcher: MakeFetcher, pauses: list[float]
) -> None:
    """The person hears when to come again, and the host is not asked before."""
    site.pages["/a"] = Answer("", 429, {"Retry-After": "7200"})
    site.pages["/b"] = Answer()
    fetch = fetcher(LIMITS).fetch
    with pytest.raises(FetchFailed, match=r"left alone.*Try again in 2 hours\.$"):
        fetch(site.url("/a"))
    with pytest.raises(FetchFailed, match=r"left alone.*Try again in \d+ (hours|minutes)\.$"):
        fetch(site.url("/b"))
    assert site.paths() == ["/a"] and not pauses


def test_retry_after_is_read_as_seconds_or_a_date() -> None:
    """Both forms of the standard, and nothing else."""
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
    """ETag and Last-Modified go back to the site, which answers 304."""

    def page(asked: Asked) -> Answer:
        known = asked.headers.get("if-none-match") == '"v1"'
        assert known == (asked.headers.get("if-modified-since") == "Sat, 02 Mar 2024 08:00:00 GMT")
        marks = {"ETag": '"v1"', "Last-Modified": "Sat, 02 Mar 2024 08:00:00 GMT"}
        return Answer("" if known else "text", 304 if known else 200, marks)

    site.pages["/"] = page
    first = fetcher().fetch(site.url())
    again = fetcher().fetch(site.url(), Validators.of(first))
    assert (first.status, again.status, again.body) == (200, 304, b"")
