"""The worker: a process that reads untrusted files one after another until its input ends.

`worker_process` runs it with `python -m`. On Linux it only imports the format
modules and forks a process for each file, which enters the sandbox before it
looks at the file (`restrictions`) and ends with it: a file that takes over its
process sees no other file and forges no other reply. On other systems the
worker reads the files itself. It ends when a file takes too long or no task
arrives for a while, and never prints.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import sys
from typing import NoReturn

from qa_bot.errors import SourceDamaged, SourceError
from qa_bot.loading.draft import Draft
from qa_bot.loading.formats.zip_container import too_large_unpacked
from qa_bot.loading.limits import MAX_PIECES
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import (
    TaskHeader,
    encode_draft,
    encode_error,
    encode_result,
    receive_source,
    receive_task,
    send_end,
    send_part,
    send_started,
    write_all,
)
from qa_bot.loading.sandbox.restrictions import Sandbox, end_with_parent

# A worker without a task ends after this, to give its memory back.
IDLE_SECONDS = 60.0
# Beyond a file's own time, in which the bot ends the worker unless the bot itself has died.
_GRACE_SECONDS = 5.0
# Exit statuses: the format module failed, memory ran out, the sandbox could not be entered.
FAILED, OUT_OF_MEMORY, NOT_READY = 1, 77, 78

_STDIN = 0  # file descriptor
_IS_FORKED = sys.platform == "linux"
_RELAY_BYTES = 65_536  # of one read from a pipe: the capacity of a pipe on Linux


def main() -> None:
    """Serve tasks from standard input until it ends or none arrives for a while."""
    replies = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    server = TaskServer(replies, Sandbox())
    while _wait_for_task() and (task := receive_task(_STDIN)):
        server.serve(task)


class TaskServer:
    """Serves one task after another and writes the replies to a descriptor."""

    def __init__(self, replies: int, sandbox: Sandbox) -> None:
        self._replies = replies
        self._sandbox = sandbox
        self._is_entered = False

    def serve(self, task: TaskHeader) -> None:
        """Read a source and reply; ends this process where it can serve no other task."""
        # What fails to import here fails again where the error can be replied.
        with contextlib.suppress(Exception):
            importlib.import_module(task.module)
        # Only now does the file's own time begin: a busy machine may take long to get here.
        send_started(self._replies)
        _set_alarm(task.seconds + _GRACE_SECONDS)
        status = self._fork(task) if _IS_FORKED else self._read_here(task)
        _set_alarm(0)
        send_end(self._replies, status)
        if status == NOT_READY or (status and not _IS_FORKED):
            # The body of the task may still be in the pipe, or memory is short.
            sys.exit(status)

    def _fork(self, task: TaskHeader) -> int:
        """Read the source in a new process and relay its reply; return the exit status."""
        reading, writing = os.pipe()
        # Collecting garbage in the new process would copy the pages that it shares with this one.
        gc.freeze()
        server = os.getpid()
        process = os.fork()
        if process == 0:
            os.close(reading)
            self._read_sandboxed(task, server, writing)
        os.close(writing)
        try:
            _relay(reading, self._replies)
        finally:
            os.close(reading)
            # A process that closed its reply has nothing more to do; one that ended is past harm.
            os.kill(process, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        return status

    def _read_sandboxed(self, task: TaskHeader, server: int, reply: int) -> NoReturn:
        """In the new process: receive the source, enter the sandbox, read, reply and end."""
        status = NOT_READY
        try:
            end_with_parent()
            raw = receive_source(_STDIN, task)
            # Close the ways to the next task and to the bot.
            os.dup2(1, _STDIN)
            os.close(self._replies)
            if os.getppid() == server:
                self._sandbox.enter(task.memory)
                status = FAILED
                write_all(reply, _read_and_encode(task.module, raw))
                status = 0
        except MemoryError:
            status = OUT_OF_MEMORY
        finally:
            os._exit(status)

    def _read_here(self, task: TaskHeader) -> int:
        raw = receive_source(_STDIN, task)
        if not self._is_entered:
            self._sandbox.enter(task.memory)
            self._is_entered = True
        try:
            send_part(self._replies, _read_and_encode(task.module, raw))
        except MemoryError:
            return OUT_OF_MEMORY
        return 0


def _read_and_encode(module: str, raw: RawSource) -> bytes:
    """Return the reply of a module, within the limits; raises MemoryError alone."""
    try:
        result = importlib.import_module(module).read(raw)
        is_draft = isinstance(result, Draft)
        return _encode_draft(result, raw) if is_draft else _encode_result(result, raw)
    except SourceError as error:
        return encode_error(error)
    except MemoryError:
        raise
    except RecursionError:
        return encode_error(_too_deep(raw))
    except Exception as error:
        # Libraries raise anything on malformed files.
        return encode_error(damaged(raw, type(error).__name__))


def _encode_draft(draft: Draft, raw: RawSource) -> bytes:
    """Encode a draft; raises SourceTooLarge."""
    if len(draft.pieces) > MAX_PIECES:
        raise too_large_unpacked(raw)
    if sum(len(piece.text) for piece in draft.pieces) > raw.limits.max_unpacked_bytes:
        raise too_large_unpacked(raw)
    reply = encode_draft(draft)
    if len(reply) > raw.limits.max_reply_bytes:
        raise too_large_unpacked(raw)
    return reply


def _encode_result(result: object, raw: RawSource) -> bytes:
    """Encode a `SandboxResult`; raises SourceTooLarge."""
    reply = encode_result(result)
    if len(reply) > raw.limits.max_reply_bytes or reply.count(b"{") > MAX_PIECES:
        raise too_large_unpacked(raw)
    return reply


def _too_deep(raw: RawSource) -> SourceDamaged:
    return SourceDamaged(
        raw.source,
        "is nested too deeply to be read",
        "Save it as plain text, then add that.",
    )


def damaged(raw: RawSource, reason: str) -> SourceDamaged:
    """Return the error for a source that its format module cannot make sense of."""
    return SourceDamaged(
        raw.source,
        f"is damaged or malformed ({reason})",
        "Open it in the program that made it, save it anew, then add that.",
    )


def _relay(source: int, target: int) -> None:
    """Pass on a reply without parsing it, and wipe the buffer."""
    buffer = bytearray(_RELAY_BYTES)
    with memoryview(buffer) as view:
        while count := os.readv(source, [buffer]):
            send_part(target, view[:count])
        view[:] = bytes(_RELAY_BYTES)


def _wait_for_task() -> bool:
    """Wait for input; False where none arrives within IDLE_SECONDS."""
    if os.name == "nt":  # select takes no pipes on Windows.
        return True
    return bool(select.select([_STDIN], [], [], IDLE_SECONDS)[0])


def _set_alarm(seconds: float) -> None:
    # So that a worker whose bot died ends, too.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
