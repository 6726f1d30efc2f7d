"""From a file, a stream or fetched bytes to an article: read, cleaned and named.

Knows sizes, sources and kinds; what a kind of file holds is its reader's business.
"""

import errno
import hashlib
from email.message import Message
from pathlib import Path, PurePath
from typing import BinaryIO

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceTooLarge, SourceUnreadable
from qa_bot.escape import replace_surrogates
from qa_bot.files import is_open_descriptor, open_regular
from qa_bot.identity import ID_DIGITS, article_id, content_digest
from qa_bot.loading import formats, kinds
from qa_bot.loading.assembly import assemble
from qa_bot.loading.draft import Draft
from qa_bot.loading.formats import plain
from qa_bot.loading.incoming import Incoming
from qa_bot.loading.kinds import Kind, kind_of
from qa_bot.loading.limits import MEGABYTE, Limits
from qa_bot.loading.sandbox.parent import read_confined
from qa_bot.loading.titles import choose_title
from qa_bot.paths import path_to_text, resolve_links
from qa_bot.text.normalisation import one_line

__all__ = ["Limits", "load_bytes", "load_file", "load_stream"]

# More are no help in finding an article, and each is a row.
_MOST_TAGS = 200


def load_file(path: Path, limits: Limits) -> Article:
    """Load a file of any kind in `kinds.KINDS`; its source is the absolute path, as spelt.

    What a shell hands over as a file, such as `<(…)`, is loaded as a stream is.
    Raises a SourceError that says what is wrong with it.
    """
    source = path_to_text(resolve_links(path))
    try:
        with open_regular(path) as file:
            if is_open_descriptor(path):
                return load_stream(file, limits)
            data = _read(file, source, limits)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error) from error
    incoming = Incoming(data, source, limits)
    return _load(incoming, kind_of(incoming, path.suffix), source, path.stem)


def load_stream(stream: BinaryIO, limits: Limits) -> Article:
    """Load what is piped in; its source is named after its content.

    Raises as `load_file` does.
    """
    data = _read(stream, "standard input", limits)
    source = f"stdin:{hashlib.sha256(data).hexdigest()[:ID_DIGITS]}"
    incoming = Incoming(data, "standard input", limits)
    return _load(incoming, kind_of(incoming), source, "Pasted text")


def load_bytes(
    data: bytes, source: str, limits: Limits, *, name: str = "", content_type: str = ""
) -> Article:
    """Load what was fetched or received, as a page or an attachment.

    `source` is kept as the article's source; `name` is a file name or the path
    of an address, and `content_type` a Content-Type header: both are hints,
    the content decides. Raises as `load_file` does.
    """
    header = Message()
    header["Content-Type"] = content_type
    media_type = header.get_content_type() if content_type else ""
    charset = header.get_content_charset() if content_type else None
    incoming = Incoming(data, source, limits, charset)
    if len(data) > limits.max_bytes:
        raise _too_large(source, limits)
    path = PurePath(name)
    return _load(incoming, kind_of(incoming, path.suffix, media_type), source, path.stem or source)


def _read(file: BinaryIO, source: str, limits: Limits) -> bytes:
    # One byte past the limit tells too large from just right, whatever the size claimed.
    data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise _too_large(source, limits)
    return data


def _unreadable(source: str, error: OSError | ValueError) -> SourceUnreadable:
    reason = getattr(error, "strerror", None) or str(error)
    special = isinstance(error, OSError) and error.errno in (errno.EINVAL, errno.ENXIO)
    cure = "Name a file, or pipe the text to `qa-bot add -`."
    return SourceUnreadable(
        source,
        f"cannot be read ({reason})",
        cure if special else "Check the path and its permissions.",
    )


def _too_large(source: str, limits: Limits) -> SourceTooLarge:
    return SourceTooLarge(
        source,
        f"larger than the limit of {limits.max_bytes / MEGABYTE:g} MB",
        "Split it, or raise articles.max_megabytes.",
    )


def _load(incoming: Incoming, kind: Kind, source: str, name: str) -> Article:
    return _article(_draft(incoming, kind), kind, incoming.source, source, name)


def _draft(incoming: Incoming, kind: Kind) -> Draft:
    if kind is kinds.PLAIN:
        return plain.read(incoming)
    return read_confined(f"{formats.__name__}.{kind.module}", incoming)


def _article(draft: Draft, kind: Kind, told: str, source: str, name: str) -> Article:
    text, places = assemble(draft, kind.furnished)
    if not any(character.isalnum() for character in text):
        raise SourceEmpty(told, "there is no text in it", "Add a file with sentences.")
    # A name may hold what no text can, and may be blank.
    name = one_line(replace_surrogates(name))
    named = one_line(draft.title) or (name if kind.untitled else "")
    title = choose_title(named, text, name)
    return Article(
        article_id(source),
        title,
        source,
        text,
        content_digest(title, text),
        author=one_line(draft.author),
        published=one_line(draft.published),
        language=one_line(draft.language),
        tags=tuple(filter(None, map(one_line, draft.tags[:_MOST_TAGS]))),
        places=tuple(places),
        unread=draft.unread,
    )
