"""Reads a source in a process of its own, so that a hostile file breaks that and not the bot.

Knows processes and clocks; not what is in a file. The process stays for the
next file, and is replaced when it broke or took too long.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_bot.errors import SourceDamaged, SourceTooLarge, SourceTooSlow
from qa_bot.library.loading.child import IDLE_SECONDS, OUT_OF_MEMORY, damaged
from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.incoming import Incoming
from qa_bot.library.loading.limits import MEGABYTE
from qa_bot.library.loading.wire import STARTED, read_reply, send_task

_CHILD = "qa_bot.library.loading.child"
_ROOT = Path(__file__).parents[3]
_REST_SECONDS = IDLE_SECONDS / 2
_PATIENCE_SECONDS = 0.5
# To start and import what reads a kind of file takes a second where nothing else runs.
_START_SECONDS = 120.0


class Confinement:
    """One reading process, started when first needed. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0
        self._used = 0.0

    def read(self, module: str, incoming: Incoming) -> Draft:
        """What the `read` of that module makes of the bytes.

        Raises its SourceError, SourceTooSlow, SourceTooLarge when the memory
        does not do, and SourceDamaged when the process dies of the file.
        """
        with self._lock:
            fresh = self._make_ready(incoming.limits.max_memory_bytes)
            try:
                return self._ask(module, incoming)
            except (SourceDamaged, SourceTooLarge):
                # What a process carries over from files before must not fail this one.
                if fresh or self._process is not None:
                    raise
            self._make_ready(incoming.limits.max_memory_bytes)
            return self._ask(module, incoming)

    def close(self) -> None:
        """End the process; the next file starts another."""
        with self._lock:
            self._end()

    def _make_ready(self, memory: int) -> bool:
        """Have a process that waits for a task; whether it is a new one."""
        rested = time.monotonic() - self._used > _REST_SECONDS
        if self._process is not None and not rested and memory == self._memory:
            return False
        self._end()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", _CHILD, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self._memory = memory
        return True

    def _ask(self, module: str, incoming: Incoming) -> Draft:
        """One task and its reply; afterwards there is a process only if it is still fit."""
        process = self._process
        assert process is not None and process.stdin and process.stdout  # noqa: S101
        late = threading.Event()
        line = b""
        try:
            with _killing_after(_START_SECONDS, process, late):
                send_task(process.stdin, module, incoming)
                line = process.stdout.readline()
            if line == STARTED:
                with _killing_after(incoming.limits.max_seconds, process, late):
                    line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            self._used = time.monotonic()
            if not line.endswith(b"\n") or line == STARTED:
                status = self._end()
        if line.endswith(b"\n"):
            return read_reply(line, incoming.source)
        raise _too_slow(incoming) if late.is_set() else _broken(incoming, status)

    def _end(self) -> int:
        """End the process, if there is one; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)
        try:
            # Without input it ends by itself, or has already.
            return process.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextmanager
def _killing_after(
    seconds: float, process: subprocess.Popen[bytes], late: threading.Event
) -> Iterator[None]:
    """End the process, and say so by `late`, when what is within takes longer."""

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(stream: object) -> None:
    try:
        stream.close()  # type: ignore[attr-defined]
    except OSError:
        # What was still to be written goes with the process.
        return


def _environment() -> dict[str, str]:
    """This process's environment without our secrets, and with our package to be found."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("QA_BOT_")}
    paths = [str(_ROOT), *filter(None, [ours.get("PYTHONPATH")])]
    return ours | {"PYTHONPATH": os.pathsep.join(paths)}


def _too_slow(incoming: Incoming) -> SourceTooSlow:
    return SourceTooSlow(
        incoming.source,
        f"could not be read within {incoming.limits.max_seconds:g} seconds",
        "Split it, or raise articles.max_seconds.",
    )


def _broken(incoming: Incoming, status: int) -> SourceDamaged | SourceTooLarge:
    # PDFium, like most of what is written in C and C++, aborts when it gets no memory.
    if status not in (OUT_OF_MEMORY, -signal.SIGABRT):
        return damaged(incoming, "the program that reads it broke down")
    memory = f"{incoming.limits.max_memory_bytes / MEGABYTE:g} MB of memory"
    cure = "Split it, or raise articles.max_memory_megabytes."
    if status != OUT_OF_MEMORY:
        return SourceTooLarge(
            incoming.source,
            f"could not be read within {memory}, unless it is damaged",
            f"{cure} If neither helps, open it in the program that made it and save it anew.",
        )
    return SourceTooLarge(incoming.source, f"could not be read within {memory}", cure)


_shared = Confinement()


@atexit.register
def close_shared() -> None:
    """End the process that `read_confined` uses; it starts again when needed."""
    _shared.close()


def read_confined(module: str, incoming: Incoming) -> Draft:
    """Read in the process that all our threads share; raises as `Confinement.read` does."""
    return _shared.read(module, incoming)
