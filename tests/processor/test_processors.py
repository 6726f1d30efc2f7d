"""The shipped models give the same numbers whatever instruction sets the processor has."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.processor import HIDDEN, CannotHide, environment

pytestmark = pytest.mark.model

_ROOT = Path(__file__).parents[2]


def results(surroundings: dict[str, str] | None = None) -> dict[str, Any]:
    """What `results.py` prints."""
    command = [sys.executable, "-m", "tests.processor.results"]
    done = subprocess.run(
        command, env=surroundings, cwd=_ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def here() -> dict[str, Any]:
    """The results with all that this processor has."""
    return results()


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the changed copy of onnxruntime is kept."""
    return tmp_path_factory.mktemp("processor")


@pytest.mark.parametrize("hidden", HIDDEN)
def test_answers_do_not_depend_on_the_processor(
    here: dict[str, Any], copies: Path, hidden: str
) -> None:
    """Vectors agree to 0.999 in cosine and scores to 1 of log-odds: the models' rounding noise.

    Moving the last bit of the layer norms' gains does as much (docs/processors.md).
    """
    try:
        there = results(environment(copies, hidden))
    except CannotHide as reason:
        pytest.skip(f"instruction sets cannot be hidden: {reason}")
    for name in ("alone", "together"):
        cosines = np.sum(np.array(here[name]) * np.array(there[name]), axis=1)
        assert cosines.min() > 0.999, name
    for name in ("scores", "support"):
        for one, other in zip(here[name], there[name], strict=True):
            assert one == pytest.approx(other, abs=1), name
