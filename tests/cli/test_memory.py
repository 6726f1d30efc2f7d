"""Too little memory ends in one line with the cure, and neither crashes nor hangs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot.cli.memory import translate_memory_error
from qa_bot.errors import LibraryUnwritable, ModelError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such limit")

ROOT = Path(__file__).parents[2]


def limited(option: str, megabytes: int, index: Path, *arguments: str) -> tuple[int, list[str]]:
    """Return the status and lines of a command under a memory limit."""
    command = f'ulimit -{option} {megabytes * 1000}; exec "$0" -m qa_bot --index "$@"'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable, str(index), *arguments],
        capture_output=True, text=True, timeout=120, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.parametrize("option", ["v", "d"])
@pytest.mark.parametrize("command", [["list"], ["ask", "Why?"], ["add", __file__], ["verify"]])
@pytest.mark.parametrize("megabytes", [60, 80])
def test_a_limit_that_is_too_low_is_refused_beforehand(
    option: str, command: list[str], megabytes: int, folder: Path
) -> None:
    """One line names the memory needed, the limit and the command that raises it."""
    status, lines = limited(option, megabytes, folder, *command)
    assert status == 1 and len(lines) == 1, lines
    assert f"may take {megabytes} MB. Raise the limit: ulimit -{option} " in lines[0]


@pytest.mark.parametrize("megabytes", [300, 500, 700])
@pytest.mark.parametrize("command", [["ask", "Why?"], ["add", __file__], ["verify"]])
def test_a_limit_enough_for_the_database_may_be_too_low_for_models(
    command: list[str], megabytes: int, folder: Path
) -> None:
    """Above the need of `list` and below that of the models, a command fails with one line."""
    assert limited("v", megabytes, folder, "list")[0] == 0
    status, lines = limited("v", megabytes, folder, *command)
    assert status == 1 and len(lines) == 1 and "of memory" in lines[0], lines


def test_errors_of_memory_are_recognised() -> None:
    """The first cause decides, however it was wrapped; text quoted in our own errors does not."""
    wrapped = ModelError("The model cannot be loaded.")
    wrapped.__cause__ = RuntimeError("std::bad_alloc")
    for error in (
        MemoryError(),
        OSError(12, "no"),
        RuntimeError("can't start new thread"),
        wrapped,
    ):
        assert "not enough memory" in str(translate_memory_error(error))
    for other in (
        ValueError("no"),
        LibraryUnwritable("out of memory.txt: cannot be read. Move it."),
    ):
        assert translate_memory_error(other) is None
