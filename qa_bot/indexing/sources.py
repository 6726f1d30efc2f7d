"""Sources as a person gives them: a file, a folder, a web address, or a feed."""

import os
import re
from collections.abc import Iterator
from functools import partial

from qa_bot.documents import Article
from qa_bot.errors import SourceError, SourceUnreadable
from qa_bot.loading import LoadLimits, load_file
from qa_bot.loading.discovery import iter_files
from qa_bot.loading.pending import LoadedArticle, PendingArticle
from qa_bot.paths import expand_home, is_path_uri, path_to_text, text_to_path

_ADDRESS = re.compile(r"feed:|[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_on_the_web(source: str) -> bool:
    """Return whether a source is an address or a feed, and no file of such a name."""
    return _ADDRESS.match(source) is not None and not _is_file(source)


def stands_for_many(source: str) -> bool:
    """Return whether a source may stand for more than one article."""
    if source.lower().startswith("feed:") and not _is_file(source):
        return True
    return os.path.isdir(expand_home(text_to_path(source)))  # noqa: PTH112  # asks any name without an error


def _is_file(source: str) -> bool:
    """Return whether what looks like an address is a file; "http" and "https" never are."""
    if source.lower().startswith(("http://", "https://")):
        return False
    return is_path_uri(source) or os.path.lexists(source)


def pending_files(source: str, limits: LoadLimits) -> Iterator[PendingArticle]:
    """Yield the files that a path stands for; one that cannot be read raises when it is loaded."""
    try:
        if not source:
            raise SourceUnreadable(source, "it has no name", "Give a file, a folder or an address.")
        files = iter_files(text_to_path(source))
    except SourceError as error:
        yield PendingArticle(source, partial(_raise, error))
    else:
        for file in files:
            yield PendingArticle(
                path_to_text(file), partial(_load, partial(load_file, file, limits))
            )


def _load(load: "partial[Article]") -> LoadedArticle:
    return LoadedArticle(load())


def _raise(error: SourceError) -> LoadedArticle:
    raise error
