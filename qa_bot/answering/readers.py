"""Which reader a setting names."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.reading import Reader

BUILT_IN = "built-in"
SENTENCES = "sentences"
NONE = "none"


def load_reader(name: str, embed: Callable[[Sequence[str]], NDArray[np.float32]]) -> Reader:
    """The reader called `name`; raises ModelError.

    "built-in" is the shipped one, "sentences" needs only `embed`, "none" leaves
    passages whole; anything else is a model's folder or its name on the hub.
    """
    if name == BUILT_IN:
        from qa_bot.answering.neural_reader import NeuralReader

        return NeuralReader.load()
    if name == NONE:
        from qa_bot.answering.whole_reader import WholeReader

        return WholeReader()
    if name == SENTENCES:
        from qa_bot.answering.sentence_reader import SentenceReader

        return SentenceReader(embed)
    from qa_bot.answering.hub_reader import load_hub_reader

    return load_hub_reader(name)
