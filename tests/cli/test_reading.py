"""`show` prints an article or a part of it; `open` opens what it was made of, but no program."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from qa_bot.channels.terminal.source_opening import openable_source
from qa_bot.documents import ArticleRef
from qa_bot.errors import SourceNotOpenable
from tests.cli.terminals import STYLES, ended, on_terminal, piped, spawn
from tests.shell import Shell

LONG = "\n\n".join(f"Paragraph {n} says that bell {n} rang at noon." for n in range(200))


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    """A library with one long article, made by a process of its own."""
    (tmp_path / "bells.txt").write_text(f"The bells\n\n{LONG}\n")
    assert piped(tmp_path / "built", "add", str(tmp_path / "bells.txt")).status == 0
    return tmp_path / "built"


def test_an_article_is_printed_whole_in_a_pipe(bells: Path) -> None:
    """Its title, source and text are printed without a pager, styles or wrapping."""
    ran = piped(bells, "show", "bells", PAGER="false")
    assert ran.lines[0] == "The bells" and ran.lines[1].endswith("bells.txt")
    assert ran.printed.count(" rang at noon.") == 200 and "\x1b" not in ran.printed


def test_an_article_is_paged_on_a_terminal(bells: Path) -> None:
    """The pager of PAGER gets the text, wrapped to the terminal; a short one needs no pager."""
    for columns in (40, 80):
        ran = on_terminal(bells, "show", "bells", columns=columns, PAGER="sed s/^/|/")
        assert ran.status == 0 and max(map(len, ran.lines)) <= columns + 1
        assert sum(line.startswith("|Paragraph") for line in ran.lines) == 200
    (bells.parent / "rain.txt").write_text("Rain falls in July.")
    piped(bells, "add", str(bells.parent / "rain.txt"))
    assert "Rain falls" in on_terminal(bells, "show", "rain", PAGER="false").printed


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, "-R \x1b[1mThe bells"),
        ({"PAGER": "less"}, "-R \x1b[1mThe bells"),
        ({"PAGER": "less -R"}, " \x1b[1mThe bells"),
        ({"LESS": "-i"}, "-i The bells"),
        ({"PAGER": "less 'unclosed"}, "\x1b[1mThe bells"),
    ],
)
def test_less_shows_no_codes_in_place_of_styles(
    bells: Path, tmp_path: Path, variables: dict[str, str], shown: str
) -> None:
    """It is told to show styles, or gets none where LESS says otherwise."""
    less = tmp_path / "bin" / "less"
    less.parent.mkdir()
    less.write_text('#!/bin/sh\nprintf "%s " "$LESS"\nexec cat\n')
    less.chmod(0o755)
    path = f"{less.parent}:/usr/local/bin:/usr/bin:/bin"
    ran = on_terminal(bells, "show", "bells", PATH=path, **variables)
    assert ran.status == 0 and ran.printed.startswith(shown), ran.printed[:80]


def test_the_words_around_a_quote(bells: Path) -> None:
    """The quote is highlighted within whole lines, whatever its case, spaces and marks."""
    ran = on_terminal(bells, "show", "bells", "--around", "“PARAGRAPH 100 says  that”", PAGER="cat")
    assert "\x1b[1;4mParagraph 100 says that\x1b[0m bell 100 rang" in ran.printed
    lines = STYLES.sub("", ran.printed)
    assert "Paragraph 90 " in lines and "Paragraph 110 " in lines
    assert "Paragraph 50 " not in lines and lines.count("…") == 2


def test_words_that_it_does_not_have(bells: Path) -> None:
    """The message names the words and the article, and the status is 1."""
    ran = piped(bells, "show", "bells", "--around", "the organ")
    assert ran.status == 1 and "'The bells' does not have the words 'the organ'" in ran.errors


def test_an_article_as_json(shell: Shell, tmp_path: Path) -> None:
    """The text, what is known of it, and where the quote stands."""
    (tmp_path / "crops.txt").write_text("Crops of India\n\nTea grows in Assam.\n")
    shell("add", str(tmp_path / "crops.txt"), "--tag", "food", "--author", "A. Writer")
    shown = json.loads(shell("show", "crops", "--around", "grows in", "--json"))
    assert shown["title"] == "Crops of India" and shown["author"] == "A. Writer"
    assert shown["text"][shown["start"] : shown["end"]] == "grows in"
    assert shown["source"] == str(tmp_path / "crops.txt") and shown["tags"] == ["food"]
    assert shell.json("show", "crops")["start"] is None


def test_control_characters_of_a_text_are_shown_as_escapes(tmp_path: Path) -> None:
    """A pager on a terminal gets no sequence that the terminal would obey."""
    (tmp_path / "odd.txt").write_text(f"Odd\n\nTea \x1b]0;owned\x07 grows.\n\n{LONG}")
    piped(tmp_path / "built", "add", str(tmp_path / "odd.txt"))
    ran = on_terminal(tmp_path / "built", "show", "odd", PAGER="cat")
    assert "\x1b]" not in ran.printed and "\x07" not in ran.printed


def test_a_pager_that_is_left_early(bells: Path) -> None:
    """Leaving the pager, or interrupting it, ends the command quietly."""
    ran = ended(spawn(bells, "show", "bells", PAGER="head -9"))
    assert ran.status == 0 and "Traceback" not in ran.printed and "Paragraph 0" in ran.printed


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been opened."""
    opened: list[str] = []

    def launch(target: str) -> int:
        opened.append(target)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    return opened


def test_a_file_is_opened_in_its_program(shell: Shell, tmp_path: Path, launched: list[str]) -> None:
    """`open` takes an article as `show` does, and says what it opened."""
    (tmp_path / "crops.txt").write_text("Crops of India\n\nTea grows in Assam.\n")
    shell("add", str(tmp_path / "crops.txt"))
    assert shell("open", "crops") == f"Opened {tmp_path / 'crops.txt'}\n"
    assert launched == [str(tmp_path / "crops.txt")]
    (tmp_path / "crops.txt").unlink()
    shell("open", "crops")
    assert shell.status == 1 and "there is no file" in shell.errors and "show" in shell.errors


def program(folder: Path) -> str:
    """Make a text file that can be executed."""
    (folder / "run.txt").write_text("#!/bin/sh\nrm -rf /\n")
    (folder / "run.txt").chmod(0o755)
    return str(folder / "run.txt")


def link_to_program(folder: Path) -> str:
    """Make a link with a harmless name to a program."""
    (folder / "notes.txt").symlink_to(program(folder))
    return str(folder / "notes.txt")


def desktop_entry(folder: Path) -> str:
    """Make a file of a kind that desktops run."""
    (folder / "notes.desktop").write_text("[Desktop Entry]\nExec=rm -rf /\n")
    return str(folder / "notes.desktop")


@pytest.mark.parametrize(
    "make",
    [program, link_to_program, desktop_entry, lambda folder: str(folder),
     lambda folder: "javascript:alert(1)", lambda folder: "file:///etc/passwd",
     lambda folder: "--help", lambda folder: "stdin:0123456789ab", lambda folder: "",
     lambda folder: "https:///x", lambda folder: "https://example.org/\n-x",
     lambda folder: "mailto:a@example.org", lambda folder: "vscode://file/etc/passwd",
     lambda folder: "telegram:1/2", lambda folder: "\\\\host\\share\\run.txt"],
)  # fmt: skip
def test_nothing_is_run(tmp_path: Path, make: Callable[[Path], str]) -> None:
    """Programs, links to them, folders, and addresses but those of the web are refused by name."""
    source = make(tmp_path)
    for ref in (ArticleRef("1", "Odd", source), ArticleRef("1", "Odd", "stdin:1", link=source)):
        with pytest.raises(SourceNotOpenable, match="'Odd' is not opened"):
            openable_source(ref)


def test_a_web_address_is_opened_in_the_browser() -> None:
    """The source itself, or the link of what was read from a file that is gone or piped in."""
    page = "https://example.org/a?b=c&d=$(e)"
    assert openable_source(ArticleRef("1", "Page", page)) == page
    assert openable_source(ArticleRef("1", "Page", "stdin:1", link=page)) == page
