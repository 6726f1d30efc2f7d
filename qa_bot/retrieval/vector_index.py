"""The vectors of all chunks, searched by cosine and kept fresh with the store.

Derived: whatever happens to the files (vector_file.py), they are brought up to
date or built again from the store, and a change costs what it changes.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.retrieval import vector_file
from qa_bot.retrieval.faiss_index import FaissIndex, IdFilter
from qa_bot.retrieval.vector_file import Checkpoint, Delta, LogEnd, VectorFileDamaged
from qa_bot.storage.scope_cache import ScopeCache
from qa_bot.storage.store import Store

# The snapshot is written again when so many rows, and this share of all, changed since: below
# that, reading the deltas costs less than writing all vectors.
_CHANGED_ROWS = 2000
_CHANGED_SHARE = 0.2
# It is also written again after so many deltas, as each is read by itself.
_DELTAS = 4096
# Rows of deltas that are applied together: 8 MB of vectors at 384 numbers.
_ROWS_TOGETHER = 5000
# A quantized search returns so many more candidates than asked for, to score again in full.
_OVERSAMPLING, _OVERSAMPLED = 3, 20
_ANOTHER_STATE = (
    "The vector index was of a state that the library never had, as when one was restored from a "
    "copy without the other: rebuilt. If an article is missing, restore library.sqlite."
)


class VectorIndex:
    """Implements VectorSearch with every chunk's vector in memory."""

    def __init__(self, store: Store, folder: Path, dimension: int) -> None:
        """Open the index with its files in `folder`, rebuilding what is missing or damaged.

        `notice` then says what was rebuilt, or is None.
        """
        self._store = store
        self._folder = folder
        self._lock = threading.Lock()
        self._filters = ScopeCache(store, self._filter)
        self.notice: str | None = None
        self._empty = Checkpoint(store.state().library, dimension)
        self._checkpoint, self._index = self._empty, FaissIndex(dimension)
        # Whether the snapshot is to be written, or the log to be appended to.
        self._needs_snapshot = self._needs_delta = False
        self._load()
        self.refresh()

    def refresh(self) -> None:
        """Catch up with the store; costs next to nothing when nothing changed."""
        state = self._store.state()
        with self._lock:
            if (state.library, state.token) != (self._checkpoint.library, self._checkpoint.token):
                self._catch_up()
                self._needs_delta = True
            if self._needs_delta or self._needs_snapshot:
                self._save()

    def search(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return the `count` nearest chunks to a unit vector (dimension,), with cosines."""
        only = None if scope == EVERYTHING else self._filters(scope)
        with self._lock:
            if self._index.is_exact:
                return self._index.search(query, count, only)
            near = self._index.search(query, _OVERSAMPLING * count + _OVERSAMPLED, only)
        return self._rescored(query, near)[:count]

    def _rescored(
        self, query: NDArray[np.float32], near: list[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """Score the same chunks by the full vectors of the store, best first."""
        found: list[tuple[int, float]] = []
        for ids, vectors in self._store.vectors([chunk for chunk, _ in near]):
            found += zip(ids.tolist(), (vectors @ query).tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _filter(self, scope: Scope) -> IdFilter:
        outside = self._store.chunk_ids_outside(scope)
        if outside is None:
            return IdFilter(self._store.chunk_ids(scope))
        return IdFilter(outside, exclude=True)

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks that can be found, shape (n,), ascending."""
        with self._lock:
            return self._index.ids()

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that are searched for chunks, shape (len(ids), dimension)."""
        with self._lock:
            return self._index.vectors(ids)

    def __len__(self) -> int:
        return len(self._index)

    def _load(self) -> None:
        """Load what the files hold, as far as it is usable, with a notice of what is not."""
        try:
            index = FaissIndex(self._empty.dimension)
            checkpoint, snapshot = vector_file.read_snapshot(self._folder, index.allocate)
        except FileNotFoundError:
            if self._store.state().generation > 0:
                self.notice = "The vector index was missing: rebuilt from the library."
            return
        except VectorFileDamaged:
            self.notice = (
                "The vector index is damaged or of an earlier version: made anew from the library."
            )
            return
        if not _is_of_same_index(checkpoint, self._empty):
            self.notice = "The vector index was of another library: rebuilt."
            return
        index.load(snapshot)
        self._checkpoint, self._index = checkpoint, index
        self._apply_log()
        self._check_state()

    def _apply_log(self) -> None:
        """Apply the deltas that were written since the snapshot."""
        deltas: list[Delta] = []
        try:
            for delta in vector_file.read_deltas(self._folder, self._checkpoint):
                deltas.append(delta)
                if sum(len(each.added) for each in deltas) > _ROWS_TOGETHER:
                    self._apply(deltas)
                    deltas = []
        except VectorFileDamaged:
            self._needs_snapshot = True
            self.notice = "The vector index was damaged: brought up to date from the library."
        self._apply(deltas)

    def _apply(self, deltas: Sequence[Delta]) -> None:
        """Apply deltas at once: no id comes twice, so removals can go last."""
        if deltas:
            added = np.concatenate([delta.added for delta in deltas])
            self._index.add(added, np.concatenate([delta.vectors for delta in deltas]))
            self._index.remove(np.concatenate([delta.removed for delta in deltas]))
            self._checkpoint = deltas[-1].checkpoint

    def _check_state(self) -> None:
        """Check that what was read is of the library's present state, or of an earlier one."""
        with self._store.snapshot():
            is_fresh = self._checkpoint.token == self._store.state().token
            if is_fresh and not self._needs_snapshot:
                return
            if self._is_ancestor(self._checkpoint) and self.notice is None:
                self.notice = "The vector index was behind the library, and was updated."
            self._catch_up()
            self._needs_delta = True
            if len(self) != self._store.count_chunks():
                self._clear()
                self._needs_snapshot = True

    def _is_ancestor(self, checkpoint: Checkpoint) -> bool:
        """Return whether the library was once in the state of the checkpoint."""
        known = self._store.had_state(checkpoint.generation, checkpoint.token)
        return known and checkpoint.library == self._store.state().library

    def _clear(self) -> None:
        dimension = self._empty.dimension
        self._empty = Checkpoint(self._store.state().library, dimension)
        self._checkpoint, self._index = self._empty, FaissIndex(dimension)

    def _catch_up(self) -> None:
        """Follow the store from the checkpoint, or from nothing where it never was in that state.

        Chunk ids are never used twice and a chunk never changes, so what came
        and what went is all that there is to do; of one moment, as the
        checkpoint must account for all of it.
        """
        with self._store.snapshot():
            if self._checkpoint != self._empty and not self._is_ancestor(self._checkpoint):
                self.notice = _ANOTHER_STATE
                self._clear()
                self._needs_snapshot = True
            state = self._store.state()
            changes = self._store.chunk_changes(self._checkpoint.cursor)
            self._index.remove(changes.removed)
            for ids, vectors in self._store.vectors(changes.added.tolist()):
                order = np.argsort(ids)
                self._index.add(ids[order], vectors[order])
        self._checkpoint = self._checkpoint.at(state, changes.cursor)

    def _save(self) -> None:
        """Bring the files up to date, unless another process is writing just now."""
        if self._needs_snapshot or not _append(self._store, self._folder, self._empty):
            with self._store.try_lock() as locked:
                if locked:
                    snapshot = self._index.snapshot()
                    vector_file.write_snapshot(self._folder, self._checkpoint, snapshot)
        self._needs_snapshot = self._needs_delta = False


def update_files(store: Store, folder: Path, dimension: int) -> None:
    """Bring the files up to date with the store, so that the next question need not.

    Costs what changed: the vectors are only loaded when the snapshot has to be
    written again.
    """
    if not _append(store, folder, Checkpoint(store.state().library, dimension)):
        VectorIndex(store, folder, dimension)


def _append(store: Store, folder: Path, empty: Checkpoint) -> bool:
    """Append what changed since the files were written; return whether they are then fresh."""
    with store.try_lock() as locked:
        if not locked:
            return True  # Whoever is writing will see to it, or the next to open them.
        try:
            end = vector_file.log_end(folder)
        except (FileNotFoundError, VectorFileDamaged):
            return False
        with store.snapshot():
            delta = _next_delta(store, empty, end)
        if isinstance(delta, bool):
            return delta
        vector_file.append_delta(folder, end, delta)
        return True


def _next_delta(store: Store, empty: Checkpoint, end: LogEnd) -> Delta | bool:
    """Return what changed since the files were written, or else whether they are fresh."""
    state, before = store.state(), end.checkpoint
    if not _is_of_same_index(before, empty):
        return False
    if before.token == state.token or not store.had_state(before.generation, before.token):
        return before.token == state.token
    changes = store.chunk_changes(before.cursor)
    changed = end.changed + len(changes.added) + len(changes.removed)
    many = changed > _CHANGED_ROWS and changed > _CHANGED_SHARE * store.count_chunks()
    if end.deltas >= _DELTAS or many:
        return False
    ids, vectors = _stored_vectors(store, changes.added, before.dimension)
    return Delta(before.at(state, changes.cursor), ids, vectors, changes.removed)


def _is_of_same_index(one: Checkpoint, other: Checkpoint) -> bool:
    return (one.library, one.dimension) == (other.library, other.dimension)


def _stored_vectors(
    store: Store, added: NDArray[np.int64], dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return chunk ids, ascending, with vectors; a chunk that is gone by now is left out."""
    parts = list(store.vectors(added.tolist()))
    if not parts:
        return np.empty(0, np.int64), np.empty((0, dimension), np.float32)
    ids = np.concatenate([part[0] for part in parts])
    order = np.argsort(ids)
    return ids[order], np.concatenate([part[1] for part in parts])[order]
