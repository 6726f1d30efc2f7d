"""The documents of tests/data/files, which other programs wrote."""

from pathlib import Path

from benchmarks.documents import WHOLE, Case

_FILES = Path(__file__).parents[2] / "tests" / "data" / "files"
_SENTENCES = (
    "Nobody in the parish had asked for a foundry",
    "relined with well-seasoned brick, and every mould was dried for six weeks over a charcoal "
    "fire",
    "two apprentices were scalded in the extraordinarily cold winter of 1681",
    "and its bell, the last one that Otterby made, still calls the children in at eight",
)
_ROW = "Ship's bell ¦ 65 kg ¦ 14 dalers"
_HEARD = ("yet for two centuries its furnaces supplied bells to half the coast",)
_EXPECTED = {
    "bells.md": (*_SENTENCES, _ROW),
    "bells.html": (*_SENTENCES, _ROW),
    "bells.docx": (*_SENTENCES, _ROW),
    "bells-office.docx": (*_SENTENCES, _ROW),
    "bells.odt": (*_SENTENCES, _ROW),
    "bells.epub": (*_SENTENCES, _ROW),
    "bells.rtf": _SENTENCES,
    "bells.pdf": (*_SENTENCES, _ROW),
    "bells-columns.pdf": _SENTENCES,
    "bells.eml": ("and I have now seen it myself", "It carries his mark, a hare above three stars"),
    "bells.srt": _HEARD,
    "bells.vtt": _HEARD,
}

CASES = [
    Case(WHOLE, name, (_FILES / name).read_bytes(), sentences)
    for name, sentences in _EXPECTED.items()
]
