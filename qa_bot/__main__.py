"""`python -m qa_bot` is `qa-bot`."""

import sys

# 128 + SIGINT, as shells report an interrupted program.
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; an interruption while it is imported ends it without a traceback."""
    try:
        from qa_bot.cli import main as run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
