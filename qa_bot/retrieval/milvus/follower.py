"""Keeps a collection of Milvus in step with the record, by the record's sequence of changes.

Any number of programs may follow at once: a chunk never changes, so that its row may be
written again, and the cursor only passes what its writer has written. A library has one
collection at a time, which the alias of the library names.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Scope
from qa_bot.errors import SearchUnavailable
from qa_bot.retrieval.milvus.collection import CHANGING, LAYOUT, ChunkCollection, digest, to_row
from qa_bot.retrieval.milvus.connection import CollectionGone, MilvusServer
from qa_bot.retrieval.milvus.followed_state import (
    FollowedState,
    delete_state,
    read_state,
    write_state,
)
from qa_bot.storage.store import Store, StoreState

# Chunks that one request writes: at 384 numbers and full length 2 MB, of the 64 MB that it may be.
_ROWS_AT_ONCE = 500
# How often to begin again when another program replaces the collection meanwhile.
_ATTEMPTS = 5


class MilvusFollower:
    """Follows one library. `notice` says what was made anew, or is None."""

    def __init__(self, store: Store, server: MilvusServer) -> None:
        self.notice: str | None = None
        self._store = store
        self._server = server
        self._loaded = ""

    def follow(self) -> ChunkCollection | None:
        """Bring the collection up to date and return it; None for a library without chunks.

        Raises SearchUnavailable or SearchRefused.
        """
        for _ in range(_ATTEMPTS):
            if self._store.state().fingerprint is None:
                return None
            with suppress(CollectionGone):
                collection, followed = self._current() or self._new()
                self._catch_up(collection, followed)
                return collection
        raise SearchUnavailable(
            f"The collection of the library at {self._server.location} is replaced again and "
            "again. Have one library alone use that Milvus database, and ask again."
        )

    def reconcile(self, collection: ChunkCollection) -> None:
        """Write the rows that are missing and delete those of no chunk, if their number is off.

        That is so when rows were lost or written by hand, or when a program that followed
        was killed at the wrong moment.
        """
        token = self._store.state().token
        is_sound = collection.count() == self._store.count_chunks()
        if is_sound or self._store.state().token != token:
            return
        # In this order: what the record has by then, it had before any row of it was written.
        found = collection.ids()
        chunks = self._store.chunk_ids()
        collection.delete(np.setdiff1d(found, chunks))
        self._write(collection, np.setdiff1d(chunks, found))
        self.notice = f"The search index at {self._server.location} was incomplete: repaired."

    def discard(self) -> None:
        """Delete every collection of the library."""
        with suppress(CollectionGone):
            self._aliased()
            self._server.call("drop_alias", self._alias(), timeout=CHANGING)
        for name in self._collections():
            self._drop(name)

    def rows(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of chunks as they are at one moment, those that are gone left out."""
        with self._store.snapshot():
            chunks = self._store.chunks(ids)
            articles = frozenset(chunk.article.id for chunk in chunks.values())
            listings = self._store.listings(Scope(articles=articles))
            tags = {listing.ref.id: listing.tags for listing in listings}
            parts = list(self._store.vectors(list(chunks)))
        return [
            to_row(chunks[int(chunk)], tags.get(chunks[int(chunk)].article.id, ()), vector)
            for ids_of_part, vectors in parts
            for chunk, vector in zip(ids_of_part, vectors, strict=True)
        ]

    def _alias(self) -> str:
        return alias_of(self._store.state().library)

    def _aliased(self) -> str:
        found = self._server.call("describe_alias", self._alias(), timeout=CHANGING)
        return str(found["collection_name"])

    def _current(self) -> tuple[ChunkCollection, FollowedState] | None:
        """Return the collection of the library; None where it has none that can be followed."""
        try:
            name = self._aliased()
        except CollectionGone:
            return None
        followed = read_state(self._server, name)
        with self._store.snapshot():
            state = self._store.state()
            is_usable = followed is not None and self._is_of(state, followed)
        if followed is None or not is_usable:
            return None
        collection = ChunkCollection(self._server, name)
        if name != self._loaded:
            collection.load()
            self._loaded = name
        return collection, followed

    def _is_of(self, state: StoreState, followed: FollowedState) -> bool:
        """Return whether the record came from the state that was followed, with the same model."""
        is_same = (followed.layout, followed.library) == (LAYOUT, state.library)
        known = is_same and self._store.had_state(followed.generation, followed.token)
        return known and followed.model == _model(state)

    def _new(self) -> tuple[ChunkCollection, FollowedState]:
        """Make an empty collection the library's, and drop every other one of the library."""
        state, alias = self._store.state(), self._alias()
        collection = ChunkCollection(self._server, f"{alias}_{secrets.token_hex(8)}")
        collection.create(len(state.fingerprint or b"") // np.dtype(np.float32).itemsize)
        followed = FollowedState(state.library, _model(state), state.generation, state.token)
        write_state(self._server, collection.name, followed)
        self._point_alias(collection.name)
        others = [name for name in self._collections() if name != collection.name]
        for name in others:
            self._drop(name)
        what = "was of another state of the library" if others else "was not there"
        self.notice = f"The search index at {self._server.location} {what}: filled anew."
        return collection, followed

    def _point_alias(self, name: str) -> None:
        """Let the alias of the library name that collection."""
        alias = self._alias()
        try:
            self._aliased()
        except CollectionGone:
            method = "create_alias"
        else:
            method = "alter_alias"
        try:
            self._server.call(method, name, alias, timeout=CHANGING)
        except SearchUnavailable:
            # Another program may have been first; its collection is followed then.
            self._aliased()
            self._drop(name)
            raise CollectionGone from None

    def _collections(self) -> list[str]:
        """Return the names of all collections that were made for the library."""
        names = self._server.call("list_collections", timeout=CHANGING)
        return [name for name in names if name.startswith(f"{self._alias()}_")]

    def _drop(self, name: str) -> None:
        with suppress(CollectionGone):
            self._server.call("drop_collection", name, timeout=CHANGING)
        delete_state(self._server, name)

    def _catch_up(self, collection: ChunkCollection, followed: FollowedState) -> None:
        """Apply what changed since, until nothing did.

        A chunk that goes while its row is being written is among the changes of the next round.
        """
        while True:
            with self._store.snapshot():
                state = self._store.state()
                changes = self._store.chunk_changes(followed.cursor, _ROWS_AT_ONCE)
            if state.token == followed.token and changes.cursor == followed.cursor:
                return
            collection.delete(changes.removed)
            self._write(collection, changes.added)
            # Last, so that whoever goes on from it finds all rows before it.
            followed = replace(
                followed, generation=state.generation, token=state.token, cursor=changes.cursor
            )
            write_state(self._server, collection.name, followed)

    def _write(self, collection: ChunkCollection, ids: NDArray[np.int64]) -> None:
        for start in range(0, len(ids), _ROWS_AT_ONCE):
            collection.upsert(self.rows(ids[start : start + _ROWS_AT_ONCE].tolist()))


def alias_of(library: str) -> str:
    """Return the name that Milvus knows the collection of a library by."""
    return f"qa_bot_{digest(library)}"


def _model(state: StoreState) -> str:
    return sha256(state.fingerprint or b"").hexdigest()
