"""`python -m tests.channels.telegram.soak --seed 7`: the whole soak, and its figures."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.channels.telegram.soak.run import Result, Size, soak

_SHOWN = 10
_MUST_BE_EMPTY = (
    "unanswered",
    "doubled",
    "leaked",
    "never_taken",
    "wrong_acts",
    "votes_missed",
    "votes_made_up",
    "token_in",
    "raw_errors",
    "given_up",
)


def main() -> int:
    """Run it; the exit status is 1 when something is wrong."""
    asked = _arguments()
    size = Size(
        *(asked.chats, asked.uploads, asked.shared, asked.kills, asked.faults, asked.acts),
        workers=asked.workers,
        is_poisoned=not asked.no_poison,
    )
    result = soak(asked.seed, size, asked.keep)
    _show(result)
    return 0 if result.verdict.is_good and not result.violations else 1


def _arguments() -> argparse.Namespace:
    whole = Size()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--chats", type=int, default=whole.chats)
    parser.add_argument("--uploads", type=int, default=whole.uploads, help="a chat")
    parser.add_argument("--shared", type=int, default=whole.from_shared, help="questions a chat")
    parser.add_argument("--kills", type=int, default=whole.kills)
    parser.add_argument("--faults", type=float, default=whole.share, help="share of requests")
    parser.add_argument("--acts", type=float, default=whole.acts, help="share of answers used")
    parser.add_argument("--workers", type=int, default=whole.workers, help="on one PostgreSQL")
    parser.add_argument("--no-poison", action="store_true", help="nothing ends a worker by itself")
    parser.add_argument("--keep", type=Path, help="a folder to make and leave, with the logs")
    return parser.parse_args()


def _show(result: Result) -> None:
    verdict = result.verdict
    print(f"{verdict.asked} questions and {result.uploads} uploads in {result.seconds:.0f} s")
    print(
        f"{result.presses} presses, {result.votes} of them votes; {result.edits} questions edited; "
        f"{result.queries} asked from other chats; {result.replies} replies to older answers; "
        f"{result.forwards} forwarded"
    )
    print(f"faults: {sum(result.faults.values())} {dict(sorted(result.faults.items()))}")
    print(f"killed {result.kills} times; ended by the poison {result.restarts_by_itself} times")
    print(f"the sender of the poison was told so {result.apologies} times")
    print(f"uploads sent again: {result.repeated_uploads}; exit status {result.exit_status}")
    print(f"answers doubled as a reply was lost: {verdict.doubled_reply_lost}")
    print(f"answers doubled as the process was killed while sending: {verdict.doubled_at_kill}")
    print(f"requests over Telegram's limits: {result.exceeded}")
    looks = [round(each) for each in result.memory_mb]
    print(f"memory in MB after the last kill, at every twentieth of the run: {looks}")
    print(f"messages read by the second reader: {result.read_twice}")
    for text, count in Counter(result.refusals).most_common(_SHOWN):
        print(f"refused {count} times: {text}")
    for name in _MUST_BE_EMPTY:
        found = getattr(verdict, name)
        print(f"{name}: {len(found)} {found[:_SHOWN] if found else ''}")
    print(f"answered out of order: {len(result.out_of_order)} {result.out_of_order[:_SHOWN]}")
    print(f"against the specification: {len(result.violations)} {result.violations[:_SHOWN]}")


if __name__ == "__main__":
    sys.exit(main())
