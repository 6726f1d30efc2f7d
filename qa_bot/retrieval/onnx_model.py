"""A model made ready for onnxruntime: a folder of files that belong together.

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
    """What must be known of a prepared model to run it.

    `max_tokens` leaves the model's own marks out; `inputs` are the names of
    its inputs, `prompt` what is put before every text. `files` holds each file's
    SHA-256, `origin` says what it was made of.
    """

    name: str
    dimension: int
    max_tokens: int
    marks: int
    inputs: tuple[str, ...]
    prompt: str
    files: dict[str, str]
    origin: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the card into its folder, in place of an earlier one."""
        draft = folder / f"{CARD}.tmp"
        draft.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        draft.replace(folder / CARD)


def read_card(folder: Path) -> Card:
    """The card of a prepared model; raises ModelError when there is none to be read."""
    try:
        values = json.loads((folder / CARD).read_text("utf-8"))
        return Card(**(values | {"inputs": tuple(values["inputs"])}))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{folder}: holds no prepared model ({error}).") from error


def checked(folder: Path, card: Card, name: str) -> Path:
    """A file as it was prepared; raises ModelError when it is missing or damaged."""
    path = folder / name
    try:
        actual = digest(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}).") from error
    if actual != card.files.get(name):
        raise ModelError(f"{path}: damaged (its SHA-256 is not that of its card).")
    return path


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
