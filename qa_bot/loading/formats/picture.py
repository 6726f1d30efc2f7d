"""Text in pictures: photos of pages, scans and screenshots. Needs the extra `pictures`.

RapidOCR finds lines and reads them (PP-OCRv6, in ONNX). Its models are in its wheel and
are named here one by one, since it fetches what it does not find. Knows lines and their
boxes; not whether what they say makes sense.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from qa_bot.errors import SourceTooLarge
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.picture_support import reads_pictures
from qa_bot.loading.raw_source import RawSource

if TYPE_CHECKING:
    from PIL import Image

_TASKS: Final = {"Det": "det", "Cls": "cls", "Rec": "rec"}
# Bytes of a pixel once it is unpacked.
_PIXEL_BYTES: Final = 3
# Pages of a TIFF file; each takes about a second.
_MAX_PAGES: Final = 100
# Lines whose middles are nearer than this part of their height stand side by side.
_SAME_ROW: Final = 0.5
# A gap between rows of more than this part of their usual height begins a paragraph.
_PARAGRAPH_GAP: Final = 1.1
# A width and height, in pixels, that let the models be loaded.
_WARM_UP: Final = (64, 64)


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of text in a picture, and its box in pixels from the upper left corner."""

    text: str
    left: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of the box."""
        return max(self.bottom - self.top, 1.0)


def read(raw: RawSource) -> Draft:
    """Return the lines of a picture as paragraphs, from top to bottom, a piece a page.

    Raises SourceTooLarge.
    """
    pages = [page_text(page) for page in _pages(raw)]
    is_one = len(pages) == 1
    labels = ["" if is_one else f"page {number}" for number in range(1, len(pages) + 1)]
    pieces = [Piece(text, label) for text, label in zip(pages, labels, strict=True) if text.strip()]
    unread = [label for text, label in zip(pages, labels, strict=True) if label and not text]
    return Draft(tuple(pieces), unread=tuple(unread))


def page_text(page: "Image.Image") -> str:
    """Return the text of one page, row by row; a wide gap begins a paragraph."""
    return _paragraphs(_lines(page))


def _pages(raw: RawSource) -> Iterator["Image.Image"]:
    from PIL import Image, ImageOps, ImageSequence

    # What a picture may unpack to is bounded below, by its own numbers.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(raw.data)) as picture:
        for number, page in enumerate(ImageSequence.Iterator(picture)):
            width, height = page.size
            if (
                number == _MAX_PAGES
                or width * height * _PIXEL_BYTES > raw.limits.max_unpacked_bytes
            ):
                raise SourceTooLarge(
                    raw.source, "is too large a picture to unpack", "Save it smaller, or in parts."
                )
            # Phones store how they were held beside the picture.
            yield ImageOps.exif_transpose(page).convert("RGB")


def _lines(page: "Image.Image") -> list[PictureLine]:
    """Return the lines of a page; none where the engine fails on it, as on an odd shape."""
    import numpy as np
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    # OpenCV, and so RapidOCR, has the colours the other way round.
    try:
        found = _engine()(np.asarray(page)[:, :, ::-1])
    except ONNXRuntimeError:
        return []
    if found.txts is None or found.boxes is None:
        return []
    return [
        PictureLine(
            text,
            float(box[:, 0].min()),
            float(box[:2, 1].mean()),
            float(box[2:, 1].mean()),
        )
        for text, box in zip(found.txts, found.boxes, strict=True)
    ]


def _paragraphs(lines: Sequence[PictureLine]) -> str:
    rows = rows_of(lines)
    if not rows:
        return ""
    usual = median(line.height for line in lines)
    text = " ".join(line.text for line in rows[0])
    for above, row in pairwise(rows):
        gap = min(line.top for line in row) - max(line.bottom for line in above)
        text += "\n\n" if gap > _PARAGRAPH_GAP * usual else "\n"
        text += " ".join(line.text for line in row)
    return text


def rows_of(lines: Sequence[PictureLine]) -> list[list[PictureLine]]:
    """Return the lines that stand side by side together, from left to right, top to bottom."""
    rows: list[list[PictureLine]] = []
    for line in sorted(lines, key=lambda each: each.top + each.bottom):
        last = rows[-1][-1] if rows else None
        if last is not None and _is_beside(line, last):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _is_beside(line: PictureLine, other: PictureLine) -> bool:
    apart = abs(line.top + line.bottom - other.top - other.bottom) / 2
    return apart < _SAME_ROW * min(line.height, other.height)


@cache
def _engine() -> Any:
    """Return the engine, with one thread, as the sandbox allows no more."""
    import cv2
    import rapidocr

    cv2.setNumThreads(0)
    folder = Path(rapidocr.__file__).parent / "models"
    models = {
        f"{task}.model_path": str(next(folder.glob(f"*_{part}_*.onnx")))
        for task, part in _TASKS.items()
    }
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", **threads, **models})


def _load_models() -> None:
    """Load the models, which cannot be opened once the sandbox is entered."""
    from PIL import Image

    _lines(Image.new("RGB", _WARM_UP, "white"))


# The process that forks a reader for each file imports this first.
if reads_pictures():
    _load_models()
