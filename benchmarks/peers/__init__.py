"""What others do with the same chunks, weights and question, as their own documents show it.

NAME_search.py is run by the interpreter of an environment of its own, which
benchmarks/requirements-NAME.txt describes.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

# Nothing is to be waited for but the work itself.
OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}


def command(peer: str, folder: Path, model: Path) -> tuple[str, list[str]]:
    """The name of a peer given as NAME=PYTHON, and the command that builds its index.

    With a question after it, the same command asks.
    """
    name, _, python = peer.partition("=")
    script = Path(__file__).parent / f"{name}_search.py"
    return name, [python, str(script), str(folder), str(model)]


def build(command: Sequence[str], folder: Path, texts: Sequence[str]) -> tuple[float, float]:
    """Have an index of the texts built; the seconds and processor seconds that it took.

    Importing and loading the model are not counted.
    """
    (folder / "chunks.json").write_text(json.dumps(list(texts)), "utf-8")
    ran = subprocess.run(
        command, env=os.environ | OFFLINE, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{command}: {ran.stderr[-2000:]}")
    seconds, used = map(float, ran.stdout.split()[-2:])
    return seconds, used
