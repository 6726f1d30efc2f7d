"""Pages and feeds at the command line: add, follow, refresh, list and remove."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import Outcome
from qa_bot.errors import LinkRefused
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.library import Library
from tests.fakes import FakeEmbedder, WordReader
from tests.fetching.site import Answer, Site
from tests.fetching.test_crawler import PROSE, feed, item, page
from tests.shell import Shell


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with a page and a feed of two entries."""
    with Site().running() as up:
        up.pages["/floods"] = Answer()
        for i in (1, 2):
            up.pages[f"/posts/{i}"] = Answer(page(f"Post {i}", PROSE.format(i)))
        up.pages["/feed"] = Answer(feed(item(1), item(2)))
        yield up


@pytest.fixture
def shell(
    folder: Path,
    site: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """A shell whose commands may fetch from the site of the test."""
    policy = AddressPolicy(is_exempt=lambda host, port, address: port == site.port)
    limits = FetchLimits(timeout=5, max_attempts=1)
    fetcher = Fetcher(policy, limits, user_agent="qa-bot/0", delay=0)
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    monkeypatch.setattr(Components, "_make_fetcher", lambda components: fetcher)
    return Shell(folder, capsys)


def test_a_page_is_added_by_its_address(shell: Shell, site: Site) -> None:
    """A page that was added by its address answers a question."""
    assert "added      Floods in spring" in shell("add", site.url("/floods"))
    answer = shell.json("ask", "Who had rung the bells, wardens had rung the bells?")
    assert answer["article"]["source"] == site.url("/floods")
    assert "rung the bells" in answer["quote"]


def test_a_feed_is_followed_refreshed_listed_and_removed(shell: Shell, site: Site) -> None:
    """Each command that concerns a feed reports what it did."""
    source = f"feed:{site.url('/feed')}"
    printed = shell("add", source)
    assert "The Weir: 2 new or changed" in printed and printed.count("added") == 2
    assert "The Weir" in shell("feeds")
    shell("list")
    assert "1 feed followed" in shell.errors
    assert "nothing new, 2 as before" in shell("refresh") and shell.status == 0
    site.pages["/posts/3"] = Answer(page("Post 3", PROSE.format(3)))
    site.pages["/feed"] = Answer(feed(item(3), item(1)))
    assert "added      Post 3" in shell("refresh")
    assert "no longer following" in shell("remove", source)
    assert shell("feeds") == "" and "No feed is followed" in shell.errors
    assert "Post 3" in shell("list")


def test_metadata_of_a_feed_applies_to_its_later_entries(shell: Shell, site: Site) -> None:
    """A tag given when a feed is followed is on later entries too."""
    shell("add", f"feed:{site.url('/feed')}", "--tag", "valley")
    site.pages["/posts/3"] = Answer(page("Post 3", PROSE.format(3)))
    site.pages["/feed"] = Answer(feed(item(3)))
    shell("refresh")
    assert [listed["tags"] for listed in shell.json("list")] == [["valley"]] * 3


def test_the_articles_of_a_feed_are_removed_with_it_on_request(shell: Shell, site: Site) -> None:
    """--with-articles removes the articles of the feed and no others."""
    shell("add", f"feed:{site.url('/feed')}", site.url("/floods"))
    assert "2 articles removed" in shell("remove", f"feed:{site.url('/feed')}", "--with-articles")
    assert [listed["title"] for listed in shell.json("list")] == ["Floods in spring"]


def test_refresh_prints_a_line_of_json_for_each_source(shell: Shell, site: Site) -> None:
    """Feeds, their articles and pages each get an object with the outcome."""
    shell("add", f"feed:{site.url('/feed')}", site.url("/floods"))
    site.pages["/feed"] = Answer("", 410)
    failed, page_ = shell.json("refresh")
    assert shell.status == 1 and page_["outcome"] == "unchanged"
    assert failed["outcome"] == "failed" and "410" in failed["error"]
    assert failed.keys() == page_.keys() >= {"source", "outcome", "id", "title", "error", "note"}
    (followed,) = shell.json("feeds")
    assert "410" in followed["problem"] and followed["articles"] == 2


def test_refresh_of_a_library_without_feeds_names_the_cure(shell: Shell) -> None:
    """A library without pages and feeds is no error."""
    assert "qa-bot add feed:ADDRESS" in shell("refresh") and shell.status == 0


def test_bad_addresses_are_named_and_the_others_are_added(shell: Shell, site: Site) -> None:
    """A private address, a missing page and an invalid feed do not stop the others."""
    sources = (
        "ftp://example.org/",
        "http://10.0.0.1/",
        site.url("/none"),
        f"feed:{site.url('/floods')}",
    )
    printed = shell("add", *sources, site.url("/floods"))
    assert "added      Floods in spring" in printed and shell.status == 1
    for words in (
        "not a web address",
        "web.allow_private_hosts",
        "no such page (404)",
        "not an RSS, Atom or JSON feed",
    ):
        assert words in shell.errors


def test_a_feed_that_is_not_followed_cannot_be_removed(shell: Shell, site: Site) -> None:
    """The error names the command that lists the feeds."""
    shell("remove", f"feed:{site.url('/feed')}")
    assert shell.status == 1 and "`qa-bot feeds`" in shell.errors


def test_an_interrupted_refresh_can_be_resumed(
    shell: Shell, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends with status 130 and loses nothing."""
    source = f"feed:{site.url('/feed')}"
    with monkeypatch.context() as patch:
        patch.setattr(Fetcher, "fetch", _interrupted_at("/posts/2", Fetcher.fetch))
        shell("add", source)
        assert shell.status == 130
    assert len(shell.json("list")) == 1
    assert "added      Post 2" in shell("refresh") and len(shell.json("list")) == 2


def _interrupted_at(path: str, fetch: Any) -> Any:
    """Return a `fetch` that is interrupted at one page."""

    def interrupted(self: Fetcher, address: str, *more: Any, **settings: Any) -> Any:
        if address.endswith(path):
            raise KeyboardInterrupt
        return fetch(self, address, *more, **settings)

    return interrupted


def test_a_link_of_a_chat_is_added_to_its_collection(
    shell: Shell, folder: Path, site: Site
) -> None:
    """A link sent by a chat is fetched as a page only: it follows no feed and opens no file."""
    library = Library.open(load_config(None, {}, index=folder))
    result = library.add_link(site.url("/floods"), "chat:1")
    assert result.article is not None and result.article.collection == "chat:1"
    assert result.outcome is Outcome.ADDED
    for link in (f"feed:{site.url('/feed')}", "file:///etc/passwd", "/etc/passwd", "ftp://a.org/"):
        with pytest.raises(LinkRefused, match="not a web address"):
            library.add_link(link, "chat:1")
    assert not library.feeds()


def test_private_hosts_and_ports_come_from_the_settings(
    folder: Path, site: Site, tmp_path: Path
) -> None:
    """A private host is fetched from only when the settings name it."""
    file = tmp_path / "qa_bot.toml"
    file.write_text(
        f'[web]\nports = [{site.port}]\nallow_private_hosts = ["127.0.0.1"]\ndelay = 0\n'
    )
    named = Components(load_config(file, {}, index=folder))
    assert named._make_fetcher().fetch(site.url("/floods")).status == 200
    settings = {"QA_BOT_WEB_PORTS": f"80 443, {site.port}"}
    unnamed = Library.open(load_config(None, settings, index=folder))
    (refused,) = unnamed.add([site.url("/floods")])
    assert "not a public address" in str(refused.error)


def test_hostile_titles_stay_valid_json(shell: Shell, site: Site) -> None:
    """Quotes, braces and line ends in a title cannot break a line of JSON."""
    site.pages["/odd"] = Answer(page('"Floods"\n{1}', PROSE.format("two")))
    (line,) = shell("add", site.url("/odd"), "--json").splitlines()
    assert json.loads(line)["title"] == '"Floods" {1}'
