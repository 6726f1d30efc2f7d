"""The process that has files read which may be hostile: one after another, until its input ends.

Run as a module by `confinement`. On Linux it only imports what reads them and
forks a process for each, which closes itself off before it looks at the file
(`qa_bot.loading.sandbox.restrictions`) and is gone afterwards: what took over one reader
sees no other file and has no say in the next one's reply. On other systems it
reads them itself. It goes when its time is up or nobody asks, and never
prints.
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
from qa_bot.loading.formats.zip_container import too_large_unpacked
from qa_bot.loading.limits import MAX_PIECES
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import (
    Task,
    encode_draft,
    encode_error,
    receive_incoming,
    receive_task,
    send_end,
    send_part,
    send_started,
    write_all,
)
from qa_bot.loading.sandbox.restrictions import Sandbox, end_with_parent

IDLE_SECONDS = 60.0
GRACE_SECONDS = 5.0
# How a process ends whose reader gave up, that ran out of memory, or could not be closed off.
BROKEN, OUT_OF_MEMORY, NOT_READY = 1, 77, 78

_STDIN = 0
_IS_FORKED = sys.platform == "linux"
_PIPE = 65_536


def main() -> None:
    """Serve until the input ends or nothing is asked for a while."""
    replies = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve = Server(replies, Sandbox())
    while _is_asked() and (task := receive_task(_STDIN)):
        serve.answer(task)


class Server:
    """Has one task after another done, and writes the replies to a descriptor."""

    def __init__(self, replies: int, sandbox: Sandbox) -> None:
        self._replies = replies
        self._sandbox = sandbox
        self._entered = False

    def answer(self, task: Task) -> None:
        """Have it read and tell the outcome; ends this process where it is spent."""
        # What fails here fails again where it can be told.
        with contextlib.suppress(Exception):
            importlib.import_module(task.module)
        # Only now does the file's own time begin; a busy machine may take long to get here.
        send_started(self._replies)
        _set_alarm(task.seconds + GRACE_SECONDS)
        status = self._fork(task) if _IS_FORKED else self._read_here(task)
        _set_alarm(0)
        send_end(self._replies, status)
        if status == NOT_READY or (status and not _IS_FORKED):
            # The rest of the task may still be in the pipe, or memory is short.
            sys.exit(status)

    def _fork(self, task: Task) -> int:
        """Have a new process read it, and pass on its reply; how it ended."""
        reading, writing = os.pipe()
        # Collecting garbage in the new process would copy what it shares with this one.
        gc.freeze()
        server = os.getpid()
        process = os.fork()
        if process == 0:
            os.close(reading)
            self._read_apart(task, server, writing)
        os.close(writing)
        try:
            _relay(reading, self._replies)
        finally:
            os.close(reading)
            # One that closed its reply has nothing more to do; one that ended is past harm.
            os.kill(process, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        return status

    def _read_apart(self, task: Task, server: int, reply: int) -> NoReturn:
        """In a new process: take the file, give everything up, read it and end."""
        status = NOT_READY
        try:
            end_with_parent()
            raw = receive_incoming(_STDIN, task)
            # Neither the next task nor the way to speak to the parent is its business.
            os.dup2(1, _STDIN)
            os.close(self._replies)
            if os.getppid() == server:
                self._sandbox.enter(task.memory)
                status = BROKEN
                write_all(reply, _outcome(task.module, raw))
                status = 0
        except MemoryError:
            status = OUT_OF_MEMORY
        finally:
            os._exit(status)

    def _read_here(self, task: Task) -> int:
        raw = receive_incoming(_STDIN, task)
        if not self._entered:
            self._sandbox.enter(task.memory)
            self._entered = True
        try:
            send_part(self._replies, _outcome(task.module, raw))
        except MemoryError:
            return OUT_OF_MEMORY
        return 0


def _outcome(module: str, raw: RawSource) -> bytes:
    """The reply of a reader; raises MemoryError and nothing else."""
    try:
        draft = importlib.import_module(module).read(raw)
        if len(draft.pieces) > MAX_PIECES:
            raise too_large_unpacked(raw)
        if sum(len(piece.text) for piece in draft.pieces) > raw.limits.max_unpacked_bytes:
            raise too_large_unpacked(raw)
        reply = encode_draft(draft)
        if len(reply) > raw.limits.max_reply_bytes:
            raise too_large_unpacked(raw)
        return reply
    except SourceError as error:
        return encode_error(error)
    except MemoryError:
        raise
    except RecursionError:
        return encode_error(too_deep(raw))
    except Exception as error:
        # Libraries raise whatever a malformed file leads them to.
        return encode_error(damaged(raw, type(error).__name__))


def too_deep(raw: RawSource) -> SourceDamaged:
    """The error for a source whose parts stand within parts further than can be read."""
    return SourceDamaged(
        raw.source,
        "is nested too deeply to be read",
        "Save it as plain text, then add that.",
    )


def damaged(raw: RawSource, why: str) -> SourceDamaged:
    """The error for a source that makes no sense to its reader."""
    return SourceDamaged(
        raw.source,
        f"is damaged or malformed ({why})",
        "Open it in the program that made it, save it anew, then add that.",
    )


def _relay(source: int, target: int) -> None:
    """Pass on a reply, unread, and keep nothing of it."""
    buffer = bytearray(_PIPE)
    with memoryview(buffer) as view:
        while count := os.readv(source, [buffer]):
            send_part(target, view[:count])
        view[:] = bytes(_PIPE)


def _is_asked() -> bool:
    """Wait for a task; False when none came."""
    if os.name == "nt":  # Its select knows no pipes.
        return True
    return bool(select.select([_STDIN], [], [], IDLE_SECONDS)[0])


def _set_alarm(seconds: float) -> None:
    # Left alone by a parent that died, it still ends.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
