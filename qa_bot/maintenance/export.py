"""A whole library into one file of open formats, as it is at one moment.

Streams, so that its size does not matter, and leaves either a whole file or none.
"""

import base64
import hashlib
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import ExportFailed
from qa_bot.files import open_private
from qa_bot.maintenance import archive, archived_feeds
from qa_bot.maintenance.archive import Part, Summed
from qa_bot.storage.store import Store

Progress = Callable[[str, int, int], None]

_USED = "EXISTS (SELECT 1 FROM chunks c WHERE c.key = embeddings.key)"
_VERSION = (
    *("article_id", "digest", "title", "source", "text", "at", "collection"),
    *("author", "published", "language", "link"),
)


def export(
    store: Store,
    path: Path,
    with_vectors: bool = False,
    overwrite: bool = False,
    progress: Progress = lambda title, done, total: None,
) -> int:
    """Write the library to `path`; how many articles there are.

    Raises ExportFailed when the file is there already and is not to be
    overwritten, or when it cannot be written.
    """
    # os.path asks any name without an error, also one that is too long.
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        raise ExportFailed(f"{path}: it is no file that could be replaced. Name another.")
    if os.path.lexists(path) and not overwrite:
        raise ExportFailed(f"{path}: it is there already. Name another file, or give --force.")
    try:
        with _whole_or_none(path) as file, store.snapshot():
            return _Export(store, file, progress).write(with_vectors)
    except OSError as error:
        raise ExportFailed(
            f"{path}: cannot be written ({error.strerror or error}). "
            "Free some space, or name a file where you may write."
        ) from error


@contextmanager
def _whole_or_none(path: Path) -> Iterator[zipfile.ZipFile]:
    # Not the name with an ending, which may be longer than a file system allows.
    draft = path.parent / f".qa-bot-export.{os.getpid()}.part"
    try:
        with open_private(draft, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
                yield file
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class _Export:
    """One library on its way into one zip."""

    def __init__(self, store: Store, file: zipfile.ZipFile, progress: Progress) -> None:
        self._store = store
        self._zip = file
        self._progress = progress
        self._parts: dict[str, Part] = {}

    def write(self, with_vectors: bool) -> int:
        numbers = [row[0] for row in self._store.all("SELECT id FROM articles ORDER BY rowid")]
        # A zip takes one part at a time, so the texts come first and their sums are kept.
        sums = {number: self._text(number, i, len(numbers)) for i, number in enumerate(numbers)}
        self._progress("", len(numbers), len(numbers))
        with self._part(archive.ARTICLES) as out:
            for number in numbers:
                out.write(archive.line(self._article(number, sums[number])))
        self._rows(archive.VERSIONS, f"SELECT {', '.join(_VERSION)} FROM versions", _VERSION)
        self._rows(
            archive.CITATIONS,
            "SELECT article_id, digest, by FROM citations",
            ("article_id", "digest", "by"),
        )
        for part in archived_feeds.PARTS:
            self._rows(part, archived_feeds.query(part), archived_feeds.columns(part))
        if with_vectors and self._store.meta("probe") is not None:
            self._vectors()
        self._manifest(len(numbers))
        return len(numbers)

    def _text(self, number: str, done: int, total: int) -> str:
        article = self._store.article(number)
        self._progress(article.title, done, total)
        data = article.text.encode()
        self._zip.writestr(f"texts/{number}.txt", data)
        return hashlib.sha256(data).hexdigest()

    def _article(self, number: str, sha256: str) -> dict[str, Any]:
        article = asdict(self._store.article(number))
        # The text has a file of its own, and what was not read is told once, when it is added.
        del article["text"], article["unread"]
        (added_at,) = self._store.one("SELECT added_at FROM articles WHERE id = ?", number)  # type: ignore[misc]
        given = self._store.all("SELECT field, value FROM given WHERE article_id = ?", number)
        return article | {"sha256": sha256, "added_at": added_at, "given": list(map(list, given))}

    def _rows(self, name: str, query: str, columns: tuple[str, ...]) -> None:
        with self._part(name) as out:
            for row in self._store.each(query):
                out.write(archive.line(dict(zip(columns, row, strict=True))))

    def _vectors(self) -> None:
        count, size = self._store.one(  # type: ignore[misc]
            f"SELECT count(*), max(length(vector)) FROM embeddings WHERE {_USED}"
        )
        order = f"FROM embeddings WHERE {_USED} ORDER BY key"
        with self._part(archive.KEYS) as out:
            _npy_header(out, "|u1", (count, 32))
            for (key,) in self._store.each(f"SELECT key {order}"):
                out.write(key)
        with self._part(archive.ROWS) as out:
            _npy_header(out, "<f4", (count, (size or 0) // 4))
            for (vector,) in self._store.each(f"SELECT vector {order}"):
                out.write(vector)

    def _manifest(self, articles: int) -> None:
        manifest = {
            "format": archive.FORMAT,
            "version": archive.VERSION,
            "made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "articles": articles,
            "model": self._model(),
            "parts": {name: asdict(part) for name, part in self._parts.items()},
        }
        self._zip.writestr(archive.MANIFEST, json.dumps(manifest, indent=2))

    def _model(self) -> dict[str, str] | None:
        name, probe = self._store.meta("model"), self._store.meta("probe")
        if name is None or probe is None:
            return None
        return {"name": name.decode(), "probe": base64.b64encode(probe).decode()}

    @contextmanager
    def _part(self, name: str) -> Iterator[Summed]:
        with self._zip.open(name, "w", force_zip64=True) as stream:
            summed = Summed(stream)
            yield summed
        self._parts[name] = summed.part


def _npy_header(out: Summed, kind: str, shape: tuple[int, int]) -> None:
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(out, header)
