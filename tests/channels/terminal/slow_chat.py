"""A conversation on the process's own terminal, whose desk opens when a file appears."""

import sys
import time
from pathlib import Path

from qa_bot.channels.terminal.repl import run_repl
from tests.channels.terminal.fakes import FakeDesk


def main(ready: Path) -> int:
    """Converse until the person leaves; the exit code."""

    def open_desk() -> FakeDesk:
        while not ready.exists():
            time.sleep(0.01)
        return FakeDesk()

    return run_repl(open_desk, None)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
