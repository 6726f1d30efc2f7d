"""What the product is measured on, so that nothing of it is trained on.

An article counts as measured by its title, and a passage by running words that it shares with a
measuring passage, since the same article may have another title or none in another set.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.sources import Example
from training.text import normalise_answer

FILES = (
    "squad2/squad2-dev.json",
    *(f"xquad/xquad-{language}-dev.json" for language in ("en", "de", "ar", "tr")),
    "covidqa/covidqa-dev.json",
)
RUNNING_WORDS = 8  # shorter runs are shared by chance, as names of offices and laws
SHARED_RUNS = 3  # places of a passage at which such a run begins; one alone may be a quotation


def running_words(text: str) -> Iterator[str]:
    """Every run of eight words of a text, without case, punctuation and articles."""
    found = normalise_answer(text).split()
    for start in range(len(found) - RUNNING_WORDS + 1):
        yield " ".join(found[start : start + RUNNING_WORDS])


def _title(text: str) -> str:
    return text.lower().replace("_", " ").strip()


@dataclass(frozen=True)
class Measured:
    """The titles of the measuring articles and the runs of words in their passages."""

    titles: frozenset[str]
    runs: frozenset[str]

    @classmethod
    def read(cls, data: Path) -> "Measured":
        """Read the measuring sets of a data folder."""
        titles: set[str] = set()
        runs: set[str] = set()
        for name in FILES:
            for article in json.loads((data / name).read_text("utf-8"))["data"]:
                titles.add(_title(article.get("title", "")))
                for paragraph in article["paragraphs"]:
                    runs.update(running_words(paragraph["context"]))
        return cls(frozenset(titles - {""}), frozenset(runs))

    def holds(self, title: str, text: str) -> bool:
        """Whether an article or a passage is one of those measured on."""
        if _title(title) in self.titles:
            return True
        shared = 0
        for run in running_words(text):
            shared += run in self.runs
            if shared == SHARED_RUNS:
                return True
        return False

    def without(self, examples: list[Example]) -> list[Example]:
        """The examples whose article and passage are not measured on."""
        passages = {(example.group, example.context) for example in examples}
        measured = {pair for pair in passages if self.holds(*pair)}
        return [e for e in examples if (e.group, e.context) not in measured]
