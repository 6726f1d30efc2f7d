"""One bot at a time over one folder.

Knows a lock that the operating system drops when its holder dies. Does not know the bot.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import filelock

from qa_bot.errors import StateError
from qa_bot.files import file_lock

FILE: Final = "telegram.lock"


@contextmanager
def only_one(folder: Path | None) -> Iterator[None]:
    """Hold the folder for one bot; raises StateError when another one runs over it."""
    if folder is None:
        yield
        return
    lock = file_lock(folder / FILE)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError) as error:
        raise StateError(
            f"{folder / FILE}: another qa-bot telegram runs over this library, or its folder "
            f"cannot be written ({error}). Stop that one, or give this one another --index DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()
