"""Whether answers from PostgreSQL are those from the folder, on question sets.

Run as `python -m benchmarks.engine_answers SET.json … [--limit N] [--url URL]`: each set is asked
as `qa-bot eval` does, of a library in a folder and of one in a database on the server of the
URL, or on one that is started here. Prints the figures of both, and how many answers differ.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engine_libraries import drop_database, new_database, server
from benchmarks.machine import table
from qa_bot.components import Components
from qa_bot.config import Config, load_config
from qa_bot.evaluation import command
from qa_bot.evaluation.run import AskedQuestion, LibraryMode, ask_all
from qa_bot.server_url import ServerUrl


class InDatabases(Components):
    """Components whose other libraries are in databases of their own."""

    def __init__(self, config: Config, on: str) -> None:
        super().__init__(config)
        self._on = on
        self.made: list[str] = []

    def with_library(self, folder: Path, confidence: float | None = None) -> Components:
        """Return components over the library in a new database, with the same models."""
        in_folder = super().with_library(folder, confidence)
        self.made.append(new_database(self._on))
        library = in_folder.config.library.replace(url=ServerUrl(self.made[-1]))
        other = Components(in_folder.config.replace(library=library))
        other._given, other._models = in_folder._given, in_folder._models
        return other


def ask(components: Components, file: Path, limit: int | None) -> list[AskedQuestion]:
    """Ask every question of a set in a new library."""
    dataset = command.load(components, file, (), limit)
    return list(ask_all(components, dataset, LibraryMode.ONE, False, _show))


def _show(what: str, done: int, of: int) -> None:
    print(f"\r{what} {done} of {of}  ", end="", file=sys.stderr, flush=True)


def compare(file: Path, limit: int | None, on: str) -> list[dict[str, Any]]:
    """Return the figures of a set on both engines."""
    config = load_config(None, {})
    in_folder = ask(Components(config), file, limit)
    databases = InDatabases(config, on)
    try:
        in_database = ask(databases, file, limit)
    finally:
        for url in databases.made:
            drop_database(on, url)
    pairs = list(zip(in_folder, in_database, strict=True))
    differing = sum(one.answer.text != other.answer.text for one, other in pairs)
    return [
        {
            "set": file.stem,
            "engine": engine,
            "questions": len(asked),
            "other answers": count,
            **{name: value for name, value in command.as_json(asked).items() if name != "kinds"},
        }
        for engine, asked, count in (
            ("folder", in_folder, 0),
            ("PostgreSQL", in_database, differing),
        )
    ]


def main(given: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--url", default="", help="of a server where databases may be created")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(given)
    rows: list[dict[str, Any]] = []
    with server(arguments.url) as on:
        for file in arguments.sets:
            found = compare(file, arguments.limit, on)
            print(f"\n{table(found)}", flush=True)
            rows += found
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
