"""Looks at every part a person may have to mend, and says what to do."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_bot.components import Components
from qa_bot.config import TOKEN_VARIABLE, Config
from qa_bot.errors import QaBotError
from qa_bot.files import open_to_others
from qa_bot.i18n import wording
from qa_bot.loading.sandbox import restrictions, self_check
from qa_bot.processor import kernel


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `cure` is what to do, or empty."""

    what: str
    sound: bool = True
    cure: str = ""


def examine(config: Config) -> Iterator[Finding]:
    """Look at full text, models, library, sandbox and token, one after the other."""
    components = Components(config)
    yield _full_text()
    yield _processor()
    yield _tried("embedding model", lambda: _embedding(components))
    yield _tried("reader", lambda: _reader(components))
    yield _tried("library", lambda: _library(components))
    yield _tried("reading of files", _reading)
    yield from _permissions(config.library.folder)
    yield _token(config)


def _tried(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except QaBotError as error:
        return Finding(f"{name}: cannot be used", sound=False, cure=str(error))


def _full_text() -> Finding:
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    except sqlite3.OperationalError:
        cure = "This Python's SQLite lacks FTS5. Install Python from python.org or your system."
        return Finding("full text: missing", sound=False, cure=cure)
    return Finding(f"full text: SQLite {sqlite3.sqlite_version} with FTS5")


def _processor() -> Finding:
    found = kernel()
    if found.measured:
        return Finding(f"processor: models run on {found.name}")
    cure = (
        "Answers should be the same as elsewhere, but were never measured on these instructions: "
        "`qa-bot eval` measures them."
    )
    return Finding(f"processor: models run on {found.name}", cure=cure)


def _embedding(components: Components) -> Finding:
    model = components.embedder
    return Finding(
        f"embedding model: {model.name}, {model.dimension} dimensions, "
        f"reads {model.max_tokens} tokens"
    )


def _reader(components: Components) -> Finding:
    components.reader.read("Who reads?", ["The reader reads."])
    return Finding(f"reader: {components.config.answering.reader}")


def _library(components: Components) -> Finding:
    components.answerer  # noqa: B018  # opening it is the check
    listings = components.store.listings()
    chunks = sum(listing.chunks for listing in listings)
    what = (
        f"library: {len(listings)} articles, {chunks} chunks in {components.config.library.folder}"
    )
    notice = " ".join(components.notices)
    return Finding(what, cure=notice or ("" if listings else "Add some: qa-bot add FILE"))


def _reading() -> Finding:
    """What hostile files are held to here, as a process that reads one finds it."""
    measures = self_check.measures()
    name = "reading of files: in a process apart, with a time limit"
    if restrictions.SECCOMP in measures and any(
        m.startswith(restrictions.LANDLOCK) for m in measures
    ):
        return Finding(", ".join((name, *measures)))
    return Finding(
        ", ".join((name, *measures)),
        cure="This system does not keep such a process from files and the network; Linux does "
        "(5.13 or later, with Landlock). Read files of strangers in a container only.",
    )


def _permissions(folder: Path) -> Iterator[Finding]:
    """What other users of this machine may read; nothing is said where that is nothing."""
    if folder.is_dir() and (names := open_to_others(folder)):
        yield Finding(
            "library: open to other users", cure=wording.open_to_others(str(folder), names)
        )


def _token(config: Config) -> Finding:
    telegram = config.telegram
    if telegram.token is not None:
        return Finding(f"telegram: token given by {TOKEN_VARIABLE}")
    if telegram.token_file is not None and telegram.token_file.is_file():
        return Finding(f"telegram: token file {telegram.token_file}")
    cure = f"Only `qa-bot telegram` needs one: ask @BotFather (/newbot) and set {TOKEN_VARIABLE}."
    return Finding("telegram: no token", cure=cure)
