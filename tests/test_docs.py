"""The README is true: its transcript, its commands, its settings."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from qa_bot.cli import commands
from qa_bot.config import known_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCS = [README, *(p.read_text("utf-8") for p in sorted((ROOT / "docs").glob("*.md")))]
COMMAND = re.compile(r"(?:^|`|\$ |\| )(?:\w+=\S+ )*qa-bot ([a-z][^`\n|]*)", re.MULTILINE)
PLACE = re.compile(r"`((?:qa_bot|tests|docs|config|index|training|benchmarks)/[\w./-]*)`")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def transcript() -> list[tuple[list[str], str]]:
    """The commands of the console block, each with what it prints."""
    (console,) = blocks("console")
    turns = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", console, re.MULTILINE)
    return [(shlex.split(command), printed.strip()) for command, printed in turns]


@pytest.mark.model
def test_the_transcript_is_what_appears(tmp_path: Path) -> None:
    """Each command of the first screen prints what stands below it; percentages may differ."""
    environment = os.environ | {"QA_BOT_INDEX": str(tmp_path / "built"), "COLUMNS": "80"}
    for command, printed in transcript():
        assert command[0] == "qa-bot"
        ran = subprocess.run(
            [sys.executable, "-m", "qa_bot", *command[1:]],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        said = [line.rstrip() for line in ran.stdout.strip().splitlines()]
        assert _rounded(said) == _rounded(printed.splitlines()), ran.stdout


def _rounded(lines: list[str]) -> list[str]:
    """The lines without percentages, whose last digit differs between processors."""
    return [re.sub(r"\d+%", "N%", line) for line in lines]


def test_the_first_screen_shows_an_answer_and_a_refusal() -> None:
    """A newcomer sees both kinds of reply, and how to install, by line 40."""
    first = "\n".join(README.splitlines()[:40])
    assert "why does Xi stay neutral" in first
    assert "do not answer that" in first
    assert "make chat" in first


def test_every_command_named_exists() -> None:
    """Each `qa-bot COMMAND` in the documents is a command, with options that it has."""
    context = click.Context(commands)
    for text in DOCS:
        for line in COMMAND.findall(text):
            words = line.split("#")[0].replace("…", "").split()
            command = commands.get_command(context, words[0])
            assert command is not None, line
            known = {o for p in command.params for o in p.opts}
            for option in (w for w in words[1:] if w.startswith("--")):
                assert option in known, line


def test_every_setting_named_exists() -> None:
    """Whatever looks like a setting's variable is one."""
    others = {"QA_BOT_TELEGRAM_TOKEN", "QA_BOT_DEBUG", "QA_BOT_INDEX", "QA_BOT_CONFIG"}
    known = set(known_settings().values()) | others
    for text in DOCS:
        assert set(re.findall(r"QA_BOT_[A-Z_]+[A-Z]", text)) <= known


def test_every_file_named_exists() -> None:
    """The file tree and the links lead somewhere."""
    for name in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / name).exists(), name
    for name in PLACE.findall(README):
        assert (ROOT / name).exists() or "built" in name, name


def test_every_make_target_named_exists() -> None:
    """`make …` in the documents is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for text in DOCS:
        assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets
