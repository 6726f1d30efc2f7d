"""What a person at the prompt sees, key by key."""

import threading
from pathlib import Path

import pytest

from qa_bot.errors import ModelError
from qa_bot.i18n import terminal_wording, wording
from tests.channels.terminal.fakes import CTRL_C, CTRL_D, MILL, POND, FakeDesk, Sitting
from tests.patience import PATIENCE_S


def told(*lines: str) -> str:
    """What is shown to these lines, up to the end of the conversation."""
    with Sitting() as sitting:
        sitting.asks(*lines)
        return sitting.leaves()


def test_prompt_while_the_desk_opens() -> None:
    """Commands are answered, and questions taken, while the desk is still opening."""
    ready = threading.Event()
    desk = FakeDesk()

    def open_slowly() -> FakeDesk:
        ready.wait(PATIENCE_S)
        return desk

    with Sitting(open_slowly) as sitting:
        sitting.asks("/help", "when was it built?")
        assert "1804" not in sitting.sees("/articles")
        assert not desk.asked
        ready.set()
        sitting.sees("1804")
    assert sitting.code == 0


def test_answer() -> None:
    """An answer comes first, then its sentence, then its source and confidence."""
    assert told("when was it built?").splitlines() == [
        "1804",
        "  The mill on the Ash was built in 1804.",
        "  The Mill · /elsewhere/mill.txt · characters 0–38 · high confidence, 90%",
        "",
    ]


def test_answer_that_is_the_sentence() -> None:
    """An answer that is its whole sentence is not said twice."""
    assert told("does it grind?").count("grinds rye") == 1


def test_declined() -> None:
    """A declined question is said to be so, above the nearest passage."""
    lines = told("who is king?").splitlines()
    assert lines[:3] == [
        wording.DECLINED,
        wording.NEAREST,
        "  The mill on the Ash was built in 1804. It grinds rye.",
    ]


def test_declined_by_an_empty_library() -> None:
    """Where there are no articles, a question is met with the way to add some."""
    with Sitting(lambda: FakeDesk(shelf=[])) as sitting:
        sitting.asks("who is king?", "/articles")
        seen = sitting.leaves()
    assert seen.count(terminal_wording.HOW_TO_ADD) == 2
    assert wording.EMPTY_LIBRARY in seen


def test_follow_up() -> None:
    """A follow-up is shown as it was understood, above its answer."""
    lines = told("who was the miller?", "what did she shout?").splitlines()
    at = lines.index("as: What did Anna Berg shout?")
    assert lines[at + 1] == "[bold]Flour![/bold]"


def test_small_talk() -> None:
    """A greeting gets a human line."""
    assert told("hello") == f"{wording.GREETING}\n\n"


def test_help() -> None:
    """Every command is listed with what it is for, whichever way help is asked for."""
    shown = told("/help", "help", "?", "/", "/HELP").split("\n\n")
    assert all(name in shown[0] for name in terminal_wording.TERMINAL_COMMANDS)
    assert shown == [shown[0]] * 5 + [""]


def test_articles() -> None:
    """The articles are listed with their sources, all or those with a word in them."""
    every, some, none, _ = told("/articles", "/articles MILL", "/articles zebra").split("\n\n")
    assert MILL.title in every
    assert POND.title in every
    assert MILL.source in some
    assert POND.title not in some
    assert none == terminal_wording.NO_SUCH_TITLE


def test_more() -> None:
    """More shows the passages not yet shown, until there are none."""
    first, second = "The wheel is nine", "The pond is full"
    with Sitting() as sitting:
        sitting.asks("/more")
        sitting.sees(terminal_wording.NOTHING_ASKED)
        sitting.asks("when was it built?", "/more")
        assert second not in sitting.sees(first)
        sitting.asks("/more", "/more")
        sitting.sees(terminal_wording.NOTHING_MORE)
        assert sitting.leaves().count(second) == 1


def test_source() -> None:
    """Source shows the latest quote within its text, whole words only."""
    lines = told("/source", "who was the miller?", "/source").splitlines()
    assert lines[0] == terminal_wording.NOTHING_ASKED
    assert lines[6:10] == [
        "  …Ash was built in 1804. It grinds rye.",
        "",
        "  The miller was Anna Berg. She shouted [bold]Flour![/bold] at…",
        "  The Mill · /elsewhere/mill.txt · characters 55–80",
    ]


def test_source_of_a_declined_question() -> None:
    """Where nothing was quoted, source shows the nearest passage."""
    assert told("who is king?", "/source").count("It grinds rye.") == 2


def test_add() -> None:
    """Each source added is told of, and is in the list from then on."""
    seen = told("/add '/new/a b.txt' /new/c.txt", "/articles")
    assert seen.startswith("added      /new/a b.txt\nadded      /new/c.txt\n\n")
    assert seen.count("/new/c.txt") == 2


def test_add_of_nothing_and_of_what_is_missing() -> None:
    """Adding nothing says how to add; adding what is missing says so, and both go on."""
    seen = told("/add", "/add missing.txt", "who was the miller?")
    assert seen.startswith(f"{terminal_wording.WHAT_TO_ADD}\n\n")
    assert "missing.txt: no such file. Check the path." in seen
    assert "Anna Berg" in seen


def test_add_a_path_with_a_blank(tmp_path: Path) -> None:
    """A bare path with a blank in it is one path where it exists."""
    path = tmp_path / "a note's end.txt"
    path.touch()
    desk = FakeDesk()
    with Sitting(lambda: desk) as sitting:
        sitting.asks(f"/add {path}")
        sitting.leaves()
    assert desk.shelf[-1].source == str(path)


def test_new() -> None:
    """Starting anew forgets what was asked."""
    seen = told("who was the miller?", "/new", "/more")
    assert seen.endswith(f"{wording.FORGOTTEN}\n\n{terminal_wording.NOTHING_ASKED}\n\n")


def test_quit() -> None:
    """A command to leave leaves, with status 0, and nothing after it is read."""
    with Sitting() as sitting:
        sitting.asks("/quit", "who was the miller?")
        assert sitting.ends() == ""
    assert sitting.code == 0


def test_unknown_command() -> None:
    """An unknown command is met with the nearest one, if there is any."""
    assert told("/artcles", "/sou", "/xyzzy").split("\n\n") == [
        "There is no /artcles. Did you mean /articles?",
        "There is no /sou. Did you mean /source?",
        "There is no /xyzzy. /help lists the commands.",
        "",
    ]


def test_no_command() -> None:
    """A path or a fraction is asked as a question."""
    assert told("/etc/hosts of the miller", "1/2 miller").count("Anna Berg\n") == 2


def test_blank_lines() -> None:
    """Blank lines are passed over in silence."""
    assert told("", "   ") == ""


def test_ctrl_c_on_what_was_typed() -> None:
    """Ctrl-C drops a line half typed without a word, and the next one is whole."""
    desk = FakeDesk()
    with Sitting(lambda: desk) as sitting:
        sitting.types("who was the king and", CTRL_C)
        sitting.asks("who was the miller?")
        assert sitting.leaves().startswith("Anna Berg\n")
    assert desk.asked == ["who was the miller?"]


def test_ctrl_c_on_an_empty_line() -> None:
    """Ctrl-C on an empty line says how to leave, and the conversation goes on."""
    with Sitting() as sitting:
        sitting.types(CTRL_C)
        sitting.asks("who was the miller?")
        assert sitting.leaves().startswith(f"{terminal_wording.HOW_TO_LEAVE}\n\nAnna Berg\n")


def test_ctrl_d() -> None:
    """Ctrl-D leaves in silence, with status 0."""
    with Sitting() as sitting:
        sitting.types(CTRL_D)
        assert sitting.ends() == ""
    assert sitting.code == 0


def test_desk_that_does_not_open() -> None:
    """Where the desk does not open, its error is shown and the prompt ends with status 1."""

    def broken() -> FakeDesk:
        raise ModelError("No model at /models. Download it.")

    with Sitting(broken) as sitting:
        assert sitting.ends() == "No model at /models. Download it.\n\n"
    assert sitting.code == 1


def test_desk_that_meets_a_defect_while_opening() -> None:
    """A defect while opening gets an apology, not a traceback, and status 1."""

    def broken() -> FakeDesk:
        raise RuntimeError("a wheel came off")

    with Sitting(broken) as sitting:
        seen = sitting.ends()
    assert wording.APOLOGY in seen
    assert "wheel" not in seen
    assert sitting.code == 1


def test_notices() -> None:
    """What the person should know of the library is said once, before the first answer."""
    with Sitting(lambda: FakeDesk(notices=("The index was rebuilt.",))) as sitting:
        sitting.asks("who was the miller?", "hello")
        seen = sitting.leaves()
    assert seen.startswith("The index was rebuilt.\nAnna Berg\n")
    assert seen.count("rebuilt") == 1


def test_defect() -> None:
    """A defect gets an apology that says how to see more, and the conversation goes on."""
    lines = told("crash", "who was the miller?").splitlines()
    apology = " ".join(line.strip() for line in lines[: lines.index("")])
    assert apology == f"{wording.APOLOGY} {terminal_wording.HOW_TO_SEE_DETAILS}"
    assert "Anna Berg" in lines


def test_defect_in_detail() -> None:
    """With debugging on, the traceback stands above the apology."""
    with Sitting(debug=True) as sitting:
        sitting.asks("crash")
        seen = sitting.leaves()
    assert "RuntimeError: a wheel came off" in seen
    assert seen.endswith(f"{wording.APOLOGY}\n\n")


def test_bytes_of_another_encoding() -> None:
    """A byte that is no UTF-8 does not end the conversation, and is asked as a mark."""
    desk = FakeDesk()
    with Sitting(lambda: desk) as sitting:
        sitting.asks("who was the miller of caf\udce9?")
        assert sitting.leaves().startswith("Anna Berg\n")
    assert desk.asked == ["who was the miller of caf??"]


def test_history(tmp_path: Path) -> None:
    """Lines are kept, in a file that only its owner reads, and come back with the up key."""
    file = tmp_path / "new" / "history"
    with Sitting(history=file) as sitting:
        sitting.asks("who was the miller of caf\udce9?")
        sitting.leaves()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "+who was the miller of caf??" in file.read_text("utf-8")
    with Sitting(history=file) as sitting:
        sitting.types("\x10\r")
        assert sitting.leaves().startswith("Anna Berg\n")


@pytest.mark.parametrize("name", ["", "file/history"], ids=["a folder", "below a file"])
def test_history_that_cannot_be_kept(tmp_path: Path, name: str) -> None:
    """A history that can be neither read nor written is done without."""
    (tmp_path / "file").touch()
    with Sitting(history=tmp_path / name) as sitting:
        sitting.asks("who was the miller?", "when was it built?")
        assert "1804" in sitting.leaves()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a history file nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    told("who was the miller?")
    assert not list(tmp_path.iterdir())
