"""The process under test: the shipped `qa-bot telegram`, with models that need no loading.

Everything is logged, the HTTP client's own records included, so that a token in
any of them would be found.
`python -m tests.channels.telegram.soak.served --config CONFIG COMMAND…`.
"""

import logging
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from qa_bot.app import App

from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.bot_token import SecretStr
from qa_bot.cli import main
from qa_bot.retrieval.embedder import Embedder
from tests.fakes import FakeEmbedder, WordReader

_QUIETED = ("httpx", "httpcore")


class ForgetfulEmbedder(FakeEmbedder):
    """Keeps no list of what it embedded, which would look like memory that the bot loses."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = super().embed(texts)
        self.embedded.clear()
        return vectors


class QuickApp(App):
    """The library's parts, but for the models."""

    def _make_embedder(self) -> Embedder:
        return ForgetfulEmbedder()

    def _make_reader(self) -> WordReader:
        return WordReader()


def _install_loudly(*known: SecretStr) -> redaction.Redactor:
    redactor = _install(*known)
    for name in _QUIETED:
        logging.getLogger(name).setLevel(logging.DEBUG)
    return redactor


_install = redaction.install

if __name__ == "__main__":
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.DEBUG, format=form)
    redaction.install = _install_loudly
    sys.modules["qa_bot.app"].App = QuickApp
    main()
