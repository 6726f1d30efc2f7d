"""FairytaleQA's validation stories as a SQuAD file that `qa-bot eval` reads.

Run as `python -m benchmarks.fairytale DATA OUT.json`. Each story is one
paragraph; the free-form answers are looked up in their sections, as training
does, and a question whose answer is not found there is left out.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from training.sources import read_fairytale


def as_squad(data: Path) -> dict[str, Any]:
    """The validation split: each story with its title as one paragraph."""
    stories: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, example in enumerate(read_fairytale(data, "val")):
        told = [{"text": example.context[a:b], "answer_start": a} for a, b in example.answers]
        asked = {"id": f"fairytale-{number}", "question": example.question, "answers": told}
        stories[example.group].append(asked)
    return {
        "data": [
            {"title": story, "paragraphs": [{"context": text(data, story), "qas": asked}]}
            for story, asked in stories.items()
        ]
    }


def text(data: Path, story: str) -> str:
    """All sections of a validation story."""
    path = data / "fairytaleqa" / "section-stories" / "val" / f"{story}-story.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return "\n\n".join(row["text"] for row in csv.DictReader(file))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.write_text(json.dumps(as_squad(arguments.data), ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
