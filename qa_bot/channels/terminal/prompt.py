"""The prompt: its history file, its completions and the display of control characters."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import prompt

from qa_bot.channels.terminal.article_commands import EVERY_ARTICLE
from qa_bot.console import is_terminal
from qa_bot.escape import UNSAFE, escape_block, escape_line, replace_surrogates
from qa_bot.files import make_private_file
from qa_bot.i18n import terminal_wording

_TAKE_PATHS = ("/add", "/save")
_TAKE_AN_ARTICLE = ("/use", "/show", "/open", "/articles")
# Lines below the prompt for completions: as prompt_toolkit's own, and few on a low terminal.
_MENU_LINES = 8
# Completions of a title: more than a menu shows at once.
_MOST_COMPLETED = 30
_LAST_WORD = re.compile(r"(?:\\.|\S)*$")
# prompt_toolkit shows C0 and C1 controls as ^[ or <9b>, but not the controls of Unicode.
Char.display_mappings |= {
    chr(code): escape_line(chr(code))
    for code in (0x61C, *range(0x200E, 0x2070), *range(0xFFF9, 0xFFFC))
    if UNSAFE.match(chr(code))
}


def make_prompt(
    history_file: Path | None, titles: Callable[[], Sequence[str]]
) -> "PromptSession[str]":
    """Return a prompt whose history is in a file, or only in memory without one.

    `titles` returns those that are completed after the commands that take an article.
    """
    # Where standard output is piped, the prompt must be visible all the same.
    is_piped = is_terminal(errors=True) and not is_terminal()
    return PromptSession(
        history=InMemoryHistory() if history_file is None else _PrivateHistory(history_file),
        completer=_CommandCompleter(titles),
        # Reading the titles of a large library takes longer than a key press may.
        complete_in_thread=True,
        output=create_output(always_prefer_tty=True) if is_piped else None,
        enable_suspend=True,
        reserve_space_for_menu=_MENU_LINES,
    )


def banner(opened: "Future[int]") -> StyleAndTextTuples:
    """Return what stands above the first prompt: the product and the number of articles."""
    state = terminal_wording.LOADING
    if opened.done() and opened.exception() is None:
        count = opened.result()
        state = terminal_wording.article_count(count) if count else terminal_wording.HOW_TO_ADD
    return [("bold", terminal_wording.PRODUCT), ("", f" · {state} · /help\n")]


def ask_yes_no(question: str) -> bool:
    """Ask a question at the prompt; return whether the answer begins with "y"."""
    with suppress(EOFError, KeyboardInterrupt):
        return prompt(question).strip().lower().startswith("y")
    return False


class _PrivateHistory(FileHistory):
    """A history file that only its owner can read; one that cannot be used is ignored."""

    def load_history_strings(self) -> Iterable[str]:
        """Return the lines, latest first, escaped: anything may have written the file."""
        try:
            if not self._is_usable():
                return []
            return [escape_block(line) for line in super().load_history_strings()]
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Append a line."""
        path = Path(os.fsdecode(self.filename))
        string = replace_surrogates(string, "?")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._is_usable():
                make_private_file(path)
                super().store_string(string)

    def _is_usable(self) -> bool:
        """Return whether the path is a file or free; opening a named pipe would block."""
        path = Path(os.fsdecode(self.filename))
        return path.is_file() or not path.exists()


class _CommandCompleter(Completer):
    """Completes commands, paths after /add and /save, and titles after other commands."""

    def __init__(self, titles: Callable[[], Sequence[str]]) -> None:
        self._titles = titles
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Yield the completions of the text before the cursor."""
        typed = document.text_before_cursor
        command, space, argument = typed.partition(" ")
        if space and command in _TAKE_PATHS:
            yield from self._path_completions(argument, event)
        elif space and command in _TAKE_AN_ARTICLE:
            yield from self._title_completions(argument)
        elif typed.startswith("/"):
            for name, help_text in terminal_wording.TERMINAL_COMMANDS.items():
                if name.startswith(typed.lower()):
                    yield Completion(name, -len(typed), display_meta=help_text)

    def _title_completions(self, typed: str) -> Iterator[Completion]:
        """Yield the titles that begin with the text, then those that have it within."""
        folded = typed.casefold()
        found: tuple[list[str], list[str]] = ([], [])
        for title in self._titles():
            at = title.casefold().find(folded)
            if at >= 0 and not UNSAFE.search(title):
                found[min(at, 1)].append(title)
            if len(found[0]) == _MOST_COMPLETED:
                break
        for title in [*found[0], *found[1]][:_MOST_COMPLETED]:
            text = f'"{title}"' if title.casefold() == EVERY_ARTICLE else title
            yield Completion(text, -len(typed), display=title)

    def _path_completions(self, typed: str, event: CompleteEvent) -> Iterator[Completion]:
        found = _LAST_WORD.search(typed)
        word = re.sub(r"\\(.)", r"\1", found.group() if found else "")
        for path in self._paths.get_completions(Document(word), event):
            escaped = re.sub(r"([\s'\"\\])", r"\\\1", path.text)
            yield Completion(escaped, path.start_position, display=path.display)
