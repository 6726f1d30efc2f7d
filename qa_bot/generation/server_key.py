"""The key of a server: read from the environment's value or a file, and never shown."""

import re
from pathlib import Path
from typing import Final, Protocol

from qa_bot.errors import WritingRefused
from qa_bot.files import read_secret_lines

KEY_VARIABLE: Final = "QA_BOT_WRITTEN_KEY"
_CURE: Final = f"Put the key alone in the file, or in the environment variable {KEY_VARIABLE}."
# Visible ASCII characters: all that may stand in the header that carries it.
_KEY: Final = re.compile(r"[!-~]+")


class HeldSecret(Protocol):
    """What holds a secret and prints as something else."""

    def get_secret_value(self) -> str:
        """Return the secret itself."""
        ...


def load_key(given: HeldSecret | str | None, file: Path | None) -> str:
    """Return the key that the environment gave, else the one in the file, else "".

    Raises WritingRefused, which never contains any of it, for what can be no key.
    """
    value = given if given is None or isinstance(given, str) else given.get_secret_value()
    if value is not None and value.strip():
        return _checked(value.strip().strip("\ufeff"), KEY_VARIABLE)
    if file is None:
        return ""
    problem = ""
    lines: list[str] = []
    try:
        lines = read_secret_lines(file, KEY_VARIABLE)
    except (OSError, UnicodeError) as error:
        problem = getattr(error, "strerror", None) or "not text"
    if problem:
        raise WritingRefused(f"The key file {file} cannot be read: {problem}. {_CURE}")
    if len(lines) != 1:
        amount = "no key" if not lines else "more than one line"
        raise WritingRefused(f"The key file {file} holds {amount}. {_CURE}")
    return _checked(lines[0].strip(), f"The key file {file}")


def _checked(key: str, where: str) -> str:
    if not _KEY.fullmatch(key):
        raise WritingRefused(
            f"{where} holds characters that no key may have, such as spaces. {_CURE}"
        )
    return key
