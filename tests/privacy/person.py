"""A person at the machine under test: runs `qa-bot` and keeps what came of it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pexpect

from tests.channels.telegram.bot_api import TOKEN
from tests.privacy.machine import HOME, ROOT
from tests.privacy.world import NAMES_PATH

# Looked up by the scenario itself, to prove that what is sent is seen.
CANARY = ".canary.example"
CANARIES = (f"first{CANARY}", f"last{CANARY}")
LIBRARY = f"{HOME}/data/qa-bot/library"
ARTICLES = Path(HOME, "work", "articles")
# Ends the wait for what never comes, and nothing else.
PATIENCE_S = 600.0
_FILES = ROOT / "tests" / "data" / "files"
_CLI = [sys.executable, "-m", "qa_bot"]


class PersonAtWork:
    """Works in a fresh home, with articles in every format; `steps` is what was done."""

    def __init__(self) -> None:
        ARTICLES.mkdir(parents=True)
        os.chdir(ARTICLES.parent)
        Path(os.environ["TMPDIR"]).mkdir()
        for file in _FILES.glob("bells.*"):
            (ARTICLES / file.name).write_bytes(file.read_bytes())
        (ARTICLES / "crops.txt").write_text("Tea grows in Assam. Coffee grows in Kerala.\n")
        self.steps: list[tuple[str, int, str]] = []
        call(CANARIES[0])

    def runs(self, *arguments: str, may_fail: bool = False, **environment: str) -> None:
        """Run a command to its end; whether it `may_fail` decides what counts as an end."""
        ran = subprocess.run(
            [*_CLI, *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_S,
        )
        status = 0 if may_fail and ran.returncode == 1 else ran.returncode
        self.steps.append((" ".join(arguments), status, ran.stdout))

    def tells(self) -> None:
        """Print the steps, at the end."""
        call(CANARIES[1])
        print(json.dumps(self.steps))


class Chat:
    """`qa-bot chat` on a terminal."""

    def __init__(self) -> None:
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self._terminal = pexpect.spawn(
            _CLI[0],
            [*_CLI[1:], "chat"],
            env=environment,
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(40, 100),
        )

    def asks(self, question: str, expected: str) -> None:
        """Type a question and wait for the words expected in the answer."""
        self._terminal.send(f"{question}\r")
        self._terminal.expect(expected)

    def leaves(self) -> int:
        """Press Ctrl-D; the exit status."""
        self._terminal.sendeof()
        self._terminal.expect(pexpect.EOF)
        self._terminal.wait()
        self._terminal.close()
        return int(self._terminal.exitstatus)


def start_bot(**settings: str) -> "subprocess.Popen[str]":
    """`qa-bot telegram`, until it is terminated."""
    return subprocess.Popen(
        [*_CLI, "telegram"],
        env=os.environ | {"QA_BOT_TELEGRAM_TOKEN": TOKEN} | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_asked(name: str) -> None:
    """Wait until somebody has looked the name up; raises AssertionError when nobody does."""
    until = time.monotonic() + PATIENCE_S
    while name not in _asked_names():
        assert time.monotonic() < until, f"nobody asked for {name}"
        time.sleep(0.5)


def _asked_names() -> list[str]:
    with urllib.request.urlopen(f"http://record{CANARY}{NAMES_PATH}") as answer:
        return answer.read().decode("ascii").splitlines()


def call(name: str) -> None:
    """Look a name up and connect to it, as what must not happen would."""
    with suppress(OSError), socket.create_connection((name, 443), timeout=10):
        return
