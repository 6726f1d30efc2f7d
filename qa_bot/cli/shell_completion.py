"""Completion of commands, options and titles in bash, zsh and fish, by click.

Bash gets a script of its own: click's cuts titles at spaces. The line is read as it was
typed, and a completion is quoted as its word was begun. Fish's would be cut at commas, and
zsh's is loaded although ~/.zshrc has not begun completion. After --OPTION= only the value is
completed, and the option kept.
"""

import os
import re
from dataclasses import dataclass
from typing import Any, Final

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

from qa_bot.cli.common import COMPLETE_VARIABLE
from qa_bot.console import print_script
from qa_bot.i18n import terminal_wording

_PROGRAM: Final = "qa-bot"
_BASH: Final = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete "$1")
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
# What bash would not take for a part of a word, or would end a word at (COMP_WORDBREAKS).
_NOT_BARE: Final = re.compile(r"[^\w./@%+,-]")
_SPECIAL_IN_QUOTES: Final = re.compile(r'[\\"$`]')
_WORD_BREAKS: Final = ":="


@dataclass(frozen=True, slots=True)
class TypedWord:
    """The last word of a line: its text, the quotation mark that is open, and what bash keeps.

    Bash replaces a word from `kept` on: from a quotation mark, a colon or an equals sign.
    """

    text: str
    quote: str
    kept: int

    def completed(self, value: str) -> str:
        """Return what bash is to put in place of the word from `kept` on."""
        rest = value[self.kept :]
        if self.quote == "'":
            return rest.replace("'", r"'\''")
        if self.quote == '"':
            return _SPECIAL_IN_QUOTES.sub(r"\\\g<0>", rest)
        return _NOT_BARE.sub(r"\\\g<0>", rest)


def last_word(line: str) -> TypedWord:
    """Return the word that a line ends with, read as a shell does."""
    text, quote, kept, is_escaped = "", "", 0, False
    for char in line:
        if is_escaped:
            text, is_escaped = text + char, False
        elif char == "\\" and quote != "'":
            is_escaped = True
        elif quote:
            quote, text = ("", text) if char == quote else (quote, text + char)
        elif char in "\"'":
            quote, kept = char, len(text)
        elif char.isspace():
            text, kept = "", 0
        else:
            text += char
            kept = len(text) if char in _WORD_BREAKS else kept
    return TypedWord(text, quote, kept)


class BashCompletion(ShellComplete):
    """Completion in bash, of the line up to the cursor."""

    name = "bash"
    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one at the cursor, and that."""
        line = os.environ.get("COMP_LINE", "")
        word = last_word(line)
        words = split_arg_string(line)[1:]
        is_begun = bool(line) and (not line[-1].isspace() or bool(word.quote) or word.text != "")
        return words[:-1] if is_begun and words else words, word.text

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the kind of an item and its value, quoted as its word was begun."""
        word = last_word(os.environ.get("COMP_LINE", ""))
        if item.type != "plain":
            return f"{item.type},{item.value}"
        return f"plain,{word.completed(_option_before(word.text) + item.value)}"


class ZshCompletion(ZshComplete):
    """Completion in zsh, of values after an equals sign too."""

    source_template = ZshComplete.source_template.replace(
        "    compdef %(complete_func)s",
        "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }\n"
        "    compdef %(complete_func)s",
    )

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the kind of an item, its value and its help, each a line."""
        _, incomplete = self.get_completion_args()
        return super().format_completion(_with_option(item, incomplete))


class FishCompletion(FishComplete):
    """Completion in fish, of values with commas too."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split -m 1 ","'
    )

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the kind of an item and its value."""
        _, incomplete = self.get_completion_args()
        return super().format_completion(_with_option(item, incomplete))


def _option_before(word: str) -> str:
    """Return what stands before the value of a long option in its word, such as "--article="."""
    option, equals, _ = word.partition("=")
    return f"{option}=" if option.startswith("--") and equals else ""


def _with_option(item: CompletionItem[Any], word: str) -> CompletionItem[Any]:
    """Return an item for shells that replace the whole word."""
    if item.type != "plain":
        return item
    return CompletionItem(_option_before(word) + item.value, item.type, item.help)


_SHELLS: Final[dict[str, type[ShellComplete]]] = {
    "bash": BashCompletion,
    "zsh": ZshCompletion,
    "fish": FishCompletion,
}


def register() -> None:
    """Have click complete by these classes."""
    for shell in _SHELLS.values():
        add_completion_class(shell)


@click.command()
@click.argument("shell", type=click.Choice(sorted(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for a shell, which completes what is typed.

    Commands, options and titles are completed.
    The last line of the script says how to install it.
    """
    made = _SHELLS[shell](context.find_root().command, {}, _PROGRAM, COMPLETE_VARIABLE)
    print_script(made.source_template % made.source_vars())
    print_script(f"\n# {terminal_wording.HOW_TO_INSTALL_COMPLETION[shell]}\n")
