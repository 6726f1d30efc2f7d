"""Passages and questions on them that were written for training this reader.

They are on everyday and learned texts with tables, lists and speakers; two in five of the
questions have no answer in their passage, though a candidate of the right type stands in it.
`data/written` has a folder for each language. A file is a sequence of items, each a kind, a
passage and its questions, which may be in English in the other languages:

    #### notice
    Dogs are welcome from October to April. A lead costs £2 to borrow.

    ? can i bring my dog in january => Dogs are welcome from October to April
    ? what's the fee for a lead => £2
    ! what does a lead cost to buy

An answer stands in the passage word for word. Where it does so more than once, a longer stretch
that occurs once says which is meant: `=> £2 ~~ costs £2 to borrow`. It is of whole words in
languages that put spaces between them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qa_bot.text.unspaced_scripts import has_unspaced
from training.sources import DataError, Example, Span

FOLDER = Path(__file__).parent / "data/written"
NAME, ENGLISH = "written", "en"
_ITEM = re.compile(r"^####\s*", re.MULTILINE)
_QUESTION = re.compile(r"^[?!] ", re.MULTILINE)
_WORD_CHARACTER = re.compile(r"\w")
# One passage of so many in a file is held out, to fit and measure on.
HELD_OUT = 15


def read_written(folder: Path = FOLDER, pattern: str = "*") -> Iterator[Example]:
    """Yield the questions of every file of the languages that match a pattern.

    `group` is language, kind and number of the file, `paragraph` the place of the passage in it.

    Raises:
        DataError: an item is not of the form above; the message names file and question.
    """
    for path in sorted(folder.glob(f"{pattern}/*.txt")):
        for place, item in enumerate(read_items(path)):
            passage, asked = _passage(item, path, place)
            for line in filter(None, map(str.strip, asked.splitlines())):
                yield read_question(line, passage, str(path))


def read_passages(path: Path) -> list[Example]:
    """Return the passages of a file, each as an example without a question."""
    return [_passage(item, path, place)[0] for place, item in enumerate(read_items(path))]


def read_items(path: Path) -> list[str]:
    """Return the items of a file, each from its kind or number on."""
    return _ITEM.split(path.read_text("utf-8"))[1:]


def _passage(item: str, path: Path, place: int) -> tuple[Example, str]:
    """Return the passage of an item, and the lines of its questions."""
    _, _, text = item.partition("\n")
    questions = _QUESTION.search(text)
    if not questions:
        raise DataError(f"{path}: a passage has no question: {text[:60]!r}")
    passage, asked = text[: questions.start()].strip(), text[questions.start() :]
    return Example("", passage, (), NAME, f"{path.parent.name}-{path.stem}", place), asked


def read_question(line: str, passage: Example, where: str) -> Example:
    """Return the question of a line, on a passage."""
    question, arrow, answer = line[2:].partition("=>")
    if (line[:2], arrow) not in {("? ", "=>"), ("! ", "")}:
        raise DataError(f"{where}: neither a question with an answer nor one without: {line!r}")
    spans = (_span(passage.context, answer, f"{where}: {line!r}"),) if arrow else ()
    return replace(passage, question=question.strip(), answers=spans)


def _span(passage: str, answer: str, where: str) -> Span:
    """Return where an answer stands, within the stretch after `~~` if there is one."""
    text, _, stretch = map(str.strip, answer.partition("~~"))
    stretch = stretch or text
    places = (match.span() for match in re.finditer(re.escape(stretch), passage))
    found = [start for start, end in places if _is_whole(passage, start, end)]
    if len(found) != 1 or text not in stretch:
        raise DataError(f"{where}: the answer has to occur once in the passage, not {len(found)}x")
    start = found[0] + stretch.index(text)
    return start, start + len(text)


def _is_whole(passage: str, start: int, end: int) -> bool:
    """Return whether a stretch begins and ends with a word, where spaces part words."""
    return not any(
        0 < at < len(passage) and all(map(_is_spaced, passage[at - 1 : at + 1]))
        for at in (start, end)
    )


def _is_spaced(character: str) -> bool:
    """Return whether a character is of a word, in a script that puts spaces between words."""
    return bool(_WORD_CHARACTER.match(character)) and not has_unspaced(character)


def language_of_passage(example: Example) -> str:
    """Return the language of the passage of a written example."""
    return example.group.partition("-")[0]


def is_held_out(example: Example) -> bool:
    """Return whether the passage of a written example is kept from training."""
    return example.paragraph % HELD_OUT == HELD_OUT // 2
