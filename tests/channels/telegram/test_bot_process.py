"""The end of the bot's process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.channels.telegram.bot_api import TOKEN, BotApi, Fault, Person
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]


def start(url: str, token: str = TOKEN) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "tests.channels.telegram.served_by_script",
            url,
            token,
        ],
        cwd=ROOT,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_stops_cleanly(api: BotApi, person: Person) -> None:
    """On SIGTERM every received update is answered and confirmed, and the exit code is 0."""
    with start(api.url) as process:
        person.asks("How tall is it?")
        for _ in range(3):
            person.says("When was it lit?")
        api.world.wait(lambda: not api.world.updates)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, log
    assert [person.hears().text[:4] for _ in range(3)] == ["1871"] * 3
    assert TOKEN not in log
    assert "Traceback" not in log


def test_refused_token(api: BotApi) -> None:
    """A token that Telegram refuses ends the process with the cure, and exit code 1."""
    with start(api.url, "987654321:ZZwrongWRONGwrongWRONGwrongWRONG99") as process:
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "Telegram refused the token. Ask @BotFather" in log
    assert "ZZwrong" not in log


def test_stops_while_telegram_is_out_of_reach(api: BotApi) -> None:
    """A bot that waits for Telegram at its start still stops cleanly, on SIGINT."""
    api.faults.add(Fault("getMe", 502, "<html>", times=1000))
    with start(api.url) as process:
        api.world.wait(lambda: api.faults.coming[0].times < 999)
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, log
    assert TOKEN not in log
    assert "was destroyed" not in log
