"""What went wrong with a PostgreSQL server, as a message that ends in its cure.

Messages and what they are made of never hold a password: of an address that cannot be
read nothing is repeated, and of the server's own errors only the first line.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import psycopg

from qa_bot.server_url import ENCODED_SIGNS


class ProblemKind(Enum):
    """What a program can do about a problem."""

    AWAY = auto()
    REFUSED = auto()
    UNWRITABLE = auto()
    BUSY = auto()
    UNUSABLE = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem and the whole message for a person, with the database's address and the cure."""

    kind: ProblemKind
    message: str


MakeError = Callable[[Problem], Exception]

# SQLSTATEs by class or whole, https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_STATE: Final = {
    "28P01": (ProblemKind.REFUSED, "Correct the password in {setting}."),
    "28": (ProblemKind.REFUSED, "Correct the user in {setting}, or let it in on the server."),
    "3D000": (ProblemKind.REFUSED, "Create the database (createdb), or correct {setting}."),
    "42501": (
        ProblemKind.UNWRITABLE,
        "Grant the user of {setting} the right to create the schema {schema} in the database "
        "(GRANT CREATE ON DATABASE), or where it is there, to use it and its tables (GRANT USAGE "
        "ON SCHEMA {schema}, and GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
        "{schema}).",
    ),
    "53100": (
        ProblemKind.UNWRITABLE,
        "Free some space on the server's disk and try again; all is as it was.",
    ),
    "53300": (ProblemKind.BUSY, "Try again in a moment, or raise max_connections there."),
    "53": (ProblemKind.UNWRITABLE, "Give the server more memory or disk, and try again."),
    "22023": (ProblemKind.REFUSED, "Correct the parameters after the ? in {setting}."),
    "25006": (
        ProblemKind.UNWRITABLE,
        "It is a replica or is set to be read only: name the primary server in {setting}.",
    ),
    "55P03": (ProblemKind.BUSY, "Wait for the other program to finish writing, or stop it."),
    "40": (ProblemKind.BUSY, "Try again in a moment."),
    "57014": (ProblemKind.BUSY, "Try again in a moment."),
    "57P03": (ProblemKind.AWAY, "Try again in a moment."),
    "57": (ProblemKind.AWAY, "Try again in a moment, once the server is back."),
    "08": (ProblemKind.AWAY, "Try again in a moment, once the server is back."),
    "58": (ProblemKind.UNUSABLE, "Look into the server's log: its disk may be failing."),
    "XX": (
        ProblemKind.UNUSABLE,
        "Look into the server's log; if its files are damaged, restore it from a copy.",
    ),
}
# No SQLSTATE, but a parameter of the address, such as sslmode, that the client does not know.
_PARAMETER: Final = "22023"
# What the messages of a refused connection have in common, in servers that speak English.
_WORDS: Final = (
    (("password authentication failed",), "28P01"),
    (("no password supplied",), "28P01"),
    (("no pg_hba.conf entry",), "28"),
    (("FATAL", "role", "does not exist"), "28"),
    (("FATAL", "database", "does not exist"), "3D000"),
    (("FATAL", "too many"), "53300"),
    (("FATAL", "remaining connection slots"), "53300"),
    (("FATAL", "the database system is"), "57P03"),
    (("FATAL", "not currently accepting connections"), "57P03"),
    (("No space left on device",), "53100"),
    (("could not write init file",), "53100"),
    (("invalid", "value"), _PARAMETER),
    (("bad value for",), _PARAMETER),
)
# All that the client logs of a server that is away is raised as well, in the words of this module;
# the client's own repeat the server's and would reach the terminal or a log beside them.
for _logger in ("psycopg", "psycopg.pool"):
    logging.getLogger(_logger).setLevel(logging.CRITICAL + 1)
_AWAY: Final = "Start the server, or correct {setting}, and try again."
_UNUSABLE: Final = "Look into the server's log, or restore the database from a copy."


def describe(error: psycopg.Error, location: str, setting: str, schema: str) -> Problem:
    """Return the problem that an error of the client library stands for."""
    kind, cure = _kind_and_cure(error)
    text = f"{location}: {_first_line(error)}. {cure.format(setting=setting, schema=schema)}"
    return Problem(kind, text)


def unreadable_address(location: str, setting: str) -> Problem:
    """Return the problem of an address that the client library cannot read."""
    return Problem(
        ProblemKind.REFUSED,
        f"{location}: no address of a PostgreSQL database. Set {setting} to one such as "
        f"postgresql://user:password@host:5432/database, {ENCODED_SIGNS}.",
    )


def _kind_and_cure(error: psycopg.Error) -> tuple[ProblemKind, str]:
    state = error.sqlstate or ""
    for length in (5, 2):  # a whole SQLSTATE, or its class
        if found := _BY_STATE.get(state[:length]):
            return found
    if not state and (found := _of_refused_connection(str(error))):
        return found
    if not state and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return ProblemKind.AWAY, _AWAY
    return ProblemKind.UNUSABLE, _UNUSABLE


def _of_refused_connection(text: str) -> tuple[ProblemKind, str] | None:
    """Return what a server meant that refused a connection, which libpq tells by words alone."""
    for words, state in _WORDS:
        if all(word in text for word in words):
            return _BY_STATE[state]
    return None


def _first_line(error: psycopg.Error) -> str:
    text = error.diag.message_primary or next(iter(str(error).splitlines()), "")
    return text.strip().rstrip(".") or type(error).__name__


@contextmanager
def translated(location: str, setting: str, schema: str, make_error: MakeError) -> Iterator[None]:
    """Raise what `make_error` makes of an error of the client library within, without a cause.

    The client's own error may hold an address with a password.
    """
    try:
        yield
    except psycopg.Error as error:
        raise make_error(describe(error, location, setting, schema)) from None
