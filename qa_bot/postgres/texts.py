"""Texts as PostgreSQL stores them: every character but U+0000, which becomes U+FFFD."""

from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown


class TextDumper(StrDumperUnknown):
    """Writes a text without U+0000, which a feed may put into the key of an entry."""

    def dump(self, obj: str) -> Buffer | None:
        """Return the text as it is sent."""
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))
