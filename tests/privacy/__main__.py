"""`python -m tests.privacy --minutes 5`: a long look at what leaves and what is left behind."""

import argparse
import sys

from tests.privacy.isolated import Seen, run_isolated, why_not

_MINUTE_S = 60.0
# Beyond the time that the chat and the bot stay open.
_PATIENCE_S = 900.0


def main() -> int:
    """Look; the exit status is 1 when something left, was left behind, or failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.privacy", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=5.0, help="how long chat and bot stay open"
    )
    seconds = parser.parse_args().minutes * _MINUTE_S
    if reason := why_not():
        sys.stderr.write(f"{reason}\n")
        return 2
    seen = [
        run_isolated("tests.privacy.in_use", [str(seconds)], seconds + _PATIENCE_S),
        run_isolated("tests.privacy.own_models", [], _PATIENCE_S),
    ]
    return max(map(_told, seen))


def _told(seen: Seen) -> int:
    """Print what was seen; 1 when something is wrong."""
    found = {"sent": seen.strays, "written elsewhere": seen.litter, "failed": seen.failed}
    print(f"{len(seen.steps)} steps, {len(seen.written)} files and folders written")
    for name, lines in found.items():
        print(f"  {name}: {len(lines)}")
        for line in lines:
            print(f"    {line}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
