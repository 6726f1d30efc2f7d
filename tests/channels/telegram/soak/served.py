"""The process under test: the shipped `qa-bot telegram`, with models that need no loading.

Everything is logged, the HTTP client's own records included, so that a token in
any of them would be found.
`python -m tests.channels.telegram.soak.served --config CONFIG COMMAND…`.
"""

import logging
import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.answerer import NO_OTHER_READERS
from qa_bot.answering.readers.reader import PassageReading
from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.bot_token import SecretStr
from qa_bot.cli import main
from qa_bot.components import Components
from qa_bot.loading import picture_support
from tests.channels.telegram.soak.facts import POISON
from tests.fakes import FakeEmbedder, WordReader

# Anything but the statuses of a stop and of an error.
_EXIT_STATUS = 9
_QUIETED = ("httpx", "httpcore")


class ForgetfulEmbedder(FakeEmbedder):
    """Keeps no list of what it embedded, which would look like memory that the bot loses."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = super().embed(texts)
        self.embedded.clear()
        return vectors


class MortalReader(WordReader):
    """Ends the process, as a defect in a library would, on a question of the poison."""

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        if POISON in question:
            os._exit(_EXIT_STATUS)
        return super().read(question, passages)


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
    # The pictures of the soak are none, so that their captions alone are asked.
    picture_support.reads_pictures = lambda: False
    Components._load_embedder = lambda components: ForgetfulEmbedder()
    Components._load_reader = lambda components: MortalReader()
    # A real reader beside it would read the made-up names of masts as noise.
    Components._readers_beside_english = lambda components: NO_OTHER_READERS
    main()
