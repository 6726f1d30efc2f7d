"""The process under test: the shipped `qa-bot telegram`, with models that need no loading.

Everything is logged, the HTTP client's own records included, so that a token in
any of them would be found.
`python -m tests.channels.telegram.soak.served --config CONFIG COMMAND…`.
"""

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.bot_token import SecretStr
from qa_bot.cli import main
from qa_bot.components import Components
from tests.fakes import FakeEmbedder, WordReader

_QUIETED = ("httpx", "httpcore")


class ForgetfulEmbedder(FakeEmbedder):
    """Keeps no list of what it embedded, which would look like memory that the bot loses."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = super().embed(texts)
        self.embedded.clear()
        return vectors


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
    Components._load_embedder = lambda components: ForgetfulEmbedder()
    Components._load_reader = lambda components: WordReader()
    main()
