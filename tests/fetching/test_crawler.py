"""The crawler fetches pages and feeds into a library, and again only what has changed."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from qa_bot.documents import AddResult, Article, no_progress
from qa_bot.errors import FeedNotFound, SourceEmpty, SourceError, SourceNotText
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.crawler import Crawler
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.i18n import terminal_wording
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.pipeline import Pipeline
from qa_bot.loading import LoadLimits
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fetching.conftest import MakeFetcher
from tests.fetching.site import ARTICLE, Answer, Page, Request, Site
from tests.patience import PATIENCE_S

LIMITS = FetchLimits(timeout=PATIENCE_S, max_attempts=1)
PROSE = "The river rose by {} metres and broke its banks in the night, and then it fell again."


def page(title: str, text: str) -> str:
    """A small page with one article."""
    return (
        f"<html><body><article><h1>{title}</h1><p>{text}</p><p>{text}</p></article></body></html>"
    )


def item(number: int, text: str = "", **more: str) -> str:
    """An entry of a feed that links to /posts/NUMBER."""
    parts = {"title": f"Post {number}", "link": f"/posts/{number}", "guid": f"g{number}"} | more
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    return f"<item>{inside}<description>{text}</description></item>"


def feed(*items: str) -> str:
    """A feed of those entries."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Weir</title>'
        f"{''.join(items)}</channel></rss>"
    )


def with_etag(body: str, etag: str) -> Page:
    """A page with an ETag, which answers a conditional request with 304."""

    def answer(request: Request) -> Answer:
        if request.headers.get("if-none-match") == etag:
            return Answer("", 304, {"ETag": etag})
        return Answer(body, headers={"ETag": etag, "Content-Type": "text/html"})

    return answer


class CrawledLibrary:
    """A library with a crawler of the test's own site."""

    def __init__(self, site: Site, store: SqliteStore, adder: Ingester, fetcher: Fetcher) -> None:
        self.site = site
        self.store = store
        self.following = store.feeds
        self._adder = adder
        self._fetcher = fetcher
        self.crawler = self.limit_entries(50)

    def limit_entries(self, entries: int) -> Crawler:
        """Crawl at most so many entries of each feed from now on."""
        self.crawler = Crawler(self.following, self._fetcher, LoadLimits(), entries)
        return self.crawler

    def add(self, path: str) -> list[AddResult]:
        """Add a page, or with "feed:" before its path a feed, and return the outcomes."""
        kind, _, rest = path.rpartition("feed:")
        source = ("feed:" if kind or path.startswith("feed:") else "") + self.site.url(rest)
        return self._take_in(self.crawler.crawl(source, lambda host, seconds: None))

    def refresh(self) -> list[AddResult]:
        """Refresh everything and return the outcomes."""
        return self._take_in(self.crawler.refresh(lambda host, seconds: None))

    def _take_in(self, events) -> list[AddResult]:  # type: ignore[no-untyped-def]
        return list(Pipeline(self.store, lambda _: self._adder).run(events, no_progress))

    def articles(self) -> dict[str, Article]:
        """The articles of the library by the path of their sources."""
        found = (self.store.article(listing.ref.id) for listing in self.store.listings())
        return {article.source.removeprefix(self.site.url("")): article for article in found}


@pytest.fixture
def library(
    site: Site, store: SqliteStore, adder: Ingester, fetcher: MakeFetcher
) -> Iterator[CrawledLibrary]:
    """An empty library and an empty site."""
    yield CrawledLibrary(site, store, adder, fetcher(LIMITS))


def note(result: AddResult) -> str:
    """The note about a result, as a person reads it."""
    return terminal_wording.add_note(result, "fake")


def outcomes(events: list[AddResult]) -> list[str]:
    """The outcomes of the articles, in order."""
    done = [added for added in events if added.outcome or added.error]
    return [added.outcome.value if added.outcome else "failed" for added in done]


def test_a_page_becomes_its_article(library: CrawledLibrary) -> None:
    """The article is extracted without boilerplate, and its link is the page's URL."""
    library.site.pages["/floods"] = Answer()
    assert outcomes(library.add("/floods")) == ["added"]
    (article,) = library.articles().values()
    assert article.title == "Floods in spring"
    assert article.source == article.link == library.site.url("/floods")
    assert (article.author, article.published) == ("Ada Mill", "2024-03-02")
    assert "three metres" in article.text
    for boilerplate in ("News", "cookies", "rights reserved"):
        assert boilerplate not in article.text


def test_a_url_is_one_article_however_it_is_written(library: CrawledLibrary) -> None:
    """Fragments do not matter, and a page that moved permanently is known by its new URL."""
    library.site.pages["/floods"] = Answer()
    library.site.pages["/old"] = Answer("", 301, {"Location": "/floods"})
    library.add("/floods")
    assert outcomes(library.add("/floods#top")) == ["unchanged"]
    assert outcomes(library.add("/old")) == ["unchanged"]
    assert list(library.articles()) == ["/floods"]


def test_a_page_with_a_temporary_redirect_keeps_its_own_url(library: CrawledLibrary) -> None:
    """After a temporary redirect the source is the requested URL and the link its target."""
    library.site.pages["/today"] = Answer("", 302, {"Location": "/floods"})
    library.site.pages["/floods"] = Answer()
    library.add("/today")
    assert library.articles()["/today"].link == library.site.url("/floods")


@pytest.mark.parametrize(
    ("charset", "header"),
    [("utf-8", "utf-8"), ("utf-8", "latin-1"), ("utf-8", ""), ("cp1252", "cp1252"),
     ("cp1252", ""), ("cp1252", "utf-8"), ("utf-16", "utf-8"), ("utf-8", "no-such-charset")],
)  # fmt: skip
def test_a_wrong_or_missing_charset_does_not_garble(
    library: CrawledLibrary, charset: str, header: str
) -> None:
    """The bytes count for more than the charset in the header."""
    text = "The café on the quay served “crêpes” until Émile, its owner, moved inland in 1998. " * 3
    kind = f"text/html; charset={header}" if header else "text/html"
    library.site.pages["/"] = Answer(
        page("Café", text).encode(charset), headers={"Content-Type": kind}
    )
    assert outcomes(library.add("/")) == ["added"]
    assert "café" in library.articles()["/"].text and "“crêpes”" in library.articles()["/"].text


def test_the_content_decides_what_a_page_is(library: CrawledLibrary) -> None:
    """HTML that is served as text is read as HTML, and sound served as HTML is refused."""
    library.site.pages["/a.txt"] = Answer(ARTICLE, headers={"Content-Type": "text/plain"})
    library.site.pages["/b"] = Answer(ARTICLE, headers={})
    sound = b"ID3\x04\x00" + bytes(range(256)) * 9
    library.site.pages["/c.html"] = Answer(sound, headers={"Content-Type": "text/html"})
    assert outcomes(library.add("/a.txt")) == outcomes(library.add("/b")) == ["added"]
    assert "<p>" not in library.articles()["/a.txt"].text
    (refused,) = library.add("/c.html")
    assert isinstance(refused.error, SourceNotText)


SCRIPTED = (
    "<html><head><title>App</title><script src='/app.js'></script></head><body><div id='root'>"
    "</div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)
META_REFRESH = (
    '<html><head><meta http-equiv="Refresh" content="0; URL=/floods?a=1&amp;b=2"></head>'
    "<body>This page has moved.</body></html>"
)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (SCRIPTED, "scripts have run, and they are never run here"),
        (SCRIPTED.replace("<noscript>", "<p>").replace("</noscript>", "</p>"), "never run here"),
        (META_REFRESH, r"sends a browser on to http://127\.0\.0\.1:\d+/floods\?a=1&b=2"),
        ("<html><body></body></html>", "no text"),
        ("", "no text"),
    ],
)
def test_a_page_without_an_article_says_why(
    library: CrawledLibrary, body: str, message: str
) -> None:
    """No script is run and no meta refresh followed; the error names the cure."""
    library.site.pages["/"] = Answer(body)
    (refused,) = library.add("/")
    assert isinstance(refused.error, SourceEmpty)
    with pytest.raises(SourceEmpty, match=rf"{message}.*\. .+\.$"):
        raise refused.error


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ("0; url=/floods", "/floods"),
        ("0;URL='/floods x'", "/floods x"),
        ("5 ; /floods", "/floods"),
        ("0, url = floods", "/floods"),
        ("300", None),
        ("300; url=/#top", None),
        ("soon", None),
    ],
)
def test_a_refresh_that_leads_elsewhere_is_named(
    library: CrawledLibrary, content: str, path: str | None
) -> None:
    """A short page that only shows itself anew is an article."""
    tag = f'<base href="/"><meta http-equiv="refresh" content="{content}">'
    library.site.pages["/"] = Answer(f"<html><head>{tag}</head><body>It is high.</body></html>")
    (result,) = library.add("/")
    if path is None:
        assert outcomes([result]) == ["added"]
    else:
        assert f"sends a browser on to {library.site.url(path)}." in str(result.error)


def test_a_refresh_header_is_heeded_like_the_tag(library: CrawledLibrary) -> None:
    """The error names the address where a browser would go."""
    headers = {"Content-Type": "text/html", "Refresh": "0; url='/floods'"}
    library.site.pages["/"] = Answer("<html><body>Moved.</body></html>", headers=headers)
    (refused,) = library.add("/")
    assert f"sends a browser on to {library.site.url('/floods')}." in str(refused.error)


def test_the_article_of_a_scripted_page_is_read_from_its_json_ld(library: CrawledLibrary) -> None:
    """The article body is read as plain text, with title, author and date."""
    json_ld = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "The Weir"},
            {
                "@type": "NewsArticle",
                "headline": "Floods & bells",
                "articleBody": "\n".join([PROSE.format("two") + " <b>Nobody</b> slept."] * 3),
                "author": [{"@type": "Person", "name": "Ada Mill"}],
                "datePublished": "2024-03-02T08:00:00Z",
            },
        ],
    }
    data = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>'
    library.site.pages["/"] = Answer(SCRIPTED.replace("</head>", f"{data}</head>"))
    assert outcomes(library.add("/")) == ["added"]
    article = library.articles()["/"]
    assert (article.title, article.author) == ("Floods & bells", "Ada Mill")
    assert article.published.startswith("2024-03-02") and "<b>Nobody</b> slept" in article.text


@pytest.mark.parametrize("data", ["{", "[[[[[[", "null", '{"articleBody": 7}', "[" * 5000])
def test_broken_json_ld_changes_nothing(library: CrawledLibrary, data: str) -> None:
    """The error still says that the page needs its scripts."""
    script = f'<script type="application/ld+json">{data}</script>'
    library.site.pages["/"] = Answer(SCRIPTED.replace("</head>", f"{script}</head>"))
    (refused,) = library.add("/")
    assert "never run here" in str(refused.error)


def test_a_short_page_is_an_article_too(library: CrawledLibrary) -> None:
    """A short page without scripts is not taken for an empty one."""
    library.site.pages["/"] = Answer(
        "<html><body><p>The mill stands by the weir.</p></body></html>"
    )
    assert outcomes(library.add("/")) == ["added"]


def test_a_feed_that_is_added_as_a_page_is_refused(library: CrawledLibrary) -> None:
    """The error names the command that follows the feed."""
    library.site.pages["/feed"] = Answer(feed(item(1)))
    (refused,) = library.add("/feed")
    assert "qa-bot add feed:http://127.0.0.1" in str(refused.error)


def test_refresh_fetches_only_what_changed(library: CrawledLibrary) -> None:
    """An unchanged page is answered with 304; a changed one updates its article."""
    library.site.pages["/a"] = with_etag(page("A", PROSE.format("two")), '"1"')
    library.site.pages["/b"] = with_etag(page("B", PROSE.format("two")), '"1"')
    library.add("/a"), library.add("/b")
    before = library.articles()
    library.site.pages["/b"] = with_etag(page("B", PROSE.format("nine")), '"2"')
    assert sorted(outcomes(library.refresh())) == ["unchanged", "updated"]
    after = library.articles()
    assert after["/a"] == before["/a"] and after["/b"].id == before["/b"].id
    assert "nine" in after["/b"].text and outcomes(library.refresh()) == ["unchanged"] * 2


@pytest.mark.parametrize("status", [404, 410, 500, 403])
def test_a_page_that_is_gone_stays_in_the_library(library: CrawledLibrary, status: int) -> None:
    """The refresh reports the failure, and the article stays."""
    library.site.pages["/a"] = Answer()
    library.add("/a")
    library.site.pages["/a"] = Answer("", status)
    (failed,) = library.refresh()
    assert str(status) in str(failed.error) and "/a" in library.articles()


def test_a_page_that_became_the_front_page_is_gone(library: CrawledLibrary) -> None:
    """A site that redirects an old page to its front page does not overwrite the article."""
    library.site.pages["/a"] = Answer()
    library.site.pages["/"] = Answer(page("Welcome", PROSE.format("no")))
    library.add("/a")
    before = library.articles()
    library.site.pages["/a"] = Answer("", 301, {"Location": "/"})
    (failed,) = library.refresh()
    assert "front page" in str(failed.error) and "`qa-bot remove" in str(failed.error)
    assert library.articles() == before


def test_an_article_that_was_removed_does_not_come_back(library: CrawledLibrary) -> None:
    """A removed article stays removed as a page and as an entry, even one that changes."""
    library.site.pages["/a"] = Answer()
    library.site.pages["/posts/1"] = Answer(page("One", PROSE.format("two")))
    library.site.pages["/feed"] = Answer(feed(item(1)))
    library.add("/a"), library.add("feed:/feed")
    for article in library.articles().values():
        library.store.remove(article.id)
    assert outcomes(library.refresh()) == [] and not library.articles()
    library.site.pages["/feed"] = Answer(feed(item(1, title="Corrected")))
    assert outcomes(library.refresh()) == [] and not library.articles()


def test_a_refreshed_page_stays_in_its_collection(library: CrawledLibrary) -> None:
    """A page that was added to a chat's collection is updated there."""
    library.site.pages["/a"] = Answer(page("A", PROSE.format("two")))
    library.add("/a")
    (article,) = library.articles().values()
    own = in_collection(article, "chat:1")
    library._adder.add(own)
    library.store.remove(article.id)
    library.following.record_page(replace(page_record(library, own.id), url=article.source))
    library.site.pages["/a"] = Answer(page("A", PROSE.format("nine")))
    assert outcomes(library.refresh()) == ["updated"]
    (after,) = library.articles().values()
    assert (after.id, after.collection) == (own.id, "chat:1")


def page_record(library: CrawledLibrary, article_id: str):  # type: ignore[no-untyped-def]
    """The record of that article's page, without validators."""
    from qa_bot.storage.feeds import WebPage

    return WebPage(article_id, "")


def test_a_feed_brings_its_entries(library: CrawledLibrary) -> None:
    """The pages of the entries are added, with each entry's date and author."""
    date = "Sat, 02 Mar 2024 09:00:00 GMT"
    library.site.pages["/posts/1"] = Answer(page("One", PROSE.format("two")))
    library.site.pages["/posts/2"] = Answer(page("Two", PROSE.format("three")))
    library.site.pages["/feed"] = Answer(feed(item(1, pubDate=date, author="Ada Mill"), item(2)))
    checked, *articles = library.add("feed:/feed")
    assert outcomes(articles) == ["added", "added"]
    assert "The Weir: 2 new or changed" in note(checked)
    one = library.articles()["/posts/1"]
    assert (one.published, one.author) == ("2024-03-02T09:00:00+00:00", "Ada Mill")
    assert one.link == library.site.url("/posts/1")
    (followed,) = library.following.feeds()
    assert (followed.title, followed.articles) == ("The Weir", 2)


def test_refresh_fetches_new_and_changed_entries_only(library: CrawledLibrary) -> None:
    """The page of an unchanged entry is not requested again, even if it differs."""
    for i in (1, 2, 3):
        library.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    library.site.pages["/feed"] = Answer(feed(item(1), item(2)))
    library.add("feed:/feed")
    library.site.requests.clear()
    assert outcomes(library.refresh()) == [] and library.site.paths() == ["/feed"]
    library.site.pages["/posts/2"] = Answer(page("Post 2", PROSE.format("twenty")))
    library.site.pages["/feed"] = Answer(feed(item(3), item(2, title="Corrected"), item(1)))
    library.site.requests.clear()
    assert outcomes(library.refresh()) == ["added", "updated"]
    assert library.site.paths() == ["/feed", "/posts/3", "/posts/2"]


def test_an_entry_that_left_the_feed_stays_in_the_library(library: CrawledLibrary) -> None:
    """A feed lists only its newest entries; the library keeps the others."""
    for i in (1, 2):
        library.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    library.site.pages["/feed"] = Answer(feed(item(1)))
    library.add("feed:/feed")
    library.site.pages["/feed"] = Answer(feed(item(2)))
    library.refresh()
    assert set(library.articles()) == {"/posts/1", "/posts/2"}


def test_a_feed_that_has_not_changed_is_a_304(library: CrawledLibrary) -> None:
    """A feed is requested with the validators of its last response."""
    library.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format(1)))
    library.site.pages["/feed"] = with_etag(feed(item(1)), '"7"')
    library.add("feed:/feed")
    (checked,) = library.refresh()
    assert "nothing new, 1 as before" in note(checked)
    assert library.site.requests[-1].headers["if-none-match"] == '"7"'


def test_the_feeds_own_text_is_used_where_the_page_cannot_be_fetched(
    library: CrawledLibrary,
) -> None:
    """A note says so; once the page can be read, it replaces that text."""
    words = PROSE.format("two")
    library.site.pages["/posts/1"] = Answer("", 503)
    library.site.pages["/feed"] = with_etag(feed(item(1, words)), '"1"')
    _, added = library.add("feed:/feed")
    assert outcomes([added]) == ["added"] and "taken from the feed itself" in note(added)
    assert library.articles()["/posts/1"].text == words
    library.site.pages["/posts/1"] = Answer(page("Post 1", words + " The page says more."))
    assert outcomes(library.refresh()) == ["updated"]
    assert "says more" in library.articles()["/posts/1"].text
    assert outcomes(library.refresh()) == []


def test_an_entry_without_a_link_is_its_own_text(library: CrawledLibrary) -> None:
    """The content of an entry without a page becomes an article without a link."""
    library.site.pages["/feed"] = Answer(feed(item(1, PROSE.format("two"), link="")))
    assert outcomes(library.add("feed:/feed")) == ["added"]
    (article,) = library.articles().values()
    assert article.source.startswith(library.site.url("/feed#")) and not article.link


def test_a_page_that_was_read_is_not_replaced_by_the_feeds_summary(library: CrawledLibrary) -> None:
    """When the page of a changed entry fails permanently, the text read before stays."""
    library.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    library.site.pages["/feed"] = Answer(feed(item(1, "Short.")))
    library.add("feed:/feed")
    library.site.pages["/posts/1"] = Answer("", 404)
    library.site.pages["/feed"] = Answer(feed(item(1, "Shorter.")))
    assert outcomes(library.refresh()) == ["failed"]
    assert "broke its banks" in library.articles()["/posts/1"].text
    assert outcomes(library.refresh()) == [], "a permanent failure is reported once"


def test_an_entry_that_fails_temporarily_is_fetched_again(library: CrawledLibrary) -> None:
    """It is fetched again even if the feed itself has not changed."""
    library.site.pages["/posts/1"] = Answer("", 502)
    library.site.pages["/feed"] = with_etag(feed(item(1)), '"1"')
    assert outcomes(library.add("feed:/feed")) == ["failed"]
    library.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    assert outcomes(library.refresh()) == ["added"]


def test_a_feed_cannot_lead_us_to_private_addresses(library: CrawledLibrary) -> None:
    """Links of entries are checked against the address policy."""
    link = "http://169.254.169.254/latest/meta-data/"
    library.site.pages["/feed"] = Answer(feed(item(1, link=link)))
    _, refused = library.add("feed:/feed")
    assert "not a public address" in str(refused.error)


def test_an_entry_is_the_page_that_it_leads_to(library: CrawledLibrary) -> None:
    """An entry's page that is added by its URL too is the same article."""
    library.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    link = library.site.url("/posts/1#comments").replace("http:", "HTTP:")
    library.site.pages["/feed"] = Answer(feed(item(1, link=link)))
    library.add("feed:/feed")
    assert outcomes(library.add("/posts/1")) == ["unchanged"]


def test_no_control_character_of_a_site_reaches_the_terminal(library: CrawledLibrary) -> None:
    """They are removed from a feed's title and from URLs in messages."""
    library.site.pages["/feed"] = Answer(
        feed(item(1, link="http://example.org:99/\x1b[2J"), "<broken").replace(
            "Weir", "We\x1b[31mir"
        )
    )
    for added in library.add("feed:/feed"):
        assert "\x1b" not in f"{added.source} {note(added)} {added.error}"
    library.site.pages["/"] = Answer("", 302, {"Location": "ftp://example.org/\x9b2J"})
    (refused,) = library.add("/")
    assert "sends on to" in str(refused.error) and "\x9b" not in str(refused.error)


def test_a_feed_that_moved_permanently_is_followed_there(library: CrawledLibrary) -> None:
    """Its entries stay known and a note says so; a temporary redirect changes nothing."""
    library.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    library.site.pages["/feed"] = library.site.pages["/new"] = Answer(feed(item(1)))
    library.add("feed:/feed")
    library.site.pages["/feed"] = Answer("", 302, {"Location": "/new"})
    library.refresh()
    assert [followed.url for followed in library.following.feeds()] == [library.site.url("/feed")]
    library.site.pages["/feed"] = Answer("", 301, {"Location": "/new"})
    (checked,) = library.refresh()
    assert "moved for good from" in note(checked)
    assert [followed.url for followed in library.following.feeds()] == [library.site.url("/new")]


def test_a_feed_that_fails_is_reported_and_stays_followed(library: CrawledLibrary) -> None:
    """Other feeds are still read, and the problem is recorded until the feed works again."""
    library.site.pages["/a"] = library.site.pages["/b"] = Answer(feed())
    library.add("feed:/a"), library.add("feed:/b")
    library.site.pages["/a"] = Answer("", 410)
    failed, _ = library.refresh()
    assert "gone for good (410)" in str(failed.error)
    assert f"`qa-bot remove feed:{library.site.url('/a')}`" in str(failed.error)
    assert [bool(followed.problem) for followed in library.following.feeds()] == [True, False]
    library.site.pages["/a"] = Answer(feed())
    library.refresh()
    assert not any(followed.problem for followed in library.following.feeds())


def test_a_page_leads_to_the_feed_that_it_names(library: CrawledLibrary) -> None:
    """A page added as a feed leads to the feed of its alternate link."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    library.site.pages["/"] = Answer(f"<html><head>{link}</head><body></body></html>")
    library.site.pages["/feed"] = Answer(feed())
    library.add("feed:/")
    assert [followed.url for followed in library.following.feeds()] == [library.site.url("/feed")]


def test_what_is_no_feed_is_not_followed(library: CrawledLibrary) -> None:
    """A URL without a feed is refused, and nothing of it is recorded."""
    library.site.pages["/"] = Answer()
    (refused,) = library.add("feed:/")
    assert "not an RSS, Atom or JSON feed" in str(refused.error) and not library.following.feeds()


def test_of_a_long_feed_the_newest_entries_are_fetched(library: CrawledLibrary) -> None:
    """At most the configured number are fetched, and a note counts the others."""
    for i in range(9):
        library.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    library.site.pages["/feed"] = Answer(feed(*map(item, range(9))))
    library.limit_entries(4)
    checked, *articles = library.add("feed:/feed")
    assert len(articles) == 4 and "5 older left out" in note(checked)


def test_unfollowing_leaves_the_articles(library: CrawledLibrary) -> None:
    """Unfollowing returns the ids of the articles that came from no other feed."""
    for i in (1, 2):
        library.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    library.site.pages["/a"] = Answer(feed(item(1), item(2)))
    library.site.pages["/b"] = Answer(feed(item(2)))
    library.add("feed:/a"), library.add("feed:/b")
    articles = library.articles()
    assert library.following.unfollow(library.site.url("/a")) == [articles["/posts/1"].id]
    assert library.articles() == articles
    with pytest.raises(FeedNotFound, match="qa-bot feeds"):
        library.following.unfollow(library.site.url("/a"))


@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_an_interrupted_refresh_loses_nothing(library: CrawledLibrary, stop_at: int) -> None:
    """What was added stays, and the next refresh fetches only the rest."""
    for i in (1, 2, 3):
        library.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    library.site.pages["/feed"] = with_etag(feed(item(1), item(2), item(3)), '"1"')
    source = "feed:" + library.site.url("/feed")
    events = library.crawler.crawl(source, lambda host, seconds: None)
    added = Pipeline(library.store, lambda _: library._adder).run(events, no_progress)
    for _ in range(stop_at):
        next(added)
    added.close()
    library.site.requests.clear()
    library.refresh()
    assert set(library.articles()) == {"/posts/1", "/posts/2", "/posts/3"}
    assert library.site.paths() == ["/feed", *(f"/posts/{i}" for i in range(stop_at, 4))]


def test_a_failed_entry_does_not_stop_its_feed(library: CrawledLibrary) -> None:
    """The next entry is fetched."""
    library.site.pages["/posts/2"] = Answer(page("Post 2", PROSE.format("two")))
    library.site.pages["/feed"] = Answer(feed(item(1), item(2)))
    _, *both = library.add("feed:/feed")
    assert outcomes(both) == ["failed", "added"] and isinstance(both[0].error, SourceError)
