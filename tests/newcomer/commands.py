"""The commands of the documents, in their order, with what is shown below them."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"\s+# .*$")
# What cannot be run in a test, by a part of the line, with the reason.
NOT_RUN = {
    "https://": "the network",
    "docker ": "docker",
    "--ray ": "a cluster of Ray",
    "qa-bot telegram": "Telegram",
    "* * * *": "a line for cron",
}


@dataclass(frozen=True)
class Command:
    """A line to type, and the lines that the document shows below it; None where none are."""

    line: str
    shown: list[str] | None = None

    @property
    def obstacle(self) -> str:
        """Why it cannot be run in a test, or ""."""
        return next((why for part, why in NOT_RUN.items() if part in self.line), "")


def commands(document: Path) -> list[Command]:
    """Return the lines of a document's `sh` blocks with qa-bot in them, and its transcripts."""
    found: list[Command] = []
    for language, block in _BLOCK.findall(document.read_text("utf-8")):
        found += _transcript(block) if language == "console" else _script(block)
    return found


def _script(block: str) -> list[Command]:
    lines = block.replace("\\\n", " ").splitlines()
    plain = (_COMMENT.sub("", line).strip() for line in lines)
    return [Command(line) for line in plain if "qa-bot" in line]


def _transcript(block: str) -> list[Command]:
    turns = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    return [Command(line, shown.strip("\n").splitlines()) for line, shown in turns]
