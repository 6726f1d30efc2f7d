"""Load mutated documents of every format: `python -m tests.loading.fuzz --minutes 10`.

Each try is made from a seed, so that a failure can be repeated: `--seed N --tries 1`.
"""

import argparse
import io
import random
import re
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qa_bot.documents import Article
from qa_bot.errors import SourceDamaged, SourceError, SourceTooSlow
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.sandbox import worker_process

FILES = Path(__file__).parent.parent / "data" / "files"
LIMITS = LoadLimits(max_unpacked_bytes=20_000_000, max_seconds=30, max_memory_bytes=400_000_000)
ZIPPED = {".docx", ".epub", ".odt"}
BROKE_DOWN = "broke down"
_NUMBERS = [b"0", b"-1", b"255", b"65536", b"2147483648", b"99999999999999999999"]
_ODD = [
    b"\x00",
    b"\xff\xfe",
    b"<",
    b">>",
    b"{\\",
    b"}}",
    b"&#0;",
    b"\r\n\r\n",
    b"--",
    b"\xed\xa0\x80",
]


@dataclass
class Tally:
    """The outcomes of the tries."""

    outcomes: Counter[str] = field(default_factory=Counter)
    crashes: list[tuple[str, int]] = field(default_factory=list)
    slow: list[tuple[str, int]] = field(default_factory=list)
    slowest: tuple[float, str, int] = (0.0, "", 0)


def documents() -> list[Path]:
    """The documents to mutate, of every kind that can be read."""
    return sorted(FILES.glob("bells*"))


def mutate(path: Path, seed: int) -> bytes:
    """Mutate the document by the seed; archives mostly inside."""
    rng = random.Random(f"{path.name} {seed}")
    data = path.read_bytes()
    if path.suffix in ZIPPED and rng.random() < 0.85:
        return _mutate_archive(data, rng)
    return _mutate_bytes(data, rng)


def _mutate_archive(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        chosen = set(rng.sample(names, k=rng.randint(1, 3)))
        for name in names:
            part = source.read(name)
            if name in chosen and rng.random() < 0.05:
                continue
            target.writestr(name, _mutate_bytes(part, rng) if name in chosen else part)
    return out.getvalue()


def _mutate_bytes(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        data = rng.choice(_MUTATIONS)(data, rng)
    return data


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(rng.expovariate(1 / 60)))


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    times = rng.choice([1, 2, 50, 2000])
    return data[:end] + data[start:end] * times + data[end:]


def _move(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[start:end] + data[at:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_ODD) + data[at:]


def _renumber(data: bytes, rng: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = rng.choice(numbers)
    return data[: number.start()] + rng.choice(_NUMBERS) + data[number.end() :]


_MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip,
    _cut,
    _truncate,
    _repeat,
    _move,
    _insert,
    _renumber,
]


def attempt(path: Path, seed: int, tally: Tally) -> None:
    """Load one mutated document; any outcome but an article or a SourceError is raised."""
    data = mutate(path, seed)
    began = time.monotonic()
    try:
        article = load_bytes(data, path.name, LIMITS, name=path.name)
    except SourceError as error:
        tally.outcomes[type(error).__name__] += 1
        if isinstance(error, SourceDamaged) and BROKE_DOWN in str(error):
            tally.crashes.append((path.name, seed))
        if isinstance(error, SourceTooSlow):
            tally.slow.append((path.name, seed))
    else:
        tally.outcomes["article"] += 1
        check(article)
    took = time.monotonic() - began
    tally.slowest = max(tally.slowest, (took, path.name, seed))


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
    arguments = parser.parse_args()
    tally = Tally()
    for seed in seeds(arguments.seed, arguments.minutes, arguments.tries):
        for path in documents():
            try:
                attempt(path, seed, tally)
            except Exception:
                print(f"failed: {path.name} --seed {seed} --tries 1")
                raise
    worker_process.close_shared()
    own, worker = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{tally.outcomes.total()} tries: {dict(tally.outcomes)}")
    print(f"worker broke down: {tally.crashes}; ran out of time: {tally.slow}")
    print(f"slowest: {tally.slowest}; most memory, MB: bot {own}, worker {worker}")


if __name__ == "__main__":
    main()
