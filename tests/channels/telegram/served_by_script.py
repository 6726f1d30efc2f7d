"""A process that runs the bot with fake answers: `python -m … URL TOKEN`."""

import logging
import sys

from qa_bot.channels.telegram.bot import run_bot
from qa_bot.errors import QaBotError
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import open_to_all


def main(url: str, token: str) -> int:
    """Run until stopped; the exit code is 1 when the bot ends with an error."""
    logging.basicConfig(level=logging.INFO)
    answers = FakeAnswers()
    try:
        run_bot(open_to_all(url, token), FakeLibrary(answers, lambda: [LIGHTHOUSE.ref]))
    except QaBotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
