"""A conversation at a terminal's prompt, or a turn a line where there is none.

Knows the prompt, its keys and commands, and how to wait; knows nothing of
models, libraries or how a reply is laid out. One thread opens the desk and does
all its work, so the prompt is there at once and a wait can be broken off.
"""

import asyncio
import difflib
import io
import os
import re
import shlex
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, NoReturn, Protocol, TextIO, TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.output import create_output
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console, Group, RenderableType

from qa_bot import wording
from qa_bot.channels.terminal import rendering
from qa_bot.dialogue import Dialogue, Kind
from qa_bot.documents import Answer, ArticleRef, Quote
from qa_bot.errors import QaBotError

T = TypeVar("T")

_COMMAND = re.compile(r"/[a-z-]+")
_BARE = {"quit": "/quit", "exit": "/quit", "help": "/help", "?": "/help"}
_SAME = {"/": "/help", "/exit": "/quit", "/q": "/quit", "/?": "/help", "/h": "/help"}
_LAST_WORD = re.compile(r"(?:\\.|\S)*$")
_PATIENCE = 0.25
_PARTING = 2.0
_LOOK = 0.05
_INTERRUPTED = 130


class Desk(Protocol):
    """What a conversation at the terminal works with."""

    @property
    def dialogue(self) -> Dialogue:
        """The one chat held here."""
        ...

    def articles(self) -> Sequence[ArticleRef]:
        """The articles that questions are answered from."""
        ...

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add each source, yielding a line on each; raises QaBotError."""
        ...

    @property
    def notices(self) -> Sequence[str]:
        """What the person should know of how the desk was opened."""
        ...

    def surroundings(self, quote: Quote) -> str:
        """The paragraph or so of the article that the quote stands in."""
        ...


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
    desk = _BackRoom(open_desk)
    stdin = stdin or sys.stdin
    if isinstance(stdin, io.TextIOWrapper):
        stdin.reconfigure(errors="replace")
    out = console or rendering.make_console()
    if stdin.isatty():
        code = _Repl(desk, out, errors or out, debug).at_prompt(history_file)
    else:
        errors = errors or rendering.make_console(errors=True)
        code = _Repl(desk, out, errors, debug).on_lines(stdin)
    if not desk.close():
        _leave_at_once(code)
    return code


class _BackRoom:
    """The thread that opens the desk and does what is asked of it, in turn."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self.opened: Future[int] = Future()
        self.notices: Sequence[str] = ()
        self._jobs: SimpleQueue[Callable[[Desk], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, args=(open_desk,), name="desk", daemon=True)
        self._thread.start()

    def ask(self, work: Callable[[Desk], T]) -> Future[T]:
        """Have the work done once the desk, which must have opened, is free."""
        done: Future[T] = Future()
        self._jobs.put(lambda desk: _fulfil(done, lambda: work(desk)))
        return done

    def close(self) -> bool:
        """Let the thread end; whether it did within the parting time."""
        self._jobs.put(None)
        with suppress(KeyboardInterrupt):
            self._thread.join(_PARTING)
        return not self._thread.is_alive()

    def _work(self, open_desk: Callable[[], Desk]) -> None:
        desks: list[Desk] = []

        def opening() -> int:
            desks.append(open_desk())
            self.notices = desks[0].notices
            return len(desks[0].articles())

        _fulfil(self.opened, opening)
        while desks and (job := self._jobs.get()) is not None:
            job(desks[0])


class _Repl:
    """The loop: reads a turn, waits for the desk, shows what came of it."""

    def __init__(self, desk: _BackRoom, out: Console, errors: Console, debug: bool) -> None:
        self._desk, self._out, self._errors, self._debug = desk, out, errors, debug
        self._greeted = False
        self._notified = False

    def at_prompt(self, history_file: Path | None) -> int:
        """Converse with a person at the keyboard."""
        prompt = _session(history_file)
        while True:
            try:
                if not self._turn(self._read(prompt)):
                    return 0
            except KeyboardInterrupt:
                self._say(rendering.aside(wording.STOPPED))
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
                return _encodable(typed).strip()
            except KeyboardInterrupt:
                if not prompt.default_buffer.text:
                    self._say(rendering.aside(wording.HOW_TO_LEAVE))
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
        name, argument = _parsed(line)
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
            self._add(_sources(argument))
        elif name is None or name in _ACTIONS:
            action = _ACTIONS[name] if name else _question
            self._say(self._ask(lambda desk: action(desk, argument), wording.READING))
        else:
            self._complain(wording.unknown_command(name, _nearest(name)))

    def _add(self, sources: Sequence[str]) -> None:
        if not sources:
            self._complain(wording.WHAT_TO_ADD)
            return
        stop = Event()
        try:
            self._ask(lambda desk: self._tell(desk.add(sources), stop), wording.ADDING)
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
            self._wait(self._desk.opened, wording.LOADING)
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
        hint = "" if self._debug else f" {wording.HOW_TO_SEE_DETAILS}"
        self._complain(wording.APOLOGY + hint)

    def _complain(self, text: str) -> None:
        self._errors.print(rendering.problem(text))
        self._errors.print()

    def _say(self, said: RenderableType) -> None:
        self._out.print(said)
        self._out.print()


class _NotOpened(Exception):
    """The desk did not open, so there is nothing to converse with."""


def _question(desk: Desk, message: str) -> RenderableType:
    reply = desk.dialogue.reply(message)
    shown = rendering.reply(reply)
    lost = reply.kind is Kind.DECLINED and not (reply.answer and reply.answer.passages)
    return Group(shown, rendering.aside(wording.HOW_TO_ADD)) if lost else shown


def _articles(desk: Desk, word: str) -> RenderableType:
    articles = desk.articles()
    if not articles:
        return rendering.aside(f"{wording.EMPTY_LIBRARY} {wording.HOW_TO_ADD}.")
    wanted = word.casefold()
    found = [a for a in articles if wanted in f"{a.title}\n{a.source}".casefold()]
    return rendering.articles(found) if found else rendering.aside(wording.NO_SUCH_TITLE)


def _more(desk: Desk, _: str) -> RenderableType:
    if desk.dialogue.last is None:
        return rendering.aside(wording.NOTHING_ASKED)
    passages = desk.dialogue.more()
    return rendering.passages(passages) if passages else rendering.aside(wording.NOTHING_MORE)


def _source(desk: Desk, _: str) -> RenderableType:
    last = desk.dialogue.last
    if last is None:
        return rendering.aside(wording.NOTHING_ASKED)
    quote = last.quote or _nearest_quote(last)
    if quote is None:
        return rendering.aside(wording.NO_SOURCE)
    return rendering.source_view(quote, desk.surroundings)


def _nearest_quote(answer: Answer) -> Quote | None:
    for passage in answer.passages:
        return Quote(passage.article, passage.start, passage.end, passage.text, place=passage.place)
    return None


def _new(desk: Desk, _: str) -> RenderableType:
    desk.dialogue.forget()
    return rendering.aside(wording.FORGOTTEN)


_ACTIONS = {"/articles": _articles, "/more": _more, "/source": _source, "/new": _new}


def _parsed(line: str) -> tuple[str | None, str]:
    """The command, if the line is one, and what follows; a path or a fraction is no command."""
    name, _, argument = line.partition(" ")
    name = name.lower()
    known = _BARE.get(line.lower()) or _SAME.get(name)
    if known is None and not _COMMAND.fullmatch(name):
        return None, line
    return known or name, argument.strip()


def _encodable(typed: str) -> str:
    """What was typed, with a mark for each byte that is not of the terminal's encoding."""
    return typed.encode("utf-8", "replace").decode("utf-8")


def _nearest(name: str) -> str | None:
    begun = [command for command in wording.TERMINAL_COMMANDS if command.startswith(name)]
    close = difflib.get_close_matches(name, wording.TERMINAL_COMMANDS, n=1, cutoff=0.5)
    return next(iter([*begun, *close]), None)


def _sources(argument: str) -> list[str]:
    """The paths in what follows /add: quoted or escaped as in a shell, or one path bare."""
    whole = os.path.expanduser(argument)
    if os.path.exists(whole):
        return [whole]
    try:
        words = shlex.split(argument)
    except ValueError:
        words = argument.split()
    return [os.path.expanduser(word) for word in words]


def _banner(opened: "Future[int]") -> StyleAndTextTuples:
    state = wording.LOADING
    if opened.done() and opened.exception() is None:
        count = opened.result()
        state = wording.article_count(count) if count else wording.HOW_TO_ADD
    return [("bold", wording.PRODUCT), ("", f" · {state} · /help\n")]


async def _follow(opened: "Future[int]", app: "Application[Any]") -> None:
    """Bring the banner up to date, or end the prompt, once the desk has opened or failed."""
    while not opened.done():
        await asyncio.sleep(_LOOK)
    if opened.exception() is None:
        app.invalidate()
    elif not app.is_done:
        app.exit(exception=_NotOpened())


def _session(history_file: Path | None) -> "PromptSession[str]":
    # Where the answers are piped, the prompt must be seen all the same.
    piped = sys.stderr.isatty() and not sys.stdout.isatty()
    return PromptSession(
        history=InMemoryHistory() if history_file is None else _PrivateHistory(history_file),
        completer=_CommandCompleter(),
        output=create_output(always_prefer_tty=True) if piped else None,
        enable_suspend=True,
        reserve_space_for_menu=len(wording.TERMINAL_COMMANDS),
    )


class _PrivateHistory(FileHistory):
    """Past lines in a file that only its owner reads; doing without one is no error."""

    def load_history_strings(self) -> Iterable[str]:
        """The lines, latest first."""
        try:
            return super().load_history_strings()
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Keep a line."""
        path = Path(os.fsdecode(self.filename))
        string = _encodable(string)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
            super().store_string(string)


class _CommandCompleter(Completer):
    """Completes the commands, and paths after /add."""

    def __init__(self) -> None:
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """What the text before the cursor could become."""
        line = document.text_before_cursor
        if line.startswith("/add "):
            yield from self._path_completions(line[len("/add ") :], event)
        elif line.startswith("/"):
            for name, meaning in wording.TERMINAL_COMMANDS.items():
                if name.startswith(line.lower()):
                    yield Completion(name, -len(line), display_meta=meaning)

    def _path_completions(self, typed: str, event: CompleteEvent) -> Iterator[Completion]:
        found = _LAST_WORD.search(typed)
        word = re.sub(r"\\(.)", r"\1", found.group() if found else "")
        for path in self._paths.get_completions(Document(word), event):
            escaped = re.sub(r"([\s'\"\\])", r"\\\1", path.text)
            yield Completion(escaped, path.start_position, display=path.display)


def _fulfil(promise: "Future[T]", work: Callable[[], T]) -> None:
    if not promise.set_running_or_notify_cancel():
        return
    try:
        promise.set_result(work())
    except BaseException as error:
        promise.set_exception(error)


def _leave_at_once(code: int) -> NoReturn:
    # A model that is being loaded cannot be told to stop, and the interpreter
    # aborts when it is taken down under native code that still runs.
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
