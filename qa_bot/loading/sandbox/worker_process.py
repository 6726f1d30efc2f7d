"""Reads a source in a process of its own, so that a hostile file breaks that and not the bot.

Knows processes and clocks; not what is in a file. The process that serves
(`child`) stays for the next file, and is replaced when it broke or took too long.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qa_bot.errors import SourceDamaged, SourceError, SourceTooLarge, SourceTooSlow
from qa_bot.loading.draft import Draft
from qa_bot.loading.limits import MEGABYTE
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import ProtocolError, receive_reply, receive_started, send_task
from qa_bot.loading.sandbox.restrictions import hide_process
from qa_bot.loading.sandbox.worker import IDLE_SECONDS, OUT_OF_MEMORY, damaged

_WORKER_MODULE = "qa_bot.loading.sandbox.worker"
_ROOT = Path(__file__).parents[3]
_REST_SECONDS = IDLE_SECONDS / 2
_PATIENCE_SECONDS = 0.5
# To start and import what reads a kind of file takes a second where nothing else runs.
_START_SECONDS = 120.0
# What Python needs to start and find its libraries, and to show dates and letters as here.
_PASSED_ON = frozenset(
    "LANG LANGUAGE TZ PYTHONHOME PYTHONUSERBASE PYTHONNOUSERSITE PYTHONUTF8 "
    "LD_LIBRARY_PATH DYLD_LIBRARY_PATH __PYVENV_LAUNCHER__".split()
)
_PASSED_ON_BY_WINDOWS = frozenset("SYSTEMROOT WINDIR PATH APPDATA".split())


class WorkerProcess:
    """One reading process, started when first needed. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0
        self._used = 0.0

    def read(self, module: str, raw: RawSource) -> Draft:
        """What the `read` of that module makes of the bytes.

        Raises its SourceError, SourceTooSlow, SourceTooLarge when the memory
        does not do, and SourceDamaged when the process dies of the file.
        """
        with self._lock:
            fresh = self._make_ready(raw.limits.max_memory_bytes)
            try:
                return self._ask(module, raw)
            except (SourceDamaged, SourceTooLarge):
                # What a process carries over from files before must not fail this one.
                if fresh or self._process is not None:
                    raise
            self._make_ready(raw.limits.max_memory_bytes)
            return self._ask(module, raw)

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
        hide_process()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-m", _WORKER_MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
            cwd=_ROOT.anchor,
            # Away from the terminal, which could be typed into.
            start_new_session=True,
        )
        self._memory = memory
        return True

    def _ask(self, module: str, raw: RawSource) -> Draft:
        """One task and its reply; afterwards there is a process only if it is still fit."""
        process = self._process
        assert process is not None and process.stdin and process.stdout  # noqa: S101
        limits = raw.limits
        late = threading.Event()
        try:
            with _killing_after(_START_SECONDS, process, late):
                send_task(process.stdin, module, raw)
                receive_started(process.stdout)
            with _killing_after(limits.max_seconds, process, late):
                reply, status = receive_reply(process.stdout, limits.max_reply_bytes)
            if status:
                raise _broken(raw, status)
            return _read_reply(reply, raw)
        except (BrokenPipeError, EOFError) as error:
            status = self._end()
            raise (_too_slow(raw) if late.is_set() else _broken(raw, status)) from error
        except ProtocolError as error:
            self._end()
            raise damaged(raw, "what reads it replied with nonsense") from error
        except SourceError:
            raise
        except BaseException:
            # Interrupted, it would answer the next task with the reply to this one.
            self._end()
            raise
        finally:
            self._used = time.monotonic()

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


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """The little of an environment that is passed on, with our package to be found.

    Listed is what passes, not what must not: anybody's keys and tokens may be there.
    """
    names = _PASSED_ON | (_PASSED_ON_BY_WINDOWS if os.name == "nt" else frozenset())
    passed = {
        name: value
        for name, value in ours.items()
        if name.upper() in names or name.startswith("LC_")
    }
    # It starts elsewhere, so that what is relative would lead elsewhere too.
    inherited = filter(None, ours.get("PYTHONPATH", "").split(os.pathsep))
    paths = [str(_ROOT), *map(os.path.abspath, inherited)]
    # Its threads would be of no use where nothing is computed, and outlive no fork.
    return passed | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def _read_reply(reply: bytes, raw: RawSource) -> Draft:
    # The child imports this module with its package, and checks no replies.
    from qa_bot.loading.sandbox.reply_decoder import decode_reply

    return decode_reply(reply, raw.source)


def _too_slow(raw: RawSource) -> SourceTooSlow:
    return SourceTooSlow(
        raw.source,
        f"could not be read within {raw.limits.max_seconds:g} seconds",
        "Split it, or raise articles.max_seconds.",
    )


def _broken(raw: RawSource, status: int) -> SourceDamaged | SourceTooLarge:
    # PDFium, like most of what is written in C and C++, aborts when it gets no memory.
    if status not in (OUT_OF_MEMORY, -signal.SIGABRT):
        return damaged(raw, "the program that reads it broke down")
    memory = f"{raw.limits.max_memory_bytes / MEGABYTE:g} MB of memory"
    cure = "Split it, or raise articles.max_memory_megabytes."
    if status != OUT_OF_MEMORY:
        return SourceTooLarge(
            raw.source,
            f"could not be read within {memory}, unless it is damaged",
            f"{cure} If neither helps, open it in the program that made it and save it anew.",
        )
    return SourceTooLarge(raw.source, f"could not be read within {memory}", cure)


_shared = WorkerProcess()


@atexit.register
def close_shared() -> None:
    """End the process that `read_sandboxed` uses; it starts again when needed."""
    _shared.close()


def read_sandboxed(module: str, raw: RawSource) -> Draft:
    """Read in the process that all our threads share; raises as `WorkerProcess.read` does."""
    return _shared.read(module, raw)
