"""Read a source in a worker process, so that a hostile file breaks that and not the bot.

Knows processes and time limits; not what is in a file. The worker stays for the
next file, and is replaced when it broke, took too long or was idle.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qa_bot.errors import SourceDamaged, SourceError, SourceTooLarge, SourceTooSlow
from qa_bot.loading.draft import Draft
from qa_bot.loading.limits import MEGABYTE
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import ProtocolError, receive_reply, receive_started, send_task
from qa_bot.loading.sandbox.restrictions import hide_process
from qa_bot.loading.sandbox.worker import IDLE_SECONDS, OUT_OF_MEMORY, damaged

if TYPE_CHECKING:
    from qa_bot.loading.sandbox.results import SandboxResult

T = TypeVar("T")
R = TypeVar("R", bound="SandboxResult")

_WORKER_MODULE = "qa_bot.loading.sandbox.worker"
_ROOT = Path(__file__).parents[3]
# Replace a worker before it ends by itself, which would race with a task.
_MAX_REST_SECONDS = IDLE_SECONDS / 2
# A worker ends at once when its input closes; beyond this it is killed.
_EXIT_SECONDS = 0.5
# To start and import a format module takes a second where nothing else runs.
_START_SECONDS = 120.0
# What Python needs to start and find its libraries, and to treat dates and letters alike.
_ENVIRONMENT = frozenset(
    "LANG LANGUAGE TZ PYTHONHOME PYTHONUSERBASE PYTHONNOUSERSITE PYTHONUTF8 "
    "LD_LIBRARY_PATH DYLD_LIBRARY_PATH __PYVENV_LAUNCHER__".split()
)
_ENVIRONMENT_ON_WINDOWS = frozenset("SYSTEMROOT WINDIR PATH APPDATA".split())


class WorkerProcess:
    """A worker, started when first needed; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0
        self._last_used = 0.0

    def read(self, module: str, raw: RawSource) -> Draft:
        """Return the draft that the `read` function of a module makes of a source.

        Raises the SourceError that it raises, SourceTooSlow beyond the time
        limit, SourceTooLarge beyond the memory limit, and SourceDamaged where
        the worker crashes or replies against the protocol.
        """
        return self._read(module, raw, _decode_draft)

    def read_result(self, module: str, raw: RawSource, result_type: type[R]) -> R:
        """Return the result of a module that reads no document, decoded strictly as its type.

        Raises as `read` does.
        """
        return self._read(module, raw, partial(_decode_result, result_type))

    def _read(self, module: str, raw: RawSource, decode: Callable[[bytes, RawSource], T]) -> T:
        with self._lock:
            is_new = self._ensure_started(raw.limits.max_memory_bytes)
            try:
                return self._exchange(module, raw, decode)
            except (SourceDamaged, SourceTooLarge):
                # Whatever a worker keeps from earlier files must not fail this one.
                if is_new or self._process is not None:
                    raise
            self._ensure_started(raw.limits.max_memory_bytes)
            return self._exchange(module, raw, decode)

    def close(self) -> None:
        """Stop the worker; the next `read` starts another."""
        with self._lock:
            self._stop()

    def _ensure_started(self, memory: int) -> bool:
        """Have a worker that waits for a task; return whether it is a new one."""
        has_rested = time.monotonic() - self._last_used > _MAX_REST_SECONDS
        if self._process is not None and not has_rested and memory == self._memory:
            return False
        self._stop()
        hide_process()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-m", _WORKER_MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
            cwd=_ROOT.anchor,
            # Detached from the terminal, so that it cannot type into it.
            start_new_session=True,
        )
        self._memory = memory
        return True

    def _exchange(self, module: str, raw: RawSource, decode: Callable[[bytes, RawSource], T]) -> T:
        """Send a task and decode its reply; stop the worker unless it can take another task."""
        process = self._process
        assert process is not None and process.stdin and process.stdout  # noqa: S101
        limits = raw.limits
        is_late = threading.Event()
        try:
            with _kill_after(_START_SECONDS, process, is_late):
                send_task(process.stdin, module, raw)
                receive_started(process.stdout)
            with _kill_after(limits.max_seconds, process, is_late):
                reply = receive_reply(process.stdout, limits.max_reply_bytes)
            if reply.status:
                raise _crashed(raw, reply.status)
            return decode(reply.data, raw)
        except (BrokenPipeError, EOFError) as error:
            status = self._stop()
            raise (_too_slow(raw) if is_late.is_set() else _crashed(raw, status)) from error
        except ProtocolError as error:
            self._stop()
            raise damaged(raw, "what reads it replied with nonsense") from error
        except SourceError:
            raise
        except BaseException:
            # After an interrupt, the reply to this task would be taken for that to the next.
            self._stop()
            raise
        finally:
            self._last_used = time.monotonic()

    def _stop(self) -> int:
        """Stop the worker and return its exit status; 0 where there is none."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)
        try:
            # Without input it ends by itself, or has ended already.
            return process.wait(timeout=_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextmanager
def _kill_after(
    seconds: float, process: subprocess.Popen[bytes], is_late: threading.Event
) -> Iterator[None]:
    """Kill the process and set `is_late` where the body takes longer."""

    def kill() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(stream: object) -> None:
    try:
        stream.close()  # type: ignore[attr-defined]
    except OSError:
        # Unwritten bytes are of no use to a worker that is stopped.
        return


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Return the worker's environment: an allow-list, since ours may hold keys and tokens."""
    allowed = _ENVIRONMENT | (_ENVIRONMENT_ON_WINDOWS if os.name == "nt" else frozenset())
    passed = {
        name: value
        for name, value in ours.items()
        if name.upper() in allowed or name.startswith("LC_")
    }
    # The worker runs in another folder, from where relative paths would lead elsewhere.
    inherited = filter(None, ours.get("PYTHONPATH", "").split(os.pathsep))
    paths = [str(_ROOT), *map(os.path.abspath, inherited)]
    # OpenBLAS's threads would have nothing to compute, and survive no fork.
    return passed | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def _decode_draft(reply: bytes, raw: RawSource) -> Draft:
    # The worker imports this module with its package, but decodes no replies.
    from qa_bot.loading.sandbox.reply_decoder import decode_reply

    return decode_reply(reply, raw.source)


def _decode_result(result_type: type[R], reply: bytes, raw: RawSource) -> R:
    from qa_bot.loading.sandbox.reply_decoder import decode_result

    return decode_result(reply, raw.source, result_type)


def _too_slow(raw: RawSource) -> SourceTooSlow:
    return SourceTooSlow(
        raw.source,
        f"could not be read within {raw.limits.max_seconds:g} seconds",
        "Split it, or raise articles.max_seconds.",
    )


def _crashed(raw: RawSource, status: int) -> SourceDamaged | SourceTooLarge:
    # PDFium, like most code in C and C++, aborts when it gets no memory.
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
    """Stop the worker that `read_sandboxed` uses; it starts again when needed."""
    _shared.close()


def read_sandboxed(module: str, raw: RawSource) -> Draft:
    """Read a source in the worker that all threads share; raises as `WorkerProcess.read` does."""
    return _shared.read(module, raw)


def read_sandboxed_result(module: str, raw: RawSource, result_type: type[R]) -> R:
    """Read anything but a document in the worker that all threads share.

    Raises as `WorkerProcess.read` does.
    """
    return _shared.read_result(module, raw, result_type)
