"""Long work shows that it goes on: a bar on a terminal, a line every ten seconds elsewhere."""

import io
import re
from pathlib import Path

import pytest

from qa_bot.cli.progress_display import ProgressDisplay
from qa_bot.console import SafeConsole
from qa_bot.i18n import terminal_wording
from tests.cli.terminals import SLOW_CLI, STYLES, ended, on_terminal, piped, spawn


@pytest.fixture(autouse=True)
def _with_cursor_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A display on a screen, and the clock that it looks at."""

    def __init__(self, *, is_terminal: bool, width: int = 80, rests: bool = False) -> None:
        self._screen, self.clock = io.StringIO(), Clock()
        errors, self.console = (
            SafeConsole(file=self._screen, force_terminal=is_terminal, width=width) for _ in "12"
        )
        self.display = ProgressDisplay(errors, self.console, self.clock, rests=rests)

    def after(self, seconds: float) -> str:
        """Return what is shown in all when the display looks so many seconds later."""
        self.clock.now += seconds
        self.display.look()
        return self.shown

    @property
    def shown(self) -> str:
        """All that has been shown, without styles."""
        return STYLES.sub("", self._screen.getvalue())


def test_short_work_shows_nothing() -> None:
    """Neither a bar nor a line appears for work that ends in an instant."""
    for is_terminal in (True, False):
        watched = Watched(is_terminal=is_terminal)
        watched.display.show("Crops", 1, 2)
        assert watched.after(0.25) == ""
        watched.display.clear()


def test_a_bar_appears_before_anything_is_done() -> None:
    """Within a second there is a bar, whether or not the work has named itself by then."""
    for title in ("", "/home/reader/articles/crops.txt"):
        watched = Watched(is_terminal=True)
        if title:
            watched.display.show(title, 0, 1)
        assert (title or terminal_wording.WORKING) in watched.after(1.0)
        watched.display.clear()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_bar_fits_the_terminal(width: int) -> None:
    """It shows the items done, items a second and time left, at any width, on one line."""
    watched = Watched(is_terminal=True, width=width)
    watched.after(1.0)
    for done in range(0, 5000, 1000):
        watched.after(1.0)
        watched.display.show("Crops of India and of the valleys below the Himalayas", done, 6000)
    watched.display.clear()
    last = [line for line in re.split(r"[\r\n]", watched.shown) if "4000/6000" in line][-1]
    assert len(last.rstrip()) <= width and "Crops" in last and ("…" in last) == (width < 120)
    assert re.search(r" 4000/6000 (1000/s )?0:00:02", last) and ("/s" in last) == (width > 40)


def test_a_line_every_ten_seconds_without_a_terminal() -> None:
    """Each line has the latest state and the seconds so far, and there is none between."""
    watched = Watched(is_terminal=False)
    watched.display.show("Crops", 0, 2400)
    assert watched.after(9.0) == ""
    assert watched.after(1.0) == "Crops: 0 of 2,400, 10 s so far\n"
    watched.display.show("Crops", 1200, 2400)
    assert watched.after(9.0).count("\n") == 1
    assert watched.after(1.0).endswith("Crops: 1,200 of 2,400, 20 s so far\n")
    watched.display.show("", 2400, 2400)
    assert watched.after(10.0).endswith(f"{terminal_wording.WORKING}: 30 s so far\n")


def test_a_watch_that_waits_shows_nothing() -> None:
    """A display that rests begins with the first state and ends with the last, each time anew."""
    for is_terminal in (True, False):
        watched = Watched(is_terminal=is_terminal, rests=True)
        assert watched.after(60) == ""
        watched.display.show("crops.txt", 1, 3)
        assert watched.after(0.25) == ""
        assert "crops.txt" in watched.after(15)
        watched.display.show("", 3, 3)
        shown = watched.after(0)
        assert watched.after(60) == shown


def test_what_is_printed_meanwhile_stands_above_the_bar() -> None:
    """A line printed on standard output clears the bar first, and the bar comes again."""
    watched = Watched(is_terminal=True)
    watched.display.show("crops.txt", 1, 3)
    watched.after(1.0)
    watched.console.print("added      Rain")
    watched.display.clear()
    lines = re.split(r"[\r\n]+", watched.shown)
    assert "added      Rain" in [line.strip() for line in lines]


def test_a_slow_embedding_is_shown_and_interrupted(tmp_path: Path) -> None:
    """On a terminal the file is named while it is read; Ctrl-C leaves the library as it was."""
    index, file = tmp_path / "built", tmp_path / "crops.txt"
    file.write_text("Tea grows in Assam. Coffee grows in Kerala.")
    process = spawn(index, "add", str(file), module=SLOW_CLI)
    process.expect_exact("crops.txt")
    process.send("\x03")
    ran = ended(process)
    assert ran.status == 130 and ran.lines[-1] == "Stopped."
    assert "Traceback" not in ran.printed
    assert piped(index, "list").printed.count("\t") == 0
    assert piped(index, "add", str(file)).printed.startswith("added ")


def test_silence_for_programs(tmp_path: Path) -> None:
    """With --json or --quiet nothing but the result is printed, on a terminal too."""
    file = tmp_path / "crops.txt"
    file.write_text("Tea grows in Assam.")
    ran = on_terminal(tmp_path / "built", "add", "--quiet", str(file))
    assert ran.lines == ["added      Tea grows in Assam."]
    assert piped(tmp_path / "built", "verify", "--json").errors == ""


def test_a_terminal_without_cursor_moves_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where TERM says that it is dumb, as in an editor's shell, there is no bar."""
    monkeypatch.setenv("TERM", "dumb")
    watched = Watched(is_terminal=True)
    watched.display.show("Crops", 0, 2400)
    assert watched.after(1.0) == ""
    assert watched.after(10.0) == "Crops: 0 of 2,400, 11 s so far\n"
