"""A mutated document of any kind is an article or a SourceError; `fuzz.py` tries for longer."""

import time

import pytest

from tests.loading import fuzz
from tests.loading.fuzz_documents import documents

SECONDS = 1.2
TRIES = 40
DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_mutated_document_never_breaks_the_bot(name: str) -> None:
    """No traceback, no hang, and no article whose places lie outside it."""
    tally = fuzz.Tally()
    deadline = time.monotonic() + SECONDS
    for seed in range(TRIES):
        fuzz.attempt(name, DOCUMENTS[name], seed, tally)
        if time.monotonic() > deadline:
            break
    assert tally.outcomes
    failed = [*tally.slow, *tally.unexpected]
    assert not failed, f"python -m tests.loading.fuzz --tries 1 --seed N for {failed}"
