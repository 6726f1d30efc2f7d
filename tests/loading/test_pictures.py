"""Text in pictures: which files are pictures, and what is read from them."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot.errors import PictureNotRead, SourceDamaged, SourceEmpty, SourceTooLarge
from qa_bot.loading import LoadLimits, load_bytes, picture_support
from qa_bot.loading.discovery import files_below
from qa_bot.loading.formats.picture import PictureLine, rows_of
from qa_bot.loading.kinds import PICTURE, detect_kind
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.worker_process import close_shared

PNG = b"\x89PNG\r\n\x1a\n"
RULES = (
    "Rules of the boathouse",
    "",
    "The boathouse opens at 8 in the morning.",
    "A key costs 12 euros and is lent for one season.",
)
needs_reader = pytest.mark.skipif(
    not picture_support.reads_pictures(), reason="pip install '.[pictures]' to run this"
)


@pytest.mark.parametrize(
    "head", [PNG, b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*", b"RIFF\x10\x00\x00\x00WEBPVP8 "]
)
def test_pictures_are_known_by_their_content(head: bytes) -> None:
    """PNG, JPEG, TIFF and WebP are pictures, whatever their names say."""
    assert detect_kind(RawSource(head + bytes(20), "x"), ".txt") is PICTURE


def test_without_the_extra_a_picture_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is refused with what to install."""
    monkeypatch.setattr(picture_support, "reads_pictures", bool)
    with pytest.raises(PictureNotRead, match=r"pip install '\.\[pictures\]'"):
        load_bytes(PNG + bytes(20), "scan.png", LoadLimits(), name="scan.png")


def test_pictures_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    """Of a folder only texts are added: its pictures are mostly not of text."""
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "a.txt").write_text("A text.", "utf-8")
    assert [file.name for file in files_below(tmp_path)] == ["a.txt"]


def test_lines_side_by_side_are_a_row() -> None:
    """Lines are in order from top to bottom, and in a row from left to right."""
    lines = [
        PictureLine("second", 300, 102, 121),
        PictureLine("below", 10, 130, 150),
        PictureLine("first", 10, 100, 120),
    ]
    texts = [[line.text for line in row] for row in rows_of(lines)]
    assert texts == [["first", "second"], ["below"]]


def test_the_models_are_loaded_by_the_worker_alone() -> None:
    """A command that reads no picture loads no models, though the library is installed."""
    assert "qa_bot.loading.formats.picture" not in _imported_by_adding_a_text()


def _imported_by_adding_a_text() -> str:
    code = (
        "import sys\nfrom qa_bot.loading import LoadLimits, load_bytes\n"
        "load_bytes(b'A text. It is short.', 'x', LoadLimits())\nprint(*sys.modules)"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


@needs_reader
def test_a_page_is_read() -> None:
    """A page, and one held sideways by a phone, is read in the sandbox line by line."""
    article = load_bytes(_page(), "telegram:1/2/photo.jpg", LoadLimits(), name="photo.jpg")
    assert article.title == RULES[0]
    assert article.text == "\n\n".join([RULES[0], "\n".join(RULES[2:])])
    turned = load_bytes(_page(orientation=6), "x.jpg", LoadLimits(), name="x.jpg")
    assert RULES[3] in turned.text


@needs_reader
def test_a_scan_of_several_pages_names_them() -> None:
    """The pages of a TIFF file are places, and one without text is named as not read."""
    article = load_bytes(_tiff(), "scan.tif", LoadLimits(), name="scan.tif")
    assert [place.label for place in article.places] == ["page 1", "page 3"]
    assert article.unread == ("page 2",)


@needs_reader
def test_a_scanned_pdf_is_read_by_its_pages() -> None:
    """A PDF of pictures is read page by page, each of which is a place."""
    article = load_bytes(_scan(), "scan.pdf", LoadLimits(), name="scan.pdf")
    assert [place.label for place in article.places] == ["page 1", "page 3"]
    assert article.unread == ("page 2",)
    assert article.title == RULES[0]
    assert RULES[3] in article.text


@needs_reader
def test_pictures_that_cannot_be_read() -> None:
    """A picture without text, one cut short and one too large are told apart."""
    with pytest.raises(SourceEmpty):
        load_bytes(_page(lines=()), "x.jpg", LoadLimits())
    with pytest.raises(SourceDamaged):
        load_bytes(PNG + b"nonsense", "x.png", LoadLimits())
    with pytest.raises(SourceTooLarge):
        load_bytes(_page(), "x.jpg", LoadLimits(max_unpacked_bytes=10_000))
    close_shared()


def _page(lines: tuple[str, ...] = RULES, orientation: int = 1) -> bytes:
    """A page as a JPEG, stored as a phone stores it that was held so."""
    from PIL import Image

    page = _drawn(lines)
    stored = page.rotate(90, expand=True) if orientation == 6 else page
    exif = Image.Exif()
    exif[0x0112] = orientation  # the tag of the orientation (EXIF 2.32)
    buffer = io.BytesIO()
    stored.save(buffer, "JPEG", quality=80, exif=exif)
    return buffer.getvalue()


def _scan() -> bytes:
    pages = [_drawn(RULES), _drawn(()), _drawn(RULES[2:])]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def _tiff() -> bytes:
    pages = [_drawn(RULES), _drawn(()), _drawn(RULES[2:])]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def _drawn(lines: tuple[str, ...]):  # type: ignore[no-untyped-def]
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (900, 60 + 48 * len(RULES)), "white")
    drawing = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        drawing.text((40, 30 + 48 * number), line, "black", ImageFont.load_default(size=28))
    return page
