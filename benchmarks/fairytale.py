"""The validation stories of FairytaleQA as a SQuAD file for `qa-bot eval`.

Run as `python -m benchmarks.fairytale DATA OUT.json`. Each story is one
paragraph. The free-form answers are located in their sections, as in training,
and a question whose answer is not found there is left out.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from training.sources import read_fairytale


def as_squad(data: Path) -> dict[str, Any]:
    """Return the validation split, each story as one paragraph under its title."""
    stories: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, example in enumerate(read_fairytale(data, "val")):
        answers = [{"text": example.context[a:b], "answer_start": a} for a, b in example.answers]
        question = {"id": f"fairytale-{number}", "question": example.question, "answers": answers}
        stories[example.group].append(question)
    return {
        "data": [
            {"title": story, "paragraphs": [{"context": text(data, story), "qas": questions}]}
            for story, questions in stories.items()
        ]
    }


def text(data: Path, story: str) -> str:
    """Return all sections of a validation story."""
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
