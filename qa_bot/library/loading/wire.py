"""How bytes, drafts and errors pass between two processes: a line of JSON each, never pickle.

Knows nothing of processes.
"""

import json
from dataclasses import asdict
from typing import IO, Any, BinaryIO

from qa_bot import errors
from qa_bot.errors import SourceDamaged, SourceError
from qa_bot.library.loading.draft import Draft, Piece
from qa_bot.library.loading.incoming import Incoming
from qa_bot.library.loading.limits import Limits

STARTED = b"started\n"


def send_task(stream: IO[bytes], module: str, incoming: Incoming) -> None:
    """Write what is to be read, and by which reader."""
    head = {
        "module": module,
        "source": incoming.source,
        "charset": incoming.charset,
        "limits": asdict(incoming.limits),
        "size": len(incoming.data),
    }
    stream.write(json.dumps(head).encode() + b"\n")
    stream.write(incoming.data)
    stream.flush()


def receive_task(stream: BinaryIO) -> tuple[str, Incoming] | None:
    """The reader's module and its bytes; None when the stream has ended."""
    line = stream.readline()
    if not line:
        return None
    head = json.loads(line)
    data = stream.read(head["size"])
    limits = Limits(**head["limits"])
    return head["module"], Incoming(data, head["source"], limits, head["charset"])


def draft_line(draft: Draft) -> bytes:
    """The reply that a source could be read."""
    return json.dumps({"draft": asdict(draft)}).encode() + b"\n"


def error_line(error: SourceError) -> bytes:
    """The reply that it could not, and why."""
    told = {"class": type(error).__name__, "problem": error.problem, "cure": error.cure}
    return json.dumps({"error": told}).encode() + b"\n"


def read_reply(line: bytes, source: str) -> Draft:
    """The draft of a reply; raises the SourceError that it tells of."""
    reply: dict[str, Any] = json.loads(line)
    if "error" in reply:
        told = reply["error"]
        kind = getattr(errors, told["class"], SourceDamaged)
        raise kind(source, told["problem"], told["cure"])
    fields = reply["draft"]
    pieces = tuple(Piece(**piece) for piece in fields.pop("pieces"))
    fields |= {name: tuple(fields[name]) for name in ("tags", "unread")}
    return Draft(pieces, **fields)
