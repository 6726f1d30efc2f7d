"""The vectors of all chunks, searched by cosine and kept in step with the store.

Derived: whatever happens to the files (vector_file.py), they are caught up with
or made again from the store, and a change costs what it changes.
"""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.retrieval import vector_file
from qa_bot.retrieval.faiss_index import Among, Rows
from qa_bot.retrieval.vector_file import WHOLE, Damaged, Mark, Position, Step, discard

__all__ = ["FILE", "Among", "VectorIndex", "bring_up", "discard"]

FILE = WHOLE
# When so many rows and this share of all were changed since the whole file, it is written anew.
_MANY = 2000
_SHARE = 0.2
# So is it after so many changes, as each is read by itself.
_STEPS = 4096
_ANOTHER_STATE = (
    "The vector index was of a state that the library never had, as when one was restored from a "
    "copy without the other: rebuilt. If an article is missing, restore library.sqlite."
)
# How many rows of changes are taken together.
_TOGETHER = 5000


class Source(Protocol):
    """Where vectors come from: the store."""

    @property
    def folder(self) -> Path: ...

    def state(self) -> Any: ...

    def was(self, generation: int, token: str) -> bool: ...

    def snapshot(self) -> AbstractContextManager[None]: ...

    def changes(self, last: int, gone: int) -> Any: ...

    def count_chunks(self) -> int: ...

    def vectors(self, ids: Sequence[int]) -> Any: ...

    def exclusively(self) -> AbstractContextManager[bool]: ...


class VectorIndex:
    """Every chunk's vector in memory, kept in step with the store.

    Safe to share between threads.
    """

    def __init__(self, store: Source, dimension: int) -> None:
        """Open the index of `store`'s folder, mending what is missing or damaged.

        `notice` then says what was mended, or is None.
        """
        self._store = store
        self._lock = threading.Lock()
        self.notice: str | None = None
        self._nothing = Mark(store.state().library, dimension)
        self._mark, self._rows = self._nothing, Rows(dimension)
        # Whether the files must be written anew, or be added to.
        self._mend = self._behind = False
        self._load()
        self.refresh()

    def refresh(self) -> None:
        """Catch up with the store; costs next to nothing when nothing changed."""
        state = self._store.state()
        with self._lock:
            if (state.library, state.token) != (self._mark.library, self._mark.token):
                self._catch_up()
                self._behind = True
            if self._behind or self._mend:
                self._save()

    def search(
        self, query: NDArray[np.float32], count: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """The `count` nearest chunks to a unit vector (dimension,), with cosines.

        No chunk that is not `among` those given is looked at.
        """
        with self._lock:
            if self._rows.exact:
                return self._rows.search(query, count, among)
            near = self._rows.search(query, 3 * count + 20, among)
        return self._rescored(query, near)[:count]

    def _rescored(
        self, query: NDArray[np.float32], near: list[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """The same chunks by the vectors that the store keeps, best first."""
        found: list[tuple[int, float]] = []
        for numbers, vectors in self._store.vectors([number for number, _ in near]):
            found += zip(numbers.tolist(), (vectors @ query).tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def chunk_ids(self) -> NDArray[np.int64]:
        """The numbers of the chunks that can be found, shape (n,), ascending."""
        with self._lock:
            return self._rows.numbers()

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors that are searched for the chunks `ids`, shape (len(ids), dimension)."""
        with self._lock:
            return self._rows.vectors(ids)

    def __len__(self) -> int:
        return len(self._rows)

    def _load(self) -> None:
        """Take what the files hold, as far as they can be used, and say what cannot."""
        try:
            rows = Rows(self._nothing.dimension)
            mark, kept = vector_file.read_whole(self._store.folder, rows.room)
        except FileNotFoundError:
            if self._store.state().generation > 0:
                self.notice = "The vector index was missing: rebuilt from the library."
            return
        except Damaged:
            self.notice = (
                "The vector index is damaged or of an earlier version: made anew from the library."
            )
            return
        if (mark.library, mark.dimension) != (self._nothing.library, self._nothing.dimension):
            self.notice = "The vector index was of another library: rebuilt."
            return
        rows.take(kept)
        self._mark, self._rows = mark, rows
        self._follow()
        self._compare()

    def _follow(self) -> None:
        """Take the steps that were written since the whole file."""
        steps: list[Step] = []
        try:
            for step in vector_file.read_since(self._store.folder, self._mark):
                steps.append(step)
                if sum(len(each.added) for each in steps) > _TOGETHER:
                    self._take(steps)
                    steps = []
        except Damaged:
            self._mend = True
            self.notice = "The vector index was damaged: brought up to date from the library."
        self._take(steps)

    def _take(self, steps: Sequence[Step]) -> None:
        """Many steps at once: no number comes twice, so what went may go last."""
        if steps:
            added = np.concatenate([step.added for step in steps])
            self._rows.add(added, np.concatenate([step.vectors for step in steps]))
            self._rows.remove(np.concatenate([step.removed for step in steps]))
            self._mark = steps[-1].mark

    def _compare(self) -> None:
        """See that what was read is of the library's present state, or of an earlier one."""
        with self._store.snapshot():
            if self._mark.token == self._store.state().token and not self._mend:
                return
            if self._is_ancestor(self._mark) and self.notice is None:
                self.notice = "The vector index was behind the library, and was updated."
            self._catch_up()
            self._behind = True
            if len(self) != self._store.count_chunks():
                self._start_anew()
                self._mend = True

    def _is_ancestor(self, mark: Mark) -> bool:
        """Whether the library was once in the state that `mark` names."""
        known = self._store.was(mark.generation, mark.token)
        return bool(known and mark.library == self._store.state().library)

    def _start_anew(self) -> None:
        dimension = self._nothing.dimension
        self._nothing = Mark(self._store.state().library, dimension)
        self._mark, self._rows = self._nothing, Rows(dimension)

    def _catch_up(self) -> None:
        """Follow the store from the state at hand, or from nothing where it was never in that."""
        # Chunk numbers are never used twice and a chunk never changes, so what
        # came and what went is all that there is to do. Of one moment, as the
        # mark must tell of all that is taken.
        with self._store.snapshot():
            if self._mark != self._nothing and not self._is_ancestor(self._mark):
                self.notice = _ANOTHER_STATE
                self._start_anew()
                self._mend = True
            state = self._store.state()
            changes = self._store.changes(self._mark.last, self._mark.gone)
            self._rows.remove(changes.removed)
            for numbers, vectors in self._store.vectors(changes.added.tolist()):
                order = np.argsort(numbers)
                self._rows.add(numbers[order], vectors[order])
        self._mark = vector_file.moved(
            self._mark, state.generation, state.token, changes.last, changes.gone
        )

    def _save(self) -> None:
        """Bring the files up to date, unless another process is writing just now."""
        if self._mend or not _append(self._store, self._nothing):
            with self._store.exclusively() as alone:
                if alone:
                    vector_file.write_whole(self._store.folder, self._mark, self._rows.kept())
        self._mend = self._behind = False


def bring_up(store: Source, dimension: int) -> None:
    """Leave the files as new as the record, so that the next question need not.

    Costs what changed: the vectors are only loaded when it is time to write
    them anew.
    """
    if not _append(store, Mark(store.state().library, dimension)):
        VectorIndex(store, dimension)


def _append(store: Source, nothing: Mark) -> bool:
    """Write what changed since the files were written; whether they are then up to date."""
    with store.exclusively() as alone:
        if not alone:
            return True  # Whoever is writing will see to it, or the next to open them.
        try:
            after = vector_file.position(store.folder)
        except (FileNotFoundError, Damaged):
            return False
        with store.snapshot():
            step = _next_step(store, nothing, after)
        if isinstance(step, bool):
            return step
        vector_file.append(store.folder, after, step)
        return True


def _next_step(store: Source, nothing: Mark, after: Position) -> Step | bool:
    """What changed since the files were written; else whether they are up to date."""
    state, before = store.state(), after.mark
    if (before.library, before.dimension) != (nothing.library, nothing.dimension):
        return False
    if before.token == state.token or not store.was(before.generation, before.token):
        return bool(before.token == state.token)
    changes = store.changes(before.last, before.gone)
    changed = after.changed + len(changes.added) + len(changes.removed)
    if after.steps >= _STEPS or (changed > _MANY and changed > _SHARE * store.count_chunks()):
        return False
    mark = vector_file.moved(before, state.generation, state.token, changes.last, changes.gone)
    numbers, vectors = _gathered(store, changes.added, before.dimension)
    return Step(mark, numbers, vectors, changes.removed)


def _gathered(
    store: Source, added: NDArray[np.int64], dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The chunks' numbers, ascending, and vectors; one that is gone by now is left out."""
    parts = list(store.vectors(added.tolist()))
    if not parts:
        return np.empty(0, np.int64), np.empty((0, dimension), np.float32)
    numbers = np.concatenate([part[0] for part in parts])
    order = np.argsort(numbers)
    return numbers[order], np.concatenate([part[1] for part in parts])[order]
