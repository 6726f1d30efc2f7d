"""The one way to a terminal: whatever text is printed here is shown and never obeyed.

Knows standard output and standard error; not what is said. File names, titles,
quotes and messages of libraries may hold anything, so every character that a
terminal would obey is escaped before it leaves. Only our own line ends, weight
and colour, and rich's own cursor moves of a progress bar, leave as they are.
"""

import io
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from qa_bot.escaping import ascii_json, block, json_text, line

# Wider than any line, so that rich wraps nothing.
_UNBOUNDED = 1_000_000
_LOG_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Printer(Console):
    """A console that takes no text for markup, emoji codes or control sequences.

    A string that is printed is one line, and is escaped as `visible.line` does.
    What is laid out (tables, blocks, progress) is escaped as it leaves too; to
    keep columns straight, put `cell(text)` and `paragraph(text)` into it.
    """

    def __init__(
        self,
        *,
        errors: bool = False,
        file: IO[str] | None = None,
        width: int | None = None,
        soft_wrap: bool = False,
        force_terminal: bool | None = None,
    ) -> None:
        """`errors` is for standard error; `file` is written to instead of either."""
        super().__init__(
            stderr=errors,
            file=file,
            width=width,
            soft_wrap=soft_wrap,
            force_terminal=force_terminal,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def print(self, *objects: Any, **how: Any) -> None:
        """Print as rich does, each string on one line."""
        super().print(*(line(o) if isinstance(o, str) else o for o in objects), **how)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What rich makes of it, with nothing in its text that a terminal would obey."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=block(segment.text))


def cell(text: str, style: str = "") -> Text:
    """A text of one line to lay out."""
    return Text(line(text), style)


def paragraph(text: str, style: str = "") -> Text:
    """A text of several lines to lay out."""
    return Text(block(text), style)


def conversation(*, errors: bool = False) -> Printer:
    """A console for a conversation, which never wraps what is piped."""
    return Printer(errors=errors, width=None if is_terminal(errors=errors) else _UNBOUNDED)


def is_terminal(*, errors: bool = False) -> bool:
    """Whether standard output, or standard error, is one."""
    return _stream(errors).isatty()


def print_json(value: object) -> None:
    """A value as one line of JSON on standard output."""
    print_json_text(json_text(value))


def print_json_text(written: str) -> None:
    """A line that `json_text` gave, written at once: the reader may be waiting for it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    readable = encoding.lower().startswith("utf")
    sys.stdout.write((written if readable else ascii_json(written)) + "\n")
    sys.stdout.flush()


def print_error(text: str) -> None:
    """One line on standard error, without weight or colour."""
    sys.stderr.write(line(text) + "\n")


def print_block(text: str) -> None:
    """Lines on standard error, as they are laid out."""
    sys.stderr.write(block(text))
    sys.stderr.flush()


def write_at_once(text: str) -> None:
    """Text of ours on standard error with as little memory as can be, for a process out of it."""
    os.write(2, text.encode())


def flush() -> None:
    """Let all that was printed leave this process."""
    for errors in (False, True):
        with suppress(OSError):
            _stream(errors).flush()


def discard_output() -> None:
    """Let what is still to be written go nowhere, once the reader of our output has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stream(errors: bool) -> IO[str]:
    return sys.stderr if errors else sys.stdout


def guard() -> None:
    """Escape also what Python itself prints: tracebacks, warnings, logs that nobody handles.

    And let a letter that the terminal's encoding lacks be escaped, not an error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.excepthook = _show_traceback
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _show_traceback_of_thread
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(LogFormatter("%(message)s"))
    warnings.formatwarning = _formatted_warning


def log_to_stderr() -> None:
    """A line on standard error for whatever is logged from INFO up."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter(_LOG_FORM))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class LogFormatter(logging.Formatter):
    """Lays a record out as usual, with nothing in it that a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        return block(super().format(record))


def _show_traceback(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    print_block("".join(traceback.format_exception(kind, error, trace)))


def _show_traceback_of_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and failed.exc_type is not SystemExit:
        _show_traceback(failed.exc_type, failed.exc_value, failed.exc_traceback)


_format_warning = warnings.formatwarning


def _formatted_warning(*told: Any, **rest: Any) -> str:
    return block(_format_warning(*told, **rest))
