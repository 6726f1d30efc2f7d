"""Standard output and standard error: the only module that writes to the terminal.

File names, titles, quotes and messages of libraries may hold anything, so every
character that a terminal would obey is escaped before it is written. Only our own
line ends and styles, and the cursor moves of rich's progress bar, are not.
"""

import base64
import io
import logging
import os
import shlex
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import click
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from qa_bot.escape import ascii_json, escape_block, escape_line, json_text

# Columns: wider than any line, so that rich wraps nothing.
_UNBOUNDED: Final = 1_000_000
# File descriptor of standard error.
_STDERR: Final = 2
_LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class SafeConsole(Console):
    """A console that takes no text for markup, emoji codes or control sequences.

    A printed string is one line, escaped by `escape_line`. Renderables (tables,
    progress bars) are escaped as they are rendered; build them from `cell(text)` and
    `paragraph(text)`, so that rich measures the escaped text.
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
        """Write to standard output, standard error (`errors`), or `file` where one is given."""
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
        """Print objects as rich does, each string on one line.

        On a terminal, lines too long for it are broken between words even with the console's
        `soft_wrap`: the terminal would break them within one. In a string a word longer than
        the terminal is wide, such as a path, stays whole to be copied.
        """
        shown = [escape_line(each) if isinstance(each, str) else each for each in objects]
        if self.soft_wrap and self.is_terminal:
            is_wrapped = all(isinstance(each, str) for each in shown)
            shown = (
                ["\n".join(_wrapped(each, self.width)) for each in shown] if is_wrapped else shown
            )
            how.setdefault("soft_wrap", is_wrapped)
        super().print(*shown, **how)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as rich does, with the text of each segment escaped."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=escape_block(segment.text))


def _wrapped(line: str, width: int) -> list[str]:
    """Break a line between words into lines of at most `width` columns, but for longer words."""
    lines = [""]
    for number, word in enumerate(line.split(" ")):
        longer = f"{lines[-1]} {word}" if number else word
        if lines[-1].strip() and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def cell(text: str, style: str = "") -> Text:
    """Return text for a table cell or another renderable, on one line."""
    return Text(escape_line(text), style)


def paragraph(text: str, style: str = "") -> Text:
    """Return text of several lines for a renderable."""
    return Text(escape_block(text), style)


def chat_console(*, errors: bool = False) -> SafeConsole:
    """Return a console for the chat, which wraps lines on a terminal only."""
    return SafeConsole(errors=errors, width=None if is_terminal(errors=errors) else _UNBOUNDED)


def is_terminal(*, errors: bool = False) -> bool:
    """Return whether standard output, or standard error, is a terminal."""
    return _stream(errors).isatty()


def print_json(value: object) -> None:
    """Print a value as one line of JSON on standard output."""
    print_json_text(json_text(value))


def print_json_list(values: Iterable[object]) -> None:
    """Print values as a list on one line of JSON, one by one, however many they are."""
    sign = "["
    for value in values:
        sys.stdout.write(_encodable(f"{sign}{json_text(value)}"))
        sign = ", "
    print_json_text("[]" if sign == "[" else "]")


def print_json_text(written: str) -> None:
    """Print a line of `json_text` and flush it: its reader may be waiting."""
    sys.stdout.write(_encodable(written) + "\n")
    sys.stdout.flush()


def _encodable(written: str) -> str:
    """Return JSON as standard output can encode it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return written if encoding.lower().startswith("utf") else ascii_json(written)


def write_line(out: Console, line: str) -> None:
    """Write one escaped line as it is, tabs included, without wrapping or styles."""
    out.file.write(line + "\n")


def page(out: Console, lines: Iterable[Text]) -> None:
    """Print lines, through a pager where a person reads more than a screenful.

    The pager is the one that PAGER names, or less; there is none where PAGER is no command.
    """
    pager = _pager()
    if not (out.is_terminal and sys.stdin.isatty() and pager):
        for line in lines:
            out.print(line)
        return
    rendered = _rendered(out, lines)
    first = list(islice(rendered, out.height))
    if len(first) < out.height:
        out.file.write("".join(first))
    else:
        # Left to itself click has less show styles, or takes them out where LESS forbids them.
        is_less = Path(pager[0]).stem == "less"
        click.echo_via_pager(chain(first, rendered), color=None if is_less else True)


def _pager() -> list[str]:
    """Return the words of the pager's command, as click reads them; empty for an invalid one."""
    with suppress(ValueError):
        return shlex.split(os.environ.get("PAGER", "")) or ["less"]
    return []


def _rendered(out: Console, lines: Iterable[Text]) -> Iterator[str]:
    """Yield the lines of a terminal's width that each line takes, escaped and styled."""
    screen = SafeConsole(file=io.StringIO(), width=out.width, force_terminal=True)
    for line in lines:
        with screen.capture() as captured:
            screen.print(line)
        yield from (f"{each}\n" for each in captured.get().removesuffix("\n").split("\n"))


def copy_to_clipboard(out: Console, text: str) -> bool:
    """Have the terminal put a text on the clipboard, by OSC 52 of xterm's control sequences.

    Return whether `out` is a terminal that has such sequences; whether it obeys this one
    cannot be known. Whatever a shell would take for a command's end is a space, as the
    text may be pasted there.
    """
    is_able = out.is_terminal and not out.is_dumb_terminal
    if is_able:
        plain = " ".join(escape_block(text).split())
        out.file.write(f"\x1b]52;c;{base64.b64encode(plain.encode()).decode()}\x07")
        out.file.flush()
    return is_able


def print_script(text: str) -> None:
    """Print a trusted text on standard output as it is."""
    sys.stdout.write(text)


def print_error(text: str) -> None:
    """Print one line on standard error, without styles."""
    sys.stderr.write(escape_line(text) + "\n")


def print_block(text: str) -> None:
    """Print lines on standard error as they are."""
    sys.stderr.write(escape_block(text))
    sys.stderr.flush()


def write_at_once(text: str) -> None:
    """Write trusted text to standard error without buffers, for a process out of memory."""
    os.write(_STDERR, text.encode())


def flush() -> None:
    """Flush standard output and standard error."""
    for errors in (False, True):
        with suppress(OSError):
            _stream(errors).flush()


def discard_output() -> None:
    """Discard what is still to be written, once the reader of standard output has closed it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stream(errors: bool) -> IO[str]:
    return sys.stderr if errors else sys.stdout


def escape_everything() -> None:
    """Escape also what Python prints: tracebacks, warnings and unhandled log records.

    A character that the terminal's encoding lacks is escaped too, instead of an error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.excepthook = _print_traceback
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _print_thread_traceback
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(LogFormatter("%(message)s"))
    warnings.formatwarning = _escaped_warning


def log_to_stderr() -> None:
    """Log records from INFO up to standard error, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter(_LOG_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class LogFormatter(logging.Formatter):
    """Formats a record as usual, and escapes it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        return escape_block(super().format(record))


def _print_traceback(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    print_block("".join(traceback.format_exception(kind, error, trace)))


def _print_thread_traceback(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and failed.exc_type is not SystemExit:
        _print_traceback(failed.exc_type, failed.exc_value, failed.exc_traceback)


_format_warning = warnings.formatwarning


def _escaped_warning(*args: Any, **options: Any) -> str:
    return escape_block(_format_warning(*args, **options))
