"""Synonyms from WordNet 3.0 (Princeton University), read from its database files.

The files are those of Debian's package `wordnet-base`; their format is described in `wndb(5WN)`
and `cntlist(5WN)`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path("/usr/share/wordnet")
_PARTS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv"}
_LEMMA = re.compile(r"[a-z]{3,}")
_MARKER = re.compile(r"\(\w+\)$")  # where an adjective may stand: "(a)", "(p)", "(ip)"


def _check(folder: Path) -> None:
    if not (folder / "cntlist.rev").is_file():
        raise SystemExit(f"no WordNet at {folder}: install Debian's package wordnet-base")


def _counts(folder: Path) -> dict[str, tuple[int, str]]:
    """Per lemma the part of speech that its most frequent sense has, with that sense's count."""
    best: dict[str, tuple[int, str]] = {}
    for line in (folder / "cntlist.rev").read_text().splitlines():
        key, number, count = line.split()
        lemma, _, rest = key.partition("%")
        part = _PARTS.get(rest[0])
        if part and number == "1" and _LEMMA.fullmatch(lemma):
            best[lemma] = max(best.get(lemma, (0, "")), (int(count), part))
    return best


def _first_senses(folder: Path, part: str) -> Iterator[tuple[str, int]]:
    """Each lemma of one part of speech with the offset of its first synset."""
    for line in (folder / f"index.{part}").read_text().splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        if _LEMMA.fullmatch(fields[0]):
            yield fields[0], int(fields[4 + int(fields[3]) + 2])


def lemmas(folder: Path = FOLDER) -> Iterator[str]:
    """Yield the words and phrases of WordNet, in lower case and with capitals.

    Raises:
        SystemExit: the folder holds no WordNet; the message says where to get it.
    """
    _check(folder)
    for part in _PARTS.values():
        for line in (folder / f"index.{part}").read_text().splitlines():
            if not line.startswith(" "):
                lemma = line.partition(" ")[0].replace("_", " ")
                yield from (lemma, lemma.title())


def _synset(data: bytes, offset: int) -> list[str]:
    """The words of the synset at an offset of a data file."""
    fields = data[offset : data.index(b"\n", offset)].decode().split()
    words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
    return [_MARKER.sub("", word) for word in words]


@cache
def synonyms(folder: Path = FOLDER) -> dict[str, list[str]]:
    """Each common word with the others of its most frequent sense, in WordNet's order.

    Raises:
        SystemExit: the folder holds no WordNet; the message says where to get it.
    """
    _check(folder)
    counts = _counts(folder)
    table: dict[str, list[str]] = defaultdict(list)
    for part in _PARTS.values():
        data = (folder / f"data.{part}").read_bytes()
        for lemma, offset in _first_senses(folder, part):
            if counts.get(lemma, (0, ""))[1] != part:
                continue
            others = [word for word in _synset(data, offset) if word.islower()]
            table[lemma] = [word.replace("_", " ") for word in others if word != lemma]
    return {lemma: others for lemma, others in table.items() if others}
