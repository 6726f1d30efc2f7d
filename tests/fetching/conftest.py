"""A site, and fetchers that may request it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa_bot.fetching.address_policy import AddressPolicy, IPAddress
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from tests.fetching.site import Site
from tests.patience import PATIENCE_S

AGENT = "qa-bot/0 (+https://example.org/qa-bot)"
MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site that is served."""
    with Site().running() as up:
        yield up


@pytest.fixture
def policy(site: Site) -> AddressPolicy:
    """Allows the test's own site, and no other private address."""

    def is_exempt(host: str, port: int, address: IPAddress) -> bool:
        return port == site.port and str(address) == "127.0.0.1"

    return AddressPolicy(is_exempt=is_exempt)


@pytest.fixture
def pauses() -> list[float]:
    """The seconds of each pause of the fetcher."""
    return []


@pytest.fixture
def fetcher(policy: AddressPolicy, pauses: list[float]) -> MakeFetcher:
    """Makes fetchers that never really pause, by limits and other arguments."""

    def make(limits: FetchLimits = FetchLimits(timeout=PATIENCE_S), **more: Any) -> Fetcher:  # noqa: B008
        settings = {
            "policy": policy,
            "user_agent": AGENT,
            "delay": 0.0,
            "sleep": pauses.append,
        } | more
        return Fetcher(limits=limits, **settings)

    return make
