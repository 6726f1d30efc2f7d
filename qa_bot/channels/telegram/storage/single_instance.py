"""The locks by which one bot runs over one library, and one with a token."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import filelock

from qa_bot.errors import StateError
from qa_bot.files import file_lock, make_private_folder
from qa_bot.privacy import cache_folder

_LOG = logging.getLogger(__name__)
LOCK_FILE: Final = "telegram.lock"


@contextmanager
def single_instance(folder: Path | None, bot_id: int | None = None) -> Iterator[None]:
    """Hold two locks during the block: one bot runs over one library, and with one token.

    `bot_id` is that of the token; without it, or without `folder`, there is no such lock.
    The operating system releases the locks when their holder dies. The token's is seen
    by processes of the same user on the same machine. Raises StateError when another
    process holds one.
    """
    with _library_lock(folder), _token_lock(bot_id):
        yield


@contextmanager
def _library_lock(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    lock = file_lock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError) as error:
        raise StateError(
            f"{folder / LOCK_FILE}: another qa-bot telegram runs over this library, or its folder "
            f"cannot be written ({error}). Stop that one, or give this one another --index DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _token_lock(bot_id: int | None) -> Iterator[None]:
    if bot_id is None:
        yield
        return
    lock = file_lock(cache_folder() / f"telegram-{bot_id}.lock")
    try:
        make_private_folder(cache_folder())
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise StateError(
            "Another qa-bot telegram runs with this token, over another library; each would get "
            "only some of the messages. Stop that one, or get this one a token of its own: ask "
            "@BotFather on Telegram with /newbot."
        ) from error
    except OSError as error:
        # Without a folder for it, as in a container, Telegram itself reports a second process.
        _LOG.debug("There is no lock on the token: %s", error)
    try:
        yield
    finally:
        lock.release()
