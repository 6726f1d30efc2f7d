"""Fills a small disk with a library again and again, and proves it whole each time it is full.

By hand, on a file system of a few megabytes:
    mount -t tmpfs -o size=6m tmpfs FOLDER; python -m tests.storage.full FOLDER
"""

import argparse
import random
import shutil
from pathlib import Path

from qa_bot.errors import LibraryUnwritable
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import rebuild
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import SentenceChunker, article
from tests.storage import killed
from tests.storage.kill import prove


def fill(store: SqliteStore, choose: random.Random, state: dict[str, str]) -> str:
    """Add and rebuild until there is no room; what was said then."""
    name = (store._database.meta("model") or b"a").decode()
    adder = Ingester(store, SentenceChunker(), killed.model(name))
    while True:
        source = f"{choose.randrange(200)}.txt"
        words = " ".join(f"word{choose.randrange(10**6)}" for _ in range(300))
        text = f"{killed.facts(choose, 1)} {words}."
        try:
            adder.add(article(text, source=source))
            state[source] = text
            if choose.random() < 0.02:
                name = "b" if name == "a" else "a"
                rebuild(
                    store,
                    SentenceChunker(),
                    killed.model(name),
                    "sentences",
                )
                adder = Ingester(store, SentenceChunker(), killed.model(name))
            VectorIndex(store, store.folder, 64)
        except LibraryUnwritable as error:
            return str(error)


def whole(folder: Path, state: dict[str, str], said: str) -> None:
    """That the cure is named and that everything committed is there and agrees."""
    assert "ree some space" in said, said
    store = SqliteStore(folder)
    assert prove(store) == state
    store.close()


def main() -> None:
    """A new library each round, full twice: before and after some room was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    built, ballast = options.folder / "built", options.folder / "ballast"
    for number in range(options.rounds):
        choose, state, counts = random.Random(number), dict[str, str](), []
        ballast.write_bytes(bytes(choose.randrange(100_000, 3_000_000)))
        for room_made in (False, True):
            store = SqliteStore(built)
            said = fill(store, choose, state)
            store.close()
            whole(built, state, said)
            counts.append(len(state))
            if not room_made:
                ballast.unlink()
        print(f"round {number + 1}: full at {counts[0]} and at {counts[1]} articles, all whole")
        shutil.rmtree(built)


if __name__ == "__main__":
    main()
