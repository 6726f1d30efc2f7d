"""The protocol between the bot and its worker: length-prefixed JSON and bytes, never pickle.

Knows nothing of processes, and does not validate replies: `reply_decoder` does.

A task has a header, for the worker, and a body, for the process that the worker
forks to read the file. So neither the file's name nor its content enters the
memory that the process for the next file is copied from.
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
DRAFT, RESULT, ERROR = b"d", b"r", b"e"

# Bounds on a reply, far above what documents hold and below what floods a screen or a list.
MAX_METADATA_CHARS = 1000
MAX_LIST_ITEMS = 1000
MAX_MESSAGE_CHARS = 500
_MAX_JSON_BYTES_PER_CHAR = 6  # a control character is written as \u001b
# The longest reply that carries an error, and the longest list in the metadata of a draft.
MAX_ERROR_BYTES = 2 * MAX_MESSAGE_CHARS * _MAX_JSON_BYTES_PER_CHAR + 100
MAX_LIST_BYTES = MAX_LIST_ITEMS * (MAX_METADATA_CHARS * _MAX_JSON_BYTES_PER_CHAR + 4)

# Sizes of the header, the details and the data of a task, in bytes.
_TASK_SIZES = struct.Struct(">IIQ")
# The type of a frame, and the size of its data or an exit status.
_FRAME = struct.Struct(">ci")
_STARTED, _PART, _END = b"s", b"p", b"e"
_CHUNK_BYTES = 65_536  # of one read from a pipe: the capacity of a pipe on Linux


class ProtocolError(ValueError):
    """A message is not one that our own worker sends."""


@dataclass(frozen=True, slots=True)
class BodySizes:
    """Sizes of the two parts of a task's body, in bytes."""

    details: int
    data: int


@dataclass(frozen=True, slots=True)
class TaskHeader:
    """What the worker knows of a task: the format module, and its limits in seconds and bytes."""

    module: str
    seconds: float
    memory: int
    body: BodySizes


@dataclass(frozen=True, slots=True)
class RawReply:
    """The bytes of a reply, and the exit status of the process that wrote it."""

    data: bytes
    status: int


def send_task(stream: IO[bytes], module: str, raw: RawSource) -> None:
    """Write a source to read, and the module to read it with."""
    limits = raw.limits
    header = encode_json([module, limits.max_seconds, limits.max_memory_bytes])
    details = encode_json([raw.source, raw.charset, asdict(limits)])
    stream.write(_TASK_SIZES.pack(len(header), len(details), len(raw.data)))
    stream.write(header + details)
    stream.write(raw.data)
    stream.flush()


def receive_task(descriptor: int) -> TaskHeader | None:
    """Read the header of the next task; None at the end of the input."""
    try:
        header, details, data = _TASK_SIZES.unpack(_read_exactly(descriptor, _TASK_SIZES.size))
    except EOFError:
        return None
    module, seconds, memory = json.loads(_read_exactly(descriptor, header))
    return TaskHeader(module, seconds, memory, BodySizes(details, data))


def receive_source(descriptor: int, task: TaskHeader) -> RawSource:
    """Read the body of a task: the source's name, limits and bytes."""
    source, charset, limits = json.loads(_read_exactly(descriptor, task.body.details))
    data = _read_exactly(descriptor, task.body.data)
    return RawSource(data, source, LoadLimits(**limits), charset)


def send_started(descriptor: int) -> None:
    """Announce that reading begins, from when the time of the source counts."""
    write_all(descriptor, _FRAME.pack(_STARTED, 0))


def send_part(descriptor: int, data: bytes | memoryview) -> None:
    """Write a part of a reply."""
    view = memoryview(data)
    if view.nbytes:
        write_all(descriptor, _FRAME.pack(_PART, view.nbytes))
        write_all(descriptor, view)


def send_end(descriptor: int, status: int) -> None:
    """Announce the end of a reply, with the exit status of the process that made it."""
    write_all(descriptor, _FRAME.pack(_END, status))


def receive_started(stream: IO[bytes]) -> None:
    """Wait until reading begins; raises ProtocolError, or EOFError where the worker has ended."""
    kind, _ = _receive_frame(stream)
    if kind != _STARTED:
        raise ProtocolError


def receive_reply(stream: IO[bytes], max_bytes: int) -> RawReply:
    """Read a reply to its end.

    Raises ProtocolError, also for more than `max_bytes`, or EOFError where the
    worker has ended.
    """
    reply = bytearray()
    while True:
        kind, number = _receive_frame(stream)
        if kind == _END:
            return RawReply(bytes(reply), number)
        if kind != _PART or not 0 <= number <= max_bytes - len(reply):
            raise ProtocolError
        reply += _read(stream, number)


def encode_draft(draft: Draft) -> bytes:
    """Encode a draft as a reply: a line of JSON for its metadata, and one for each piece."""
    bounded = replace(
        draft,
        pieces=(),
        author=draft.author[:MAX_METADATA_CHARS],
        tags=_bounded(draft.tags),
        unread=_bounded(draft.unread),
    )
    metadata = asdict(bounded)
    del metadata["pieces"]
    pieces = ([piece.text, piece.label, piece.joined] for piece in draft.pieces)
    return DRAFT + b"\n".join(map(encode_json, [metadata, *pieces]))


def encode_result(result: object) -> bytes:
    """Encode a `SandboxResult`, of a module that reads no document, as a reply: a JSON object."""
    # Imported with the module already: the sandbox could not open it.
    import msgspec

    return RESULT + encode_json(msgspec.to_builtins(result))


def encode_error(error: SourceError) -> bytes:
    """Encode an error as a reply: its class by name, the problem and the cure."""
    problem, cure = error.problem[:MAX_MESSAGE_CHARS], error.cure[:MAX_MESSAGE_CHARS]
    return ERROR + encode_json([type(error).__name__, problem, cure])


def _bounded(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text[:MAX_METADATA_CHARS] for text in texts[:MAX_LIST_ITEMS])


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte, in as many system calls as it takes."""
    view = memoryview(data).cast("B")
    while view:
        view = view[os.write(descriptor, view) :]


def encode_json(value: Any) -> bytes:
    """Encode as JSON in valid UTF-8, whatever surrogates the strings hold."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Surrogate pairs become the character that they spell; lone surrogates are dropped.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").encode()


def _receive_frame(stream: IO[bytes]) -> tuple[bytes, int]:
    kind, number = _FRAME.unpack(_read(stream, _FRAME.size))
    return kind, number


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _read_exactly(descriptor: int, size: int) -> bytes:
    """Read so many bytes of a pipe and none that follow; raises EOFError where it ends before."""
    parts = []
    while size:
        part = os.read(descriptor, min(size, _CHUNK_BYTES))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
