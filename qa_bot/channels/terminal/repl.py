"""A conversation at a terminal's prompt, or a turn a line where there is none.

Knows the prompt, its keys and commands, and how to wait; knows nothing of
models, libraries or how a reply is laid out. One thread opens the desk and does
all its work, so the prompt is there at once and a wait can be broken off.
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
from typing import Any, NoReturn, TextIO, TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console, RenderableType

from qa_bot import printing
from qa_bot.channels.terminal import rendering
from qa_bot.channels.terminal.commands import ACTIONS, nearest, parsed, question, sources
from qa_bot.channels.terminal.prompt import encodable, make_session
from qa_bot.channels.terminal.session import BackRoom, Desk
from qa_bot.errors import QaBotError
from qa_bot.i18n import terminal_wording, wording

T = TypeVar("T")

_PATIENCE = 0.25
_LOOK = 0.05
_INTERRUPTED = 130


def run_repl(
    open_desk: Callable[[], Desk],
    history_file: Path | None,
    *,
    debug: bool = False,
    stdin: TextIO | None = None,
    console: Console | None = None,
    errors: Console | None = None,
) -> int:
    """Hold a conversation until the person leaves; the exit code.

    `debug` shows the traceback of what nobody foresaw. The streams are the
    process's own unless given; where input is no terminal each line is a turn.
    """
    desk = BackRoom(open_desk)
    stdin = stdin or sys.stdin
    if isinstance(stdin, io.TextIOWrapper):
        # The name of a file to add may be any bytes; a question is made text of later.
        stdin.reconfigure(errors="surrogateescape")
    out = console or printing.conversation()
    if stdin.isatty():
        code = _Repl(desk, out, errors or out, debug).at_prompt(history_file)
    else:
        errors = errors or printing.conversation(errors=True)
        code = _Repl(desk, out, errors, debug).on_lines(stdin)
    if not desk.close():
        _leave_at_once(code)
    return code


class _Repl:
    """The loop: reads a turn, waits for the desk, shows what came of it."""

    def __init__(self, desk: BackRoom, out: Console, errors: Console, debug: bool) -> None:
        self._desk, self._out, self._errors, self._debug = desk, out, errors, debug
        self._greeted = False
        self._notified = False

    def at_prompt(self, history_file: Path | None) -> int:
        """Converse with a person at the keyboard."""
        prompt = make_session(history_file)
        while True:
            try:
                if not self._turn(self._read(prompt)):
                    return 0
            except KeyboardInterrupt:
                self._say(rendering.aside(terminal_wording.STOPPED))
            except EOFError:
                return 0
            except _NotOpened:
                return self._not_opened()

    def on_lines(self, lines: Iterable[str]) -> int:
        """Take each line as a turn."""
        try:
            self._opened()
            for line in lines:
                if not self._turn(line.lstrip("\ufeff").strip()):
                    break
        except KeyboardInterrupt:
            return _INTERRUPTED
        except _NotOpened:
            return self._not_opened()
        return 0

    def _read(self, prompt: PromptSession[str]) -> str:
        """One line; Ctrl-C drops what was typed, and is answered where nothing was."""
        while True:
            try:
                with patch_stdout(raw=True):
                    typed = prompt.prompt(self._message, pre_run=self._watch_opening)
                return typed.strip()
            except KeyboardInterrupt:
                if not prompt.default_buffer.text:
                    self._say(rendering.aside(terminal_wording.HOW_TO_LEAVE))
            finally:
                self._greeted = True

    def _message(self) -> StyleAndTextTuples:
        mark: StyleAndTextTuples = [("bold", "> ")]
        return mark if self._greeted else [*_banner(self._desk.opened), *mark]

    def _watch_opening(self) -> None:
        if not self._greeted or not self._desk.opened.done():
            app = get_app()
            app.create_background_task(_follow(self._desk.opened, app))

    def _turn(self, line: str) -> bool:
        """Act on one line; whether the conversation goes on."""
        name, argument = parsed(line)
        if name == "/quit":
            return False
        try:
            if line:
                self._act(name, argument)
        except _NotOpened:
            raise
        except Exception as error:
            self._report(error)
        return True

    def _act(self, name: str | None, argument: str) -> None:
        if name == "/help":
            self._say(rendering.commands())
        elif name == "/add":
            self._add(sources(argument))
        elif name is None or name in ACTIONS:
            action = ACTIONS[name] if name else question
            words = encodable(argument)
            self._say(self._ask(lambda desk: action(desk, words), terminal_wording.READING))
        else:
            self._complain(terminal_wording.unknown_command(name, nearest(name)))

    def _add(self, named: Sequence[str]) -> None:
        if not named:
            self._complain(terminal_wording.WHAT_TO_ADD)
            return
        stop = Event()
        try:
            self._ask(lambda desk: self._tell(desk.add(named), stop), terminal_wording.ADDING)
        finally:
            stop.set()
        self._out.print()

    def _tell(self, outcomes: Iterator[str], stop: Event) -> None:
        """Show outcomes as they come, until the person stops waiting for them."""
        for outcome in outcomes:
            if stop.is_set():
                break
            self._out.print(rendering.plain(outcome))

    def _ask(self, work: Callable[[Desk], T], doing: str) -> T:
        """Have the desk do something; broken off, it is dropped if not yet begun."""
        self._opened()
        done = self._desk.ask(work)
        try:
            return self._wait(done, doing)
        finally:
            done.cancel()

    def _opened(self) -> None:
        try:
            self._wait(self._desk.opened, terminal_wording.LOADING)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _NotOpened from error
        if not self._notified:
            self._notified = True
            for notice in self._desk.notices:
                self._errors.print(rendering.aside(notice))

    def _wait(self, done: Future[T], doing: str) -> T:
        wait([done], timeout=_PATIENCE)
        if not done.done():
            with self._out.status(doing):
                wait([done])
        return done.result()

    def _not_opened(self) -> int:
        error = self._desk.opened.exception()
        if error is not None:
            self._report(error)
        return 1

    def _report(self, error: BaseException) -> None:
        if isinstance(error, QaBotError):
            self._complain(str(error))
            return
        if self._debug:
            self._errors.print(rendering.plain("".join(traceback.format_exception(error))))
        hint = "" if self._debug else f" {terminal_wording.HOW_TO_SEE_DETAILS}"
        self._complain(wording.APOLOGY + hint)

    def _complain(self, text: str) -> None:
        self._errors.print(rendering.problem(text))
        self._errors.print()

    def _say(self, said: RenderableType) -> None:
        self._out.print(said)
        self._out.print()


class _NotOpened(Exception):
    """The desk did not open, so there is nothing to converse with."""


def _banner(opened: "Future[int]") -> StyleAndTextTuples:
    state = terminal_wording.LOADING
    if opened.done() and opened.exception() is None:
        count = opened.result()
        state = terminal_wording.article_count(count) if count else terminal_wording.HOW_TO_ADD
    return [("bold", terminal_wording.PRODUCT), ("", f" · {state} · /help\n")]


async def _follow(opened: "Future[int]", app: "Application[Any]") -> None:
    """Bring the banner up to date, or end the prompt, once the desk has opened or failed."""
    while not opened.done():
        await asyncio.sleep(_LOOK)
    if opened.exception() is None:
        app.invalidate()
    elif not app.is_done:
        app.exit(exception=_NotOpened())


def _leave_at_once(code: int) -> NoReturn:
    # A model that is being loaded cannot be told to stop, and the interpreter
    # aborts when it is taken down under native code that still runs.
    printing.flush()
    os._exit(code)
