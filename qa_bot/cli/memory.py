"""Too little memory, told in a line: before native code crashes of it, and when Python meets it.

OpenBLAS, FAISS and ONNX Runtime end the process when an allocation or a thread
fails, so a limit (`ulimit -v`, `ulimit -d`) that cannot do is refused beforehand.
"""

import errno
from collections.abc import Iterator

from qa_bot.concurrency import usable
from qa_bot.errors import MemoryTooSmall, QaBotError

# Megabytes by the name of the limit and of the shell's option that sets it, measured on two
# cores: those for reading the record, and those for running models.
_NEEDS = {("RLIMIT_AS", "v"): (200, 1_100), ("RLIMIT_DATA", "d"): (100, 700)}
# A thread's stack, its share of the allocator and its buffers for multiplying matrices.
_PER_CORE = 80
_CORES = 2
# As the shell counts: a thousand of its units of 1,024 bytes.
_MEGABYTE = 1_024_000
_RECORD_ALONE = ("list", "feeds", "feedback", "export")
_SIGNS = (
    "failed to map segment",
    "cannot allocate memory",
    "can't start new thread",
    "bad_alloc",
    "failed to allocate",
    "unable to allocate",
    "out of memory",
)
_CURE = "Raise the limit (`ulimit -v`, `ulimit -d`, a container's), or end other programs."


def check_memory(command: str) -> None:
    """Raise MemoryTooSmall where a command would crash of the limit on this process."""
    for (name, option), (for_record, for_models) in _NEEDS.items():
        least = for_record if command in _RECORD_ALONE else for_models
        needed = least + _PER_CORE * max(0, usable() - _CORES)
        limit = _limit(name)
        if limit is not None and limit < needed * _MEGABYTE:
            raise MemoryTooSmall(
                f"`qa-bot {command}` needs about {needed:,} MB of memory on these {usable()} "
                f"cores, and this process may take {limit / _MEGABYTE:,.0f} MB. "
                f"Raise the limit: ulimit -{option} {needed * 1000}"
            )


def shortage(error: BaseException) -> MemoryTooSmall | None:
    """Return the error of too little memory, where that is what an error comes from."""
    if any(_is_shortage(each) for each in _causes(error)):
        return MemoryTooSmall(f"There was not enough memory. {_CURE}")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_shortage(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    if isinstance(error, QaBotError):  # It may quote anything, such as the name of a file.
        return False
    said = str(error).lower()
    return any(sign in said for sign in _SIGNS)


def _limit(name: str) -> int | None:
    """How many bytes this process may take; None without a limit."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return None
    soft, _ = resource.getrlimit(getattr(resource, name))
    return None if soft == resource.RLIM_INFINITY else soft
