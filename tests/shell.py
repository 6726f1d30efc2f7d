"""Run `qa-bot` commands in a test, and read their output and status."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from qa_bot import cli


class Shell:
    """Runs `qa-bot` in this process, with --index unless that is None."""

    def __init__(self, index: Path | None, capsys: pytest.CaptureFixture[str]) -> None:
        self.index = index
        self._capsys = capsys
        self.status = 0
        self.errors = ""

    def __call__(self, *arguments: str) -> str:
        """Run a command; return standard output, and set `status` and `errors`."""
        where = [] if self.index is None else ["--index", str(self.index)]
        with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as exit_:
            patch.setattr(sys, "argv", ["qa-bot", *where, *arguments])
            cli.main()
        self.status = int(exit_.value.code or 0)
        printed = self._capsys.readouterr()
        self.errors = printed.err
        return printed.out

    def json(self, *arguments: str) -> Any:
        """Run a command with --json; return its values, or the value if there is one line."""
        lines = [json.loads(line) for line in self(*arguments, "--json").splitlines()]
        return lines[0] if len(lines) == 1 else lines
