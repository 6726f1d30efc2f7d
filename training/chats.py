"""Chats on the written passages: questions that are understood by those before them.

`data/chats` has a folder for each language and a file for some of those in `data/written`, with
chats on its items by their place, from 0. A chat is a question that stands alone and its
follow-ups; both are of the form in `written.py`:

    #### 0
    ? can i bring my dog in january => Dogs are welcome from October to April
    - ? and what does a lead cost => £2
    - ! to keep it

What a follow-up means is for the reader to find: it reads the question with what was asked and
answered before, as `with_history` of qa_bot writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qa_bot.answering.question_history import PriorTurn, with_history
from training.sources import DataError, Example
from training.written import FOLDER as WRITTEN
from training.written import read_items, read_passages, read_question

FOLDER = Path(__file__).parent / "data/chats"
NAME = "chats"
_CHAT = re.compile(r"\n\s*\n")
_FOLLOW_UP = "- "


def read_chats(pattern: str = "*", folder: Path = FOLDER, written: Path = WRITTEN) -> list[Example]:
    """Return the turns of every chat of the languages that match a pattern.

    `group` and `paragraph` are those of the written passage.

    Raises:
        DataError: an item is not of the form above; the message names file and question.
    """
    found: list[Example] = []
    for path in sorted(folder.glob(f"{pattern}/*.txt")):
        passages = read_passages(written / path.parent.name / path.name)
        for item in read_items(path):
            number, _, chats = item.partition("\n")
            if not number.strip().isdecimal() or int(number) >= len(passages):
                raise DataError(f"{path}: {number!r} is no item of the written passages")
            for chat in filter(None, map(str.strip, _CHAT.split(chats))):
                found += _turns(chat, passages[int(number)], f"{path}, item {int(number)}")
    return found


def _turns(chat: str, passage: Example, where: str) -> Iterator[Example]:
    """Yield the turns of a chat, each question with what was asked before it."""
    history: list[PriorTurn] = []
    for line in map(str.strip, chat.splitlines()):
        if line.startswith(_FOLLOW_UP) != bool(history):
            raise DataError(f"{where}: the first line of a chat alone is no follow-up: {line!r}")
        turn = read_question(line.removeprefix(_FOLLOW_UP), passage, where)
        yield replace(turn, question=with_history(turn.question, history), source=NAME)
        history.append(PriorTurn(turn.question, turn.answer_text()))
