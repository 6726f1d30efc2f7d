"""Read-eval-print loop of the chat, at a prompt or on piped lines.

A second thread opens the session and does its work, so that the prompt appears
at once and Ctrl-C ends a wait.
"""

import asyncio
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from threading import Event
from typing import Any, Final, NoReturn, TextIO, TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console, RenderableType

from qa_bot.answers import WrittenSentence
from qa_bot.channels.terminal import views
from qa_bot.channels.terminal.article_commands import latest_quotes
from qa_bot.channels.terminal.article_view import ArticleView
from qa_bot.channels.terminal.commands import (
    HANDLERS,
    answer_question,
    parse_line,
    split_paths,
    suggest_command,
)
from qa_bot.channels.terminal.prompt import ask_yes_no, banner, make_prompt
from qa_bot.channels.terminal.session import Session, SessionThread
from qa_bot.channels.terminal.transcript import as_markdown, save
from qa_bot.channels.terminal.written_view import WrittenView
from qa_bot.console import chat_console, copy_to_clipboard, flush, page, paragraph
from qa_bot.errors import QaBotError
from qa_bot.escape import escape_line, replace_surrogates
from qa_bot.i18n import terminal_wording, wording

T = TypeVar("T")

# Seconds without a spinner: a reply that comes sooner would only flicker.
_SPINNER_DELAY: Final = 0.25
# Seconds between two looks at whether the session has opened: below what a person notices.
_POLL_INTERVAL: Final = 0.05
# 128 + SIGINT, as shells report an interrupted program.
_INTERRUPTED: Final = 130


def run_repl(
    open_session: Callable[[], Session],
    history_file: Path | None,
    *,
    debug: bool = False,
    stdin: TextIO | None = None,
    console: Console | None = None,
    errors: Console | None = None,
) -> int:
    """Run the chat until the person leaves; return the exit status.

    `debug` shows the traceback of unexpected errors. The streams default to the
    process's own; where standard input is no terminal, each line is a turn.
    """
    thread = SessionThread(open_session)
    stdin = stdin or sys.stdin
    if isinstance(stdin, io.TextIOWrapper):
        # A file name to add may be any bytes; a question has them replaced later.
        stdin.reconfigure(errors="surrogateescape")
    out = console or chat_console()
    if stdin.isatty():
        code = _Repl(thread, out, errors or out, debug).at_prompt(history_file)
    else:
        errors = errors or chat_console(errors=True)
        code = _Repl(thread, out, errors, debug).on_lines(stdin)
    if not thread.close():
        _exit_at_once(code)
    return code


class _Repl:
    """The loop: read a line, wait for the session, print the reply."""

    def __init__(
        self, thread: SessionThread, out: Console, errors: Console, is_debug: bool
    ) -> None:
        self._thread, self._out, self._errors, self._is_debug = thread, out, errors, is_debug
        self._has_prompted = False
        self._has_notified = False
        self._is_interactive = False

    def at_prompt(self, history_file: Path | None) -> int:
        """Serve a person at the keyboard."""
        prompt = make_prompt(history_file, self._thread.titles)
        self._is_interactive = True
        while True:
            try:
                if not self._turn(self._read(prompt)):
                    return 0
            except KeyboardInterrupt:
                self._print(views.notice(terminal_wording.STOPPED))
            except EOFError:
                return 0
            except _SessionNotOpened:
                return self._report_not_opened()

    def on_lines(self, lines: Iterable[str]) -> int:
        """Take each line as a turn."""
        try:
            self._await_session()
            for line in lines:
                if not self._turn(line.lstrip("\ufeff").strip()):
                    break
        except KeyboardInterrupt:
            self._errors.print(views.notice(terminal_wording.STOPPED))
            return _INTERRUPTED
        except _SessionNotOpened:
            return self._report_not_opened()
        return 0

    def _read(self, prompt: PromptSession[str]) -> str:
        """Read a line; Ctrl-C drops what was typed, or on an empty line shows how to leave."""
        while True:
            try:
                with patch_stdout(raw=True):
                    typed = prompt.prompt(self._prompt_text, pre_run=self._follow_opening)
                return typed.strip()
            except KeyboardInterrupt:
                if not prompt.default_buffer.text:
                    self._print(views.notice(terminal_wording.HOW_TO_LEAVE))
            finally:
                self._has_prompted = True

    def _prompt_text(self) -> StyleAndTextTuples:
        text: StyleAndTextTuples = [("bold", "> ")]
        return text if self._has_prompted else [*banner(self._thread.opened), *text]

    def _follow_opening(self) -> None:
        if not self._has_prompted or not self._thread.opened.done():
            app = get_app()
            app.create_background_task(_redraw_when_opened(self._thread.opened, app))

    def _turn(self, line: str) -> bool:
        """Execute one line; return whether the chat goes on."""
        parsed = parse_line(line)
        if parsed.command == "/quit":
            return False
        try:
            if line:
                self._execute(parsed.command, parsed.argument)
        except _SessionNotOpened:
            raise
        except Exception as error:
            self._report(error)
        return True

    def _execute(self, command: str | None, argument: str) -> None:
        if command == "/help":
            self._print(views.commands())
        elif command == "/add":
            self._add(split_paths(argument))
        elif command == "/copy":
            self._copy()
        elif command == "/save":
            self._save(argument)
        elif command is None or command in HANDLERS:
            handler = HANDLERS[command] if command else answer_question
            text = replace_surrogates(argument, "?")
            self._print(self._run(lambda session: handler(session, text), terminal_wording.READING))
            if command is None:
                self._write()
        else:
            self._print_error(terminal_wording.unknown_command(command, suggest_command(command)))

    def _write(self) -> None:
        """Print what a language model writes beside the answer; Ctrl-C stops it."""
        if not self._run(lambda session: session.has_to_write, terminal_wording.READING):
            return
        stop = Event()
        try:
            end = self._run(lambda s: self._written(s, stop), terminal_wording.WRITING)
            if end is not None:
                self._print(end)
        finally:
            stop.set()

    def _written(self, session: Session, stop: Event) -> RenderableType | None:
        """Print each sentence as it is verified; return what is to be shown below them."""
        view = WrittenView(session.written_model, session.written_destination)

        def show(sentence: WrittenSentence) -> None:
            if not stop.is_set():
                self._out.print(view.sentence(sentence))

        written = session.write(show, stop.is_set)
        return None if written is None else view.end(written, " (/dropped shows them)")

    def _add(self, sources: Sequence[str]) -> None:
        if not sources:
            self._print_error(terminal_wording.WHAT_TO_ADD)
            return
        stop = Event()
        try:
            self._run(
                lambda session: self._print_outcomes(session.add(sources), stop),
                terminal_wording.ADDING,
            )
        finally:
            stop.set()
        self._out.print()

    def _copy(self) -> None:
        """Put the latest quote on the clipboard, and show it so that it can be selected."""
        quotes = self._run(lambda s: latest_quotes(s.chat.last), terminal_wording.READING)
        if not quotes:
            self._print(views.notice(terminal_wording.WHAT_TO_SHOW))
            return
        is_sent = copy_to_clipboard(self._out, quotes[0].text)
        lead = terminal_wording.COPIED if is_sent else terminal_wording.COPYABLE
        self._out.print(views.notice(lead))
        # The terminal wraps it, so that selecting it gives it without line ends.
        self._out.print(paragraph(quotes[0].text), soft_wrap=True)
        self._out.print()

    def _save(self, argument: str) -> None:
        """Save the conversation in a file; one that exists is overwritten if the person agrees."""
        names = split_paths(argument)
        if len(names) != 1:
            self._print_error(terminal_wording.WHERE_TO_SAVE)
            return
        exchanges = self._run(lambda session: list(session.exchanges), terminal_wording.READING)
        if not exchanges:
            self._print(views.notice(terminal_wording.NOTHING_TO_SAVE))
            return
        path = Path(names[0])
        is_file = self._is_interactive and path.is_file()
        overwrite = is_file and ask_yes_no(terminal_wording.overwrite(escape_line(names[0])))
        if is_file and not overwrite:
            self._print(views.notice(terminal_wording.STOPPED))
            return
        save(as_markdown(exchanges), path, overwrite=overwrite)
        self._print(views.notice(terminal_wording.saved(names[0])))

    def _print_outcomes(self, outcomes: Iterator[str], stop: Event) -> None:
        """Print outcomes as they come, until the person stops waiting for them."""
        for outcome in outcomes:
            if stop.is_set():
                break
            self._out.print(paragraph(outcome))

    def _run(self, work: Callable[[Session], T], status: str) -> T:
        """Run work on the session and wait; interrupted, it is dropped if it has not begun."""
        self._await_session()
        future = self._thread.submit(work)
        try:
            return self._wait(future, status)
        finally:
            future.cancel()

    def _await_session(self) -> None:
        try:
            self._wait(self._thread.opened, terminal_wording.LOADING)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _SessionNotOpened from error
        if not self._has_notified:
            self._has_notified = True
            for notice in self._thread.notices:
                self._errors.print(views.notice(notice))

    def _wait(self, future: Future[T], status: str) -> T:
        wait([future], timeout=_SPINNER_DELAY)
        if not future.done():
            with self._out.status(status):
                wait([future])
        return future.result()

    def _report_not_opened(self) -> int:
        error = self._thread.opened.exception()
        if error is not None:
            self._report(error)
        return 1

    def _report(self, error: BaseException) -> None:
        if isinstance(error, QaBotError):
            self._print_error(str(error))
            return
        if self._is_debug:
            self._errors.print(paragraph("".join(traceback.format_exception(error))))
        hint = "" if self._is_debug else f" {terminal_wording.HOW_TO_SEE_DETAILS}"
        self._print_error(wording.APOLOGY + hint)

    def _print_error(self, text: str) -> None:
        self._errors.print(views.error(text))
        self._errors.print()

    def _print(self, content: RenderableType) -> None:
        if isinstance(content, ArticleView):
            page(self._out, content.lines())
        else:
            self._out.print(content)
        self._out.print()


class _SessionNotOpened(Exception):
    """The session did not open, so there is nothing to chat with."""


async def _redraw_when_opened(opened: "Future[int]", app: "Application[Any]") -> None:
    """Redraw the banner once the session has opened, or end the prompt if it failed."""
    while not opened.done():
        await asyncio.sleep(_POLL_INTERVAL)
    if opened.exception() is None:
        app.invalidate()
    elif not app.is_done:
        app.exit(exception=_SessionNotOpened())


def _exit_at_once(code: int) -> NoReturn:
    # Loading a model cannot be cancelled, and the interpreter aborts when it shuts
    # down under native code that still runs.
    flush()
    os._exit(code)
