"""Nothing leaves the machine, and nothing is left on it, that nobody asked for."""

import os
import sys

import pytest

from tests.privacy.asked_for import HOSTS, TELEGRAM
from tests.privacy.isolated import Seen, run_isolated, why_not

pytestmark = [pytest.mark.model, pytest.mark.waits]

# onnxruntime's uploader first tries nine seconds after the import, then after six more.
_OPEN_S = 20.0
# Ends the wait for what never comes, and nothing else.
_PATIENCE_S = 1800.0


@pytest.fixture(scope="module", autouse=True)
def _machine() -> None:
    """A machine of one's own can be had; where CI may have one, it must."""
    reason = why_not()
    if reason and os.environ.get("CI") and sys.platform == "linux" and os.geteuid() == 0:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def no_trace(seen: Seen) -> None:
    """Nothing was sent, and all that was written is where it belongs."""
    assert not seen.failed
    assert seen.strays == []
    assert seen.litter == []


def test_nothing_leaves_and_nothing_is_left() -> None:
    """Every command, a chat and a bot left open send no packet and write only to the library."""
    seen = run_isolated("tests.privacy.in_use", [str(_OPEN_S)], _PATIENCE_S)
    no_trace(seen)
    told = {step: output for step, _, output in seen.steps}
    assert "callers/picture." not in told["add callers"], "not read, and so not tried"
    assert "Assam" in told["ask Where does tea grow?"]
    assert "Assam" in told["telegram, first"]
    assert "Kerala" in told["telegram, last"]


def test_a_model_of_ones_own_asks_nobody() -> None:
    """An embedding model and a reader in folders are prepared and used without a packet."""
    no_trace(run_isolated("tests.privacy.own_models", [], _PATIENCE_S))


def test_what_is_asked_for_is_all_that_is_reached() -> None:
    """A page, a feed, Telegram and a hub are reached by name; nobody else, and no telemetry."""
    seen = run_isolated("tests.privacy.asked_for", [], _PATIENCE_S)
    names = {line.removeprefix("dns ") for line in seen.strays if line.startswith("dns ")}
    assert names == {*HOSTS, TELEGRAM}
    reached = {line.split()[1].rpartition(":")[0] for line in seen.strays if "dns" not in line}
    assert {*HOSTS} <= reached <= names
    asked = {request.split()[1] for request in seen.requests}
    pages = {"/robots.txt", "/floods", "/news.xml"}
    assert pages <= asked
    assert all("nobody/made-this" in path for path in asked - pages), asked
    assert seen.litter == []
