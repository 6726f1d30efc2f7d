"""The cache of exported models: each is exported once, and again when its files change.

A child process (onnx_export.py) does the work, so that neither torch nor its
warnings reach this one. Killed at any moment, an export leaves a draft that the
next one clears away: an exported folder appears whole or not.
"""

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa_bot.errors import ModelError
from qa_bot.files import file_lock
from qa_bot.model_libraries import prepare_model_libraries
from qa_bot.retrieval.embedder import DEFAULT_MODEL
from qa_bot.retrieval.onnx_model import Card, digest, read_card, verified

# Raised when exports of an earlier version can no longer be used.
_FORMAT = "2"
_LIBRARIES = ("sentence-transformers", "transformers", "torch")
# An export takes under a minute; a download before it may take many.
_LOCK_SECONDS = 900.0
# The exit status of onnx_export.py when the model cannot be loaded; its message is on stderr.
CANNOT_LOAD = 3


class CannotExport(Exception):
    """A model that loads but cannot be exported; the text says why."""


def exported_model(name: str, cache: Path, notify: Callable[[str], None]) -> Path:
    """Return the folder of the exported model `name`, exporting it if it is not in the cache.

    It is exported again when the model's files, a library or a byte of the
    exported files changed. Raises ModelError when there is no such model or no library
    to load it, and CannotExport when it cannot be expressed or stored.
    """
    prepare_model_libraries("embedding.model", name, DEFAULT_MODEL)
    folder = cache / _key(name)
    if _is_usable(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with file_lock(cache / "preparing.lock", _LOCK_SECONDS):
            # Another process may have been at it while we waited.
            if not _is_usable(folder):
                _export_into(name, folder, notify)
    except OSError as error:
        raise CannotExport(f"{cache} cannot be written to ({error.strerror or error})") from error
    return folder


def _key(name: str) -> str:
    """Return the name of a model's folder, another for other versions of the libraries."""
    place = str(Path(name).resolve()) if Path(name).is_dir() else name
    parts = [_FORMAT, place, *(importlib.metadata.version(each) for each in _LIBRARIES)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _is_usable(folder: Path) -> bool:
    """Return whether a folder holds an intact export of the model as it is now."""
    try:
        card = read_card(folder)
        for file in card.files:
            verified(folder, card, file)
        return _is_current(card, folder)
    except ModelError:
        return False


def _is_current(card: Card, folder: Path) -> bool:
    """Return whether the model's own files are those that it was exported from.

    A model that is gone (a cleared hub cache) cannot have changed.
    """
    files: dict[str, list[Any]] = card.origin["files"]
    source = Path(card.origin["folder"])
    if not files or not source.is_dir():
        return True
    if stamps(source) == {name: stamp[:2] for name, stamp in files.items()}:
        return True
    now = origin(source)
    if {n: s[2] for n, s in now["files"].items()} != {n: s[2] for n, s in files.items()}:
        return False
    # Only touched or copied: recorded, so that they are not hashed again.
    replace(card, origin=now).write(folder)
    return True


def origin(folder: Path | None) -> dict[str, Any]:
    """Return the files of a model, each with its size, time of change and SHA-256."""
    if folder is None:
        return {"folder": "", "files": {}}
    files = {name: [*stamp, digest(folder / name)] for name, stamp in stamps(folder).items()}
    return {"folder": str(folder), "files": files}


def stamps(folder: Path) -> dict[str, list[int]]:
    """Return size in bytes and time of change of each file that decides a model's vectors."""
    kinds = {".safetensors", ".bin", ".json", ".txt", ".model"}
    found = sorted(p for p in folder.rglob("*") if p.suffix in kinds and p.is_file())
    states = ((p, p.stat()) for p in found)
    return {p.relative_to(folder).as_posix(): [s.st_size, s.st_mtime_ns] for p, s in states}


def _export_into(name: str, folder: Path, notify: Callable[[str], None]) -> None:
    for left in folder.parent.glob("draft-*"):
        shutil.rmtree(left, ignore_errors=True)
    notify(f"Preparing the embedding model '{name}' for quick starts: once, in under a minute.")
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    try:
        _export(name, draft)
        if not _is_usable(draft):
            raise CannotExport("what was prepared does not read back")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _export(name: str, draft: Path) -> None:
    command = [sys.executable, "-m", "qa_bot.retrieval.onnx_export", name, str(draft)]
    # The child must import this very package, wherever it was imported from.
    home = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    done = subprocess.run(  # noqa: S603
        command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode == CANNOT_LOAD:
        raise ModelError(done.stderr.strip().splitlines()[-1])
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        raise CannotExport(f"it cannot be prepared ({last[:200]})")
