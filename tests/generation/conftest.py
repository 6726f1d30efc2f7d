"""What tests of written answers use: a scripted server of a language model, and a real one."""

from collections.abc import Iterator

import pytest

from tests.generation.chat_server import ChatServer
from tests.generation.real_server import RealServer, real_server_process


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A server that completes every prompt with what the test says; any wrong request fails."""
    server = ChatServer()
    yield server
    server.close()
    assert server.complaints == []


@pytest.fixture(scope="session")
def real_server() -> Iterator[RealServer]:
    """A server with a real language model, a small one; for tests marked `model`."""
    with real_server_process() as server:
        yield server
