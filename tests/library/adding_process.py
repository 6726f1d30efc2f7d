"""Adds, edits and removes articles until killed, saying what is committed.

Run by test_kill.py: arguments are the library's folder and a seed.
"""

import random
import sys
from pathlib import Path

from qa_bot.library.adding import Adder
from qa_bot.library.store import Store
from qa_bot.retrieval.vectors import VectorIndex
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article


def main() -> None:
    """Print a line before and after every change: `source text-or-nothing`."""
    store = Store(Path(sys.argv[1]))
    adder = Adder(store, SentenceChunker(), FakeEmbedder())
    index = VectorIndex(store, DIMENSION)
    choose = random.Random(int(sys.argv[2]))
    print("ready", flush=True)
    while True:
        source = choose.choice("abcdef")
        facts = [choose.randrange(40) for _ in range(choose.randrange(12))]
        text = " ".join(f"Fact {fact} is known." for fact in facts)
        print(f"will {source} {text}", flush=True)
        new = article(text, source=source)
        if text:
            adder.add(new)
        elif store.digest(new.id) is not None:
            store.remove(new.id)
            store.drop_unused_embeddings()
        print(f"done {source} {text}", flush=True)
        index.refresh()


main()
