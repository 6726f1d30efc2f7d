"""A group of commands, each imported when it is named."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Commands by name, as "module.name" in the package `commands_in`."""

    def __init__(self, *args: Any, commands_in: str, lazily: Mapping[str, str], **rest: Any):
        super().__init__(*args, **rest)
        self._package = commands_in
        self._lazily = lazily

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order given."""
        return list(self._lazily)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None if there is none."""
        if cmd_name not in self._lazily:
            return None
        module, _, name = self._lazily[cmd_name].rpartition(".")
        command: click.Command = getattr(importlib.import_module(f"{self._package}.{module}"), name)
        return command
