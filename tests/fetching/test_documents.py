"""A document at an address is read as the same file on disk is."""

from pathlib import Path

import pytest

from qa_bot.loading import LoadLimits, load_file
from tests.fetching.site import Answer
from tests.fetching.test_refresh import Shelf, outcomes, shelf

__all__ = ["shelf"]

FILES = Path(__file__).parents[1] / "data" / "files"
NAMES = ["bells.pdf", "bells.docx", "bells.epub", "bells.odt", "bells.md", "bells.srt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("honest", [True, False])
def test_a_document_by_its_address_is_the_document(shelf: Shelf, name: str, honest: bool) -> None:
    """Text and places are the file's, source and link the address, whatever the site calls it."""
    headers = {} if honest else {"Content-Type": "application/octet-stream"}
    path = f"/{name}" if honest or name.endswith(".md") else "/download?id=7"
    shelf.site.pages[path.partition("?")[0]] = Answer((FILES / name).read_bytes(), headers=headers)
    assert outcomes(shelf.add(path)) == ["added"]
    ((where, article),) = shelf.articles().items()
    on_disk = load_file(FILES / name, LoadLimits())
    assert (article.text, article.places) == (on_disk.text, on_disk.places)
    assert where == path and article.link == shelf.site.url(path)
