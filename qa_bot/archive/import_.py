"""The import of an exported file: everything is checked before anything is written.

Merges: an article that is there already stays, and so does every other. Each
article is added whole, so an interrupted import is finished by running it again.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from qa_bot.archive import format as archive
from qa_bot.archive import vectors as archive_vectors
from qa_bot.archive.format import ArchiveReader
from qa_bot.archive.line_types import (
    WEB_DEFAULTS,
    WEB_LINES,
    ArticleLine,
    CitationLine,
    VersionLine,
    fields_of,
    line_problem,
    normalised,
    normalised_line,
    text_problem,
)
from qa_bot.documents import Article, ArticleRef, Progress, no_progress
from qa_bot.identity import FORMER_DIGITS, article_id, content_digest
from qa_bot.indexing.ingest import Ingester
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.store import Store
from qa_bot.text.normalisation import one_line

# Enough to find one vector in ten that is of another text, in 99 of 100 exports.
_SAMPLED_ARTICLES, _SAMPLED_CHUNKS = 16, 3


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An article of the export, and its outcome: an Outcome's value, or "kept" for the library's.

    "kept" means that the library has another text for the article, which stays.
    """

    article: ArticleRef
    outcome: str


def import_(
    store: Store,
    ingester: Ingester,
    reader: ArchiveReader,
    fingerprint: NDArray[np.float32],
    replace: bool = False,
    progress: Progress = no_progress,
) -> Iterator[ImportResult]:
    """Merge an export into the library, yielding what became of each article.

    `fingerprint` is the embedding model's: the export's vectors are used where
    the model is the same, and refused where it makes others of texts drawn at
    random. Where the library has another text for an article, that stays unless
    `replace`. Raises ExportUnusable before anything is written, and what
    `ingester` raises.
    """
    total = _check(reader, progress)
    if archive_vectors.are_usable(reader, fingerprint):
        archive_vectors.check(reader, _embed_sample(reader, ingester), fingerprint.size)
        archive_vectors.stage(store, reader)
    for done, line in enumerate(_article_lines(reader)):
        progress(line.title, done, total)
        yield _import_article(store, ingester, reader, line, replace)
    _import_records(store, reader)
    progress("", total, total)


def _check(reader: ArchiveReader, progress: Progress) -> int:
    """Check the whole export; return the number of articles."""
    reader.check_digests()
    total = reader.manifest.get("articles")
    if not isinstance(total, int) or isinstance(total, bool):
        raise reader.unusable("its manifest does not say how many articles there are")
    seen: set[str] = set()
    for done, line in enumerate(_article_lines(reader)):
        progress("checking", done, total)
        _checked_article(reader, line)
        seen.add(line.id)
    for version in reader.lines(archive.VERSIONS):
        _check_version(reader, _parsed(reader, VersionLine, version))
    for citation in reader.lines(archive.CITATIONS):
        _parsed(reader, CitationLine, citation)
    for kind, line_type in WEB_LINES.items():
        for value in reader.lines(f"{kind}.jsonl"):
            _parsed(reader, line_type, value)
    if len(seen) != total:
        raise reader.unusable(f"it holds {len(seen)} articles, its manifest says {total}")
    if archive.ROWS in reader.parts or archive.KEYS in reader.parts:
        archive_vectors.open_arrays(reader)
    return total


def _article_lines(reader: ArchiveReader) -> Iterator[ArticleLine]:
    return (_parsed(reader, ArticleLine, value) for value in reader.lines(archive.ARTICLES))


def _parsed(reader: ArchiveReader, line_type: Any, value: dict[str, Any]) -> Any:
    try:
        line = msgspec.json.decode(archive.to_line(value), type=line_type)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise reader.unusable(f"a line is not as it should be ({error})") from None
    if problem := line_problem(line):
        raise reader.unusable(f"a line is not as it should be ({problem})")
    return line


def _checked_article(reader: ArchiveReader, line: ArticleLine) -> Article:
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
    return normalised(article)


def _check_version(reader: ArchiveReader, version: VersionLine) -> None:
    if version.digest != content_digest(version.title, version.text):
        raise reader.unusable(f"the digest of a version of {version.article_id} is not its text's")
    if problem := text_problem(version.text):
        raise reader.unusable(f"a version of {version.article_id} is of no document: {problem}")


def _import_article(
    store: Store, ingester: Ingester, reader: ArchiveReader, line: ArticleLine, replace: bool
) -> ImportResult:
    article = _checked_article(reader, line)
    here = store.digest(article.id)
    if here is not None and here != article.digest and not replace:
        return ImportResult(article.ref, "kept")
    outcome = ingester.add(article).value
    overrides = MetadataOverrides.from_rows((f, one_line(value)) for f, value in line.given)
    store.transfer.merge_article(line.full_id, line.added_at, overrides)
    return ImportResult(article.ref, outcome)


def _import_records(store: Store, reader: ArchiveReader) -> None:
    """Import versions, citations and what is followed on the web, with the present ids."""
    ids = _full_ids(reader)
    # Together, as a version that nothing cites is dropped by the next change.
    store.transfer.insert(
        [
            (
                "versions",
                fields_of(VersionLine),
                (
                    normalised_line(_with_full_id(line, ids))
                    for line in reader.lines(archive.VERSIONS)
                ),
            ),
            (
                "citations",
                fields_of(CitationLine),
                (_with_full_id(line, ids) for line in reader.lines(archive.CITATIONS)),
            ),
        ]
    )
    for kind, line_type in WEB_LINES.items():
        defaults = WEB_DEFAULTS.get(kind, {})
        records = [
            normalised_line(_with_full_id(line, ids)) | defaults
            for line in reader.lines(f"{kind}.jsonl")
        ]
        store.transfer.insert([(kind, (*fields_of(line_type), *defaults), records)])


def _full_ids(reader: ArchiveReader) -> dict[str, str]:
    """Return the present ids of the export's articles and versions, by their ids in it."""
    versions = {
        each["article_id"]: article_id(each["source"], each["collection"])
        for each in reader.lines(archive.VERSIONS)
    }
    return versions | {line.id: line.full_id for line in _article_lines(reader)}


def _with_full_id(line: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    former = line.get("article_id")
    return line if former is None else {**line, "article_id": ids.get(former, former)}


def _embed_sample(reader: ArchiveReader, ingester: Ingester) -> dict[bytes, NDArray[np.float32]]:
    """Embed some of the export's texts, drawn at random, so that none can be foreseen."""
    drawn: list[ArticleLine] = []
    random = secrets.SystemRandom()
    for number, line in enumerate(_article_lines(reader)):
        # Vitter's algorithm R: each article is as likely as any other.
        if number < _SAMPLED_ARTICLES:
            drawn.append(line)
        elif (place := random.randrange(number + 1)) < _SAMPLED_ARTICLES:
            drawn[place] = line
    vectors: dict[bytes, NDArray[np.float32]] = {}
    for line in drawn:
        vectors |= ingester.embed_sample(_checked_article(reader, line), _SAMPLED_CHUNKS)
    return vectors
