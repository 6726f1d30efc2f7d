"""The bot's process: started, killed, started again, and how much memory it takes.

Knows processes and where they write. Does not know what they do.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.bot_api.specification import Json

ROOT = Path(__file__).parents[4]
_PAGE_KB = os.sysconf("SC_PAGESIZE") // 1024
_CONFIG = """\
[library]
folder = "{folder}"
url = "{library_url}"
[telegram]
base_url = "{url}"
open = true
questions_per_minute = 1000
health_port = {port}
"""
# Ends the wait for what never comes, and nothing else.
_PATIENCE_S = 300.0
_TOLD = ("health", "metrics")
_SERVED = "tests.channels.telegram.soak.served"


class BotProcess:
    """`qa-bot telegram` on a folder of its own; all that it writes stays there.

    `module` is the command line that is run, with models that need no loading
    unless another is named. Several in one folder, each with a name, share `library_url`.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        module: str = _SERVED,
        *,
        name: str = "bot",
        library_url: str = "",
    ) -> None:
        self._folder = folder
        self._module = module
        self._name = name
        self._config = folder / f"{name}.toml"
        self._port = _free_port()
        text = _CONFIG.format(
            folder=folder / "built", url=url, port=self._port, library_url=library_url
        )
        self._config.write_text(text, "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, file: Path) -> None:
        """Add an article to the shared library, as the operator does."""
        with (self._folder / "add.log").open("ab") as log:
            command = self._command("add", str(file))
            subprocess.run(command, check=True, stdout=log, stderr=log, **self._around())

    def start(self) -> None:
        """Start the bot."""
        with (self._folder / f"{self._name}.log").open("ab") as log:
            command = self._command("telegram")
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._around())

    def kill(self) -> None:
        """End the bot as a crash of the machine would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(_PATIENCE_S)

    def stop(self) -> int:
        """End the bot as the supervisor does; returns its exit status."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def has_ended(self) -> bool:
        """Return whether the bot has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def memory_mb(self) -> float:
        """Return the resident memory of the process."""
        assert self._process is not None
        pages = Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * _PAGE_KB / 1024

    def used_s(self) -> float:
        """Return the processor seconds that the process has used so far."""
        assert self._process is not None
        stat = Path(f"/proc/{self._process.pid}/stat").read_text("ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def keep_what_it_tells(self) -> None:
        """Save the responses of the health server beside the bot's files."""
        for name in _TOLD:
            url = f"http://127.0.0.1:{self._port}/{name}"
            answer = httpx.get(url, timeout=_PATIENCE_S, trust_env=False)
            (self._folder / f"{self._name}-{name}.txt").write_bytes(answer.content)

    def votes(self) -> list[tuple[str, bool]]:
        """Return the votes on the answers, as the operator lists them."""
        command = self._command("feedback", "--json")
        told = subprocess.run(command, check=True, capture_output=True, **self._around()).stdout
        return [(each["question"], each["good"]) for each in json.loads(told)]

    def written(self) -> dict[str, bytes]:
        """Return every file that the bot wrote, by name."""
        files = (each for each in self._folder.rglob("*") if each.is_file())
        return {str(each.relative_to(self._folder)): each.read_bytes() for each in files}

    def _command(self, *command: str) -> list[str]:
        return [sys.executable, "-m", self._module, "--config", str(self._config), *command]

    def _around(self) -> Json:
        environment = {**os.environ, "NO_PROXY": "127.0.0.1", "QA_BOT_TELEGRAM_TOKEN": TOKEN}
        return {"cwd": ROOT, "env": environment, "stdin": subprocess.DEVNULL}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
