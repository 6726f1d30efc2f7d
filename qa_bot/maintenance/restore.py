"""An exported file into a library: everything is checked before anything is written.

Merges: an article that is there already stays, and so does every other. Each
article goes in whole, so an import that is cut short is finished by doing it
again.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, ArticleRef, Place
from qa_bot.identity import FORMER_DIGITS, article_id, content_digest
from qa_bot.indexing.ingest import Outcome
from qa_bot.maintenance import archive, archived_feeds, archived_vectors
from qa_bot.maintenance.archive import ArchiveReader
from qa_bot.maintenance.plausibility import line_problem, text_problem, tidied, tidied_line
from qa_bot.storage.store import Store
from qa_bot.text.normalisation import one_line

Progress = Callable[[str, int, int], None]
# Enough to find one vector in ten that is of another text, in 99 of 100 exports.
_DRAWN_ARTICLES, _DRAWN_CHUNKS = 16, 3


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line of articles.jsonl; `id` is shorter in an export of version 1."""

    id: str
    title: str
    source: str
    digest: str
    author: str
    published: str
    language: str
    tags: list[str]
    places: list[Place]
    collection: str
    link: str
    sha256: str
    added_at: float
    given: list[tuple[str, str]]

    @property
    def full_id(self) -> str:
        """The id that the article has now."""
        return article_id(self.source, self.collection)

    def article(self, text: str) -> Article:
        """The article with its text."""
        told = msgspec.structs.asdict(self)
        for name in ("sha256", "added_at", "given"):
            del told[name]
        told["id"] = self.full_id
        told |= {"text": text, "tags": tuple(self.tags), "places": tuple(self.places)}
        return Article(**told)


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    """A line of versions.jsonl."""

    article_id: str
    digest: str
    title: str
    source: str
    text: str
    at: float
    collection: str
    author: str
    published: str
    language: str
    link: str


class _Citation(msgspec.Struct, forbid_unknown_fields=True):
    """A line of citations.jsonl."""

    article_id: str
    digest: str
    by: str


class Takes(Protocol):
    """What takes an article in: the Adder."""

    def add(self, article: Article) -> Outcome: ...

    def embedded(self, article: Article, most: int) -> dict[bytes, NDArray[np.float32]]: ...


@dataclass(frozen=True, slots=True)
class Imported:
    """An article of the export, and its outcome: as an Outcome, or "kept" as the library has it."""

    article: ArticleRef
    outcome: str


def import_(
    store: Store,
    adder: Takes,
    reader: ArchiveReader,
    probe: NDArray[np.float32],
    replace: bool = False,
    progress: Progress = lambda title, done, total: None,
) -> Iterator[Imported]:
    """Merge an export into the library, yielding what became of each article.

    `probe` is the model's vector of the fixed sentence: the export's vectors
    are used where the model is the same, and refused where it makes others of
    texts drawn at random. Where the library has another text
    for an article, that stays unless `replace`. Raises ExportUnusable before
    anything is written, and what `adder` raises.
    """
    total = _check(reader, progress)
    if archived_vectors.are_usable(reader, probe):
        archived_vectors.check(reader, _drawn(reader, adder), probe.size)
        archived_vectors.keep(store, reader)
    for done, line in enumerate(_lines(reader)):
        progress(line.title, done, total)
        yield _take(store, adder, reader, line, replace)
    ids = _full_ids(reader)
    _take_versions(store, reader, ids)
    for part in archived_feeds.PARTS:
        archived_feeds.take(store, part, [_with_full_id(each, ids) for each in reader.lines(part)])
    progress("", total, total)


def _check(reader: ArchiveReader, progress: Progress) -> int:
    """Read the whole export and believe nothing of it; how many articles there are."""
    reader.check_sums()
    total = reader.manifest.get("articles")
    if not isinstance(total, int) or isinstance(total, bool):
        raise reader.unusable("its manifest does not say how many articles there are")
    seen: set[str] = set()
    for done, line in enumerate(_lines(reader)):
        progress("checking", done, total)
        _checked(reader, line)
        seen.add(line.id)
    for version in reader.lines(archive.VERSIONS):
        _check_version(reader, _parsed(reader, _Version, version))
    for citation in reader.lines(archive.CITATIONS):
        _parsed(reader, _Citation, citation)
    for part in archived_feeds.PARTS:
        for value in reader.lines(part):
            _parsed(reader, archived_feeds.PARTS[part][1], value)
    if len(seen) != total:
        raise reader.unusable(f"it holds {len(seen)} articles, its manifest says {total}")
    if archive.ROWS in reader.parts or archive.KEYS in reader.parts:
        archived_vectors.open_arrays(reader)
    return total


def _lines(reader: ArchiveReader) -> Iterator[_Line]:
    return (_parsed(reader, _Line, value) for value in reader.lines(archive.ARTICLES))


def _parsed(reader: ArchiveReader, kind: Any, value: dict[str, Any]) -> Any:
    try:
        line = msgspec.json.decode(archive.line(value), type=kind)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise reader.unusable(f"a line is not as it should be ({error})") from None
    if problem := line_problem(line):
        raise reader.unusable(f"a line is not as it should be ({problem})")
    return line


def _checked(reader: ArchiveReader, line: _Line) -> Article:
    if line.id not in (line.full_id, line.full_id[:FORMER_DIGITS]):
        raise reader.unusable(f"the id {line.id!r} is not that of {line.source!r}")
    article = line.article(reader.text(line.id, line.sha256))
    if article.digest != content_digest(article.title, article.text):
        raise reader.unusable(f"the digest of {line.id} is not that of its text")
    if problem := text_problem(article.text):
        raise reader.unusable(f"the text of {line.id} is of no document: {problem}")
    places = article.places
    if len(places) > len(article.text) or not all(
        0 <= place.start <= len(article.text) for place in places
    ):
        raise reader.unusable(f"a place of {line.id} is not in its text")
    return tidied(article)


def _check_version(reader: ArchiveReader, version: _Version) -> None:
    if version.digest != content_digest(version.title, version.text):
        raise reader.unusable(f"the digest of a version of {version.article_id} is not its text's")
    if problem := text_problem(version.text):
        raise reader.unusable(f"a version of {version.article_id} is of no document: {problem}")


def _take(store: Store, adder: Takes, reader: ArchiveReader, line: _Line, over: bool) -> Imported:
    article = _checked(reader, line)
    here = store.digest(article.id)
    if here is not None and here != article.digest and not over:
        return Imported(article.ref, "kept")
    outcome = adder.add(article).value
    _tell(store, line)
    return Imported(article.ref, outcome)


def _tell(store: Store, line: _Line) -> None:
    """What the library knows of an article beside what it says."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE articles SET added_at = min(added_at, ?) WHERE id = ?",
            (line.added_at, line.full_id),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO given (article_id, field, value) "
            "SELECT id, ?, ? FROM articles WHERE id = ?",
            [(field, one_line(value), line.full_id) for field, value in line.given],
        )


def _full_ids(reader: ArchiveReader) -> dict[str, str]:
    """The present ids of the export's articles and versions, by their ids in it."""
    versions = {
        each["article_id"]: article_id(each["source"], each["collection"])
        for each in reader.lines(archive.VERSIONS)
    }
    return versions | {line.id: line.full_id for line in _lines(reader)}


def _with_full_id(line: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    number = line.get("article_id")
    return line if number is None else {**line, "article_id": ids.get(number, number)}


def _take_versions(store: Store, reader: ArchiveReader, ids: dict[str, str]) -> None:
    names = ", ".join(_Version.__struct_fields__)
    marks = ", ".join(f":{name}" for name in _Version.__struct_fields__)
    with store.writing() as connection:
        for value in reader.lines(archive.VERSIONS):
            connection.execute(
                f"INSERT OR IGNORE INTO versions ({names}) VALUES ({marks})",
                tidied_line(_with_full_id(value, ids)),
            )
        for value in reader.lines(archive.CITATIONS):
            connection.execute(
                "INSERT OR IGNORE INTO citations (article_id, digest, by) "
                "VALUES (:article_id, :digest, :by)",
                _with_full_id(value, ids),
            )


def _drawn(reader: ArchiveReader, adder: Takes) -> dict[bytes, NDArray[np.float32]]:
    """Embed some of the export's texts, drawn at random, so that none can be foreseen."""
    drawn: list[_Line] = []
    random = secrets.SystemRandom()
    for number, line in enumerate(_lines(reader)):
        # Vitter's algorithm R: each article is as likely as any other.
        if number < _DRAWN_ARTICLES:
            drawn.append(line)
        elif (place := random.randrange(number + 1)) < _DRAWN_ARTICLES:
            drawn[place] = line
    made: dict[bytes, NDArray[np.float32]] = {}
    for line in drawn:
        made |= adder.embedded(_checked(reader, line), _DRAWN_CHUNKS)
    return made
