"""`qa-bot` with models that need no weights, as a process of its own.

The settings still say which model: another name is another model.
"""

from qa_bot.cli import main
from qa_bot.components import Components
from tests.fakes import FakeEmbedder, WordReader


def fake_models() -> None:
    """Put the fakes where the models would be loaded."""
    Components._load_embedder = lambda app: FakeEmbedder(app.model)  # type: ignore
    Components._load_reader = lambda app: WordReader()  # type: ignore[method-assign]


if __name__ == "__main__":
    fake_models()
    main()
