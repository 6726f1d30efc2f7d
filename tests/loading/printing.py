"""Prints pages as a typesetter does: text in Helvetica at given places, raised or lowered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_bot.documents import Article
from qa_bot.loading import LoadLimits, load_bytes
from tests.loading import hostile

WIDTH, HEIGHT = 600, 800
SIZE = 10.0


@dataclass(frozen=True)
class Part:
    """A part of a line in letters of a size, its baseline raised by `rise` points."""

    text: str
    size: float = SIZE
    rise: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """A line at a place; the pen moves on from part to part."""

    x: float
    y: float
    parts: Sequence[Part]


@dataclass(frozen=True)
class Sheet:
    """A page: lines in the order in which they are drawn, ruled rectangles and annotations."""

    lines: Sequence[Drawn]
    boxes: Sequence[tuple[float, float, float, float]] = field(default=())
    annotations: Sequence[str] = field(default=())


def raised(text: str, size: float = 6.5, rise: float = 3.5) -> Part:
    """A superscript as Word and LaTeX set it."""
    return Part(text, size, rise)


def lowered(text: str, size: float = 6.5, rise: float = -1.4) -> Part:
    """A subscript as Word and LaTeX set it."""
    return Part(text, size, rise)


def drawn(x: float, y: float, *parts: str | Part, size: float = SIZE) -> Drawn:
    """A line of parts; plain ones are of the given size."""
    return Drawn(x, y, [Part(p, size) if isinstance(p, str) else p for p in parts])


def paragraph(*texts: str, x: float = 60, top: float = 600, pitch: float = 12) -> list[Drawn]:
    """Lines one under the other."""
    return [drawn(x, top - pitch * n, text) for n, text in enumerate(texts)]


def printed(*sheets: Sheet | Sequence[Drawn]) -> bytes:
    """A PDF of the pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(sheets)))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids.encode(), len(sheets)),
        font,
    ]
    for number, sheet in enumerate(sheets):
        sheet = sheet if isinstance(sheet, Sheet) else Sheet(sheet)
        stream = _stream(sheet)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>/Annots[%b]>>"
            % (WIDTH, HEIGHT, 5 + 2 * number, " ".join(sheet.annotations).encode("cp1252")),
            b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        ]
    return hostile.pdf(*objects)


def read_article(*sheets: Sheet | Sequence[Drawn]) -> Article:
    """The article that the pages become."""
    return load_bytes(printed(*sheets), "printed", LoadLimits())


def read_text(*sheets: Sheet | Sequence[Drawn]) -> str:
    """The text of the article that the pages become."""
    return read_article(*sheets).text


def _stream(sheet: Sheet) -> bytes:
    out = [f"{x} {y} {w} {h} re S".encode() for x, y, w, h in sheet.boxes]
    for line in sheet.lines:
        out.append(f"BT 1 0 0 1 {line.x} {line.y} Tm".encode())
        for part in line.parts:
            out.append(f"/F1 {part.size} Tf {part.rise} Ts".encode())
            out.append(b"(%b) Tj" % _escaped(part.text))
        out.append(b"ET")
    return b"\n".join(out)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
