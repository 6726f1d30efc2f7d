"""How tasks and replies pass between processes: JSON and bytes of a known length, never pickle.

Knows nothing of processes, and does not judge what a reply says: `replies` does.

A task is an opening, which the process that serves looks at, and a rest, which
only the one that reads does: what a file is called and what is in it never
reaches the memory that the next file's process is copied from.
"""

import json
import os
import struct
from dataclasses import asdict, dataclass, replace
from typing import IO, Any

from qa_bot.errors import SourceError
from qa_bot.loading.draft import Draft
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.raw_source import RawSource

# The first byte of a reply.
DRAFT, ERROR = b"d", b"e"

_SIZES = struct.Struct(">IIQ")
_FRAME = struct.Struct(">ci")
_STARTED, _PART, _END = b"s", b"p", b"e"
_CHUNK = 65_536


class ProtocolError(ValueError):
    """What came is not what a process of ours sends."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as far as its opening tells; `rest` are the sizes of what follows."""

    module: str
    seconds: float
    memory: int
    rest: tuple[int, int]


def send_task(stream: IO[bytes], module: str, raw: RawSource) -> None:
    """Write what is to be read, and by which reader."""
    limits = raw.limits
    opening = encode_json([module, limits.max_seconds, limits.max_memory_bytes])
    details = encode_json([raw.source, raw.charset, asdict(limits)])
    stream.write(_SIZES.pack(len(opening), len(details), len(raw.data)))
    stream.write(opening + details)
    stream.write(raw.data)
    stream.flush()


def receive_task(descriptor: int) -> Task | None:
    """The next task's opening; None when there is none to come."""
    try:
        opening, *rest = _SIZES.unpack(_exactly(descriptor, _SIZES.size))
    except EOFError:
        return None
    module, seconds, memory = json.loads(_exactly(descriptor, opening))
    return Task(module, seconds, memory, (rest[0], rest[1]))


def receive_incoming(descriptor: int, task: Task) -> RawSource:
    """The rest of a task: what it is called, and its bytes."""
    details, size = task.rest
    source, charset, limits = json.loads(_exactly(descriptor, details))
    return RawSource(_exactly(descriptor, size), source, LoadLimits(**limits), charset)


def send_started(descriptor: int) -> None:
    """Tell that reading begins, and the file's own time with it."""
    write_all(descriptor, _FRAME.pack(_STARTED, 0))


def send_part(descriptor: int, data: bytes | memoryview) -> None:
    """Pass on some bytes of a reply."""
    view = memoryview(data)
    if view.nbytes:
        write_all(descriptor, _FRAME.pack(_PART, view.nbytes))
        write_all(descriptor, view)


def send_end(descriptor: int, status: int) -> None:
    """Tell that the reply is complete, and how the process that made it ended."""
    write_all(descriptor, _FRAME.pack(_END, status))


def receive_started(stream: IO[bytes]) -> None:
    """Wait for the start; raises ProtocolError, or EOFError when the process has gone."""
    kind, _ = _receive_frame(stream)
    if kind != _STARTED:
        raise ProtocolError


def receive_reply(stream: IO[bytes], most: int) -> tuple[bytes, int]:
    """The bytes of a reply and the status at its end.

    Raises ProtocolError, also when there are more bytes than `most`, or EOFError.
    """
    reply = bytearray()
    while True:
        kind, number = _receive_frame(stream)
        if kind == _END:
            return bytes(reply), number
        if kind != _PART or not 0 <= number <= most - len(reply):
            raise ProtocolError
        reply += _read(stream, number)


def encode_draft(draft: Draft) -> bytes:
    """The reply that a source could be read: a line of its facts, and one for each piece."""
    facts = asdict(replace(draft, pieces=()))
    del facts["pieces"]
    pieces = ([piece.text, piece.label, piece.joined] for piece in draft.pieces)
    return DRAFT + b"\n".join(map(encode_json, [facts, *pieces]))


def encode_error(error: SourceError) -> bytes:
    """The reply that it could not, and why."""
    return ERROR + encode_json([type(error).__name__, error.problem, error.cure])


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte, in as many calls as it takes."""
    view = memoryview(data).cast("B")
    while view:
        view = view[os.write(descriptor, view) :]


def encode_json(value: Any) -> bytes:
    """JSON in UTF-8 that every parser takes, whatever characters a file brought along."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Some files spell a character as two surrogates, which are joined; halves are dropped.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").encode()


def _receive_frame(stream: IO[bytes]) -> tuple[bytes, int]:
    kind, number = _FRAME.unpack(_read(stream, _FRAME.size))
    return kind, number


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _exactly(descriptor: int, size: int) -> bytes:
    """So many bytes of a pipe, and none that follow; raises EOFError when it ends before."""
    parts = []
    while size:
        part = os.read(descriptor, min(size, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
