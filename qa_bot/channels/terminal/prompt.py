"""The line that is typed into: its history, its completions, its encoding."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.output import create_output

from qa_bot.escaping import UNSAFE, block, line
from qa_bot.files import make_private_file
from qa_bot.i18n import terminal_wording
from qa_bot.printing import is_terminal

_LAST_WORD = re.compile(r"(?:\\.|\S)*$")
# prompt_toolkit shows controls as ^[ or <9b>, but would let these through as they are.
Char.display_mappings |= {
    chr(code): line(chr(code))
    for code in (0x61C, *range(0x200E, 0x2070), *range(0xFFF9, 0xFFFC))
    if UNSAFE.match(chr(code))
}


def encodable(typed: str) -> str:
    """What was typed, with a mark for each byte that is not of the terminal's encoding."""
    return typed.encode("utf-8", "replace").decode("utf-8")


def make_session(history_file: Path | None) -> "PromptSession[str]":
    """The prompt, with past lines from a file where one is given."""
    # Where the answers are piped, the prompt must be seen all the same.
    piped = is_terminal(errors=True) and not is_terminal()
    return PromptSession(
        history=InMemoryHistory() if history_file is None else _PrivateHistory(history_file),
        completer=_CommandCompleter(),
        output=create_output(always_prefer_tty=True) if piped else None,
        enable_suspend=True,
        reserve_space_for_menu=len(terminal_wording.TERMINAL_COMMANDS),
    )


class _PrivateHistory(FileHistory):
    """Past lines in a file that only its owner reads; doing without one is no error."""

    def load_history_strings(self) -> Iterable[str]:
        """The lines, latest first; the file may have been written by anything."""
        try:
            if not self._is_usable():
                return []
            return [block(past) for past in super().load_history_strings()]
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Keep a line."""
        path = Path(os.fsdecode(self.filename))
        string = encodable(string)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._is_usable():
                make_private_file(path)
                super().store_string(string)

    def _is_usable(self) -> bool:
        """Whether it is a file, or may become one: a named pipe would be waited for."""
        path = Path(os.fsdecode(self.filename))
        return path.is_file() or not path.exists()


class _CommandCompleter(Completer):
    """Completes the commands, and paths after /add."""

    def __init__(self) -> None:
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """What the text before the cursor could become."""
        typed = document.text_before_cursor
        if typed.startswith("/add "):
            yield from self._path_completions(typed[len("/add ") :], event)
        elif typed.startswith("/"):
            for name, meaning in terminal_wording.TERMINAL_COMMANDS.items():
                if name.startswith(typed.lower()):
                    yield Completion(name, -len(typed), display_meta=meaning)

    def _path_completions(self, typed: str, event: CompleteEvent) -> Iterator[Completion]:
        found = _LAST_WORD.search(typed)
        word = re.sub(r"\\(.)", r"\1", found.group() if found else "")
        for path in self._paths.get_completions(Document(word), event):
            escaped = re.sub(r"([\s'\"\\])", r"\\\1", path.text)
            yield Completion(escaped, path.start_position, display=path.display)
