"""A document at a URL is read as the same file on disk is."""

from pathlib import Path

import pytest

from qa_bot.loading import LoadLimits, load_file
from tests.fetching.site import Answer
from tests.fetching.test_crawler import CrawledLibrary, library, outcomes

__all__ = ["library"]

FILES = Path(__file__).parents[1] / "data" / "files"
NAMES = ["bells.pdf", "bells.docx", "bells.epub", "bells.odt", "bells.md", "bells.srt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_honest", [True, False])
def test_a_document_by_its_url_is_the_document(
    library: CrawledLibrary, name: str, is_honest: bool
) -> None:
    """Text and places are the file's, source and link the URL, whatever its Content-Type."""
    headers = {} if is_honest else {"Content-Type": "application/octet-stream"}
    path = f"/{name}" if is_honest or name.endswith(".md") else "/download?id=7"
    library.site.pages[path.partition("?")[0]] = Answer(
        (FILES / name).read_bytes(), headers=headers
    )
    assert outcomes(library.add(path)) == ["added"]
    ((path_of_source, article),) = library.articles().items()
    on_disk = load_file(FILES / name, LoadLimits())
    assert (article.text, article.places) == (on_disk.text, on_disk.places)
    assert path_of_source == path and article.link == library.site.url(path)
