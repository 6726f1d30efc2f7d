"""A question set with noisy questions, as people type them, to measure what noise costs.

Run as `python -m benchmarks.noise SQUAD.json KIND OUT.json`, where KIND is
`lower`, `unmarked` (no question mark), `typo` or `keywords`.
"""

import argparse
import json
import random
from collections.abc import Callable
from pathlib import Path

from training.augment import keywords, typo

_SEED = 11
_CHOICE = random.Random(_SEED)

KINDS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "unmarked": lambda question: question.rstrip(" ?"),
    "typo": lambda question: typo(question, _CHOICE),
    "keywords": keywords,
}


def main() -> None:
    """Write the set with noise in every question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    data = json.loads(arguments.squad.read_text("utf-8"))
    for group in data["data"]:
        for paragraph in group["paragraphs"]:
            for item in paragraph["qas"]:
                item["question"] = KINDS[arguments.kind](item["question"])
    arguments.out.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
