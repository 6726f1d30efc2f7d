"""The chat at the prompt shows the right reply to each line and key."""

import threading
from pathlib import Path

import pytest

from qa_bot.errors import ModelError
from qa_bot.i18n import terminal_wording, wording
from tests.channels.terminal.fakes import CTRL_C, CTRL_D, MILL, POND, FakeSession, TerminalUser
from tests.patience import PATIENCE_S


def output_of(*lines: str) -> str:
    """Return all that is shown when these lines are typed."""
    with TerminalUser() as user:
        user.asks(*lines)
        return user.leaves()


def test_prompt_while_the_session_opens() -> None:
    """Commands are answered, and questions taken, while the session is still opening."""
    ready = threading.Event()
    session = FakeSession()

    def open_slowly() -> FakeSession:
        ready.wait(PATIENCE_S)
        return session

    with TerminalUser(open_slowly) as user:
        user.asks("/help", "when was it built?")
        assert "1804" not in user.sees("/articles")
        assert not session.asked
        ready.set()
        user.sees("1804")
    assert user.code == 0


def test_answer() -> None:
    """An answer comes first, then its sentence, then its source and confidence."""
    assert output_of("when was it built?").splitlines() == [
        "1804",
        "  The mill on the Ash was built in 1804.",
        "  The Mill · /elsewhere/mill.txt · characters 0–38 · high confidence, 90%",
        "",
    ]


def test_answer_that_is_the_sentence() -> None:
    """An answer that is its whole sentence is shown once."""
    assert output_of("does it grind?").count("grinds rye") == 1


def test_declined() -> None:
    """A declined question shows that it is declined, above the nearest passage."""
    lines = output_of("who is king?").splitlines()
    assert lines[:3] == [
        wording.DECLINED,
        wording.NEAREST,
        "  The mill on the Ash was built in 1804. It grinds rye.",
    ]


def test_declined_by_an_empty_library() -> None:
    """Where there are no articles, a question is answered with how to add some."""
    with TerminalUser(lambda: FakeSession(library=[])) as user:
        user.asks("who is king?", "/articles")
        seen = user.leaves()
    assert seen.count(terminal_wording.HOW_TO_ADD) == 2
    assert wording.EMPTY_LIBRARY in seen


def test_follow_up() -> None:
    """A follow-up is shown as it was understood, above its answer."""
    lines = output_of("who was the miller?", "what did she shout?").splitlines()
    at = lines.index("as: What did Anna Berg shout?")
    assert lines[at + 1] == "[bold]Flour![/bold]"


def test_small_talk() -> None:
    """A greeting is answered by a greeting."""
    assert output_of("hello") == f"{wording.GREETING}\n\n"


def test_talk_about_the_answer() -> None:
    """How sure it is, its source and more of it are shown with where they stand."""
    seen = output_of("when was it built?", "are you sure?", "tell me more")
    assert (
        "I am quite sure: 90%.\n"
        "  The mill on the Ash was built in 1804. It grinds rye.\n"
        "  The Mill · /elsewhere/mill.txt · characters 0–53\n"
    ) in seen
    assert "The text goes on:\n  It grinds rye.\n" in seen


def test_help() -> None:
    """Every command is listed with what it is for, whichever way help is asked for."""
    shown = output_of("/help", "help", "?", "/", "/HELP").split("\n\n")
    assert all(name in shown[0] for name in terminal_wording.TERMINAL_COMMANDS)
    assert shown == [shown[0]] * 5 + [""]


def test_articles() -> None:
    """The articles are listed with their sources, all or those with a word in them."""
    every, some, none, _ = output_of("/articles", "/articles MILL", "/articles zebra").split("\n\n")
    assert MILL.title in every
    assert POND.title in every
    assert MILL.source in some
    assert POND.title not in some
    assert none == terminal_wording.NO_SUCH_TITLE


def test_more() -> None:
    """More shows the passages not yet shown, until there are none."""
    first, second = "The wheel is nine", "The pond is full"
    with TerminalUser() as user:
        user.asks("/more")
        user.sees(wording.NOTHING_ASKED)
        user.asks("when was it built?", "/more")
        assert second not in user.sees(first)
        user.asks("/more", "/more")
        user.sees(wording.NOTHING_MORE)
        assert user.leaves().count(second) == 1


def test_source() -> None:
    """Source shows the latest quote within its text, whole words only."""
    lines = output_of("/source", "who was the miller?", "/source").splitlines()
    assert lines[0] == wording.NOTHING_ASKED
    assert lines[6:10] == [
        "  …Ash was built in 1804. It grinds rye.",
        "",
        "  The miller was Anna Berg. She shouted [bold]Flour![/bold] at…",
        "  The Mill · /elsewhere/mill.txt · characters 55–80",
    ]


def test_source_of_a_declined_question() -> None:
    """Where nothing was quoted, source shows the nearest passage."""
    assert output_of("who is king?", "/source").count("It grinds rye.") == 2


def test_add() -> None:
    """Each added source gets a line, and is in the list from then on."""
    seen = output_of("/add '/new/a b.txt' /new/c.txt", "/articles")
    assert seen.startswith("added      /new/a b.txt\nadded      /new/c.txt\n\n")
    assert seen.count("/new/c.txt") == 2


def test_add_of_nothing_and_of_what_is_missing() -> None:
    """Adding nothing shows how to add, adding a missing file its error, and the chat goes on."""
    seen = output_of("/add", "/add missing.txt", "who was the miller?")
    assert seen.startswith(f"{terminal_wording.WHAT_TO_ADD}\n\n")
    assert "missing.txt: no such file. Check the path." in seen
    assert "Anna Berg" in seen


def test_add_a_path_with_a_blank(tmp_path: Path) -> None:
    """A bare path with a blank in it is one path where it exists."""
    path = tmp_path / "a note's end.txt"
    path.touch()
    session = FakeSession()
    with TerminalUser(lambda: session) as user:
        user.asks(f"/add {path}")
        user.leaves()
    assert session.library[-1].source == str(path)


def test_new() -> None:
    """/new forgets the conversation."""
    seen = output_of("who was the miller?", "/new", "/more")
    assert seen.endswith(f"{wording.FORGOTTEN}\n\n{wording.NOTHING_ASKED}\n\n")


def test_quit() -> None:
    """/quit ends the chat with status 0, and no later line is read."""
    with TerminalUser() as user:
        user.asks("/quit", "who was the miller?")
        assert user.ends() == ""
    assert user.code == 0


def test_unknown_command() -> None:
    """An unknown command is answered with the nearest known one, if there is any."""
    assert output_of("/artcles", "/sou", "/xyzzy").split("\n\n") == [
        "There is no /artcles. Did you mean /articles?",
        "There is no /sou. Did you mean /source?",
        "There is no /xyzzy. /help lists the commands.",
        "",
    ]


def test_no_command() -> None:
    """A path or a fraction is asked as a question."""
    assert output_of("/etc/hosts of the miller", "1/2 miller").count("Anna Berg\n") == 2


def test_blank_lines() -> None:
    """Blank lines are ignored."""
    assert output_of("", "   ") == ""


def test_ctrl_c_on_what_was_typed() -> None:
    """Ctrl-C drops a half typed line silently, and the next one is whole."""
    session = FakeSession()
    with TerminalUser(lambda: session) as user:
        user.types("who was the king and", CTRL_C)
        user.asks("who was the miller?")
        assert user.leaves().startswith("Anna Berg\n")
    assert session.asked == ["who was the miller?"]


def test_ctrl_c_on_an_empty_line() -> None:
    """Ctrl-C on an empty line shows how to leave, and the chat goes on."""
    with TerminalUser() as user:
        user.types(CTRL_C)
        user.asks("who was the miller?")
        assert user.leaves().startswith(f"{terminal_wording.HOW_TO_LEAVE}\n\nAnna Berg\n")


def test_ctrl_d() -> None:
    """Ctrl-D ends the chat silently, with status 0."""
    with TerminalUser() as user:
        user.types(CTRL_D)
        assert user.ends() == ""
    assert user.code == 0


def test_session_that_does_not_open() -> None:
    """Where the session does not open, its error is shown and the prompt ends with status 1."""

    def broken() -> FakeSession:
        raise ModelError("No model at /models. Download it.")

    with TerminalUser(broken) as user:
        assert user.ends() == "No model at /models. Download it.\n\n"
    assert user.code == 1


def test_session_that_crashes_while_opening() -> None:
    """An unexpected error while opening shows an apology, not a traceback; the status is 1."""

    def broken() -> FakeSession:
        raise RuntimeError("a wheel came off")

    with TerminalUser(broken) as user:
        seen = user.ends()
    assert wording.APOLOGY in seen
    assert "wheel" not in seen
    assert user.code == 1


def test_notices() -> None:
    """The notices of the library are shown once, before the first answer."""
    with TerminalUser(lambda: FakeSession(notices=("The index was rebuilt.",))) as user:
        user.asks("who was the miller?", "hello")
        seen = user.leaves()
    assert seen.startswith("The index was rebuilt.\nAnna Berg\n")
    assert seen.count("rebuilt") == 1


def test_unexpected_error() -> None:
    """An unexpected error shows an apology and how to see more, and the chat goes on."""
    lines = output_of("crash", "who was the miller?").splitlines()
    apology = " ".join(line.strip() for line in lines[: lines.index("")])
    assert apology == f"{wording.APOLOGY} {terminal_wording.HOW_TO_SEE_DETAILS}"
    assert "Anna Berg" in lines


def test_unexpected_error_in_detail() -> None:
    """With debugging on, the traceback is shown above the apology."""
    with TerminalUser(debug=True) as user:
        user.asks("crash")
        seen = user.leaves()
    assert "RuntimeError: a wheel came off" in seen
    assert seen.endswith(f"{wording.APOLOGY}\n\n")


def test_bytes_of_another_encoding() -> None:
    """A byte that is not UTF-8 does not end the chat, and is asked as a question mark."""
    session = FakeSession()
    with TerminalUser(lambda: session) as user:
        user.asks("who was the miller of caf\udce9?")
        assert user.leaves().startswith("Anna Berg\n")
    assert session.asked == ["who was the miller of caf??"]


def test_history(tmp_path: Path) -> None:
    """Lines are stored in a file that only its owner can read, and recalled by the up key."""
    file = tmp_path / "new" / "history"
    with TerminalUser(history=file) as user:
        user.asks("who was the miller of caf\udce9?")
        user.leaves()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "+who was the miller of caf??" in file.read_text("utf-8")
    with TerminalUser(history=file) as user:
        user.types("\x10\r")
        assert user.leaves().startswith("Anna Berg\n")


@pytest.mark.parametrize("name", ["", "file/history"], ids=["a folder", "below a file"])
def test_history_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    """A history that can be neither read nor written is ignored."""
    (tmp_path / "file").touch()
    with TerminalUser(history=tmp_path / name) as user:
        user.asks("who was the miller?", "when was it built?")
        assert "1804" in user.leaves()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a history file nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    output_of("who was the miller?")
    assert not list(tmp_path.iterdir())


def test_answers_are_judged() -> None:
    """/good and /bad judge the latest answer, and the same again takes it back."""
    assert output_of("/good").splitlines()[0] == wording.NOTHING_ASKED
    with TerminalUser() as user:
        user.asks("when was it built?", "/good", "/bad", "/bad")
        shown = user.leaves()
    assert shown.count(wording.THANKS_FOR_FEEDBACK) == 2
    assert shown.count(wording.FEEDBACK_TAKEN_BACK) == 1
