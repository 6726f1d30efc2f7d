"""A schema brought to the newest revision by Alembic.

Revisions are modules of a package whose names end in a number, such as `library_0001`; that
number is the revision's id, and the greatest one is the newest. One that was released never
changes. All that a schema lacks is applied in one transaction, or none of it.
"""

import logging
import pkgutil
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

_VERSION_TABLE = "alembic_version"
# It logs each of its own parts, whatever is migrated.
logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
_NUMBERED = re.compile(r"[a-z_]+_(\d{4})")


def run_script(script: str) -> None:
    """Run statements of a revision, within its transaction."""
    from alembic import op

    # Without parameters, which would allow one statement alone.
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})


class NewerRevision(Exception):
    """The schema has a revision that this release does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


@dataclass(frozen=True)
class Migrations:
    """The revisions in a package, such as "qa_bot.storage.postgres.revisions"."""

    package: str

    @cached_property
    def folder(self) -> Path:
        """The folder of the revisions."""
        return Path(str(import_module(self.package).__file__)).parent

    @cached_property
    def known(self) -> list[str]:
        """The ids of all revisions, the newest last."""
        names = (module.name for module in pkgutil.iter_modules([str(self.folder)]))
        return sorted(found[1] for name in names if (found := _NUMBERED.fullmatch(name)))

    @property
    def newest(self) -> str:
        """The id of the newest revision."""
        return self.known[-1]

    def is_current(self, connection: psycopg.Connection, schema: str) -> bool:
        """Return whether a schema has the newest revision; raises NewerRevision."""
        table = sql.Identifier(schema, _VERSION_TABLE)
        found = connection.execute(
            "SELECT to_regclass(%s) IS NOT NULL", (table.as_string(connection),)
        ).fetchone()
        if not found or not found[0]:
            return False
        row = connection.execute(sql.SQL("SELECT version_num FROM {}").format(table)).fetchone()
        if row is not None and row[0] not in self.known:
            raise NewerRevision(row[0])
        return row == (self.newest,)

    def upgrade(self, connection: "Connection", schema: str) -> None:
        """Apply the revisions that a schema lacks, within the transaction of a connection."""
        from alembic.config import Config
        from alembic.runtime.environment import EnvironmentContext
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory(str(self.folder), version_locations=[str(self.folder)])
        context = EnvironmentContext(
            Config(),
            scripts,
            fn=lambda revision, _: scripts._upgrade_revs("heads", revision),
        )
        with context:
            context.configure(
                connection=connection,
                version_table=_VERSION_TABLE,
                version_table_schema=schema,
            )
            context.run_migrations()
