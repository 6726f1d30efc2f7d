"""A refresh that is killed loses nothing, and the next one finishes it.

By hand, 50 kills: python -m tests.fetching.test_kill
"""

import random
import tempfile
from pathlib import Path

from qa_bot.storage.sqlite.store import SqliteStore
from tests.fetching.refresh_process import refresh, refresh_once
from tests.fetching.site import Answer, Site
from tests.fetching.test_crawler import PROSE, feed, item, page
from tests.storage.kill import Nursery, prove

POSTS = 3


def change_posts(site: Site, choose: random.Random, text: dict[int, str]) -> None:
    """Change some posts, add others, and show them all in the feed."""
    for number in choose.sample(range(2 * POSTS), POSTS):
        text[number] = PROSE.format(choose.randrange(10**6))
        site.pages[f"/posts/{number}"] = Answer(page(f"Post {number}", text[number]))
    site.pages["/feed"] = Answer(feed(*(item(number, text[number]) for number in text)))


def kill_often(folder: Path, runs: int, seed: int) -> int:
    """Kill `runs` refreshes, check the library after each, and return how many were cut short.

    Goes on until one was: the first run, by which the others are timed, may have been slow.
    """
    choose, text, cut_short = random.Random(seed), dict[int, str](), 0
    nursery = Nursery()
    with Site().running() as site:
        store = SqliteStore(folder / "library")
        store.feeds.follow(site.url("/feed"), "The Weir")
        change_posts(site, choose, text)
        takes = nursery.time(refresh_once, store.folder, site.port)
        while runs > 0 or not cut_short:
            runs -= 1
            before = prove(store)
            change_posts(site, choose, text)
            after = choose.uniform(0, 1.1 * takes)
            if nursery.run(refresh_once, store.folder, site.port, after=after):
                takes = min(takes, after)
            else:
                cut_short += 1
            now = {site.url(f"/posts/{number}"): body for number, body in text.items()}
            for source, found in prove(store).items():
                assert any(body in found for body in (before.get(source), now[source]) if body)
            refresh(store, site.port)
            finished = prove(store)
            assert finished.keys() == now.keys()
            assert all(now[source] in found for source, found in finished.items())
        store.close()
    return cut_short


def test_killed_refreshes_lose_and_duplicate_nothing(tmp_path: Path) -> None:
    """After each kill every article is in its old or new state, and in the end all are new."""
    assert kill_often(tmp_path, 3, seed=2) > 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(f"50 kills, {kill_often(Path(name), 50, seed=0)} in the midst: nothing lost")
