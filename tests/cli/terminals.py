"""`qa-bot` in a process of its own, with fakes for models: on a pseudo-terminal, or piped."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, on a terminal both streams together, and its exit status."""

    printed: str
    errors: str
    status: int

    @property
    def lines(self) -> list[str]:
        """The printed lines, without styles and what only pads them."""
        return [line.rstrip() for line in STYLES.sub("", self.printed).splitlines()]


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a command, on a plain terminal."""
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "LESS", "PAGER")}
    return {**kept, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **variables}


FAKE_CLI, SLOW_CLI = "tests.maintenance.fake_cli", "tests.cli.slow_cli"


def command(index: Path, *arguments: str, module: str = FAKE_CLI) -> list[str]:
    """Return the command line of `qa-bot` with fakes for models."""
    fake = ["-W", "error", "-m", module, "--index", str(index)]
    return [sys.executable, *fake, *arguments]


def spawn(
    index: Path, *arguments: str, columns: int = 80, module: str = FAKE_CLI, **variables: str
) -> "pexpect.spawn[str]":
    """Start a command on a pseudo-terminal of so many columns."""
    program, *rest = command(index, *arguments, module=module)
    return pexpect.spawn(
        program,
        rest,
        cwd=str(ROOT),
        env=environment(**variables),
        encoding="utf-8",
        timeout=PATIENCE_S,
        dimensions=(30, columns),
        # A shell that runs the tests in the background lets them ignore SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def ended(process: "pexpect.spawn[str]", seen: str = "") -> Ran:
    """Wait for the end of a command on a terminal, and return what it did."""
    printed = seen + process.read()
    # Closing before the process has ended would hang it up.
    process.wait()
    process.close()
    status = process.exitstatus
    return Ran(printed, "", -(process.signalstatus or 0) if status is None else status)


def on_terminal(index: Path, *arguments: str, columns: int = 80, **variables: str) -> Ran:
    """Run a command on a pseudo-terminal."""
    return ended(spawn(index, *arguments, columns=columns, **variables))


def piped(index: Path, *arguments: str, typed: str = "", **variables: str) -> Ran:
    """Run a command whose streams are pipes."""
    ran = subprocess.run(
        command(index, *arguments),
        input=typed,
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return Ran(ran.stdout, ran.stderr, ran.returncode)
