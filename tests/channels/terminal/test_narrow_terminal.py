"""The chat's commands on pseudo-terminals of 40 and 80 columns, as a person sees them."""

from pathlib import Path

import pytest

from qa_bot.i18n import terminal_wording
from tests.cli.terminals import STYLES, ended, piped, spawn

TEXT = "The grey heron nests in tall trees. " + "It hunts alone in shallow water by the lake. " * 60


@pytest.fixture
def herons(tmp_path: Path) -> Path:
    """A library with one article of several screens."""
    (tmp_path / "heron.txt").write_text(f"The grey heron\n\n{TEXT}\n")
    assert piped(tmp_path / "built", "add", str(tmp_path / "heron.txt")).status == 0
    return tmp_path / "built"


@pytest.mark.parametrize("columns", [40, 80])
def test_an_article_a_clipboard_and_a_file(herons: Path, tmp_path: Path, columns: int) -> None:
    """/show pages, /copy sends OSC 52, /use says which, and /save asks before it overwrites."""
    saved = tmp_path / "c.md"
    saved.write_text("mine")
    chat = spawn(herons, "chat", columns=columns, PAGER="sed s/^/|/")
    chat.expect_exact("rticle")
    chat.send("/show grey\r")
    chat.expect_exact("|The grey heron")
    chat.send("/use grey\r")
    chat.expect_exact("I search only: The grey heron.")
    chat.send("where does it nest?\r")
    chat.expect_exact("characters")
    chat.send("/copy\r")
    chat.expect(r"\x1b\]52;c;[A-Za-z0-9+/=]+\x07")
    chat.send(f"/save {saved}\r")
    chat.expect_exact("[y/N]")
    chat.send("n\r")
    chat.expect_exact(terminal_wording.STOPPED)
    chat.send("/quit\r")
    ran = ended(chat)
    assert ran.status == 0 and "Traceback" not in ran.printed
    assert saved.read_text() == "mine"


def test_a_piped_chat_shows_and_saves_without_a_terminal(herons: Path, tmp_path: Path) -> None:
    """There is no pager, no control sequence, and no file is overwritten."""
    saved = tmp_path / "c.md"
    typed = f"/show grey\nwhere does it nest?\n/copy\n/save {saved}\n/save {saved}\n"
    ran = piped(herons, "chat", typed=typed, PAGER="false")
    assert "shallow water" in ran.printed and not STYLES.search(ran.printed)
    assert "\x1b" not in ran.printed and terminal_wording.COPYABLE in ran.printed
    assert f"Saved in {saved}" in ran.printed and "it exists" in ran.errors
    assert saved.read_text("utf-8").startswith("# Conversation\n\n## where does it nest?")
