"""The format of an exported library: a zip of open formats with a manifest.

    manifest.json      format, counts, the model, and each part's size and SHA-256
    articles.jsonl     one article a line, without its text
    texts/ID.txt       each article's text, UTF-8; its SHA-256 is in its line
    versions.jsonl     earlier versions that are still cited
    citations.jsonl    who cites what
    feeds.jsonl        the feeds that are followed
    feed_given.jsonl   metadata overrides for all articles of a feed
    entries.jsonl      the known entries of the feeds
    pages.jsonl        the articles that are web pages
    vectors/keys.npy   SHA-256 of each embedded text, uint8 (n, 32)
    vectors/rows.npy   its embedding, float32 (n, dimension)

Knows zip and checksums; nothing of libraries. Names, sizes and checksums are
checked before anything is used, and nothing is ever unpacked to a path.
"""

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from qa_bot.archive.line_types import WEB_LINES
from qa_bot.errors import ExportUnusable
from qa_bot.files import open_regular

FORMAT = "qa-bot-export"
# Version 1 had article ids of 12 digits.
VERSION = 2
MANIFEST = "manifest.json"
ARTICLES = "articles.jsonl"
VERSIONS = "versions.jsonl"
CITATIONS = "citations.jsonl"
KEYS = "vectors/keys.npy"
ROWS = "vectors/rows.npy"
_PARTS = {ARTICLES, VERSIONS, CITATIONS, KEYS, ROWS, *(f"{kind}.jsonl" for kind in WEB_LINES)}
_TEXT = re.compile(r"texts/[0-9a-f]{1,64}\.txt")

# Bytes read at once.
_BLOCK = 1 << 20
# Bytes: a manifest has a dozen parts; a line of versions.jsonl may hold a whole text.
_LONGEST_MANIFEST = 1 << 20
_LONGEST_LINE = 64 << 20
# Text is compressed to a fifth, seldom to a twentieth. A part that claims more is a zip bomb.
_MOST_EXPANSION = 200
# Bytes that a part may have whatever its compression.
_SMALL = 10 << 20


@dataclass(frozen=True, slots=True)
class ArchivePart:
    """The size and SHA-256 of a part, as the manifest gives them."""

    bytes: int
    sha256: str


class HashingStream:
    """A stream that hashes and counts what is written through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._count = 0

    def write(self, data: bytes) -> int:
        """Write, hash and count; return the number of bytes."""
        self._stream.write(data)
        self._hash.update(data)
        self._count += len(data)
        return len(data)

    @property
    def part(self) -> ArchivePart:
        """The size and hash of what has been written so far."""
        return ArchivePart(self._count, self._hash.hexdigest())


class ArchiveReader:
    """An exported file opened for reading, its names and sizes checked."""

    def __init__(self, path: Path, most_text: int) -> None:
        """Open and check names, sizes and format; `most_text` is the largest text, in bytes.

        Raises ExportUnusable.
        """
        self.path = path
        self._most_text = most_text
        try:
            self._file = open_regular(path)
        except OSError as error:
            raise ExportUnusable(
                f"{path}: cannot be opened ({error.strerror or error}). "
                "Check the path and its permissions."
            ) from error
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (
            OSError,
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            struct.error,
        ) as error:
            self._file.close()
            raise self.unusable(f"it cannot be opened ({error})") from error
        try:
            self._check_names()
            self.manifest = self._read_manifest()
            self.parts = self._read_parts()
        except BaseException:
            self._close()
            raise

    @property
    def model_name(self) -> str:
        """The name of the embedding model of the library that was exported, "" if unknown."""
        model = self.manifest.get("model")
        name = model.get("name") if isinstance(model, dict) else None
        return name if isinstance(name, str) else ""

    def __enter__(self) -> "ArchiveReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        self._zip.close()
        self._file.close()

    def unusable(self, why: str) -> ExportUnusable:
        """Return the error that says why this file is refused."""
        return ExportUnusable(f"{self.path}: {why}. Export the library again, or copy it again.")

    def _check_names(self) -> None:
        infos = self._zip.infolist()
        names = [info.filename for info in infos]
        if len(set(names)) != len(names):
            raise self.unusable("a part is there twice")
        for info in infos:
            name = info.filename
            if name not in _PARTS and name != MANIFEST and not _TEXT.fullmatch(name):
                raise self.unusable(f"it holds {name!r}, which is no part of an export")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.unusable(f"{name} is packed in a way that exports are not")
            if info.file_size > max(_SMALL, _MOST_EXPANSION * info.compress_size):
                raise self.unusable(f"{name} would grow to {info.file_size:,} bytes")
        whole = sum(info.file_size for info in infos)
        if whole > max(_SMALL, _MOST_EXPANSION * self.path.stat().st_size):
            raise self.unusable(f"it would grow to {whole:,} bytes")
        if MANIFEST not in names:
            raise self.unusable("it has no manifest, so it is no export or was cut short")

    def _read_manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self._bounded(MANIFEST, _LONGEST_MANIFEST))
        except (ValueError, RecursionError) as error:
            raise self.unusable(f"its manifest is not JSON ({error})") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise self.unusable("its manifest is not of a qa-bot export")
        version = manifest.get("version")
        if not isinstance(version, int) or version > VERSION:
            raise ExportUnusable(
                f"{self.path}: it is of version {version!r}, this program reads up to {VERSION}. "
                "Install a newer qa-bot."
            )
        return manifest

    def _read_parts(self) -> dict[str, ArchivePart]:
        listed = self.manifest.get("parts")
        if not isinstance(listed, dict) or ARTICLES not in listed or not listed.keys() <= _PARTS:
            raise self.unusable("its manifest does not name the parts")
        try:
            parts = {
                name: ArchivePart(int(p["bytes"]), str(p["sha256"])) for name, p in listed.items()
            }
        except (TypeError, KeyError, ValueError, OverflowError) as error:
            raise self.unusable("its manifest does not sum the parts") from error
        if present := _PARTS & set(self._zip.namelist()) ^ parts.keys():
            raise self.unusable(f"{min(present)} is in the file or the manifest, but not in both")
        return parts

    def check_digests(self) -> None:
        """Read every part and compare it with its SHA-256; raises ExportUnusable."""
        for name, part in self.parts.items():
            total = hashlib.sha256()
            for block in self._blocks(name, part.bytes):
                total.update(block)
            if total.hexdigest() != part.sha256:
                raise self.unusable(f"{name} is not what its checksum says")

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the JSON objects of a part, one a line; none when there is no such part."""
        if name not in self.parts:
            return
        with self._opened(name) as stream:
            while line := self._read(name, lambda: stream.readline(_LONGEST_LINE)):
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise self.unusable(f"a line of {name} is not JSON") from error
                if not isinstance(value, dict):
                    raise self.unusable(f"a line of {name} is not an object")
                yield value

    def text(self, number: str, sha256: str) -> str:
        """Return the text of an article, checked; raises ExportUnusable."""
        data = self._bounded(f"texts/{number}.txt", self._most_text)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise self.unusable(f"the text of {number} is not what its checksum says")
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise self.unusable(f"the text of {number} is not UTF-8") from error

    def stream(self, name: str) -> IO[bytes]:
        """Open a part as a stream of bytes."""
        return self._opened(name)

    def _opened(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except (OSError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile) as error:
            raise self.unusable(f"{name} cannot be read ({error})") from error

    def _bounded(self, name: str, most: int) -> bytes:
        # One byte past the limit tells too large from just right, whatever the zip claims.
        with self._opened(name) as stream:
            data = self._read(name, lambda: stream.read(most + 1))
        if len(data) > most:
            raise self.unusable(f"{name} is larger than {most:,} bytes")
        return data

    def _blocks(self, name: str, size: int) -> Iterator[bytes]:
        left = size
        with self._opened(name) as stream:
            while block := self._read(name, lambda: stream.read(_BLOCK)):
                left -= len(block)
                if left < 0:
                    raise self.unusable(f"{name} is larger than the manifest says")
                yield block
        if left:
            raise self.unusable(f"{name} is smaller than the manifest says")

    def _read(self, name: str, read: Any) -> bytes:
        try:
            data: bytes = read()
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise self.unusable(f"{name} is damaged ({error})") from error
        return data


def to_line(value: object) -> bytes:
    """Encode a value as a line of JSON Lines."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
