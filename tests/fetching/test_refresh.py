"""Pages and feeds in a library: what comes in, what is asked for again, and what stays."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from qa_bot.documents import Article
from qa_bot.errors import FeedNotFound, SourceEmpty, SourceError, SourceNotText
from qa_bot.fetching.fetch_limits import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.fetching.refresh import Web
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Adder
from qa_bot.intake import Added, silent, take_in
from qa_bot.loading import LoadLimits
from qa_bot.storage.feeds import Following
from qa_bot.storage.store import Store
from tests.fetching.conftest import MakeFetcher
from tests.fetching.site import ARTICLE, Answer, Asked, Page, Site
from tests.patience import PATIENCE_S

LIMITS = FetchLimits(seconds=PATIENCE_S, tries=1)
PROSE = "The river rose by {} metres and broke its banks in the night, and then it fell again."


def page(title: str, text: str) -> str:
    """A small page with one article."""
    return (
        f"<html><body><article><h1>{title}</h1><p>{text}</p><p>{text}</p></article></body></html>"
    )


def item(number: int, text: str = "", **more: str) -> str:
    """An entry of a feed, at /posts/NUMBER."""
    parts = {"title": f"Post {number}", "link": f"/posts/{number}", "guid": f"g{number}"} | more
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    return f"<item>{inside}<description>{text}</description></item>"


def feed(*items: str) -> str:
    """A feed of those entries."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Weir</title>'
        f"{''.join(items)}</channel></rss>"
    )


def marked(body: str, mark: str) -> Page:
    """A page with an ETag, which is not sent twice."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == mark:
            return Answer("", 304, {"ETag": mark})
        return Answer(body, headers={"ETag": mark, "Content-Type": "text/html"})

    return answer


class Shelf:
    """A library that takes in what the site of the test offers."""

    def __init__(self, site: Site, store: Store, adder: Adder, fetcher: Fetcher) -> None:
        self.site = site
        self.store = store
        self.following = Following(store)
        self._adder = adder
        self._fetcher = fetcher
        self.web = self.looking_at(50)

    def looking_at(self, entries: int) -> Web:
        """The same, with so many entries of each feed."""

        self.web = Web(self.following, self._fetcher, LoadLimits(), entries)
        return self.web

    def add(self, path: str) -> list[Added]:
        """What became of a page, or with "feed:" before the path of a feed."""
        kind, _, rest = path.rpartition("feed:")
        source = ("feed:" if kind or path.startswith("feed:") else "") + self.site.url(rest)
        return self._taken(self.web.arrivals(source, lambda host, seconds: None))

    def refresh(self) -> list[Added]:
        """What became of all that is followed."""
        return self._taken(self.web.refresh(lambda host, seconds: None))

    def _taken(self, events) -> list[Added]:  # type: ignore[no-untyped-def]
        return list(take_in(events, self.store, lambda: self._adder, silent))

    def articles(self) -> dict[str, Article]:
        """What is in the library, by the path of its source."""
        found = (self.store.article(listing.ref.id) for listing in self.store.listings())
        return {article.source.removeprefix(self.site.url("")): article for article in found}


@pytest.fixture
def shelf(site: Site, store: Store, adder: Adder, fetcher: MakeFetcher) -> Iterator[Shelf]:
    """An empty library beside an empty site."""
    yield Shelf(site, store, adder, fetcher(LIMITS))


def outcomes(what: list[Added]) -> list[str]:
    """What became of the articles, in order."""
    done = [added for added in what if added.outcome or added.error]
    return [added.outcome.value if added.outcome else "failed" for added in done]


def test_a_page_becomes_its_article(shelf: Shelf) -> None:
    """The article is found, the furniture dropped; its link leads back."""
    shelf.site.pages["/floods"] = Answer()
    assert outcomes(shelf.add("/floods")) == ["added"]
    (article,) = shelf.articles().values()
    assert article.title == "Floods in spring"
    assert article.source == article.link == shelf.site.url("/floods")
    assert (article.author, article.published) == ("Ada Mill", "2024-03-02")
    assert "three metres" in article.text
    for furniture in ("News", "cookies", "rights reserved"):
        assert furniture not in article.text


def test_an_address_is_one_article_however_it_is_written(shelf: Shelf) -> None:
    """Fragments and the case of the host do not matter; what moved for good is where it is now."""
    shelf.site.pages["/floods"] = Answer()
    shelf.site.pages["/old"] = Answer("", 301, {"Location": "/floods"})
    shelf.add("/floods")
    assert outcomes(shelf.add("/floods#top")) == ["unchanged"]
    assert outcomes(shelf.add("/old")) == ["unchanged"]
    assert list(shelf.articles()) == ["/floods"]


def test_a_page_that_passes_on_keeps_its_own_address(shelf: Shelf) -> None:
    """After a passing redirect the source is what was asked, the link where it led."""
    shelf.site.pages["/today"] = Answer("", 302, {"Location": "/floods"})
    shelf.site.pages["/floods"] = Answer()
    shelf.add("/today")
    assert shelf.articles()["/today"].link == shelf.site.url("/floods")


@pytest.mark.parametrize(
    ("charset", "header"),
    [("utf-8", "utf-8"), ("utf-8", "latin-1"), ("utf-8", ""), ("cp1252", "cp1252"),
     ("cp1252", ""), ("cp1252", "utf-8"), ("utf-16", "utf-8"), ("utf-8", "no-such-charset")],
)  # fmt: skip
def test_a_wrong_or_missing_charset_does_not_garble(
    shelf: Shelf, charset: str, header: str
) -> None:
    """The bytes are believed before what the site says of them."""
    text = "The café on the quay served “crêpes” until Émile, its owner, moved inland in 1998. " * 3
    kind = f"text/html; charset={header}" if header else "text/html"
    shelf.site.pages["/"] = Answer(
        page("Café", text).encode(charset), headers={"Content-Type": kind}
    )
    assert outcomes(shelf.add("/")) == ["added"]
    assert "café" in shelf.articles()["/"].text and "“crêpes”" in shelf.articles()["/"].text


def test_the_content_decides_what_a_page_is(shelf: Shelf) -> None:
    """HTML that is called text is read as HTML, and a picture that is called HTML is refused."""
    shelf.site.pages["/a.txt"] = Answer(ARTICLE, headers={"Content-Type": "text/plain"})
    shelf.site.pages["/b"] = Answer(ARTICLE, headers={})
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
    shelf.site.pages["/c.html"] = Answer(picture, headers={"Content-Type": "text/html"})
    assert outcomes(shelf.add("/a.txt")) == outcomes(shelf.add("/b")) == ["added"]
    assert "<p>" not in shelf.articles()["/a.txt"].text
    (refused,) = shelf.add("/c.html")
    assert isinstance(refused.error, SourceNotText)


SCRIPTED = (
    "<html><head><title>App</title><script src='/app.js'></script></head><body><div id='root'>"
    "</div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)
SENT_ON = (
    '<html><head><meta http-equiv="Refresh" content="0; URL=/floods?a=1&amp;b=2"></head>'
    "<body>This page has moved.</body></html>"
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SCRIPTED, "scripts have run, and they are never run here"),
        (SCRIPTED.replace("<noscript>", "<p>").replace("</noscript>", "</p>"), "never run here"),
        (SENT_ON, r"sends a browser on to http://127\.0\.0\.1:\d+/floods\?a=1&b=2"),
        ("<html><body></body></html>", "no text"),
        ("", "no text"),
        ("304", "no text"),
    ],
)
def test_a_page_without_an_article_says_why(shelf: Shelf, body: str, said: str) -> None:
    """Its scripts are not run and its meta tags not followed; the cure is named."""
    shelf.site.pages["/"] = Answer("", 304) if body == "304" else Answer(body)
    (refused,) = shelf.add("/")
    assert isinstance(refused.error, SourceEmpty)
    with pytest.raises(SourceEmpty, match=rf"{said}.*\. .+\.$"):
        raise refused.error


def test_a_page_shown_by_scripts_may_tell_its_article_in_its_data(shelf: Shelf) -> None:
    """What it says there for search engines is read as text, with title, author and date."""
    told = {
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
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    shelf.site.pages["/"] = Answer(SCRIPTED.replace("</head>", f"{data}</head>"))
    assert outcomes(shelf.add("/")) == ["added"]
    article = shelf.articles()["/"]
    assert (article.title, article.author) == ("Floods & bells", "Ada Mill")
    assert article.published.startswith("2024-03-02") and "<b>Nobody</b> slept" in article.text


@pytest.mark.parametrize("data", ["{", "[[[[[[", "null", '{"articleBody": 7}', "[" * 5000])
def test_broken_data_in_a_page_changes_nothing(shelf: Shelf, data: str) -> None:
    """The page is told to wait for its scripts as before."""
    script = f'<script type="application/ld+json">{data}</script>'
    shelf.site.pages["/"] = Answer(SCRIPTED.replace("</head>", f"{script}</head>"))
    (refused,) = shelf.add("/")
    assert "never run here" in str(refused.error)


def test_a_short_page_is_an_article_too(shelf: Shelf) -> None:
    """Few words without scripts are no sign of an empty page."""
    shelf.site.pages["/"] = Answer("<html><body><p>The mill stands by the weir.</p></body></html>")
    assert outcomes(shelf.add("/")) == ["added"]


def test_a_feed_that_is_added_as_a_page_is_told(shelf: Shelf) -> None:
    """With the command that follows it."""
    shelf.site.pages["/feed"] = Answer(feed(item(1)))
    (refused,) = shelf.add("/feed")
    assert "qa-bot add feed:http://127.0.0.1" in str(refused.error)


def test_refresh_asks_only_for_what_changed(shelf: Shelf) -> None:
    """A page that is as before comes as a 304; a changed one is updated in its place."""
    shelf.site.pages["/a"] = marked(page("A", PROSE.format("two")), '"1"')
    shelf.site.pages["/b"] = marked(page("B", PROSE.format("two")), '"1"')
    shelf.add("/a"), shelf.add("/b")
    before = shelf.articles()
    shelf.site.pages["/b"] = marked(page("B", PROSE.format("nine")), '"2"')
    assert sorted(outcomes(shelf.refresh())) == ["unchanged", "updated"]
    after = shelf.articles()
    assert after["/a"] == before["/a"] and after["/b"].id == before["/b"].id
    assert "nine" in after["/b"].text and outcomes(shelf.refresh()) == ["unchanged"] * 2


@pytest.mark.parametrize("status", [404, 410, 500, 403])
def test_a_page_that_is_gone_stays_in_the_library(shelf: Shelf, status: int) -> None:
    """The refresh says so; nothing that was read is lost."""
    shelf.site.pages["/a"] = Answer()
    shelf.add("/a")
    shelf.site.pages["/a"] = Answer("", status)
    (failed,) = shelf.refresh()
    assert str(status) in str(failed.error) and "/a" in shelf.articles()


def test_a_page_that_became_the_front_page_is_gone(shelf: Shelf) -> None:
    """A site that sends its old pages to its first does not overwrite what they said."""
    shelf.site.pages["/a"] = Answer()
    shelf.site.pages["/"] = Answer(page("Welcome", PROSE.format("no")))
    shelf.add("/a")
    before = shelf.articles()
    shelf.site.pages["/a"] = Answer("", 301, {"Location": "/"})
    (failed,) = shelf.refresh()
    assert "front page" in str(failed.error) and "`qa-bot remove" in str(failed.error)
    assert shelf.articles() == before


def test_an_article_that_was_removed_does_not_come_back(shelf: Shelf) -> None:
    """Neither as a page nor as an entry of a feed, not even when that changes."""
    shelf.site.pages["/a"] = Answer()
    shelf.site.pages["/posts/1"] = Answer(page("One", PROSE.format("two")))
    shelf.site.pages["/feed"] = Answer(feed(item(1)))
    shelf.add("/a"), shelf.add("feed:/feed")
    for article in shelf.articles().values():
        shelf.store.remove(article.id)
    assert outcomes(shelf.refresh()) == [] and not shelf.articles()
    shelf.site.pages["/feed"] = Answer(feed(item(1, title="Corrected")))
    assert outcomes(shelf.refresh()) == [] and not shelf.articles()


def test_an_article_of_a_chat_stays_its_own(shelf: Shelf) -> None:
    """A refreshed page stays in the collection that it was added to."""
    shelf.site.pages["/a"] = Answer(page("A", PROSE.format("two")))
    shelf.add("/a")
    (article,) = shelf.articles().values()
    own = in_collection(article, "chat:1")
    shelf._adder.add(own)
    shelf.store.remove(article.id)
    shelf.following.keep_page(replace(shelf_page(shelf, own.id), url=article.source))
    shelf.site.pages["/a"] = Answer(page("A", PROSE.format("nine")))
    assert outcomes(shelf.refresh()) == ["updated"]
    (after,) = shelf.articles().values()
    assert (after.id, after.collection) == (own.id, "chat:1")


def shelf_page(shelf: Shelf, article_id: str):  # type: ignore[no-untyped-def]
    """A page of that article, with no marks."""
    from qa_bot.storage.feeds import WebPage

    return WebPage(article_id, "")


def test_a_feed_brings_its_entries(shelf: Shelf) -> None:
    """The pages behind them, with the entry's date and author."""
    date = "Sat, 02 Mar 2024 09:00:00 GMT"
    shelf.site.pages["/posts/1"] = Answer(page("One", PROSE.format("two")))
    shelf.site.pages["/posts/2"] = Answer(page("Two", PROSE.format("three")))
    shelf.site.pages["/feed"] = Answer(feed(item(1, pubDate=date, author="Ada Mill"), item(2)))
    seen, *articles = shelf.add("feed:/feed")
    assert outcomes(articles) == ["added", "added"]
    assert "The Weir: 2 new or changed" in seen.note
    one = shelf.articles()["/posts/1"]
    assert (one.published, one.author) == ("2024-03-02T09:00:00+00:00", "Ada Mill")
    assert one.link == shelf.site.url("/posts/1")
    (followed,) = shelf.following.feeds()
    assert (followed.title, followed.articles) == ("The Weir", 2)


def test_refresh_takes_new_and_changed_entries_and_leaves_the_rest(shelf: Shelf) -> None:
    """An entry that is as before is not asked for again, even when the page would differ."""
    for i in (1, 2, 3):
        shelf.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    shelf.site.pages["/feed"] = Answer(feed(item(1), item(2)))
    shelf.add("feed:/feed")
    shelf.site.asked.clear()
    assert outcomes(shelf.refresh()) == [] and shelf.site.paths() == ["/feed"]
    shelf.site.pages["/posts/2"] = Answer(page("Post 2", PROSE.format("twenty")))
    shelf.site.pages["/feed"] = Answer(feed(item(3), item(2, title="Corrected"), item(1)))
    shelf.site.asked.clear()
    assert outcomes(shelf.refresh()) == ["added", "updated"]
    assert shelf.site.paths() == ["/feed", "/posts/3", "/posts/2"]


def test_an_entry_that_left_the_feed_stays_in_the_library(shelf: Shelf) -> None:
    """Feeds show the newest only; a library keeps."""
    for i in (1, 2):
        shelf.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    shelf.site.pages["/feed"] = Answer(feed(item(1)))
    shelf.add("feed:/feed")
    shelf.site.pages["/feed"] = Answer(feed(item(2)))
    shelf.refresh()
    assert set(shelf.articles()) == {"/posts/1", "/posts/2"}


def test_a_feed_that_has_not_changed_is_a_304(shelf: Shelf) -> None:
    """Feeds are asked for with what they were marked with."""
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format(1)))
    shelf.site.pages["/feed"] = marked(feed(item(1)), '"7"')
    shelf.add("feed:/feed")
    (seen,) = shelf.refresh()
    assert "nothing new, 1 as before" in seen.note
    assert shelf.site.asked[-1].headers["if-none-match"] == '"7"'


def test_the_feeds_own_text_is_used_where_the_page_is_not_to_be_had(shelf: Shelf) -> None:
    """And the person is told; once the page can be read, it takes the place of that text."""
    words = PROSE.format("two")
    shelf.site.pages["/posts/1"] = Answer("", 503)
    shelf.site.pages["/feed"] = marked(feed(item(1, words)), '"1"')
    _, taken = shelf.add("feed:/feed")
    assert outcomes([taken]) == ["added"] and "taken from the feed itself" in taken.note
    assert shelf.articles()["/posts/1"].text == words
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", words + " The page says more."))
    assert outcomes(shelf.refresh()) == ["updated"]
    assert "says more" in shelf.articles()["/posts/1"].text
    assert outcomes(shelf.refresh()) == []


def test_an_entry_without_a_link_is_its_own_text(shelf: Shelf) -> None:
    """Some feeds bring whole articles and no pages."""
    shelf.site.pages["/feed"] = Answer(feed(item(1, PROSE.format("two"), link="")))
    assert outcomes(shelf.add("feed:/feed")) == ["added"]
    (article,) = shelf.articles().values()
    assert article.source.startswith(shelf.site.url("/feed#")) and not article.link


def test_a_page_that_was_read_is_not_replaced_by_the_feeds_summary(shelf: Shelf) -> None:
    """When the page of a changed entry fails, the longer text stays."""
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    shelf.site.pages["/feed"] = Answer(feed(item(1, "Short.")))
    shelf.add("feed:/feed")
    shelf.site.pages["/posts/1"] = Answer("", 404)
    shelf.site.pages["/feed"] = Answer(feed(item(1, "Shorter.")))
    assert outcomes(shelf.refresh()) == ["failed"]
    assert "broke its banks" in shelf.articles()["/posts/1"].text
    assert outcomes(shelf.refresh()) == [], "what is gone for good is told once"


def test_an_entry_that_fails_for_now_is_tried_again(shelf: Shelf) -> None:
    """Even where the feed itself has not changed since."""
    shelf.site.pages["/posts/1"] = Answer("", 502)
    shelf.site.pages["/feed"] = marked(feed(item(1)), '"1"')
    assert outcomes(shelf.add("feed:/feed")) == ["failed"]
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    assert outcomes(shelf.refresh()) == ["added"]


def test_a_feed_cannot_lead_us_to_private_addresses(shelf: Shelf) -> None:
    """Its links are checked as any other address is."""
    link = "http://169.254.169.254/latest/meta-data/"
    shelf.site.pages["/feed"] = Answer(feed(item(1, link=link)))
    _, refused = shelf.add("feed:/feed")
    assert "not a public address" in str(refused.error)


def test_an_entry_is_the_page_that_it_leads_to(shelf: Shelf) -> None:
    """Added by its address too, it is the same article."""
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    link = shelf.site.url("/posts/1#comments").replace("http:", "HTTP:")
    shelf.site.pages["/feed"] = Answer(feed(item(1, link=link)))
    shelf.add("feed:/feed")
    assert outcomes(shelf.add("/posts/1")) == ["unchanged"]


def test_no_control_sign_of_a_site_reaches_the_terminal(shelf: Shelf) -> None:
    """Neither in a feed's title nor in an address that it leads to."""
    shelf.site.pages["/feed"] = Answer(
        feed(item(1, link="http://example.org:99/\x1b[2J"), "<broken").replace(
            "Weir", "We\x1b[31mir"
        )
    )
    for added in shelf.add("feed:/feed"):
        assert "\x1b" not in f"{added.source} {added.note} {added.error}"
    shelf.site.pages["/"] = Answer("", 302, {"Location": "ftp://example.org/\x9b2J"})
    (refused,) = shelf.add("/")
    assert "sends on to" in str(refused.error) and "\x9b" not in str(refused.error)


def test_a_feed_that_moved_for_good_is_followed_there(shelf: Shelf) -> None:
    """Its entries are known as before and the person is told; a passing move changes nothing."""
    shelf.site.pages["/posts/1"] = Answer(page("Post 1", PROSE.format("two")))
    shelf.site.pages["/feed"] = shelf.site.pages["/new"] = Answer(feed(item(1)))
    shelf.add("feed:/feed")
    shelf.site.pages["/feed"] = Answer("", 302, {"Location": "/new"})
    shelf.refresh()
    assert [followed.url for followed in shelf.following.feeds()] == [shelf.site.url("/feed")]
    shelf.site.pages["/feed"] = Answer("", 301, {"Location": "/new"})
    (seen,) = shelf.refresh()
    assert "moved for good from" in seen.note
    assert [followed.url for followed in shelf.following.feeds()] == [shelf.site.url("/new")]


def test_a_feed_that_fails_is_told_and_stays_followed(shelf: Shelf) -> None:
    """The others are still read; what failed is remembered until it works again."""
    shelf.site.pages["/a"] = shelf.site.pages["/b"] = Answer(feed())
    shelf.add("feed:/a"), shelf.add("feed:/b")
    shelf.site.pages["/a"] = Answer("", 410)
    failed, _ = shelf.refresh()
    assert "gone for good (410)" in str(failed.error)
    assert f"`qa-bot remove feed:{shelf.site.url('/a')}`" in str(failed.error)
    assert [bool(followed.problem) for followed in shelf.following.feeds()] == [True, False]
    shelf.site.pages["/a"] = Answer(feed())
    shelf.refresh()
    assert not any(followed.problem for followed in shelf.following.feeds())


def test_a_page_leads_to_the_feed_that_it_names(shelf: Shelf) -> None:
    """`feed:` and the address of a site will do."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    shelf.site.pages["/"] = Answer(f"<html><head>{link}</head><body></body></html>")
    shelf.site.pages["/feed"] = Answer(feed())
    shelf.add("feed:/")
    assert [followed.url for followed in shelf.following.feeds()] == [shelf.site.url("/feed")]


def test_what_is_no_feed_is_not_followed(shelf: Shelf) -> None:
    """An address without a feed is refused, and nothing is left of it."""
    shelf.site.pages["/"] = Answer()
    (refused,) = shelf.add("feed:/")
    assert "not an RSS or Atom feed" in str(refused.error) and not shelf.following.feeds()


def test_of_a_long_feed_the_top_is_taken(shelf: Shelf) -> None:
    """As many entries as the setting says, and the person hears of the rest."""
    for i in range(9):
        shelf.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    shelf.site.pages["/feed"] = Answer(feed(*map(item, range(9))))
    shelf.looking_at(4)
    seen, *articles = shelf.add("feed:/feed")
    assert len(articles) == 4 and "5 older left out" in seen.note


def test_unfollowing_leaves_the_articles(shelf: Shelf) -> None:
    """And names those that came from no other feed, to be removed if that is wanted."""
    for i in (1, 2):
        shelf.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    shelf.site.pages["/a"] = Answer(feed(item(1), item(2)))
    shelf.site.pages["/b"] = Answer(feed(item(2)))
    shelf.add("feed:/a"), shelf.add("feed:/b")
    articles = shelf.articles()
    assert shelf.following.unfollow(shelf.site.url("/a")) == [articles["/posts/1"].id]
    assert shelf.articles() == articles
    with pytest.raises(FeedNotFound, match="qa-bot feeds"):
        shelf.following.unfollow(shelf.site.url("/a"))


@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_a_refresh_that_is_stopped_loses_nothing(shelf: Shelf, stop_at: int) -> None:
    """What was taken is in, and the next refresh fetches the rest and only that."""
    for i in (1, 2, 3):
        shelf.site.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
    shelf.site.pages["/feed"] = marked(feed(item(1), item(2), item(3)), '"1"')
    source = "feed:" + shelf.site.url("/feed")
    events = shelf.web.arrivals(source, lambda host, seconds: None)
    arriving = take_in(events, shelf.store, lambda: shelf._adder, silent)
    for _ in range(stop_at):
        next(arriving)
    arriving.close()
    shelf.site.asked.clear()
    shelf.refresh()
    assert set(shelf.articles()) == {"/posts/1", "/posts/2", "/posts/3"}
    assert shelf.site.paths() == ["/feed", *(f"/posts/{i}" for i in range(stop_at, 4))]


def test_any_failure_of_an_entry_is_that_entrys_only(shelf: Shelf) -> None:
    """The feed goes on with the next."""
    shelf.site.pages["/posts/2"] = Answer(page("Post 2", PROSE.format("two")))
    shelf.site.pages["/feed"] = Answer(feed(item(1), item(2)))
    _, *both = shelf.add("feed:/feed")
    assert outcomes(both) == ["failed", "added"] and isinstance(both[0].error, SourceError)
