"""Documents that other programs write are read back; skipped where these are not installed."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.loading import LoadLimits, load_bytes
from tests.patience import PATIENCE_S

needs_pandoc = pytest.mark.skipif(
    not shutil.which("pandoc"), reason="pandoc is missing: install pandoc"
)
needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="soffice is missing: install LibreOffice Writer"
)

WORDS = (
    "the bell rang over Otterby and nobody who heard its long uninterruptedly echoing note "
    "would forget the café, the naïve founder, fire-proof bricks or £31 in 1788".split()
)
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=6, max_size=30).map(
    lambda words: "So " + " ".join(words) + "."
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
CHAPTERS = st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=4), min_size=1, max_size=3)
FEW = settings(max_examples=5)


def markdown(chapters: list[list[str]]) -> str:
    """A book of chapters named by their number."""
    parts = [part for n, chapter in enumerate(chapters, 1) for part in (f"# Chapter {n}", *chapter)]
    return "\n\n".join(parts)


@needs_pandoc
@FEW
@given(chapters=CHAPTERS, kind=st.sampled_from(["docx", "odt", "epub", "rtf"]))
def test_documents_of_pandoc_are_read_word_for_word(chapters: list[list[str]], kind: str) -> None:
    """Paragraphs and headings are read as they were written, each under its chapter."""
    written = subprocess.run(
        ["pandoc", "-s", "-f", "markdown-smart", "-t", kind, "-M", "title=Bells", "-o", "-"],
        input=markdown(chapters).encode(),
        capture_output=True,
        check=True,
    ).stdout
    article = load_bytes(written, "book", LoadLimits())
    expected = [part.removeprefix("# ") for part in markdown(chapters).split("\n\n")]
    assert article.text.removeprefix("Bells\n\n").split("\n\n") == expected
    if kind != "rtf":
        labels = [place.label for place in article.places]
        assert labels == [f"Chapter {n}" for n in range(1, len(chapters) + 1)]


@needs_pandoc
@needs_office
def test_pdfs_of_libreoffice_are_read_word_for_word(tmp_path: Path) -> None:
    """Every paragraph of forty is whole, however its lines and pages broke."""
    chance = random.Random(7)
    paragraphs = [_paragraph(chance) for _ in range(40)]
    subprocess.run(
        ["pandoc", "-f", "markdown-smart", "-o", str(tmp_path / "book.odt")],
        input="\n\n".join(paragraphs).encode(),
        check=True,
    )
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "book.odt"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=PATIENCE_S,
    )
    article = load_bytes((tmp_path / "book.pdf").read_bytes(), "book", LoadLimits())
    assert article.text.split("\n\n") == paragraphs
    assert [place.label for place in article.places][:3] == ["page 1", "page 2", "page 3"]


def _paragraph(chance: random.Random) -> str:
    sentences = (" ".join(chance.choices(WORDS, k=chance.randint(6, 30))) for _ in range(3))
    return " ".join(f"So {sentence}." for sentence in sentences)
