"""How far a collection of Milvus follows the record, kept in a small collection beside it."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from qa_bot.errors import SearchUnavailable
from qa_bot.retrieval.milvus.collection import CHANGING, LAYOUT, WRITING
from qa_bot.retrieval.milvus.connection import CollectionGone, MilvusServer
from qa_bot.storage.store import Cursor

# One row for each collection that follows a library, by its name.
_STATES = "qa_bot_followed_states"
_NAME_CHARACTERS = 255
# Milvus wants a vector in every row; nothing searches these.
_NO_VECTOR = [1.0, 0.0]


@dataclass(frozen=True, slots=True)
class FollowedState:
    """The state of the record up to which every change is in a collection.

    All that came before `cursor` was written before the row that says so, whoever wrote it.
    `model` is a digest of the fingerprint of the model of the vectors.
    """

    library: str
    model: str
    generation: int
    token: str
    cursor: Cursor = field(default_factory=Cursor)
    layout: int = LAYOUT

    def to_json(self) -> dict[str, Any]:
        """Return the state as Milvus keeps it."""
        return {
            "layout": self.layout,
            "library": self.library,
            "model": self.model,
            "generation": self.generation,
            "token": self.token,
            "chunk": self.cursor.chunk,
            "deletion": self.cursor.deletion,
        }

    @classmethod
    def from_json(cls, value: object) -> "FollowedState | None":
        """Read a state; None for what is none."""
        match value:
            case {
                "layout": int(layout),
                "library": str(library),
                "model": str(model),
                "generation": int(generation),
                "token": str(token),
                "chunk": int(chunk),
                "deletion": int(deletion),
            }:
                cursor = Cursor(chunk, deletion)
                return cls(library, model, generation, token, cursor, layout)
        return None


def read_state(server: MilvusServer, collection: str) -> FollowedState | None:
    """Return how far a collection follows the record; None where nothing usable says so."""
    try:
        return _read(server, collection)
    except CollectionGone:
        _create(server)
        return _read(server, collection)


def _read(server: MilvusServer, collection: str) -> FollowedState | None:
    rows = server.call(
        "query",
        _STATES,
        filter=f'name == "{collection}"',
        output_fields=["state"],
        consistency_level="Strong",
        timeout=WRITING,
    )
    return FollowedState.from_json(rows[0]["state"]) if rows else None


def write_state(server: MilvusServer, collection: str, state: FollowedState) -> None:
    """Write how far a collection follows the record."""
    row = {"name": collection, "state": state.to_json(), "vector": _NO_VECTOR}
    try:
        server.call("upsert", _STATES, [row], timeout=WRITING)
    except CollectionGone:
        _create(server)
        server.call("upsert", _STATES, [row], timeout=WRITING)


def delete_state(server: MilvusServer, collection: str) -> None:
    """Forget a collection."""
    with suppress(CollectionGone):
        server.call("delete", _STATES, ids=[collection], timeout=WRITING)


def _create(server: MilvusServer) -> None:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("name", DataType.VARCHAR, is_primary=True, max_length=_NAME_CHARACTERS)
    schema.add_field("state", DataType.JSON)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=len(_NO_VECTOR))
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("vector", index_type="FLAT", metric_type="COSINE")
    # What another program is creating at the same time is there already.
    for method, values, named in (
        ("create_collection", (), {"schema": schema, "consistency_level": "Strong"}),
        ("create_index", (indexes,), {"sync": False}),
        ("load_collection", (), {}),
    ):
        with suppress(SearchUnavailable):
            server.call(method, _STATES, *values, timeout=CHANGING, **named)
