"""What our loader and other document readers find in the same small documents.

    python -m benchmarks.peers.document_readers --peer markitdown=PYTHON [--peer …] [--show]

PYTHON is the interpreter of an environment that benchmarks/requirements-NAME.txt
describes. Prints a table of the documents that each read right, by kind of
difficulty; with --show also which were not, and --out writes every text.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.documents import KINDS, Case, office, pages, plain, printed, whole, word
from benchmarks.machine import table
from benchmarks.peers import OFFLINE
from benchmarks.peers.extracted_text import is_right
from qa_bot.errors import SourceError
from qa_bot.loading import LoadLimits, load_file

CASES: tuple[Case, ...] = tuple(
    case for source in (word, office, pages, plain, printed, whole) for case in source.CASES
)
OURS = "qa-bot"
# By file name, each rendering of its text that a reader offers.
Texts = Mapping[str, Sequence[str]]


def file_name(number: int, case: Case) -> str:
    """The name of a case's file, which no other case has."""
    return f"{number:03}-{case.name}"


def written(folder: Path) -> list[Path]:
    """Write the document of every case; return their paths in order."""
    paths = [folder / file_name(n, case) for n, case in enumerate(CASES)]
    for path, case in zip(paths, CASES, strict=True):
        path.write_bytes(case.data)
    return paths


def read_by_us(paths: list[Path]) -> Texts:
    """The titles and texts that our loader finds, by file name; a refused file has none."""
    texts: dict[str, Sequence[str]] = {}
    for path in paths:
        try:
            article = load_file(path, LoadLimits())
        except SourceError:
            continue
        texts[path.name] = [f"{article.title}\n\n{article.text}"]
    return texts


def read_by_peer(name: str, python: str, folder: Path) -> tuple[str, Texts]:
    """The version of a peer and the texts that it finds, by file name."""
    script = Path(__file__).parent / f"{name}_read.py"
    with tempfile.TemporaryDirectory() as out:
        answer = Path(out) / "texts.json"
        command = [python, str(script), str(folder), str(answer)]
        ran = subprocess.run(
            command, env=os.environ | OFFLINE, capture_output=True, text=True, check=False
        )
        if not answer.exists():
            raise SystemExit(f"{name}: {ran.stderr[-2000:]}")
        found = json.loads(answer.read_text("utf-8"))
    return found["version"], found["texts"]


def right_cases(texts: Texts) -> list[bool]:
    """Whether each case is read right."""
    return [
        is_right(case, texts.get(file_name(number, case), ())) for number, case in enumerate(CASES)
    ]


def counted(
    groups: Sequence[str], right: Mapping[str, Sequence[bool]], name: str
) -> list[dict[str, object]]:
    """Rows of a table: for each group that cases are in, how many each reader reads right."""
    rows: list[dict[str, object]] = []
    for group in dict.fromkeys(groups):
        inside = [number for number, own in enumerate(groups) if own == group]
        counts = {who: sum(found[n] for n in inside) for who, found in right.items()}
        rows.append({name: group, "asked": len(inside)} | counts)
    return rows


def main() -> None:
    """Have everyone read the documents, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--show", action="store_true", help="name what was read wrong")
    parser.add_argument("--out", type=Path, help="a file for every text found, as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = {OURS: read_by_us(written(Path(folder)))}
        for peer in arguments.peer:
            name, _, python = peer.partition("=")
            version, texts = read_by_peer(name, python, Path(folder))
            found[f"{name} {version}"] = texts
    right = {name: right_cases(texts) for name, texts in found.items()}
    by_kind = counted([case.kind for case in CASES], right, "kind")
    by_kind.sort(key=lambda row: KINDS.index(str(row["kind"])))
    by_kind += counted(["all"] * len(CASES), right, "kind")
    refused = {name: len(CASES) - len(texts) for name, texts in found.items()}
    print(table([*by_kind, {"kind": "could not be read", "asked": ""} | refused]), end="\n\n")
    print(table(counted([Path(case.name).suffix for case in CASES], right, "format")))
    if arguments.show:
        for name, texts in found.items():
            print(f"\n{name}:")
            for number, case in enumerate(CASES):
                if not right[name][number]:
                    note = "" if file_name(number, case) in texts else " (could not be read)"
                    print(f"- {case.kind}: {case.name}{note}")
    if arguments.out:
        arguments.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
