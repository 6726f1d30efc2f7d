"""From a file, a stream or fetched bytes to an article.

Knows sizes, sources and file kinds; the format modules know what a kind holds.
"""

import errno
import hashlib
from email.message import Message
from pathlib import Path, PurePath
from typing import BinaryIO

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceTooLarge, SourceUnreadable
from qa_bot.files import is_open_descriptor, open_regular
from qa_bot.identity import ID_DIGITS
from qa_bot.loading import formats, kinds
from qa_bot.loading.assembly import SourceName, build_article
from qa_bot.loading.draft import Draft
from qa_bot.loading.formats import plain
from qa_bot.loading.kinds import FileKind, detect_kind
from qa_bot.loading.limits import MEGABYTE, LoadLimits
from qa_bot.loading.picture_support import check_picture_support, reads_pictures
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.worker_process import read_sandboxed
from qa_bot.paths import path_to_text, resolve_links

__all__ = ["LoadLimits", "load_bytes", "load_file", "load_stream"]

_SCANNED_PDF = "scanned_pdf"
_STDIN = "standard input"


def load_file(path: Path, limits: LoadLimits) -> Article:
    """Load a file of any kind in `kinds`; its source is the absolute path.

    A pipe that a shell passes as a file, such as `<(…)`, is loaded as a stream.
    Raises a SourceError that names the problem and the cure.
    """
    source = path_to_text(resolve_links(path))
    try:
        with open_regular(path) as file:
            if is_open_descriptor(path):
                return load_stream(file, limits)
            data = _read_bounded(file, source, limits)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error) from error
    raw = RawSource(data, source, limits)
    kind = detect_kind(raw, path.suffix)
    return build_article(_extract(raw, kind), kind, SourceName(source, source, path.stem))


def load_stream(stream: BinaryIO, limits: LoadLimits) -> Article:
    """Load standard input; its source is derived from the content.

    Raises as `load_file` does.
    """
    data = _read_bounded(stream, _STDIN, limits)
    source = f"stdin:{hashlib.sha256(data).hexdigest()[:ID_DIGITS]}"
    raw = RawSource(data, _STDIN, limits)
    kind = detect_kind(raw)
    return build_article(_extract(raw, kind), kind, SourceName(source, _STDIN, "Pasted text"))


def load_bytes(
    data: bytes, source: str, limits: LoadLimits, *, name: str = "", content_type: str = ""
) -> Article:
    """Load bytes that were fetched or received, such as a page or an attachment.

    `source` becomes the article's source. `name` is a file name or the path of
    a URL, and `content_type` a Content-Type header: both are hints, the content
    decides. Raises as `load_file` does.
    """
    header = Message()
    header["Content-Type"] = content_type
    media_type = header.get_content_type() if content_type else ""
    charset = header.get_content_charset() if content_type else None
    if len(data) > limits.max_bytes:
        raise _too_large(source, limits)
    raw = RawSource(data, source, limits, charset)
    path = PurePath(name)
    kind = detect_kind(raw, path.suffix, media_type)
    names = SourceName(source, source, path.stem)
    return build_article(_extract(raw, kind), kind, names)


def _extract(raw: RawSource, kind: FileKind) -> Draft:
    """Run the format module of the kind, in the sandbox unless it is plain text."""
    if kind is kinds.PLAIN:
        return plain.read(raw)
    if kind is kinds.PICTURE:
        # Asked here, as what the sandbox replies is one of fewer errors.
        check_picture_support(raw.source)
    try:
        return read_sandboxed(f"{formats.__name__}.{kind.module}", raw)
    except SourceEmpty:
        # A PDF without a usable text layer is pictures of its pages.
        if kind is not kinds.PDF or not reads_pictures():
            raise
        return read_sandboxed(f"{formats.__name__}.{_SCANNED_PDF}", raw)


def _read_bounded(file: BinaryIO, source: str, limits: LoadLimits) -> bytes:
    # One byte past the limit shows that there are more, whatever size the file claims.
    data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise _too_large(source, limits)
    return data


def _unreadable(source: str, error: OSError | ValueError) -> SourceUnreadable:
    reason = getattr(error, "strerror", None) or str(error)
    is_special = isinstance(error, OSError) and error.errno in (errno.EINVAL, errno.ENXIO)
    cure = "Name a file, or pipe the text to `qa-bot add -`."
    return SourceUnreadable(
        source,
        f"cannot be read ({reason})",
        cure if is_special else "Check the path and its permissions.",
    )


def _too_large(source: str, limits: LoadLimits) -> SourceTooLarge:
    return SourceTooLarge(
        source,
        f"larger than the limit of {limits.max_bytes / MEGABYTE:g} MB",
        "Split it, or raise articles.max_megabytes.",
    )
