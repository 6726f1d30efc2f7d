"""Chats on the written passages are read as questions with their history."""

from pathlib import Path

import pytest

from training.chats import NAME, read_chats
from training.sources import DataError, Example
from training.written import is_held_out

WRITTEN = """#### notice
Dogs are welcome from October to April. A lead costs £2 to borrow.

? can i bring my dog in january => from October to April
#### rule
No fires on the beach.

! may I swim
"""
CHATS = """#### 0
? can i bring my dog in january => from October to April
- ? and a lead => £2
- ! to keep it

? what does a lead cost => £2

#### 1
! may I swim
- ? and fires? => No fires
"""


def read(tmp_path: Path, chats: str) -> list[Example]:
    """The turns of chats on two written passages."""
    for kind, text in (("written", WRITTEN), ("chats", chats)):
        (tmp_path / kind / "en").mkdir(parents=True)
        (tmp_path / kind / "en" / "beach-01.txt").write_text(text, "utf-8")
    return read_chats("en", tmp_path / "chats", tmp_path / "written")


def test_a_follow_up_is_read_after_what_was_asked_and_answered(tmp_path: Path) -> None:
    turns = read(tmp_path, CHATS)
    assert [(turn.question, turn.answer_text()) for turn in turns] == [
        ("can i bring my dog in january", "from October to April"),
        ("can i bring my dog in january | from October to April | and a lead", "£2"),
        ("can i bring my dog in january | and a lead | £2 | to keep it", ""),
        ("what does a lead cost", "£2"),
        ("may I swim", ""),
        ("may I swim | and fires?", "No fires"),
    ]
    assert {(turn.source, turn.group) for turn in turns} == {(NAME, "en-beach-01")}
    assert [turn.paragraph for turn in turns] == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("chats", "named"),
    [
        ("#### 2\n? where => No", "'2' is no item"),
        ("#### one\n? where => No", "'one' is no item"),
        ("#### 0\n- ? and a lead => £2", "and a lead"),
        ("#### 0\n? a lead => £2\n? and dogs", "and dogs"),
        ("#### 0\n? a lead => £3", "0x"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, chats: str, named: str) -> None:
    with pytest.raises(DataError, match=named):
        read(tmp_path, chats)


def test_the_chats_that_are_trained_on_are_of_this_form() -> None:
    """Each has follow-ups with an answer and without, and a share is held out."""
    turns = read_chats()
    follow_ups = [turn for turn in turns if " | " in turn.question]
    assert len(follow_ups) > 10_000
    assert 0.25 < sum(not turn.answers for turn in follow_ups) / len(follow_ups) < 0.5
    assert 0.04 < sum(map(is_held_out, turns)) / len(turns) < 0.1
