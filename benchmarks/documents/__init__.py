"""Small documents, and what a person who opens them sees: what a reader must and must not find.

Each is right where every pattern of `contains` is found in the text, once its marks
are brought to one form (`benchmarks/peers/extracted_text.py`), and none of `lacks`.
What is lacking is only asked for beside something that is there, so that nothing
is right for a document that was not read.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A document with its file name, the kind of difficulty in it, and what it must show."""

    kind: str
    name: str
    data: bytes
    contains: tuple[str, ...]
    lacks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.contains:
            raise ValueError(f"{self.name}: name a pattern that its text contains")


RAISED = "raised and lowered characters"
BOILERPLATE = "content that looks like boilerplate"
UNKNOWN = "fields, boxes, equations, ruby, shapes"
UNSEEN = "text that a reader does not see"
MAIL = "all parts of a mail"
ENCODINGS = "encodings"
NUMBERS = "numbers of ordered lists"
TABLES = "tables"
HYPHENS = "hyphens and ligatures"
SUBTITLES = "variants of subtitles"
MARKDOWN = "front matter and dialects of Markdown"
EPUB = "EPUB packages that are nearly right"
FRAMES = "frames in a sentence"
AROUND = "what stands around the text"
WHOLE = "whole documents of other programs"
KINDS = (
    RAISED,
    BOILERPLATE,
    UNKNOWN,
    UNSEEN,
    MAIL,
    ENCODINGS,
    NUMBERS,
    TABLES,
    HYPHENS,
    SUBTITLES,
    MARKDOWN,
    EPUB,
    FRAMES,
    AROUND,
    WHOLE,
)
