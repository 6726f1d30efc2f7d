"""The keys of advisory locks, which a PostgreSQL server drops when their holder is gone."""

import hashlib

# The server's keys are integers of 64 bits with a sign.
_KEY_BYTES = 8


def lock_key(schema: str, purpose: str) -> int:
    """Return the key of a lock of a schema, the same in every program."""
    name = f"qa-bot {schema} {purpose}".encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:_KEY_BYTES], "big", signed=True)
