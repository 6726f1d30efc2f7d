"""The page on the library is true: what it types prints what it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")


def transcript() -> list[tuple[str, str]]:
    """The commands of all console blocks, each with what it prints."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    turns = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)
    return [(command, printed) for command, printed in turns]


def test_every_command_prints_what_stands_below_it(tmp_path: Path) -> None:
    """Typed one after the other in one folder, in a shell, with models that need no weights."""
    home = tmp_path / "you"
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "tea.md").write_text("# Tea\n\nTea grows in Assam.\n")
    (home / "notes" / "rice.md").write_text("# Rice\n\nRice grows in Bengal.\n")
    program = tmp_path / "bin" / "qa-bot"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.maintenance.fake_cli "$@"\n')
    program.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }
    turns = transcript()
    assert len(turns) >= 6
    for command, printed in turns:
        ran = subprocess.run(
            ["/bin/sh", "-c", command], cwd=home, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        said = ran.stdout.replace(str(home.resolve()), "/home/you")
        assert [line.rstrip() for line in said.splitlines()] == printed.splitlines(), command
