"""The chat shows, opens and limits itself to articles, copies quotes and saves itself."""

import base64
import io
import stat
from pathlib import Path

import click
import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from qa_bot.channels.terminal.prompt import make_prompt
from qa_bot.channels.terminal.session import Session
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.console import SafeConsole, copy_to_clipboard
from qa_bot.i18n import terminal_wording, wording
from qa_bot.library import Library
from tests.channels.terminal.fakes import TerminalUser
from tests.channels.terminal.test_repl import output_of
from tests.fakes import FakeEmbedder, WordReader, article

SENTENCE = "The mill on the Ash was built in 1804."


def test_an_article_is_shown_whole_or_around_the_latest_quote() -> None:
    """/show names an article; alone it shows the latest quote, and says where there is none."""
    nothing, whole, _, around = output_of(
        "/show", "/show the mill", "when was it built?", "/show"
    ).split("\n\n", 3)
    assert nothing == terminal_wording.WHAT_TO_SHOW
    assert whole.startswith("The Mill\n/elsewhere/mill.txt")
    assert "The pond is full of carp." in around and SENTENCE in around
    assert "No article called 'zebra'" in output_of("/show zebra")


def test_a_source_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """/open takes an article, or the latest quote's, and never a file that is gone."""
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", lambda target: opened.append(target) or 0)
    seen = output_of("/open", "/open ponds", "when was it built?", "/open")
    assert opened == ["https://example.org/pond"]
    assert terminal_wording.WHAT_TO_SHOW in seen and "Opened https://example.org/pond" in seen
    assert "there is no file /elsewhere/mill.txt any more" in " ".join(seen.split())


def test_the_answers_are_limited_to_an_article() -> None:
    """/use says which, takes one, refuses an unknown one, and lifts the limit with all."""
    seen = output_of("/use", "/use ponds", "/use zebra", "/use", "/use all").split("\n\n")
    every = f"{wording.USING_ALL} {terminal_wording.HOW_TO_USE}"
    only = f"{wording.USING} Ponds [red]of[/red] Ash. {terminal_wording.HOW_TO_USE_ALL}"
    assert seen[:5] == [every, only, "No article called 'zebra'.", only, every]


@pytest.fixture
def library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library with an article that is called "all"."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    opened = Library.open(load_config(environment={}, index=folder))
    opened.components.ingester.add_all(
        [article(f"Tea grows in {place}.", source=f"/x/{title}", title=title)
         for title, place in (("all", "Assam"), ("Small hills", "Nilgiri"))]
    )  # fmt: skip
    return opened


def test_an_article_called_all_can_be_named(library: Library) -> None:
    """In quotation marks, or by its id, it is an article; without, all lifts the limit."""
    from qa_bot.channels.terminal.article_commands import use

    session = Session(library)
    for name in ('"all"', library.find("/x/all").id):
        use(session, name)
        assert session.used is not None and session.used.title == "all"
        titles = {p.article.title for p in session.chat.ask("Where does tea grow?").answer.passages}
        assert titles == {"all"}
        use(session, "all")
        assert session.used is None
    answer = session.chat.ask("Where does tea grow?").answer
    assert {passage.article.title for passage in answer.passages} == {"all", "Small hills"}
    library.close()


def test_a_quote_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal gets OSC 52 with the quote on one line, and nothing that a shell would run."""
    monkeypatch.setenv("TERM", "xterm")
    screen = io.StringIO()
    console = SafeConsole(file=screen, force_terminal=True)
    assert copy_to_clipboard(console, f"{SENTENCE}\nrm -rf /\x1b[0m\r")
    sequence = screen.getvalue()
    assert sequence.startswith("\x1b]52;c;") and sequence.endswith("\x07")
    copied = base64.b64decode(sequence[7:-1]).decode()
    assert copied == f"{SENTENCE} rm -rf /\\x1b[0m\\r"
    assert not copy_to_clipboard(SafeConsole(file=io.StringIO()), SENTENCE)
    monkeypatch.setenv("TERM", "dumb")
    assert not copy_to_clipboard(console, SENTENCE) and screen.getvalue() == sequence


def test_a_quote_that_cannot_be_copied_is_shown() -> None:
    """Where there is no terminal, /copy shows the quote on a line of its own."""
    seen = output_of("/copy", "when was it built?", "/copy").split("\n\n")
    assert seen[0] == terminal_wording.WHAT_TO_SHOW
    assert seen[2] == f"{terminal_wording.COPYABLE}\n{SENTENCE}"


def test_a_conversation_is_saved(tmp_path: Path) -> None:
    """As Markdown with its quotes and sources, in a file that only its owner can read."""
    file = tmp_path / "with space.md"
    seen = output_of("/save x.md", "when was it built?", "who is king?", f"/save '{file}'", "/save")
    assert terminal_wording.NOTHING_TO_SAVE in seen and terminal_wording.WHERE_TO_SAVE in seen
    assert f"Saved in {file}" in seen.replace("\n", "")
    text = file.read_text("utf-8")
    assert text.startswith("# Conversation\n\n## when was it built?\n\n1804\n\n")
    assert f"> {SENTENCE}\n\n— The Mill · /elsewhere/mill.txt" in text
    assert "## who is king?" in text and stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_is_not_overwritten_without_asking(tmp_path: Path) -> None:
    """Only "y" overwrites; a folder or a name that cannot be is refused; nothing is left beside."""
    file = tmp_path / "chat.md"
    file.write_text("mine")
    with TerminalUser() as user:
        user.asks("when was it built?", f"/save {file}", "n")
        user.sees(terminal_wording.STOPPED)
        assert file.read_text() == "mine"
        user.asks(f"/save {file}", "y")
        user.sees("Saved in")
        assert SENTENCE in file.read_text("utf-8")
        user.asks(f"/save {tmp_path}", f"/save {tmp_path}/none/chat.md")
        seen = user.leaves()
    assert "it is no file" in seen and "No such file" in seen
    assert [path.name for path in tmp_path.iterdir()] == ["chat.md"]


def completions(typed: str, titles: list[str]) -> list[str]:
    """Return what is offered for what was typed."""
    completer = make_prompt(None, lambda: titles).completer
    return [each.text for each in completer.get_completions(Document(typed), CompleteEvent())]


def test_commands_and_titles_are_completed() -> None:
    """Titles that begin with the text come first, whatever their case; one called all is quoted."""
    titles = ["The grey heron", "Heron", "all", "odd\x1btitle", "Crops: tea, 'rice' & \"more\""]
    assert completions("/us", titles) == ["/use"]
    assert completions("/use HER", titles) == ["Heron", "The grey heron"]
    assert completions("/show crops: t", titles) == [titles[-1]]
    assert completions("/open a", titles)[0] == '"all"'
    assert completions("/use odd", titles) == [] == completions("use", titles)


def test_completion_of_many_titles_is_bounded() -> None:
    """Of 100,000 titles as many are offered as a menu takes."""
    titles = [f"Article {number}" for number in range(100_000)]
    assert 10 <= len(completions("/use a", titles)) <= 50
    assert completions("/use 99999", titles) == ["Article 99999"]
