"""Whatever is done, in whatever order, and wherever it dies: all parts agree afterwards."""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qa_bot.indexing import folder_scan
from qa_bot.indexing.folder_sync import SyncOptions, sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import needs_rebuild, rebuild
from qa_bot.loading import LoadLimits, load_file
from tests.engines import opened, search_of
from tests.fakes import SentenceChunker, article
from tests.storage import killed
from tests.storage.crashing import Fuse, crashing, install, install_in_postgres
from tests.storage.kill import prove

names = st.sampled_from("abcd")
texts = st.lists(st.integers(0, 12), min_size=1, max_size=5).map(
    lambda facts: " ".join(f"Fact {fact} is known. 🙂" for fact in facts)
)
steps = st.integers(0, 60)
EVER = 10**9


class Library(RuleBasedStateMachine):
    """A library, a folder of notes, and what must be in it: by source what it may say.

    More than one text, None for no article, is what a crash leaves open; the
    next look settles it.
    """

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.place = place or self.folder / "built"
        self.notes = self.folder / "notes"
        self.notes.mkdir()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(folder_scan, "SETTLED_SECONDS", -1.0)
        self.fuse = Fuse()
        (install_in_postgres if place else install)(self.patch, self.fuse)
        self.may: dict[str, set[str | None]] = {}
        self.model = "a"

    @initialize()
    def open(self) -> None:
        """As a program that starts."""
        self.store = opened(self.place)
        self.embedder = killed.model(self.model)
        self.adder = Ingester(self.store, SentenceChunker(), self.embedder)
        self.index = search_of(self.store, self.embedder.dimension)

    @rule()
    def reopen(self) -> None:
        """Leave and come back."""
        self.store.close()
        self.fuse.burnt = False
        self.open()

    @rule(name=names, text=texts, steps=st.one_of(st.just(EVER), steps))
    def add(self, name: str, text: str, steps: int) -> None:
        """Add an article or edit it; perhaps die on the way."""
        new = article(text, source=name)
        self._do(steps, {name: text}, lambda: self.adder.add(new))

    @rule(name=names, steps=st.one_of(st.just(EVER), steps))
    def remove(self, name: str, steps: int) -> None:
        """Remove an article if there is one; perhaps die on the way."""
        number = article("", source=name).id
        if self.store.digest(number) is not None:
            self._do(steps, {name: None}, lambda: self.store.remove(number))

    @rule(
        edits=st.dictionaries(names, st.one_of(st.none(), texts), min_size=1, max_size=3),
        steps=st.one_of(st.just(EVER), steps),
    )
    def sync(self, edits: dict[str, str | None], steps: int) -> None:
        """Write and delete files, and bring the library into step; perhaps die on the way."""
        for name, text in edits.items():
            path = self.notes / f"{name}.txt"
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text)
        load = partial(load_file, limits=LoadLimits(max_bytes=10_000))
        now = {str(path.resolve()): path.read_text() for path in self.notes.iterdir()}
        here = str(self.notes.resolve())
        gone = {name: None for name in self.may if name.startswith(here) and name not in now}
        how = SyncOptions(allow_empty=True)
        self._do(
            steps,
            {**gone, **now},
            lambda: list(sync(self.store, lambda _: self.adder, load, self.notes, how)),
        )

    @rule(model=st.sampled_from("ab"), steps=st.one_of(st.just(EVER), steps))
    def rebuild(self, model: str, steps: int) -> None:
        """Move to another model; perhaps die on the way."""
        self.model = model
        embedder = killed.model(model)
        if needs_rebuild(self.store, embedder, "sentences"):
            self._do(
                steps,
                {},
                lambda: rebuild(
                    self.store,
                    SentenceChunker(),
                    embedder,
                    "sentences",
                ),
            )
        self.reopen()
        kept = self.store._database.meta("model")
        self.model = kept.decode() if kept else self.model
        self.reopen()

    @rule(steps=steps)
    def refresh(self, steps: int) -> None:
        """Write the vectors; perhaps die on the way."""
        self._do(steps, {}, self.index.refresh)

    @precondition(lambda self: hasattr(self, "store"))
    @invariant()
    def all_agrees(self) -> None:
        """Chunk by chunk, and every article says what it must."""
        stored = prove(self.store)
        for name, allowed in self.may.items():
            assert stored.get(name) in allowed, name
            self.may[name] = {stored.get(name)}
        assert stored.keys() <= self.may.keys()

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.store.close()
        self.patch.undo()
        shutil.rmtree(self.folder)

    def _do(self, steps: int, change: dict[str, str | None], act: object) -> None:
        with crashing(self.fuse, steps):
            act()  # type: ignore[operator]
        for name, text in change.items():
            before = self.may.get(name, {None})
            self.may[name] = before | {text} if self.fuse.burnt else {text}
        if self.fuse.burnt:
            self.reopen()


def test_a_library_in_postgresql(new_database_url: Callable[[], str]) -> None:
    """The same, where the server undoes what a dead client has begun."""
    run_state_machine_as_test(
        lambda: Library(new_database_url()),
        settings=settings(max_examples=4, stateful_step_count=15),
    )


TestLibrary = Library.TestCase
TestLibrary.settings = settings(max_examples=25, stateful_step_count=20)
