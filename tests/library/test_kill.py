"""A kill at any moment leaves the old state or the new."""

import random
import subprocess
import sys
import time
from pathlib import Path

from qa_bot.library.store import Store, text_key
from qa_bot.retrieval.vectors import VectorIndex
from tests.fakes import DIMENSION, FakeEmbedder, article

KILLS = 50


def _run_and_kill(folder: Path, seed: int, after: float) -> list[str]:
    """What the process said before it was killed, `after` seconds from being ready."""
    command = [sys.executable, "-m", "tests.library.adding_process", str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.kill()
        return process.stdout.read().splitlines()


def _believe(state: dict[str, str], said: list[str]) -> tuple[str, str] | None:
    """Bring `state` up to what was said to be done; the change that may or may not be."""
    open_change = None
    for line in said:
        verb, source, text = line.split(" ", 2)
        open_change = (source, text) if verb == "will" else None
        if verb == "done":
            state[source] = text
    return open_change


def _stored(store: Store) -> dict[str, str]:
    """Every article's text by source, after checking that it is whole."""
    texts = {}
    for listing in store.listings():
        whole = store.article(listing.ref.id)
        texts[whole.source] = whole.text
        own = [c for c in store.chunks(store.chunk_ids().tolist()).values()
               if c.article.id == whole.id]  # fmt: skip
        assert [whole.text[c.start : c.end] for c in own] == [c.text for c in own]
        assert len(own) == whole.text.count(".")
        assert not store.missing_keys([text_key(c.text) for c in own])
    return texts


def _indexes_agree(store: Store) -> None:
    numbers = set(store.chunk_ids().tolist())
    index = VectorIndex(store, DIMENSION)
    assert {n for n, _ in index.search(FakeEmbedder().embed(["fact"])[0], 10_000)} == numbers
    assert {n for n, _ in store.search_text('"fact"', 10_000)} == numbers


def test_fifty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed 50 times at random moments, the library opens, whole and as last committed."""
    choose = random.Random(5)
    state: dict[str, str] = {}
    for seed in range(KILLS):
        said = _run_and_kill(tmp_path, seed, choose.uniform(0, 0.12))
        open_change = _believe(state, [line for line in said if line.count(" ") >= 2])
        store = Store(tmp_path, lock_timeout=5)
        stored = _stored(store)
        if open_change is not None and stored.get(open_change[0], "") == open_change[1]:
            state[open_change[0]] = open_change[1]
        assert stored == {source: text for source, text in state.items() if text}
        assert [listing.ref.id for listing in store.listings()] == list(
            dict.fromkeys(article("", source=s.ref.source).id for s in store.listings())
        )
        _indexes_agree(store)
        store.close()
    assert any(state.values())
