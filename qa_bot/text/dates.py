"""Dates as people write them in an option or a file: ISO 8601, whole or begun."""

import re
from datetime import date, datetime

from qa_bot.errors import DateUnreadable

_BEGUN = re.compile(r"(\d{4})(?:-(\d{2}))?")


def iso_date(text: str) -> str:
    """The date as given, checked: "2024", "2024-05", "2024-05-17", or one with a time.

    Raises DateUnreadable.
    """
    plain = text.strip()
    begun = _BEGUN.fullmatch(plain)
    try:
        if begun:
            date(int(begun[1]), int(begun[2] or 1), 1)
        else:
            datetime.fromisoformat(plain)
    except ValueError:
        raise DateUnreadable(
            f"'{text}' is not a date. Write it as 2024-05-17, or begin one: 2024-05 or 2024."
        ) from None
    return plain
