"""Kills a process at random moments of its work and proves that the library is whole.

By hand: python -m tests.storage.kill --runs 200
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_bot.archive.export import export
from qa_bot.indexing.folder_sync import sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.verify import verify
from qa_bot.retrieval.fingerprint import stored_dimension
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store
from tests.engines import opened, search_of
from tests.fakes import SentenceChunker, article
from tests.patience import PATIENCE_S
from tests.storage import killed

ARTICLES = 12


class Nursery:
    """Starts processes that have all modules loaded, and kills them."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.storage.killed"])

    def run(
        self, work: Callable[..., None], *arguments: Any, after: float | Callable[[], object]
    ) -> list[tuple]:  # type: ignore[type-arg]
        """What the process said before it was killed.

        That is `after` so many seconds from being ready, or after that function returns.
        """
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=work, args=(*arguments, theirs))
        process.start()
        theirs.close()
        try:
            assert ours.recv() == ("ready", None)
            if callable(after):
                after()
            else:
                process.join(after)
            process.kill()
            return list(_heard(ours))
        finally:
            process.kill()
            process.join()
            process.close()
            ours.close()

    def time(self, work: Callable[..., None], *arguments: Any) -> float:
        """How many seconds the work takes when nobody kills it."""
        began = time.monotonic()
        assert self.run(work, *arguments, after=PATIENCE_S)[-1][0] == "done"
        return time.monotonic() - began


def _heard(pipe: Any) -> Any:
    while True:
        try:
            yield pipe.recv()
        except EOFError:
            return


def prove(store: Store) -> dict[str, str]:
    """That all parts of the library agree, to the last chunk; every text by source."""
    dimension, name = stored_dimension(store), store._database.meta("model")
    embedder = killed.model(name.decode()) if name else None
    report = verify(
        store,
        lambda: search_of(store, dimension) if dimension else None,
        embedder,
        100_000,
    )
    assert report.is_sound, [(c.name, c.examples) for c in report.all()]
    listings = list(store.listings())
    texts = {listing.ref.source: store.article(listing.ref.id).text for listing in listings}
    assert len(texts) == len(listings), "an article is there twice"
    return texts


class Kind:
    """A kind of work, run again and again on one library."""

    def __init__(self, folder: Path, nursery: Nursery, seed: int, library: Path | str = "") -> None:
        self.library = library or folder / "library"
        self.folder = folder
        self.nursery = nursery
        self.choose = random.Random(seed)
        self.cut_short = 0

    def open(self) -> Store:
        """The library, opened anew."""
        return opened(self.library)

    def filled(self, name: str, count: int = ARTICLES) -> SqliteStore:
        """A library with articles in it."""
        store = SqliteStore(self.folder / name)
        adder = Ingester(store, SentenceChunker(), killed.model("a"))
        for number in range(count):
            adder.add(article(killed.facts(self.choose, 1), source=f"{number}.txt"))
        return store

    def moment(self, takes: float) -> float:
        """A random moment of work that takes so long."""
        return self.choose.uniform(0, 1.1 * takes)

    def once(self) -> None:
        """Do it, kill it, prove it."""
        raise NotImplementedError


class Adding(Kind):
    """Every change that was said to be done is there, and of the last one all or nothing."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.state: dict[str, str] = {}

    def once(self) -> None:
        """Believe what was said to be done; the last change may or may not be."""
        seed, after = self.choose.randrange(10**6), self.choose.uniform(0, 0.15)
        said = self.nursery.run(killed.adding, self.library, seed, after=after)
        open_change = None
        for verb, (source, text) in said:
            open_change = (source, text) if verb == "will" else None
            if verb == "done":
                self.state[source] = text
        self.cut_short += open_change is not None
        store = self.open()
        stored = prove(store)
        store.close()
        if open_change and stored.get(open_change[0], "") == open_change[1]:
            self.state[open_change[0]] = open_change[1]
        assert stored == {source: text for source, text in self.state.items() if text}


class Syncing(Kind):
    """Every file's article is as it was or as it is, and the next sync makes all as it is."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.notes = self.folder / "notes"
        self.notes.mkdir()
        self._edit(ARTICLES)
        self.takes = self.nursery.time(killed.syncing, self.library, self.notes)

    def once(self) -> None:
        """Edit the folder, sync, kill; then finish it and compare."""
        store = self.open()
        before = prove(store)
        store.close()
        self._edit(self.choose.randrange(1, ARTICLES))
        said = self.nursery.run(
            killed.syncing, self.library, self.notes, after=self.moment(self.takes)
        )
        self.cut_short += not said
        store = self.open()
        now = self._texts()
        for source, text in prove(store).items():
            assert text in (before.get(source), now.get(source)), source
        adder = Ingester(store, SentenceChunker(), killed.model("a"))
        for _ in sync(store, lambda _: adder, killed.load, self.notes):
            pass
        assert prove(store) == now
        store.close()

    def _edit(self, count: int) -> None:
        for _ in range(count):
            path = self.notes / f"{self.choose.randrange(2 * ARTICLES)}.txt"
            what = self.choose.random()
            if path.exists() and what < 0.25 and len(list(self.notes.iterdir())) > 1:
                path.unlink()
            elif path.exists() and what < 0.5:
                path.rename(path.with_name(f"{self.choose.randrange(2 * ARTICLES)}.txt"))
            else:
                path.write_text(killed.facts(self.choose, 1))

    def _texts(self) -> dict[str, str]:
        return {str(p.resolve()): p.read_text() for p in self.notes.iterdir()}


class Rebuilding(Kind):
    """Every article is there, of the old model or wholly of the new one."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.filled("library").close()
        self.takes = self.nursery.time(killed.rebuilding, self.library, "b")

    def once(self) -> None:
        """Rebuild for another model, kill, and prove the library with the model that it names."""
        store = self.open()
        before = prove(store)
        store.close()
        name = self.choose.choice("abc")
        said = self.nursery.run(
            killed.rebuilding, self.library, name, after=self.moment(self.takes)
        )
        self.cut_short += not said
        store = self.open()
        assert prove(store) == before
        store.close()


class Importing(Kind):
    """Every article is the library's own or the export's, and a second import finishes it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.filled("library", ARTICLES // 2).close()
        self.number = 0
        self.takes = self.nursery.time(killed.importing, self.library, self._exported()[0])

    def _exported(self) -> tuple[Path, dict[str, str]]:
        self.number += 1
        source = self.filled(f"source-{self.number}", self.choose.randrange(1, ARTICLES))
        file = self.folder / f"{self.number}.zip"
        export(source, file, with_vectors=self.choose.random() < 0.5)
        texts = prove(source)
        source.close()
        return file, texts

    def once(self) -> None:
        """Import another export, kill, prove, and import it again to the end."""
        store = self.open()
        before = prove(store)
        store.close()
        file, theirs = self._exported()
        said = self.nursery.run(killed.importing, self.library, file, after=self.moment(self.takes))
        self.cut_short += not said
        store = self.open()
        now = prove(store)
        assert before.keys() <= now.keys()
        for source, text in now.items():
            assert text in (before.get(source), theirs.get(source)), source
        store.close()
        self.nursery.time(killed.importing, self.library, file)
        store = self.open()
        assert prove(store) == before | theirs
        store.close()


KINDS: dict[str, type[Kind]] = {
    "add": Adding, "sync": Syncing, "rebuild": Rebuilding, "import": Importing,
}  # fmt: skip


def kill_often(folder: Path, runs: int, seed: int) -> Counter[str]:
    """Kill so often, each kind of work as often; how many runs of each were cut short."""
    cut_short: Counter[str] = Counter()
    nursery = Nursery()
    for name, kind in KINDS.items():
        (folder / name).mkdir()
        work = kind(folder / name, nursery, seed)
        for _ in range(runs // len(KINDS)):
            work.once()
        cut_short[name] = work.cut_short
    return cut_short


def main() -> None:
    """Run by hand and say what it came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cut_short = kill_often(Path(folder), options.runs, options.seed)
    print(f"{options.runs} runs, nothing lost, nothing doubled; cut short midway: {cut_short}")


if __name__ == "__main__":
    main()
