"""Commands ask and chat: questions typed in a terminal or piped in."""

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from qa_bot.cli.common import (
    Filters,
    Options,
    err,
    fail,
    filter_options,
    json_option,
    open_library,
    out,
    print_notice,
    print_notices,
    settings,
)
from qa_bot.console import print_json, print_json_text
from qa_bot.errors import QuestionError

if TYPE_CHECKING:
    from qa_bot.answers import Answer, WrittenSentence
    from qa_bot.config import Config
    from qa_bot.documents import Scope
    from qa_bot.library import Library

# Characters of a line read at once, so that a file without line ends is not read whole;
# far above answering.max_question_characters, so that each piece is refused.
_MAX_LINE: Final = 1_000_000


@click.command()
@click.argument("words", nargs=-1, metavar="[QUESTION]…")
@click.option("--questions", metavar="FILE", help="A file of questions, one a line; - for stdin.")
@filter_options
@json_option
@click.pass_obj
def ask(
    options: Options,
    words: Sequence[str],
    questions: str | None,
    filters: Filters,
    as_json: bool,
) -> None:
    """Answer one question, or with --questions a file of them.

    The words of a question need no quotation marks where the shell leaves them as they are.
    """
    if words and questions is not None:
        raise click.UsageError("A QUESTION and --questions FILE exclude each other. Give one.")
    if not words and questions is None:
        raise click.UsageError("There is no question. Give a QUESTION or --questions FILE.")
    # One question has no use for the threads of BLAS, which spin for a while at every start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    library = open_library(options)
    scope = filters.scope(library)
    if words:
        _answer(library, " ".join(words), scope, as_json)
    elif not _answer_all(library, _read_lines(questions or "-"), scope, as_json):
        sys.exit(1)


def _answer(library: "Library", question: str, scope: "Scope", as_json: bool) -> None:
    from qa_bot.answer_json import answer_as_json
    from qa_bot.channels.terminal import views
    from qa_bot.conversation.turns import reply_to

    answer = library.ask(question, scope)
    print_notices(library)
    if as_json:
        print_json(answer_as_json(_with_written(library, answer, scope)))
    else:
        out.print(views.reply(reply_to(answer)))
        if library.writes:
            _print_written(library, answer, scope)


def _with_written(library: "Library", answer: "Answer", scope: "Scope") -> "Answer":
    """Return an answer with what a language model writes beside it, where one is set up."""
    if not library.writes:
        return answer
    return replace(answer, written=library.write(answer, scope))


def _print_written(library: "Library", answer: "Answer", scope: "Scope") -> None:
    """Print what a language model writes, each sentence as soon as it is verified."""
    from qa_bot.channels.terminal.written_view import WrittenView
    from qa_bot.i18n import terminal_wording

    view = WrittenView(library.components.config.written.model, library.written_destination)

    def show(sentence: "WrittenSentence") -> None:
        out.print(view.sentence(sentence))

    with out.status(terminal_wording.WRITING) if out.is_terminal else contextlib.nullcontext():
        written = library.write(answer, scope, on_sentence=show)
    if (end := view.end(written, " (--json has them)")) is not None:
        out.print(end)


def _answer_all(library: "Library", lines: Iterable[str], scope: "Scope", as_json: bool) -> bool:
    """Answer line by line; return whether every line was a valid question."""
    from qa_bot.answer_json import answer_as_json
    from qa_bot.answers import Answer

    is_valid = True
    for line in lines:
        try:
            if as_json:
                answer = library.ask(line, scope)
                print_json(answer_as_json(_with_written(library, answer, scope)))
            else:
                out.print(line, style="bold")
                _answer(library, line, scope, as_json)
        except QuestionError as error:
            is_valid = False
            err.print(str(error), style="red")
            if as_json:
                print_json(answer_as_json(Answer(line, answered=False, confidence=0.0)))
    return is_valid


def _read_lines(source: str) -> Iterator[str]:
    from qa_bot.files import open_regular

    with contextlib.ExitStack() as stack:
        try:
            file = (
                _standard_input()
                if source == "-"
                else stack.enter_context(
                    io.TextIOWrapper(
                        open_regular(Path(source)), encoding="utf-8-sig", errors="replace"
                    )
                )
            )
            while line := file.readline(_MAX_LINE):
                yield line.rstrip("\r\n")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            fail(f"{source}: cannot be read ({reason}). Give a file with one question a line.")


def _standard_input() -> TextIO:
    """Return standard input, with U+FFFD for each byte that cannot be decoded."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return sys.stdin


@click.command()
@filter_options
@json_option
@click.pass_obj
def chat(options: Options, filters: Filters, as_json: bool) -> None:
    """Ask in a conversation, in the terminal."""
    config = settings(options)
    if as_json:
        _chat_json(config, filters)
        return
    from qa_bot.channels.terminal.repl import run_repl
    from qa_bot.config import is_debug

    sys.exit(
        run_repl(lambda: _open_session(config, filters), config.chat.history_file, debug=is_debug())
    )


def _chat_json(config: "Config", filters: Filters) -> None:
    from qa_bot.answer_json import answer_as_json
    from qa_bot.channels.terminal.json_lines import run_json_turns
    from qa_bot.library import Library

    library = Library.open(config, print_notice)
    scope = filters.scope(library)

    def as_json(answer: "Answer", resolved: str | None) -> dict[str, Any]:
        if not library.writes or not (answer.answered or answer.passages):
            return answer_as_json(answer)
        written = library.write(answer, scope, resolved or "")
        return answer_as_json(replace(answer, written=written))

    run_json_turns(library.chat(scope), sys.stdin, print_json_text, as_json)


def _open_session(config: "Config", filters: Filters) -> Any:
    from qa_bot.channels.terminal.session import Session
    from qa_bot.library import Library

    library = Library.open(config)
    return Session(library, filters.scope(library))
