"""Feeds are parsed even if malformed, and their entries are identified and dated."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import FeedUnreadable, SourceTooSlow
from qa_bot.fetching import feed_parser
from qa_bot.fetching.client import Response
from qa_bot.fetching.feed_entries import Feed, FeedEntry, is_feed, read_feed, sanitise
from qa_bot.fetching.page_hints import read_page_hints
from qa_bot.loading import LoadLimits
from qa_bot.loading.raw_source import RawSource

URL = "https://example.org/news/feed.xml"

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Weir &amp; Mill</title>
<item><title>Floods &lt;b&gt;in&lt;/b&gt; spring</title><link>/floods?a=1&amp;b=2</link>
<guid isPermaLink="false">f-1</guid><dc:creator>Ada Mill</dc:creator>
<pubDate>Sat, 02 Mar 2024 09:00:00 +0100</pubDate><description>The river rose.</description>
<content:encoded><![CDATA[<p>The river rose by three metres.</p>]]></content:encoded></item>
<item><title>Without a link</title><description>Only words.</description></item>
<item><title>Nothing at all</title></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/blog/">
<title>Café notes</title><id>urn:x</id><updated>2024-03-02T08:00:00Z</updated>
<entry><id>urn:1</id><title>Crêpes</title><link href="crepes"/>
<updated>2024-03-01T08:00:00Z</updated>
<published>2024-02-01T08:00:00Z</published><author><name>Émile</name></author>
<content type="html">&lt;p&gt;Made in Brittany.&lt;/p&gt;</content></entry></feed>"""


def response(body: str | bytes, content_type: str = "application/xml") -> Response:
    """A response with that body."""
    data = body.encode() if isinstance(body, str) else body
    return Response(URL, URL, 200, {"content-type": content_type}, data)


def parse(answer: Response) -> Feed:
    """The feed in a response, parsed in this process."""
    content_type = answer.headers["content-type"]
    incoming = RawSource(answer.body, answer.url, LoadLimits(), content_type)
    return sanitise(feed_parser.read(incoming))


def entries(body: str | bytes) -> tuple[FeedEntry, ...]:
    """The entries of a feed of that body."""
    return parse(response(body)).entries


def test_rss_is_parsed() -> None:
    """Title, absolute link, author, date in UTC and longest text; an empty entry is dropped."""
    feed = parse(response(RSS))
    floods, words = feed.entries
    assert feed.title == "The Weir & Mill"
    assert (floods.key, floods.link) == ("f-1", "https://example.org/floods?a=1&b=2")
    assert (floods.title, floods.author) == ("Floods in spring", "Ada Mill")
    assert floods.published == "2024-03-02T08:00:00+00:00"
    assert floods.content == "<p>The river rose by three metres.</p>"
    assert (words.link, words.content) == ("", "<p>Only words.</p>") and words.key


def test_atom_is_parsed() -> None:
    """Links are resolved against xml:base, and the publication date wins over the update."""
    (entry,) = entries(ATOM)
    assert (entry.key, entry.link) == ("urn:1", "https://example.org/blog/crepes")
    assert (entry.title, entry.author) == ("Crêpes", "Émile")
    assert entry.published == "2024-02-01T08:00:00+00:00"


def test_the_mark_changes_with_the_entry_and_only_then() -> None:
    """The same feed parsed again has the same marks; a changed entry has another."""
    assert entries(RSS) == entries(RSS)
    for old, new in (("three metres", "four metres"), ("f-1", "f-2")):
        before, after = entries(RSS)[0], entries(RSS.replace(old, new))[0]
        assert (before.mark != after.mark) is (old != "f-1")
        assert (before.key != after.key) is (old == "f-1")
    later = ATOM.replace("2024-03-01", "2024-03-09")
    assert entries(ATOM)[0].mark != entries(later)[0].mark


def test_the_newest_entries_are_by_date_where_all_have_one() -> None:
    """A feed that begins with its oldest entry is sorted; one with an undated entry is not."""
    dated = [FeedEntry(str(day), "", published=f"2024-03-0{day}") for day in (1, 3, 2)]
    assert [e.key for e in Feed("", tuple(dated)).newest(2)] == ["3", "2"]
    undated = (*dated, FeedEntry("4", ""))
    assert [e.key for e in Feed("", undated).newest(2)] == ["1", "3"]


def test_an_entry_that_occurs_twice_is_one() -> None:
    """Entries with the same key are one, and the last one counts."""
    item = RSS[RSS.index("<item>") : RSS.index("</item>") + 7]
    assert len(entries(RSS.replace(item, item + item))) == 2


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("The river rose.", "The river & mill <br> rose."),
        RSS.replace("</channel></rss>", ""),
        RSS.replace("Only words.", "Only \x0c words."),
        "\n\n" + RSS,
        RSS.replace("&amp; Mill", "&nbsp; &undefined; Mill"),
    ],
)
def test_malformed_xml_is_parsed_as_far_as_possible(broken: str) -> None:
    """Unescaped characters, a missing end, control characters and unknown entities."""
    assert "f-1" in {entry.key for entry in entries(broken)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_any_usual_encoding_is_decoded(encoding: str) -> None:
    """The encoding in the XML declaration counts, whatever the header says."""
    named = ATOM.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    assert [entry.title for entry in entries(named)] == ["Crêpes"]


@pytest.mark.parametrize(
    "body", ["", "plain words", "<html><body>Hello</body></html>", "{}", "/etc/passwd", URL]
)
def test_what_is_no_feed_says_so(body: str) -> None:
    """A body that is the name of a file or a URL is never opened."""
    with pytest.raises(FeedUnreadable, match=r"not an RSS, Atom or JSON feed\. .+\.$"):
        parse(response(body))


def test_entities_neither_read_files_nor_fill_the_memory() -> None:
    """An external entity is not read, and an entity bomb is not expanded."""
    external = RSS.replace("<rss", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss', 1)
    feed = parse(response(external.replace("The Weir", "Weir &a;")))
    assert "root:" not in feed.title
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 30}">' for i in range(1, 8))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 999}">{levels}]><rss'
    feed = parse(response(RSS.replace("<rss", bomb, 1).replace("The Weir", "&e7;")))
    assert len(feed.title) < 100_000


def test_links_that_are_no_web_addresses_are_dropped() -> None:
    """An entry keeps its content, but not a link to a script or a file."""
    for link in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"):
        odd = RSS.replace("/floods?a=1&amp;b=2", link)
        assert entries(odd)[0].link in ("", "https://example.org/news/") and entries(odd)[0].content


def test_a_feed_is_parsed_in_the_sandbox() -> None:
    """The result is the same, and a feed that takes too long is given up."""
    assert read_feed(response(RSS), LoadLimits()) == parse(response(RSS))
    with pytest.raises(FeedUnreadable, match=r"not an RSS, Atom or JSON feed"):
        read_feed(response("plain words"), LoadLimits())
    endless = RSS.replace("The river rose.", "<" * 3_000_000)
    with pytest.raises(SourceTooSlow, match=r"within 0\.5 seconds"):
        read_feed(response(endless), LoadLimits(max_seconds=0.5))


def test_a_page_names_its_feed() -> None:
    """The alternate link of a page is its feed; a page without one has none."""
    link = (
        '<link rel="alternate" type="application/rss+xml">'
        '<link rel="ALTERNATE" type="Application/Atom+XML; charset=utf-8" href="/blog/atom.xml">'
    )
    page = f"<html><head>{link}</head><body>Hello</body></html>"
    assert (
        read_page_hints(response(page), LoadLimits()).feed_url
        == "https://example.org/blog/atom.xml"
    )
    assert not read_page_hints(response("<html></html>"), LoadLimits()).feed_url
    assert not read_page_hints(response(""), LoadLimits()).feed_url


def test_a_feed_is_distinguished_from_a_page() -> None:
    """A feed is recognised by its first tag."""
    assert is_feed(RSS.encode()) and is_feed(ATOM.encode())
    assert is_feed(b'<a:feed xmlns:a="http://www.w3.org/2005/Atom">')
    assert not is_feed(b"<html><body>About rss</body></html>")
    assert not is_feed(b"<!doctype html><html><body><pre><rss version='2.0'></pre></body></html>")
    assert not is_feed(b'{"about": "jsonfeed.org"}')


def of_title(title: str) -> str:
    """The title of an RSS entry whose title is written so."""
    item = f"<item><title>{title}</title><link>/a</link></item>"
    (entry,) = entries(f"<rss version='2.0'><channel>{item}</channel></rss>")
    return entry.title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Tom &amp; <i>Jerry</i>]]>", "Tom & Jerry"),
        ("AT&T & more", "AT&T & more"),
        ("It&amp;#8217;s &rsquo;ere", "It’s ’ere"),
        ("Floods&amp;nbsp;here", "Floods here"),
        ("&lt;b&gt;Cr&lt;/b&gt;êpes &lt;br/&gt;of", "Crêpes of"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;", "One two"),
        ("x &lt; 5 and y &gt; 3", "x < 5 and y > 3"),
        ("List&lt;String&gt; in Java", "List<String> in Java"),
        ("Using &amp;lt;nav&amp;gt; twice", "Using <nav> twice"),
    ],
)
def test_the_title_of_an_rss_entry_is_its_words(written: str, title: str) -> None:
    """Markup and escaped references are undone; signs of plain text are kept."""
    assert of_title(written) == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title type='text'>&lt;b&gt; is bold</title>", "<b> is bold"),
        ("<title>AT&amp;amp;T</title>", "AT&amp;T"),
        ("<title type='html'>&lt;i&gt;Tom&lt;/i&gt; &amp;amp; Jerry</title>", "Tom & Jerry"),
    ],
)
def test_the_title_of_an_atom_entry_is_read_by_its_type(written: str, title: str) -> None:
    """Atom says whether a title is plain text or HTML."""
    (entry,) = entries(ATOM.replace("<title>Crêpes</title>", written))
    assert entry.title == title


def test_an_id_that_stands_for_several_links_is_no_key() -> None:
    """Some programs give all entries one id; an entry that is repeated is still one."""
    items = [f"<item><guid isPermaLink='false'>0</guid><link>/{i}</link></item>" for i in (1, 2, 2)]
    body = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"
    assert [entry.key for entry in entries(body)] == [f"https://example.org/{i}" for i in (1, 2)]


def test_plain_content_keeps_its_paragraphs_and_signs() -> None:
    """Content without tags is made HTML, in RSS and in Atom."""
    plain = RSS.replace("Only words.", "One &lt; two.\n \nThree.")
    assert entries(plain)[1].content == "<p>One < two.</p><p>Three.</p>"
    typed = ATOM.replace('type="html">&lt;p&gt;Made', 'type="text">&lt;b&gt; Made')
    assert entries(typed)[0].content == "<p>&lt;b&gt; Made in Brittany.&lt;/p&gt;</p>"


def test_an_author_is_named_without_an_address() -> None:
    """RSS writes an address with the name in brackets."""
    named = RSS.replace("<dc:creator>Ada Mill</dc:creator>", "<author>a@b.org (Ada Mill)</author>")
    assert entries(named)[0].author == "Ada Mill"


JSON_FEED: dict[str, object] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Weir",
    "items": [
        {
            "id": 7,
            "url": "/floods",
            "title": "Floods & <bells>",
            "content_html": "<p>The river rose.</p>",
            "summary": "Rose.",
            "date_published": "2024-03-02T00:30:00+01:00",
            "authors": [{"name": "Ada Mill"}, {"name": "Bea Weir"}, {"url": "/c"}],
        },
        {"id": "8", "content_text": "One < two.\n\nThree.", "author": {"name": "Ada Mill"}},
        {"id": "9", "title": "Nothing at all", "url": "javascript:alert(1)"},
        {"content_html": ["no text"], "external_url": "https://example.com/x", "title": None},
        "no entry",
    ],
}


@pytest.mark.parametrize("before", ["", "\ufeff \n"])
def test_json_feed_is_parsed(before: str) -> None:
    """Versions 1 and 1.1: links, titles, authors, dates in UTC and texts; odd types are missing."""
    body = (before + json.dumps(JSON_FEED).replace("/", "\\/")).encode()
    assert is_feed(body)
    feed = read_feed(response(body, "application/feed+json"), LoadLimits())
    floods, words, elsewhere = feed.entries
    assert (feed.title, floods.key, floods.link) == ("The Weir", "7", "https://example.org/floods")
    assert (floods.title, floods.author) == ("Floods & <bells>", "Ada Mill, Bea Weir")
    assert floods.published == "2024-03-01T23:30:00+00:00"
    assert floods.content == "<p>The river rose.</p>"
    assert (words.link, words.author) == ("", "Ada Mill")
    assert words.content == "<p>One &lt; two.</p><p>Three.</p>"
    assert (elsewhere.link, elsewhere.title) == ("https://example.com/x", "")


@pytest.mark.parametrize("items", ["7", "[[]]", "{}", "[{}]", '["x"]', "null"])
def test_a_json_feed_of_odd_types_is_empty(items: str) -> None:
    """No value of another type is an error."""
    body = f'{{"version": "https://jsonfeed.org/version/1", "title": 7, "items": {items}}}'
    assert entries(body) == ()


def test_a_damaged_json_feed_says_so() -> None:
    """What is cut off is refused."""
    with pytest.raises(FeedUnreadable, match=r"its JSON is damaged\. .+\.$"):
        entries(json.dumps(JSON_FEED)[:-9])


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_an_error_of_ours(data: bytes) -> None:
    """No bytes raise another exception, inside a feed or instead of one."""
    for body in (data, RSS.encode().replace(b"The river rose.", data)):
        try:
            assert isinstance(parse(response(body)), Feed)
        except FeedUnreadable:
            continue
