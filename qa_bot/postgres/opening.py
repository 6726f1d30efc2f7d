"""Opening a schema of a PostgreSQL database: its connections, and the migration of its tables."""

from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types import TypeInfo

from qa_bot.postgres.locks import lock_key
from qa_bot.postgres.migrations import Migrations, NewerRevision
from qa_bot.postgres.pooling import is_session_shared
from qa_bot.postgres.problems import Problem, ProblemKind, unreadable_address
from qa_bot.postgres.texts import TextDumper
from qa_bot.server_url import ServerUrl

# Used where the URL does not say otherwise: seconds to connect, and how soon a lost network
# shows, in seconds and, for `tcp_user_timeout`, milliseconds.
_DEFAULTS: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "fallback_application_name": "qa-bot",
    "client_encoding": "utf8",
}
# The same for the server, so that the lock of a writer whose machine is gone is let go, in seconds;
# and no machine code for a statement, which takes longer to make than any of them to run.
_SERVER_SETTINGS: Final = (
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("jit", "off"),
)
# The oldest server whose statements are those used here, as `server_version` counts.
_OLDEST_SERVER: Final = 130_000


class SchemaAddress:
    """The address of a database with one of its schemas; prints without a password."""

    options: Final[dict[str, Any]] = {"autocommit": True}

    def __init__(self, url: str, schema: str, setting: str) -> None:
        self.schema = schema
        self.setting = setting
        self.location = str(ServerUrl(url))
        self._url = url
        self._vectors: tuple[str, TypeInfo] | None = None

    def __repr__(self) -> str:
        return f"SchemaAddress('{self.location}')"

    @property
    def conninfo(self) -> str:
        """What the client library connects with; holds the password."""
        given = conninfo_to_dict(self._url)
        return make_conninfo(
            "", **{**_DEFAULTS, **{k: str(v) for k, v in given.items() if v is not None}}
        )

    @property
    def is_readable(self) -> bool:
        """Whether the URL is certain to be read as it is meant; errors may hold a password else."""
        try:
            given = conninfo_to_dict(self._url) if ServerUrl(self._url).scheme else None
        except psycopg.ProgrammingError:
            return False
        # As parameters, these may be whole addresses.
        return given is not None and not any(
            sign in str(given.get(name) or "")[1:] for name in ("host", "dbname") for sign in "@="
        )

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection of its own."""
        connection = self._connected()
        try:
            self.configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        try:
            return psycopg.connect(self.conninfo, **self.options)
        except psycopg.Error as error:
            # The error itself holds what failed to connect, and that the password.
            failed = type(error)(*error.args)
        # Raised here, as an error that is being handled would stay in its context.
        raise failed

    def configure(self, connection: psycopg.Connection[Any]) -> None:
        """Have the tables of the schema found, every text stored, and vectors be arrays."""
        connection.adapters.register_dumper(str, TextDumper)
        schemas = [self.schema, *([self._vectors[0]] if self._vectors else [])]
        path = ", ".join(sql.Identifier(name).as_string(connection) for name in schemas)
        settings = "".join(f"SET {name} = {value}; " for name, value in _SERVER_SETTINGS)
        connection.execute(f"{settings}SET search_path = {path}")
        if self._vectors:
            from pgvector.psycopg.vector import register_vector_info

            register_vector_info(connection, self._vectors[1])

    def find_vectors(self, connection: psycopg.Connection[Any]) -> bool:
        """Look for pgvector, in whichever schema; return whether it is there."""
        row = connection.execute(
            "SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace "
            "WHERE extname = 'vector'"
        ).fetchone()
        if row is None:
            return False
        name = sql.Identifier(row[0], "vector").as_string(connection)
        info = TypeInfo.fetch(connection, name)
        self._vectors = None if info is None else (row[0], info)
        return self._vectors is not None


def prepare(address: SchemaAddress, migrations: Migrations, needs_vectors: bool) -> Problem | None:
    """Bring the schema up to date, or return the problem that keeps it from being used."""
    if not address.is_readable:
        return unreadable_address(address.location, address.setting)
    with address.connect() as connection:
        problem = _problem_of_server(connection, address)
        if problem is None and needs_vectors and not address.find_vectors(connection):
            problem = Problem(
                ProblemKind.REFUSED,
                f"{address.location}: the extension pgvector is not in this database. Install it "
                "on the server, and run CREATE EXTENSION vector in the database as a user who may.",
            )
        if problem is not None:
            return problem
        try:
            if not migrations.is_current(connection, address.schema):
                _upgrade(address, migrations)
        except NewerRevision as error:
            return Problem(
                ProblemKind.REFUSED,
                f"{address.location}: its schema {address.schema} has revision {error.revision}, "
                f"this program reads up to {migrations.newest}. Install a newer qa-bot, or name "
                f"another database in {address.setting}.",
            )
    return None


def _problem_of_server(
    connection: psycopg.Connection[Any], address: SchemaAddress
) -> Problem | None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return Problem(
            ProblemKind.REFUSED,
            f"{address.location}: its encoding is {encoding}, which cannot hold every text. Name "
            f"a database with the encoding UTF8 in {address.setting} (createdb --encoding=UTF8 "
            "--template=template0).",
        )
    if connection.info.server_version < _OLDEST_SERVER:
        return Problem(
            ProblemKind.REFUSED,
            f"{address.location}: a server older than PostgreSQL {_OLDEST_SERVER // 10_000}. "
            "Install a newer one there, or name another server.",
        )
    if is_session_shared(connection, address.connect):
        return Problem(
            ProblemKind.REFUSED,
            f"{address.location}: a pooler of connections, such as pgbouncer in transaction mode, "
            "stands before PostgreSQL. Locks and announcements need a session of their own: name "
            f"PostgreSQL itself in {address.setting}, or set pool_mode = session in the pooler.",
        )
    return None


def _upgrade(address: SchemaAddress, migrations: Migrations) -> None:
    """Apply the revisions that the schema lacks, one program at a time."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    # SQLAlchemy begins the transaction itself.
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: _without_autocommit(address),
        poolclass=NullPool,
    )
    try:
        with engine.begin() as connection:
            key = lock_key(address.schema, "writers")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
            name = address.schema
            found = connection.exec_driver_sql("SELECT to_regnamespace(%s)", (f'"{name}"',))
            if found.scalar() is None:
                connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
            migrations.upgrade(connection, name)
    except DBAPIError as error:
        raise (error.orig if isinstance(error.orig, psycopg.Error) else error) from None


def _without_autocommit(address: SchemaAddress) -> psycopg.Connection[Any]:
    connection = address.connect()
    connection.autocommit = False
    return connection
