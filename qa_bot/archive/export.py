"""The export of a whole library into one file of open formats, as it is at one moment.

Streams, so that its size does not matter, and leaves either a whole file or none.
"""

import base64
import hashlib
import json
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.archive import format as archive
from qa_bot.archive.format import ArchivePart, HashingStream
from qa_bot.archive.line_types import WEB_LINES, CitationLine, VersionLine, fields_of
from qa_bot.documents import Progress, no_progress
from qa_bot.errors import ExportFailed
from qa_bot.files import open_private
from qa_bot.storage.store import Store


def export(
    store: Store,
    path: Path,
    with_vectors: bool = False,
    overwrite: bool = False,
    progress: Progress = no_progress,
) -> int:
    """Write the library to `path`; return the number of articles.

    Raises ExportFailed when the file exists and is not to be overwritten, or
    when it cannot be written.
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
        self._parts: dict[str, ArchivePart] = {}

    def write(self, with_vectors: bool) -> int:
        # Whole, as is the directory of the zip, which has an entry for each text.
        articles = [number for number, _ in self._store.digests()]
        # A zip takes one part at a time, so the texts come first and their digests are collected.
        digests = {
            number: self._write_text(number, i, len(articles)) for i, number in enumerate(articles)
        }
        self._progress("", len(articles), len(articles))
        with self._part(archive.ARTICLES) as out:
            for number in articles:
                out.write(archive.to_line(self._article(number, digests[number])))
        self._write_records("versions", fields_of(VersionLine))
        self._write_records("citations", fields_of(CitationLine))
        for kind, line in WEB_LINES.items():
            self._write_records(kind, fields_of(line))
        if with_vectors and self._store.index_model() is not None:
            self._write_vectors()
        self._write_manifest(len(articles))
        return len(articles)

    def _write_text(self, article_id: str, done: int, total: int) -> str:
        article = self._store.article(article_id)
        self._progress(article.title, done, total)
        data = article.text.encode()
        self._zip.writestr(f"texts/{article_id}.txt", data)
        return hashlib.sha256(data).hexdigest()

    def _article(self, article_id: str, sha256: str) -> dict[str, Any]:
        article = asdict(self._store.article(article_id))
        # The text has a file of its own; what was not read or left out is not stored.
        del article["text"], article["unread"], article["left_out"]
        overrides = self._store.overrides(article_id)
        return article | {
            "sha256": sha256,
            "added_at": self._store.transfer.added_at(article_id),
            "given": [list(row) for row in overrides.to_rows()],
        }

    def _write_records(self, kind: str, fields: tuple[str, ...]) -> None:
        with self._part(f"{kind}.jsonl") as out:
            for row in self._store.transfer.records(kind, fields):
                out.write(archive.to_line(dict(zip(fields, row, strict=True))))

    def _write_vectors(self) -> None:
        size = self._store.transfer.embedding_count()
        with self._part(archive.KEYS) as out:
            _write_npy_header(out, "|u1", (size.count, 32))
            for key in self._store.transfer.embedding_keys():
                out.write(key)
        with self._part(archive.ROWS) as out:
            _write_npy_header(out, "<f4", (size.count, size.dimension))
            for vector in self._store.transfer.embedding_vectors():
                out.write(vector)

    def _write_manifest(self, articles: int) -> None:
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
        model = self._store.index_model()
        if model is None:
            return None
        return {"name": model.name, "probe": base64.b64encode(model.fingerprint).decode()}

    @contextmanager
    def _part(self, name: str) -> Iterator[HashingStream]:
        with self._zip.open(name, "w", force_zip64=True) as stream:
            hashing = HashingStream(stream)
            yield hashing
        self._parts[name] = hashing.part


def _write_npy_header(out: HashingStream, kind: str, shape: tuple[int, int]) -> None:
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(out, header)
