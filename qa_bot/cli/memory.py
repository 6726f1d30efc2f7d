"""Memory limits: refuse a command that would crash of one, and translate errors about memory.

OpenBLAS, FAISS and ONNX Runtime end the process when an allocation or a thread
fails, so a limit (`ulimit -v`, `ulimit -d`) that is too low is refused beforehand.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qa_bot.concurrency import available_cores
from qa_bot.errors import MemoryTooSmall, QaBotError


@dataclass(frozen=True, slots=True)
class _Requirement:
    """The megabytes that commands need under one limit, measured on two cores."""

    limit: str
    """Name in the `resource` module."""
    ulimit_option: str
    without_models: int
    with_models: int


_REQUIREMENTS: Final = (
    _Requirement("RLIMIT_AS", "v", without_models=200, with_models=1_100),
    _Requirement("RLIMIT_DATA", "d", without_models=100, with_models=700),
)
# Megabytes for each further core: a thread's stack, allocator arena and matrix buffers.
_PER_CORE: Final = 80
# The cores of the machine that the requirements were measured on.
_MEASURED_CORES: Final = 2
# As the shell counts: a thousand of its units of 1,024 bytes.
_MEGABYTE: Final = 1_024_000
_COMMANDS_WITHOUT_MODELS: Final = (
    "list", "show", "open", "feeds", "feedback", "export", "completion",
)  # fmt: skip
# Parts of messages by which libraries say that memory ran out, in lower case.
_OUT_OF_MEMORY_TEXTS: Final = (
    "failed to map segment",
    "cannot allocate memory",
    "can't start new thread",
    "bad_alloc",
    "failed to allocate",
    "unable to allocate",
    "out of memory",
)
_CURE: Final = "Raise the limit (`ulimit -v`, `ulimit -d`, a container's), or end other programs."


def check_memory(command: str) -> None:
    """Raise MemoryTooSmall if the limits of this process are too low for a command."""
    cores = available_cores()
    for each in _REQUIREMENTS:
        is_light = command in _COMMANDS_WITHOUT_MODELS
        least = each.without_models if is_light else each.with_models
        needed = least + _PER_CORE * max(0, cores - _MEASURED_CORES)
        limit = _limit(each.limit)
        if limit is not None and limit < needed * _MEGABYTE:
            raise MemoryTooSmall(
                f"`qa-bot {command}` needs about {needed:,} MB of memory on these {cores} "
                f"cores, and this process may take {limit / _MEGABYTE:,.0f} MB. "
                f"Raise the limit: ulimit -{each.ulimit_option} {needed * 1000}"
            )


def translate_memory_error(error: BaseException) -> MemoryTooSmall | None:
    """Return MemoryTooSmall if an error or one of its causes is about memory, else None."""
    if any(_is_memory_error(each) for each in _causes(error)):
        return MemoryTooSmall(f"There was not enough memory. {_CURE}")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_memory_error(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    if isinstance(error, QaBotError):  # It may quote anything, such as the name of a file.
        return False
    message = str(error).lower()
    return any(text in message for text in _OUT_OF_MEMORY_TEXTS)


def _limit(name: str) -> int | None:
    """Return a soft limit of this process in bytes; None if there is none."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return None
    soft, _ = resource.getrlimit(getattr(resource, name))
    return None if soft == resource.RLIM_INFINITY else soft
