"""The command line: what is typed, what is printed, and the exit status.

0: done, 1: something could not be done, 2: used wrongly, 130: interrupted.
Nothing heavy is imported until a command needs it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from qa_bot import __version__
from qa_bot.cli import articles, asking, feedback, following, keeping, measuring, serving
from qa_bot.cli.base import Options, err, fail, out
from qa_bot.errors import QaBotError

# In the order in which --help shows them.
_COMMANDS: dict[str, Callable[..., None]] = {
    "add": articles.add,
    "list": articles.list_articles,
    "remove": articles.remove,
    "refresh": following.refresh,
    "feeds": following.feeds,
    "ask": asking.ask,
    "chat": asking.chat,
    "telegram": serving.telegram,
    "feedback": feedback.feedback,
    "eval": measuring.evaluate,
    "doctor": measuring.doctor,
    "sync": keeping.sync,
    "watch": keeping.watch,
    "verify": keeping.verify,
    "rebuild": keeping.rebuild,
    "export": keeping.export,
    "import": keeping.import_,
}

_cli = typer.Typer(
    name="qa-bot",
    help="Ask questions of your own articles, offline, and get the sentence that answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, _command in _COMMANDS.items():
    _cli.command(_name)(_command)


def main() -> None:
    """Run the command line; a known error is one line and status 1."""
    try:
        _cli(standalone_mode=True)
    except QaBotError as error:
        fail(str(error))
    except KeyboardInterrupt:
        err.print("Stopped.", style="yellow")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left; that is not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"qa-bot {__version__}")
        raise typer.Exit


@_cli.callback()
def _global(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(envvar="QA_BOT_CONFIG", help="Settings file.", metavar="FILE")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(envvar="QA_BOT_INDEX", help="Library folder.", metavar="DIR")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print version.")
    ] = False,
) -> None:
    context.obj = Options(config, index)
