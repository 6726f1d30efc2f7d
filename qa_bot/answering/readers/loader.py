"""Which reader a setting names."""

from qa_bot.answering.readers.base import Reader

BUILT_IN = "built-in"
SENTENCES = "sentences"
NONE = "none"


def load_reader(name: str) -> Reader:
    """The reader called `name`; raises ModelError.

    "built-in" is the shipped one, "sentences" and "none" need no model, and
    anything else is a model's folder or its name on the hub.
    """
    if name == BUILT_IN:
        from qa_bot.answering.readers.neural import NeuralReader

        return NeuralReader.load()
    if name == NONE:
        from qa_bot.answering.readers.passages import WholeReader

        return WholeReader()
    if name == SENTENCES:
        from qa_bot.answering.readers.sentences import SentenceReader

        return SentenceReader()
    from qa_bot.answering.readers.hub import load_hub_reader

    return load_hub_reader(name)
