"""Piped lines are turns: of a chat, or as JSON for programs."""

import io
import json
from collections.abc import Callable

import pytest

from qa_bot.answer_json import answer_as_json
from qa_bot.answers import Answer
from qa_bot.channels.terminal.json_lines import run_json_turns
from qa_bot.channels.terminal.repl import run_repl
from qa_bot.errors import LibraryDamaged
from qa_bot.i18n import wording
from tests.channels.terminal.fakes import FakeSession, console_on


def piped(
    lines: str, open_session: Callable[[], FakeSession] = FakeSession
) -> tuple[int, str, str]:
    """Return the exit status, standard output and standard error."""
    out, errors = io.StringIO(), io.StringIO()
    code = run_repl(
        open_session,
        None,
        stdin=io.StringIO(lines),
        console=console_on(out),
        errors=console_on(errors),
    )
    return code, out.getvalue(), errors.getvalue()


def _as_json(answer: Answer, _: str | None) -> dict[str, object]:
    return answer_as_json(answer)


def as_json(lines: str, session: FakeSession) -> list[dict[str, object]]:
    """Return the objects written for these lines."""
    written: list[str] = []
    run_json_turns(session.chat, io.StringIO(lines), written.append, _as_json)
    assert not any("\n" in line for line in written)
    return [json.loads(line) for line in written]


def test_a_turn_a_line() -> None:
    """Each line that is piped in is a turn, answered without a prompt; follow-ups included."""
    code, out, errors = piped("\ufeffwho was the miller?\n\nwhat did she shout?\r\n/new\n")
    assert (code, errors) == (0, "")
    assert out.startswith("Anna Berg\n")
    assert "as: What did Anna Berg shout?\n[bold]Flour![/bold]\n" in out
    assert out.endswith(f"{wording.FORGOTTEN}\n\n")


@pytest.mark.parametrize("line", ["/quit", "quit", "exit", "/q", "QUIT"])
def test_quit_ends_the_lines(line: str) -> None:
    """A line that is a command to leave ends the chat before the lines below it."""
    assert piped(f"{line}\nwho was the miller?\n") == (0, "", "")


def test_problems_go_to_standard_error() -> None:
    """An unexpected error and an unknown command go to standard error, and the lines go on."""
    code, out, errors = piped("crash\n/artcles\nwho was the miller?")
    assert code == 0
    assert out.startswith("Anna Berg\n")
    assert errors.startswith(wording.APOLOGY[:40])
    assert "Did you mean /articles?" in errors


def test_session_that_does_not_open() -> None:
    """Where the session does not open, its error is on standard error and the status is 1."""

    def broken() -> FakeSession:
        raise LibraryDamaged("The library is damaged. Add the articles anew.")

    message = "The library is damaged. Add the articles anew.\n\n"
    assert piped("who was the miller?", broken) == (1, "", message)


def test_json_turns() -> None:
    """Each turn is one object, with what it was understood as where it was a follow-up."""
    first, second = as_json("who was the miller?\nwhat did she shout?\n", FakeSession())
    assert first["answer"] == "Anna Berg"
    assert "understood_as" not in first
    assert second["question"] == "what did she shout?"
    assert second["understood_as"] == "What did Anna Berg shout?"


def test_json_of_talk() -> None:
    """A turn that asks nothing has what was said and the evidence that was shown for it."""
    _, source = as_json("who was the miller?\nsays who?\n", FakeSession())
    assert (source["answered"], source["remark"]) == (False, "It says so here:")
    (shown,) = source["evidence"]
    assert shown["text"].startswith("The miller was Anna Berg. She shouted")
    assert (shown["title"], source["options"]) == ("The Mill", [])


def test_json_of_a_turn_that_cannot_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """A turn that cannot be asked is an object too, and its error is on standard error."""
    empty, declined, greeting = as_json("\nwho is king?\nhello\n", FakeSession())
    assert (empty["question"], empty["answered"], empty["passages"]) == ("", False, [])
    assert declined["passages"]
    assert greeting["answered"] is False
    assert capsys.readouterr().err == "The question is empty. Ask one.\n"


def test_json_of_a_file_with_a_byte_order_mark() -> None:
    """A byte order mark before the first turn is no part of it."""
    (turn,) = as_json("\ufeffhello", FakeSession())
    assert turn["question"] == "hello"


def test_json_of_bytes_of_another_encoding() -> None:
    """A byte that is not UTF-8 does not end the run, and becomes U+FFFD."""
    written: list[str] = []
    lines = io.TextIOWrapper(io.BytesIO(b"caf\xe9?\nwho was the miller?\n"), encoding="utf-8")
    run_json_turns(FakeSession().chat, lines, written.append, _as_json)
    first, second = (json.loads(line) for line in written)
    assert first["question"] == "caf\ufffd?"
    assert second["answer"] == "Anna Berg"


def test_json_is_readable() -> None:
    """Letters beyond ASCII are written as themselves."""
    written: list[str] = []
    run_json_turns(FakeSession().chat, ["čí je mlýn?"], written.append, _as_json)
    assert "čí je mlýn?" in written[0]
