"""An exported model: a folder with the ONNX graph, the tokenizer and a card of both.

Knows files and their checksums; neither models nor where a folder comes from.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa_bot.errors import ModelError

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "card.json"


@dataclass(frozen=True, slots=True)
class Card:
    """The card of an exported model: how to run it, and what it was made of.

    `max_tokens` excludes the `special_tokens` that are added to each text;
    `inputs` are the names of the graph's inputs, `prompt` is put before every
    text. `files` holds each file's SHA-256, `origin` the files of the model
    that was exported.
    """

    name: str
    dimension: int
    max_tokens: int
    special_tokens: int
    inputs: tuple[str, ...]
    prompt: str
    files: dict[str, str]
    origin: dict[str, Any] = field(default_factory=dict)

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
        special_tokens = values.pop("marks")
        return Card(
            **(values | {"inputs": tuple(values["inputs"]), "special_tokens": special_tokens})
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{folder}: holds no prepared model ({error}).") from error


def verified(folder: Path, card: Card, name: str) -> Path:
    """Return the path of a file; raises ModelError when it is missing or damaged."""
    path = folder / name
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
