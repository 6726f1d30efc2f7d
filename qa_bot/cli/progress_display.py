"""Signs of life on standard error while a command works: a bar, or a line now and then.

A thread looks at the clock, so that something is shown also while one step takes long.
On a terminal a bar appears once the work takes longer than a moment; elsewhere, as
under cron, there is a line every ten seconds. What ends sooner shows nothing.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

from qa_bot.cli import common
from qa_bot.console import SafeConsole, cell
from qa_bot.i18n import terminal_wording

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import ProgressColumn, TaskID

    from qa_bot.documents import Progress

# Seconds before a bar appears: shorter work would only make it flicker.
_BAR_AFTER: Final = 0.5
# Seconds between two lines where standard error is no terminal.
_LINE_EVERY: Final = 10.0
# Seconds between two looks at the clock: half of what a person notices as a delay.
_LOOK_EVERY: Final = 0.25
# Below 10 a second, show one decimal.
_DECIMAL_BELOW: Final = 10
# Terminal columns of the narrowest terminal that a bar and a rate have room on.
_WIDE_ENOUGH: Final = 70
# Terminal columns of the longest bar, as rich's own.
_WIDEST_BAR: Final = 40


class ProgressDisplay:
    """Shows the latest state of long work, whenever `look` finds that it is due."""

    def __init__(
        self,
        errors: SafeConsole,
        out: SafeConsole | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        rests: bool = False,
    ) -> None:
        """Show progress on `errors`; what is printed on `out` meanwhile stands above a bar.

        With `rests` nothing is shown before the first state, and from a state without a
        title, of which all is done, to the next.
        """
        self._errors, self._out, self._clock = errors, out, clock
        self._lock = Lock()
        self._began = self._last_line = clock()
        self._state = ("", 0, 0)
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._is_hooked = False
        self._rests = self._is_resting = rests

    def show(self, title: str, done: int, total: int) -> None:
        """Take a state, as `Progress` gives it; may be called by any thread."""
        with self._lock:
            self._state = (title, done, total)
            was_resting = self._is_resting
            self._is_resting = self._rests and not title and done >= total
            if self._is_resting:
                self._clear()
            elif was_resting:
                self._began = self._last_line = self._clock()
            self._update()

    def look(self) -> None:
        """Show what is due by the clock."""
        now = self._clock()
        with self._lock:
            if self._is_resting:
                return
            if not self._errors.is_terminal or self._errors.is_dumb_terminal:
                if now - self._last_line >= _LINE_EVERY:
                    self._last_line = now
                    seconds = int(now - self._began)
                    self._errors.print(terminal_wording.progress_line(*self._state, seconds))
            elif self._bars is None and now - self._began >= _BAR_AFTER:
                self._start()

    def clear(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        if self._is_hooked and self._out is not None:
            self._out.pop_render_hook()
            self._is_hooked = False
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def _start(self) -> None:
        from rich.progress import Progress as Bars

        columns = _columns(self._errors.width)
        self._bars = Bars(*columns, console=self._errors, transient=True, get_time=self._clock)
        self._task = self._bars.add_task("")
        self._update()
        self._bars.start()
        # Both are the same terminal: a line printed on either has to clear the bar first.
        if self._out is not None and self._out.is_terminal:
            self._out.push_render_hook(self._bars.live)
            self._is_hooked = True

    def _update(self) -> None:
        if self._bars is None or self._task is None:
            return
        title, done, total = self._state
        is_counted = 0 <= done < total and total > 1
        self._bars.update(
            self._task,
            description=_shortened(title, self._errors.width // 2),
            completed=done if is_counted else 0,
        )
        # `update` takes None for "as it was".
        self._bars.tasks[0].total = total if is_counted else None


@contextlib.contextmanager
def progress_display(is_silent: bool = False, *, rests: bool = False) -> Iterator["Progress"]:
    """Yield a callback (title, done, total) whose calls are shown on standard error."""
    from qa_bot.documents import no_progress

    if is_silent:
        yield no_progress
        return
    display, ended = ProgressDisplay(common.err, common.out, rests=rests), Event()
    thread = Thread(target=_keep_looking, args=(display, ended), name="progress", daemon=True)
    thread.start()
    try:
        yield display.show
    finally:
        ended.set()
        thread.join()
        display.clear()


def _keep_looking(display: ProgressDisplay, ended: Event) -> None:
    while not ended.wait(_LOOK_EVERY):
        display.look()


def _shortened(title: str, width: int) -> str:
    """Return a title on one line: the end of a path, or the beginning of another."""
    text = cell(title).plain or terminal_wording.WORKING
    if len(text) <= width:
        return text
    return f"…{text[-width + 1 :]}" if "/" in text else f"{text[: width - 1]}…"


def _columns(width: int) -> "tuple[ProgressColumn, ...]":
    """Return the columns of a bar on a terminal of so many columns."""
    from rich.progress import (  # fmt: skip
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Count(MofNCompleteColumn):
        """Items done of all, or nothing where nothing is counted."""

        def render(self, task: Task) -> Text:
            return Text("") if task.total is None else super().render(task)

    class Rate(ProgressColumn):
        """Items a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            decimals = 1 if speed is not None and speed < _DECIMAL_BELOW else 0
            is_known = speed is not None and task.total is not None
            return Text(f"{speed:.{decimals}f}/s" if is_known else "")

    class Time(TimeRemainingColumn):
        """The time that is left, or that has passed where nothing is counted."""

        def render(self, task: Task) -> Text:
            return TimeElapsedColumn().render(task) if task.total is None else super().render(task)

    description = TextColumn("{task.description}", markup=False)
    if width < _WIDE_ENOUGH:
        return description, Count(), Time()
    bar = BarColumn(bar_width=min(_WIDEST_BAR, width // 8))
    return description, bar, Count(), Rate(), Time()
