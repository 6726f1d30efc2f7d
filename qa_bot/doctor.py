"""Diagnose the installation: engines, models, library, sandbox, written answers, token."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.components import Components
from qa_bot.config import TOKEN_VARIABLE, Config, user_settings_file
from qa_bot.engines import library_server, search_server
from qa_bot.errors import QaBotError
from qa_bot.escape import escape_line
from qa_bot.files import files_open_to_others
from qa_bot.i18n import terminal_wording
from qa_bot.loading.sandbox import restrictions, self_check
from qa_bot.processor import instruction_set

if TYPE_CHECKING:
    from qa_bot.generation.server_address import ServerAddress


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The state of one part, and the cure where a person can improve it, else empty.

    A part that works may still have a cure, such as how to fill an empty library.
    """

    summary: str
    is_healthy: bool = True
    cure: str = ""


def examine(config: Config) -> Iterator[Diagnosis]:
    """Yield a diagnosis of each part, in the order in which they depend on each other."""
    yield from _once_each(_parts(config))


def _parts(config: Config) -> Iterator[Diagnosis]:
    components = Components(config)
    yield _settings(config)
    yield from _engines(config)
    yield _processor()
    yield _attempt("embedding model", lambda: _embedding(components))
    yield _attempt("reader", lambda: _reader(components))
    yield _attempt("library", lambda: _library(components))
    yield _attempt("reading of files", _sandbox)
    if components.folder:
        yield from _permissions(components.folder)
    yield _attempt("written answers", lambda: _written(components))
    yield _token(config)
    if url := config.telegram.state_url:
        from qa_bot.channels.telegram.storage.state_server import state_server

        yield _attempt("telegram state", lambda: Diagnosis(f"telegram state: {state_server(url)}"))


def _once_each(diagnoses: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Yield diagnoses, with an error that several parts have in full at the first alone."""
    found: dict[str, str] = {}
    for each in diagnoses:
        part = each.summary.partition(":")[0]
        first = part if each.is_healthy else found.setdefault(each.cure, part)
        if first == part:
            yield each
        else:
            yield replace(each, summary=f"{each.summary}, as the {first}", cure="")


def _attempt(part: str, check: Callable[[], Diagnosis]) -> Diagnosis:
    try:
        return check()
    except QaBotError as error:
        return Diagnosis(f"{part}: cannot be used", is_healthy=False, cure=str(error))


def _settings(config: Config) -> Diagnosis:
    if (file := config.discovery.settings_file) is not None:
        return Diagnosis(f"settings: {file}")
    own = user_settings_file()
    cure = f"Your own may be in {own}." if own is not None else ""
    return Diagnosis("settings: the defaults", cure=cure)


def _engines(config: Config) -> Iterator[Diagnosis]:
    """Yield what holds and searches the library: SQLite, or the servers that are set."""
    if config.library.url:
        yield _attempt(
            "library server", lambda: Diagnosis(f"library server: {library_server(config)}")
        )
    else:
        yield _full_text()
    if config.search.url:
        yield _attempt(
            "search server", lambda: Diagnosis(f"search server: {search_server(config)}")
        )


def _full_text() -> Diagnosis:
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    except sqlite3.OperationalError:
        cure = "This Python's SQLite lacks FTS5. Install Python from python.org or your system."
        return Diagnosis("full text: missing", is_healthy=False, cure=cure)
    return Diagnosis(f"full text: SQLite {sqlite3.sqlite_version} with FTS5")


def _processor() -> Diagnosis:
    instructions = instruction_set()
    summary = f"processor: models run on {instructions.name}"
    if instructions.is_measured:
        return Diagnosis(summary)
    cure = (
        "Answers should be the same as elsewhere, but were never measured on these instructions: "
        "`qa-bot eval` measures them."
    )
    return Diagnosis(summary, cure=cure)


def _embedding(components: Components) -> Diagnosis:
    model = components.embedder
    return Diagnosis(
        f"embedding model: {model.name}, {model.dimension} dimensions, "
        f"reads {model.max_tokens} tokens"
    )


def _reader(components: Components) -> Diagnosis:
    for reader in components.all_readers():
        reader.read("Who reads?", ["The reader reads."])
    return Diagnosis(f"reader: {components.config.answering.reader}")


def _library(components: Components) -> Diagnosis:
    components.answerer  # noqa: B018  # opening it is the check
    articles, chunks = components.store.count_articles(), components.store.count_chunks()
    summary = f"library: {articles} articles, {chunks} chunks in {components.location}"
    if articles:
        searched = map(str, components.config.discovery.without_library)
        components.notices.append(terminal_wording.no_library_in([*searched]))
    return Diagnosis(summary, cure=" ".join(filter(None, components.notices)))


def _sandbox() -> Diagnosis:
    """Describe the restrictions that a process finds itself under when it reads a file."""
    measures = self_check.measures()
    summary = "reading of files: in a process apart, with a time limit"
    if restrictions.SECCOMP in measures and any(
        m.startswith(restrictions.LANDLOCK) for m in measures
    ):
        return Diagnosis(", ".join((summary, *measures)))
    return Diagnosis(
        ", ".join((summary, *measures)),
        cure="This system does not keep such a process from files and the network; Linux does "
        "(5.13 or later, with Landlock). Read files of strangers in a container only.",
    )


def _permissions(folder: Path) -> Iterator[Diagnosis]:
    """Yield a warning where other users of the machine can read the library."""
    if folder.is_dir() and (names := files_open_to_others(folder)):
        yield Diagnosis(
            "library: open to other users",
            cure=terminal_wording.open_to_others(str(folder), names),
        )


def _written(components: Components) -> Diagnosis:
    """Ask the language model for a word, where one is set."""
    server, settings = components.chat_server, components.config.written
    if server is None:
        cure = (
            "Set written.base_url to an OpenAI-compatible server and written.model to a model "
            "there, and it writes answers from the passages that are found."
        )
        return Diagnosis("written answers: off", cure=cure)
    from qa_bot.generation.server_check import check_server

    check = check_server(server, settings.total_seconds)
    counted = "counted by it" if check.is_counted else "estimated, as it does not count them"
    summary = (
        f"written answers: {escape_line(server.name)} at {server.address.host}, "
        f"first words after {check.first_seconds:.1f} s, tokens {counted}, {check.listing}"
    )
    return Diagnosis(summary, cure=where_texts_go(server.address))


def where_texts_go(address: "ServerAddress") -> str:
    """Return which machine is sent questions and passages, and whether others can read them."""
    where = "this machine" if address.is_this_machine else "another machine"
    said = f"Questions and passages are sent to {address.host}, which is {where}."
    if address.is_this_machine or address.is_encrypted:
        return said
    return f"{said} They are not encrypted on the way: use https, or a network of your own."


def _token(config: Config) -> Diagnosis:
    telegram = config.telegram
    if telegram.token is not None:
        return Diagnosis(f"telegram: token given by {TOKEN_VARIABLE}")
    if telegram.token_file is not None and telegram.token_file.is_file():
        return Diagnosis(f"telegram: token file {telegram.token_file}")
    cure = f"Only `qa-bot telegram` needs one: ask @BotFather (/newbot) and set {TOKEN_VARIABLE}."
    return Diagnosis("telegram: no token", cure=cure)
