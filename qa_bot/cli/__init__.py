"""Command line: parse arguments, call the library, print the result, set the exit status.

0: done, 1: something could not be done, 2: used wrongly, 130: interrupted.
The module of a command is imported when that command runs, so that help is fast.
"""

import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

import click

from qa_bot import __version__, console
from qa_bot.cli.common import COMPLETE_VARIABLE, Options, err, fail, out
from qa_bot.cli.memory import check_memory, translate_memory_error
from qa_bot.console import paragraph
from qa_bot.errors import QaBotError
from qa_bot.i18n import terminal_wording

# "module.function" in this package by command, in the order of --help.
_COMMANDS: Final = {
    "add": "articles.add",
    "ingest": "articles.ingest",
    "list": "articles.list_articles",
    "show": "reading.show",
    "open": "reading.open_",
    "remove": "articles.remove",
    "refresh": "feeds.refresh",
    "feeds": "feeds.feeds",
    "ask": "ask.ask",
    "chat": "ask.chat",
    "telegram": "telegram.telegram",
    "stats": "statistics.stats",
    "feedback": "evaluation.feedback",
    "eval": "evaluation.evaluate",
    "doctor": "maintenance.doctor",
    "sync": "maintenance.sync",
    "watch": "maintenance.watch",
    "verify": "maintenance.verify",
    "rebuild": "maintenance.rebuild",
    "export": "maintenance.export",
    "import": "maintenance.import_",
    "completion": "shell_completion.completion",
}
_HELP_OPTIONS: Final = frozenset({"-h", "--help"})
# 128 + SIGINT, as shells report an interrupted program.
_INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they are looked up."""

    def __init__(self, *args: Any, package: str, lazy_commands: Mapping[str, str], **rest: Any):
        """Take `lazy_commands` as "module.function" in `package` by command name."""
        super().__init__(*args, **rest)
        self._package = package
        self._lazy_commands = lazy_commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in their given order."""
        return list(self._lazy_commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none by that name."""
        if cmd_name not in self._lazy_commands:
            return None
        module, _, name = self._lazy_commands[cmd_name].rpartition(".")
        command: click.Command = getattr(importlib.import_module(f"{self._package}.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an interruption is click's Abort, for which it prints nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; raises UsageError, which suggests the nearest ones."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args[0].startswith("-"):
                raise
            as_option = f"--{args[0]}"
            options = {name for parameter in self.get_params(ctx) for name in parameter.opts}
            nearest = (
                [as_option]
                if as_option in options
                else get_close_matches(args[0], self.list_commands(ctx))
            )
            cure = terminal_wording.unknown_command_line(args[0], nearest)
            raise click.UsageError(cure, error.ctx or ctx) from None


@click.group(
    "qa-bot",
    cls=LazyGroup,
    package=__name__,
    lazy_commands=_COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": sorted(_HELP_OPTIONS)},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="QA_BOT_CONFIG",
    show_envvar=True,
    metavar="FILE",
    help="Settings file.",
)
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    envvar="QA_BOT_INDEX",
    show_envvar=True,
    metavar="DIR",
    help="Library folder.",
)
@click.version_option(__version__, message="qa-bot %(version)s", help="Print version.")
@click.pass_context
def commands(context: click.Context, config: Path | None, index: Path | None) -> None:
    """Ask questions of your own articles, offline, and get the sentence that answers."""
    if context.invoked_subcommand is None:
        out.print(paragraph(context.get_help()))
        return
    if not _HELP_OPTIONS & {*sys.argv}:
        check_memory(context.invoked_subcommand)
    context.obj = Options(config, index)


def main() -> None:
    """Run the command line; a known error is printed as one line, with status 1."""
    console.escape_everything()
    # Every file written, the library above all, is readable by this user only.
    os.umask(0o077)
    interruption = _Interruption()
    try:
        if COMPLETE_VARIABLE in os.environ:
            importlib.import_module(f"{__name__}.shell_completion").register()
        sys.exit(commands.main(standalone_mode=False, complete_var=COMPLETE_VARIABLE))
    except click.ClickException as error:
        _print_usage_error(error)
        sys.exit(error.exit_code)
    except QaBotError as error:
        fail(str(translate_memory_error(error) or error))
    except (KeyboardInterrupt, click.Abort):
        _stop()
    except BrokenPipeError:
        # The reader of standard output has closed it, which is no error of ours.
        console.discard_output()
        sys.exit(1)
    except Exception as error:
        if isinstance(error, ImportError) and interruption.has_come:
            _stop()
        if too_small := translate_memory_error(error):
            _fail_at_once(f"{too_small}\n")
        raise


class _Interruption:
    """Whether Ctrl-C was pressed, which an import of numpy turns into an ImportError."""

    def __init__(self) -> None:
        self.has_come = False
        is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        if not is_ignored and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._note)

    def _note(self, number: int, frame: FrameType | None) -> NoReturn:
        self.has_come = True
        raise KeyboardInterrupt


def _stop() -> NoReturn:
    """Say that the command was interrupted, and exit with its status."""
    if err.is_terminal:
        err.print()  # It has shown ^C where the cursor is.
    err.print(terminal_wording.STOPPED, style="yellow")
    sys.exit(_INTERRUPTED)


def _fail_at_once(message: str) -> NoReturn:
    """Print a message without allocating more than it takes, and exit with status 1."""
    console.write_at_once(message)
    sys.exit(1)


def _print_usage_error(error: click.ClickException) -> None:
    """Print click's usage error, its message on one line and escaped, with its cure."""
    shown, message = io.StringIO(), error.format_message()
    error.show(shown)
    usage, _, label = shown.getvalue().partition(message)[0].rpartition("\n")
    if usage:
        err.print(paragraph(usage))
    # Of a command, as it may be a word of its argument.
    is_word = (
        isinstance(error, click.NoSuchOption)
        and not error.possibilities
        and error.ctx is not None
        and error.ctx.parent is not None
    )
    cure = terminal_wording.HOW_TO_END_OPTIONS if is_word else ""
    err.print(label + " ".join([*message.split(), cure]).rstrip())
