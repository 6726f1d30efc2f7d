"""An embedder on the nodes of a Ray cluster that a test holds back, and that says what it did."""

import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from tests.fakes import FakeEmbedder
from tests.patience import PATIENCE_S

# Fewer texts are the fixed sentence of the fingerprint, and no block.
_LEAST = 10


class TicketEmbedder(FakeEmbedder):
    """A FakeEmbedder whose blocks take tickets in a folder, where `allowed` has how many go on."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = Path(folder)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) >= _LEAST:
            self._wait(self._ticket(texts))
        return super().embed(texts)

    def _ticket(self, texts: Sequence[str]) -> int:
        new = self._folder / f"{uuid4().hex}.new"
        new.write_text(f"{_node()}\n" + "\n".join(texts))
        for number in count():
            with suppress(FileExistsError):
                # At once, as the test reads it when it is there.
                (self._folder / f"{number}.ticket").hardlink_to(new)
                return number
        raise AssertionError

    def _wait(self, number: int) -> None:
        end = time.monotonic() + PATIENCE_S
        while number >= int((self._folder / "allowed").read_text() or 0):
            assert time.monotonic() < end, "nobody let it go on"
            time.sleep(0.05)


def _node() -> str:
    import ray

    return str(ray.get_runtime_context().get_node_id())
