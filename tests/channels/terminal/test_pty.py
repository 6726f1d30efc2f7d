"""The chat on a pseudo-terminal: signals and screen updates."""

import os
import signal
import sys
from pathlib import Path

import pexpect

from qa_bot.i18n import terminal_wording
from tests.channels.terminal.fakes import CTRL_C, CTRL_D
from tests.patience import PATIENCE_S

PROMPT = "\x1b[0;1m>\x1b[0m"
ROOT = Path(__file__).parents[3]


def start(ready: Path) -> "pexpect.spawn[str]":
    """Start a chat in a process of its own, on a terminal that answers no queries."""
    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    return pexpect.spawn(
        sys.executable,
        ["-W", "error", "-m", "tests.channels.terminal.slow_session", str(ready)],
        cwd=str(ROOT),
        env=environment,
        encoding="utf-8",
        timeout=PATIENCE_S,
        dimensions=(30, 90),
        # A shell that runs the tests in the background lets them ignore SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_a_wait_that_is_interrupted(tmp_path: Path) -> None:
    """The prompt comes first; Ctrl-C ends a wait, not the chat; Ctrl-D leaves a busy session."""
    ready = tmp_path / "ready"
    chat = start(ready)
    chat.expect_exact(terminal_wording.LOADING)
    chat.expect_exact(PROMPT)
    chat.send("what did she shout?\r")
    chat.expect(f"[⠀-⣿].*{terminal_wording.LOADING}")
    chat.send(CTRL_C)
    chat.expect_exact(terminal_wording.STOPPED)
    ready.touch()
    chat.expect_exact(PROMPT)
    chat.send("who was the miller?\r")
    chat.expect_exact("Anna Berg")
    assert "Flour" not in str(chat.before)
    chat.expect_exact(PROMPT)
    chat.send("please be slow\r")
    chat.expect_exact(terminal_wording.READING)
    chat.send(CTRL_C)
    chat.expect_exact(terminal_wording.STOPPED)
    chat.expect_exact(PROMPT)
    chat.send(CTRL_D)
    chat.expect(pexpect.EOF)
    # Closing before the process has ended would hang it up.
    chat.wait()
    chat.close()
    assert (chat.exitstatus, chat.signalstatus) == (0, None)
