"""Open an article's source: an address in the browser, a file in its program.

A source comes from whoever made the article, so nothing is run by its name: only web
addresses are given to the browser, and only existing files of the formats that articles
are read from, which are not executable, to the program that the system has for them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from qa_bot.documents import ArticleRef
from qa_bot.errors import SourceNotOpenable
from qa_bot.escape import UNSAFE
from qa_bot.loading.kinds import SUFFIXES
from qa_bot.paths import is_path_uri, resolve_links, text_to_path

_WEB: Final = ("http", "https")


def openable_source(article: ArticleRef) -> str:
    """Return the address or the absolute path that can be opened for an article.

    Raises SourceNotOpenable, which says why there is none.
    """
    for address in (article.source, article.link):
        if _is_web_address(address):
            return address
    if not (Path(article.source).is_absolute() or is_path_uri(article.source)):
        raise SourceNotOpenable(article.title, article.id, "it was typed or piped in, not a file")
    # A link to a program is judged by what it leads to.
    return _checked_file(article, resolve_links(text_to_path(article.source)))


def open_source(article: ArticleRef) -> str:
    """Open an article's source and return it; raises SourceNotOpenable."""
    target = openable_source(article)
    if click.launch(target) != 0:
        raise SourceNotOpenable(article.title, article.id, f"no program opens {target} here")
    return target


def _is_web_address(text: str) -> bool:
    """Return whether a text is an address with a host that a browser may be given."""
    with suppress(ValueError):
        parts = urlsplit(text)
        return parts.scheme in _WEB and bool(parts.hostname) and not UNSAFE.search(text)
    return False


def _checked_file(article: ArticleRef, path: Path) -> str:
    """Return the path of a file that a program shows and does not run; raises SourceNotOpenable."""
    problem = ""
    if not path.is_file():
        problem = f"there is no file {article.source} any more"
    elif path.suffix.lower() not in SUFFIXES:
        problem = f"{article.source} is of a kind that might be run"
    elif os.name == "posix" and os.access(path, os.X_OK):
        problem = f"{article.source} is a program"
    if problem:
        raise SourceNotOpenable(article.title, article.id, problem)
    return str(path)
