"""Load mutated documents of every format: `python -m tests.loading.fuzz --minutes 10`.

Each try is made from a seed, so that a failure can be repeated: `--seed N --tries 1`.
"""

import argparse
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from qa_bot.documents import Article
from qa_bot.errors import SourceDamaged, SourceError, SourceTooSlow
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.sandbox import worker_process
from tests.loading.fuzz_documents import documents
from tests.loading.mutations import mutate

LIMITS = LoadLimits(max_unpacked_bytes=20_000_000, max_seconds=30, max_memory_bytes=400_000_000)
BROKE_DOWN = "broke down"
# How the sandbox names an error that a format module did not expect, such as KeyError.
_UNEXPECTED = re.compile(r"damaged or malformed \((\w+)\)")


@dataclass
class Tally:
    """The outcomes of the tries, by the document's suffix."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    crashes: list[tuple[str, int]] = field(default_factory=list)
    slow: list[tuple[str, int]] = field(default_factory=list)
    unexpected: list[tuple[str, str, int]] = field(default_factory=list)
    slowest: tuple[float, str, int] = (0.0, "", 0)

    def of(self, suffix: str) -> dict[str, int]:
        """Return the outcomes of one kind of document."""
        return {name: n for (kind, name), n in sorted(self.outcomes.items()) if kind == suffix}


def attempt(name: str, data: bytes, seed: int, tally: Tally) -> None:
    """Load one mutated document; any outcome but an article or a SourceError is raised."""
    suffix = PurePath(name).suffix
    mutated = mutate(suffix, data, random.Random(f"{name} {seed}"))
    began = time.monotonic()
    outcome = "article"
    try:
        check(load_bytes(mutated, name, LIMITS, name=name))
    except SourceError as error:
        outcome = type(error).__name__
        if isinstance(error, SourceDamaged) and BROKE_DOWN in str(error):
            tally.crashes.append((name, seed))
        if isinstance(error, SourceTooSlow):
            tally.slow.append((name, seed))
        if found := _UNEXPECTED.search(str(error)):
            tally.unexpected.append((found[1], name, seed))
    tally.outcomes[suffix, outcome] += 1
    tally.slowest = max(tally.slowest, (time.monotonic() - began, name, seed))


def check(article: Article) -> None:
    """Assert what holds for every article."""
    assert article.title.strip() and article.text == article.text.strip()
    assert "\r" not in article.text and "\x00" not in article.text
    article.text.encode("utf-8")
    starts = [place.start for place in article.places]
    assert starts == sorted(set(starts)) and all(0 <= s < len(article.text) for s in starts)


def seeds(seed: int, minutes: float, tries: int | None) -> Iterator[int]:
    """Yield seeds until the time is up or all tries are made."""
    deadline = time.monotonic() + 60 * minutes
    number = 0
    while time.monotonic() < deadline and (tries is None or number < tries):
        yield seed + number
        number += 1


def main() -> None:
    """Fuzz for a while and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tries", type=int, help="at most so many of each document")
    parser.add_argument("--document", default="", help="only documents of this name or suffix")
    arguments = parser.parse_args()
    chosen = {n: data for n, data in documents().items() if n.endswith(arguments.document)}
    tally = Tally()
    for seed in seeds(arguments.seed, arguments.minutes, arguments.tries):
        for name, data in chosen.items():
            try:
                attempt(name, data, seed, tally)
            except Exception:
                print(f"failed: --document {name} --seed {seed} --tries 1")
                raise
    worker_process.close_shared()
    print_figures(tally)


def print_figures(tally: Tally) -> None:
    """Print the outcomes of each kind, what failed, and what it cost."""
    for suffix in sorted({suffix for suffix, _ in tally.outcomes}):
        outcomes = tally.of(suffix)
        print(f"{suffix}: {sum(outcomes.values())} tries: {outcomes}")
    print(f"unexpected errors: {tally.unexpected}")
    print(f"worker broke down: {tally.crashes}; ran out of time: {tally.slow}")
    own, worker = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"slowest: {tally.slowest}; most memory, MB: bot {own}, worker {worker}")


if __name__ == "__main__":
    main()
