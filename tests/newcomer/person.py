"""Who types the commands: on a terminal of some width, in a home with some files."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pexpect

from qa_bot.i18n import wording
from tests.newcomer.commands import Command
from tests.newcomer.environment import ROOT
from tests.patience import PATIENCE_S

_FILES = ROOT / "tests" / "data" / "files"
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CTRL_C, _CTRL_D = "\x03", "\x04"
# The question of a chat, and its answer where it is about the sample article.
_ASKED, _ANSWERED = "when was the summit?", "September"


@dataclass(frozen=True)
class Shown:
    """What a command printed, without colours, and its exit status."""

    lines: list[str]
    errors: str
    status: int | None


class Newcomer:
    """Someone with an empty home, the programs of an environment, and the checkout's articles."""

    def __init__(self, home: Path, programs: Path, columns: int = 80) -> None:
        self.home, self.columns = home, columns
        own = home / ".local" / "bin"
        own.mkdir(parents=True)
        # As uv and pipx put it there.
        (own / "qa-bot").symlink_to(programs / "qa-bot")
        self._environment = {
            "HOME": str(home),
            "PATH": f"{own}:/usr/local/bin:/usr/bin:/bin",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.folder = home / "qa_bot"
        for name in ("index/articles", "config", "tests/data/quality"):
            shutil.copytree(ROOT / name, self.folder / name)
        _write_files(self.folder)

    def types(self, command: Command) -> Shown:
        """Run a command to its end; one that waits for a person gets a question or Ctrl-C."""
        errors = self.home / "errors"
        errors.touch()
        shell = pexpect.spawn(
            "/bin/sh",
            ["-c", f"exec 2>{errors}\ntrap : INT\n{command.line}"],
            cwd=str(self.folder),
            env=self._environment,
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(24, self.columns),
        )
        printed = ""
        if re.match(r"qa-bot (\S+ )?chat(?!.*<)", command.line):
            printed += self._chats(shell)
        elif " watch " in command.line:
            printed += self._watches(shell, errors)
        shell.expect(pexpect.EOF)
        printed += str(shell.before)
        shell.wait()
        shell.close()
        text = _ESCAPE.sub("", printed).replace("\r\n", "\n").strip("\n")
        lines = [line.rstrip() for line in text.splitlines()]
        return Shown(lines, errors.read_text("utf-8"), shell.exitstatus)

    def _chats(self, shell: "pexpect.spawn[str]") -> str:
        shell.expect_exact(">")
        shell.send(f"{_ASKED}\r")
        shell.expect_exact([_ANSWERED, wording.DECLINED])
        printed = f"{shell.before}{shell.after}"
        # What is typed before the next prompt is lost when the terminal changes its mode.
        shell.expect_exact(">")
        printed += f"{shell.before}{shell.after}"
        shell.send(_CTRL_D)
        return printed

    def _watches(self, shell: "pexpect.spawn[str]", errors: Path) -> str:
        while "Watching" not in errors.read_text("utf-8") and shell.isalive():
            shell.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.1)
        shell.send(_CTRL_C)
        return str(shell.before)


def _write_files(folder: Path) -> None:
    """Write the files that the documents name."""
    water = "The river rose by three metres in May 2024. The council pays for the dam.\n"
    texts = {
        "notes.txt": f"Harbour notes\n\n{water}",
        "notes/tea.md": "# Tea\n\nTea grows in Assam.\n",
        "notes/rice.md": "# Rice\n\nRice grows in Bengal.\n",
        "reports/rain.txt": "Rain\n\nRain fell for nine days on the hills.\n",
        "press/mill.txt": "The mill\n\nThe mill closed in 1904 after the fire.\n",
        "talks/bees.txt": "Bees\n\nBees dance to tell each other where flowers are.\n",
        "heron.txt": "The grey heron\n\nThe grey heron nests in tall trees, in colonies that are "
        "used for years. Forty nests were counted by the lake in spring 2019.\n",
        "night.txt": "The night heron\n\nThe night heron sleeps by day and fishes at dusk.\n",
        "questions.txt": "when was the summit?\nwhy does Xi stay neutral?\n",
        "turns.txt": "when was the summit?\nand where?\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for name, like in {"book.epub": "epub", "report.pdf": "pdf", "minutes.docx": "docx"}.items():
        shutil.copyfile(_FILES / f"bells.{like}", folder / name)
