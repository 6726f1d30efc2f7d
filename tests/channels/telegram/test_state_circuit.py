"""While the server of the bot's state is away, calls fail at once; nothing of it is lost."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.state_circuit import StateCircuit
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.errors import StateError, StateUnavailable
from qa_bot.postgres import database as postgres_database
from qa_bot.server_url import ServerUrl
from tests.patience import PATIENCE_S
from tests.servers import LocalPostgres

# Seconds that a call waits for a server, in a test, and calls that would wait for it in turn.
WAIT_S = 2.0
CALLS = 20


class FakeServer:
    """A server that counts calls and looks, which fail while it is away."""

    is_away = False
    calls = looks = 0

    def call(self) -> None:
        self.calls += 1
        self._respond()

    def look(self) -> None:
        self.looks += 1
        self._respond()

    def _respond(self) -> None:
        if self.is_away:
            raise StateUnavailable("postgresql://host/bot: it is away. Start the server.")


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def circuit(server: FakeServer) -> Iterator[StateCircuit]:
    """A circuit before the server, which looks often."""
    made = StateCircuit(server.look, every_s=0.02)
    yield made
    made.close()


def until_it_passes(circuit: StateCircuit) -> None:
    """Wait until a call passes."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with circuit.passing():
                return
        except StateUnavailable:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_calls_fail_without_the_server_until_a_look_finds_it(
    circuit: StateCircuit, server: FakeServer
) -> None:
    """One failure is enough; then only looks reach the server, and all pass once one succeeds."""
    for times in (1, 2):
        server.is_away = True
        looked = server.looks
        end = time.monotonic() + PATIENCE_S
        while server.looks < looked + 3:
            assert time.monotonic() < end
            with pytest.raises(StateUnavailable, match="Start the server"), circuit.passing():
                server.call()
        assert server.calls == times
        server.is_away = False
        until_it_passes(circuit)


def test_other_errors_keep_nobody_away(circuit: StateCircuit) -> None:
    """What a server refuses that is there says nothing of the next call."""
    for _ in range(3):
        with pytest.raises(StateError, match="no space"), circuit.passing():
            raise StateError("no space")
    with circuit.passing():
        pass


def test_server_that_is_stopped_and_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first call waits; what was recorded is there again, and more can be."""
    monkeypatch.setattr(postgres_database, "_PATIENCE_S", WAIT_S)
    with (
        tempfile.TemporaryDirectory(prefix="qa-bot-") as folder,
        closing(LocalPostgres(Path(folder))) as local,
        closing(PostgresState(ServerUrl(local.url))) as state,
    ):
        journal = UpdateJournal(state, 1)
        assert journal.record(1, "{}")
        local.stop()
        began = time.monotonic()
        for _ in range(CALLS):
            with pytest.raises(StateUnavailable):
                journal.record(2, "{}")
        assert time.monotonic() < began + CALLS * WAIT_S / 2
        local.start()
        until_it_passes(state._circuit)
        assert journal.record(2, "{}")
        assert [each.update_id for each in journal.pending()] == [1, 2]
