"""`qa-bot` with fakes for models, whose embedder never ends: what a large file seems to do."""

import threading
from collections.abc import Sequence
from typing import NoReturn

from qa_bot.cli import main
from tests.fakes import FakeEmbedder
from tests.maintenance.fake_cli import fake_models
from tests.patience import PATIENCE_S


def _embed(embedder: FakeEmbedder, texts: Sequence[str]) -> NoReturn:
    threading.Event().wait(PATIENCE_S)
    raise AssertionError("nobody interrupted it")


if __name__ == "__main__":
    fake_models()
    FakeEmbedder.embed = _embed  # type: ignore[method-assign]
    main()
