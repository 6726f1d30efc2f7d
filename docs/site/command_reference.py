"""Write docs/commands.md from the commands themselves: python docs/site/command_reference.py

The page is in the repository, so that it can be read and linked to on a code host. A
test fails where it no longer is what the commands say.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from qa_bot.cli import commands

PAGE: Final = Path(__file__).parents[1] / "commands.md"
_HEAD: Final = """# Commands

Written from the help of the commands by `make docs`; change that, not this page. The options of
`qa-bot` itself stand before the command. The exit status is 0 when all was done, 1 when something
could not be done, 2 for wrong use and 130 when interrupted.
"""


def command_reference() -> str:
    """Return the page: each command with its usage, its help and its options."""
    context = click.Context(commands, info_name="qa-bot")
    parts = [_HEAD, *_options(commands, context)]
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        if command is not None and not command.hidden:
            parts += _command(command, click.Context(command, context, name))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## `{context.command_path}`\n"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```\n"
    yield inspect.cleandoc(command.help or "").replace("\b\n", "") + "\n"
    yield from _options(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    # Without --help, which every command has; arguments are described by the help itself.
    options = (param for param in command.params if isinstance(param, click.Option))
    records = [option.get_help_record(context) for option in options if not option.hidden]
    rows = [f"| `{_cell(names)}` | {_cell(text)} |" for names, text in filter(None, records)]
    if rows:
        yield "\n".join(["| option | what it does |", "|---|---|", *rows]) + "\n"


def _cell(text: str) -> str:
    """Return text for a cell of a table, on one line."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(command_reference(), "utf-8")
