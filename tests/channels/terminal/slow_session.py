"""A chat on the process's own terminal, whose session opens once a file exists."""

import sys
import time
from pathlib import Path

from qa_bot.channels.terminal.repl import run_repl
from tests.channels.terminal.fakes import FakeSession


def main(ready: Path) -> int:
    """Run the chat; return the exit status."""

    def open_session() -> FakeSession:
        while not ready.exists():
            time.sleep(0.01)
        return FakeSession()

    return run_repl(open_session, None)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
