"""The command line: what is typed, what is printed, and the exit status.

0: done, 1: something could not be done, 2: used wrongly, 130: interrupted.
Nothing is imported until a command needs it.
"""

import io
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from qa_bot import __version__, printing
from qa_bot.cli.common import Options, err, fail
from qa_bot.cli.lazily import LazyGroup
from qa_bot.cli.memory import check_memory, shortage
from qa_bot.errors import QaBotError
from qa_bot.escaping import line

# The module and the name of each command, in the order in which --help shows them.
_COMMANDS = {
    "add": "articles.add",
    "list": "articles.list_articles",
    "remove": "articles.remove",
    "refresh": "feeds.refresh",
    "feeds": "feeds.feeds",
    "ask": "ask.ask",
    "chat": "ask.chat",
    "telegram": "telegram.telegram",
    "feedback": "feedback.feedback",
    "eval": "evaluation.evaluate",
    "doctor": "evaluation.doctor",
    "sync": "maintenance.sync",
    "watch": "maintenance.watch",
    "verify": "maintenance.verify",
    "rebuild": "maintenance.rebuild",
    "export": "maintenance.export",
    "import": "maintenance.import_",
}


@click.group("qa-bot", cls=LazyGroup, commands_in=__name__, lazily=_COMMANDS)
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
    if "--help" not in sys.argv:
        check_memory(context.invoked_subcommand or "")
    context.obj = Options(config, index)


def main() -> None:
    """Run the command line; a known error is one line and status 1."""
    printing.guard()
    # Whatever is written, the library above all, is this person's alone: no other umask matters.
    os.umask(0o077)
    try:
        sys.exit(commands.main(standalone_mode=False))
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except QaBotError as error:
        fail(str(shortage(error) or error))
    except (KeyboardInterrupt, click.Abort):
        err.print("Stopped.", style="yellow")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left; that is not an error of ours.
        printing.discard_output()
        sys.exit(1)
    except Exception as error:
        if short := shortage(error):
            _fail_at_once(f"{short}\n")
        raise


def _fail_at_once(message: str) -> NoReturn:
    """Say it with what the process already has, and leave."""
    printing.write_at_once(message)
    sys.exit(1)


def _show(error: click.ClickException) -> None:
    """Print what click says of a wrong use, which repeats what was typed."""
    said, message = io.StringIO(), error.format_message()
    error.show(said)
    printing.print_block(said.getvalue().replace(message, line(message)))
