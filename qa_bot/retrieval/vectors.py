"""The vectors of all chunks for exact search by cosine; the only importer of FAISS.

A derived file: whatever happens to it, it is caught up with or rebuilt from
the store. One file holds all: a line of JSON saying which library and which
generation it is of, with a checksum, then FAISS's own bytes. So there is no
side file that could disagree with it.
"""

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

FILE = "vectors.faiss"
_FORMAT = "qa-bot-vectors-1"


class Source(Protocol):
    """Where vectors come from: the store."""

    @property
    def folder(self) -> Path: ...

    def state(self) -> Any: ...

    def chunk_ids(self) -> NDArray[np.int64]: ...

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
        self._dimension = dimension
        self._lock = threading.Lock()
        self.notice: str | None = None
        self._index, self._generation = self._load()
        self.refresh()

    def refresh(self) -> None:
        """Catch up with the store; costs next to nothing when nothing changed."""
        state = self._store.state()
        with self._lock:
            if state.generation == self._generation:
                return
            self._catch_up()
            self._generation = state.generation
            self._save(state)

    def search(
        self, query: NDArray[np.float32], count: int, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The `count` nearest chunks to a unit vector (dimension,), with cosines.

        With `only`, chunk numbers of shape (n,), no other chunk is looked at.
        """
        with self._lock:
            count = min(count, self._index.ntotal if only is None else len(only))
            if self._index.ntotal == 0 or count == 0:
                return []
            parameters = faiss.SearchParameters()
            if only is not None:
                parameters.sel = faiss.IDSelectorBatch(only)
            scores, numbers = self._index.search(query.reshape(1, -1), count, params=parameters)
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]

    def chunk_ids(self) -> NDArray[np.int64]:
        """The numbers of the chunks that can be found, shape (n,)."""
        with self._lock:
            held: NDArray[np.int64] = np.array(faiss.vector_to_array(self._index.id_map))
        return held

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors that are searched for the chunks `ids`, shape (len(ids), dimension)."""
        with self._lock:
            rows = [self._index.reconstruct(int(number)) for number in ids]
        return np.array(rows, np.float32).reshape(len(ids), self._dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def _empty(self) -> Any:
        return faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))

    def _load(self) -> tuple[Any, int]:
        """What the file holds and its generation; empty and -1 when it cannot be used."""
        path = self._store.folder / FILE
        state = self._store.state()
        try:
            with path.open("rb") as file:
                header = json.loads(file.readline(4096))
                body = file.read()
        except FileNotFoundError:
            if state.generation > 0:
                self.notice = "The vector index was missing: rebuilt from the library."
            return self._empty(), -1
        except (OSError, ValueError):
            return self._damaged()
        if header.get("sha256") != hashlib.sha256(body).hexdigest():
            return self._damaged()
        if header.get("library") != state.library or header.get("dimension") != self._dimension:
            self.notice = "The vector index was of another library: rebuilt."
            return self._empty(), -1
        index = faiss.deserialize_index(np.frombuffer(body, np.uint8))
        if header["generation"] != state.generation:
            self.notice = "The vector index was behind the library: brought up to date."
        return index, int(header["generation"])

    def _damaged(self) -> tuple[Any, int]:
        self.notice = "The vector index was damaged: rebuilt from the library."
        return self._empty(), -1

    def _catch_up(self) -> None:
        # Chunk numbers are never used twice and a chunk never changes, so the
        # difference of the two sets of numbers is all that there is to do.
        held = faiss.vector_to_array(self._index.id_map)
        wanted = self._store.chunk_ids()
        gone = np.setdiff1d(held, wanted)
        if len(gone):
            self._index.remove_ids(gone)
        for numbers, vectors in self._store.vectors(np.setdiff1d(wanted, held).tolist()):
            self._index.add_with_ids(vectors, numbers)

    def _save(self, state: Any) -> None:
        """Write the file, unless another process is writing just now."""
        body = faiss.serialize_index(self._index).tobytes()
        header = {
            "format": _FORMAT,
            "library": state.library,
            "generation": state.generation,
            "dimension": self._dimension,
            "count": self._index.ntotal,
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        with self._store.exclusively() as alone:
            if alone:
                _replace(self._store.folder / FILE, json.dumps(header).encode() + b"\n", body)


def discard(folder: Path) -> None:
    """Drop the vectors of the library in `folder`; the next to open them makes them again."""
    (folder / FILE).unlink(missing_ok=True)


def _replace(path: Path, *parts: bytes) -> None:
    """Write a file so that a reader or a crash sees the old one or the new one.

    A folder that may not be written is let be: the file is derived, and the
    next program that may write it will.
    """
    draft = path.with_name(path.name + ".tmp")
    try:
        with draft.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
