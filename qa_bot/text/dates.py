"""Dates as people write them in options and settings: ISO 8601, whole or partial."""

import re
from datetime import date, datetime

from qa_bot.errors import DateUnreadable

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")


def validate_date(text: str) -> str:
    """Return a valid date without spaces around it.

    Valid are "2024", "2024-05", "2024-05-17", and the last with a time. Raises
    DateUnreadable for anything else.
    """
    stripped = text.strip()
    partial = _PARTIAL_DATE.fullmatch(stripped)
    try:
        if partial:
            date(int(partial[1]), int(partial[2] or 1), 1)
        else:
            datetime.fromisoformat(stripped)
    except ValueError:
        raise DateUnreadable(
            f"'{text}' is not a date. Write it as 2024-05-17, or begin one: 2024-05 or 2024."
        ) from None
    return stripped
