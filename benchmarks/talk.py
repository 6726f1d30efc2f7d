"""Questions of data sets that are mistaken for talk about the conversation, which none should be.

Run as `python -m benchmarks.talk FOLDER`, a folder of JSON, JSON Lines and CSV files. A
question is any text under a key or column named "question", in whatever case.
"""

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path

from qa_bot.conversation.dialogue_acts import dialogue_act, without_opening


def questions(path: Path) -> Iterator[str]:
    """Yield the questions of a file; none where it is of another form."""
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".csv":
        for row in csv.DictReader(text.splitlines()):
            yield from (v for k, v in row.items() if k and k.lower() == "question" and v)
        return
    parts = [text] if path.suffix == ".json" else text.splitlines()
    for part in parts:
        yield from _under_question(json.loads(part))


def _under_question(value: object) -> Iterator[str]:
    """Yield the texts under "question" anywhere in a JSON value."""
    if isinstance(value, list):
        for each in value:
            yield from _under_question(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key.lower() == "question" and isinstance(each, str):
                yield each
            else:
                yield from _under_question(each)


def main() -> None:
    """Print how many questions of each set are mistaken for talk, or cut, and which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with a data set in each subfolder")
    folder = parser.parse_args().folder
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".jsonl", ".csv"}:
            name = path.relative_to(folder).parts[0]
            found.setdefault(name, set()).update(questions(path))
    for name, asked in found.items():
        taken = sorted(each for each in asked if dialogue_act(each) is not None)
        cut = sorted(each for each in asked if without_opening(each) != each)
        print(f"{name}: {len(asked)} questions, {len(taken)} mistaken for talk, {len(cut)} cut")
        print(*(f"  {each}" for each in (*taken, *cut)), sep="\n", end="\n" if taken or cut else "")
    print(f"in all: {sum(map(len, found.values()))} questions")


if __name__ == "__main__":
    main()
