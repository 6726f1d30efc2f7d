"""A mutated document of any kind is an article or a SourceError; `fuzz.py` tries for longer."""

import time
from pathlib import Path

import pytest

from tests.loading import fuzz

SECONDS = 1.2
TRIES = 40


@pytest.mark.parametrize("path", fuzz.documents(), ids=lambda path: path.name)
def test_a_mutated_document_never_breaks_the_bot(path: Path) -> None:
    """No traceback, no hang, and no article whose places lie outside it."""
    tally = fuzz.Tally()
    deadline = time.monotonic() + SECONDS
    for seed in range(TRIES):
        fuzz.attempt(path, seed, tally)
        if time.monotonic() > deadline:
            break
    assert tally.outcomes
    assert not tally.slow, f"python -m tests.loading.fuzz --tries 1 --seed N for {tally.slow}"
