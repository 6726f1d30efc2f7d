"""Windows hold the answer, and batches keep to their number of tokens."""

import random
from itertools import cycle, islice

import pytest

from tests.training.pairs import BERT, XLMR, word_tokenizer
from training.features import Feature, batches, collate, encode, token_span, window
from training.sources import Example
from training.tokens import PairTokenizer

TEXT = "a b c . d e f . g h i . k l m ."


@pytest.fixture(params=[BERT, XLMR], ids=["bert", "xlm-r"])
def tokenizer(request: pytest.FixtureRequest) -> PairTokenizer:
    return PairTokenizer(word_tokenizer("abcdefghiklmq.?", request.param))


def test_token_span_takes_every_token_it_touches() -> None:
    assert token_span([(0, 3), (4, 8), (9, 12)], (5, 11)) == (1, 2)
    assert token_span([(0, 3)], (5, 9)) is None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 6, 9, 40])
def test_a_window_holds_whole_sentences_round_the_answer(seed: int, size: int) -> None:
    bounds = [0, 4, 8, 12, 16]
    first, last = window(bounds, (9, 10), size, random.Random(seed))
    assert first in bounds
    assert last in bounds
    assert first <= 9 < 10 < last
    assert last - first <= max(size, 4)


@pytest.mark.parametrize("seed", range(10))
def test_an_encoded_answer_decodes_to_itself(tokenizer: PairTokenizer, seed: int) -> None:
    context = TEXT.replace(". ", ".\n")
    start = context.index("g h")
    example = Example("q ?", context, ((start, start + 3),), "x", "g")
    feature = encode(example, tokenizer, random.Random(seed), 9)
    assert feature is not None
    assert tokenizer.decode(feature.ids[feature.start : feature.end + 1]) == "g h"
    assert feature.answerable == 1
    assert tokenizer.decode(feature.ids[: feature.passage_start]) == "q ?"


def test_unanswerable_points_at_the_first_position(tokenizer: PairTokenizer) -> None:
    feature = encode(Example("q ?", TEXT, (), "x", "g"), tokenizer, random.Random(1), 9)
    assert feature is not None
    assert (feature.start, feature.end, feature.answerable) == (0, 0, 0)


def test_padding_is_masked() -> None:
    batch = collate([Feature([1] * 5, 3, 0, 0, 0), Feature([1] * 9, 3, 4, 5, 1)])
    assert batch.input_ids.shape == (2, 16)
    assert batch.attention_mask.sum(axis=1).tolist() == [5, 9]
    assert batch.token_type_ids.sum(axis=1).tolist() == [2, 6]


def test_batches_keep_to_their_tokens() -> None:
    rng = random.Random(1)
    features = cycle(Feature([1] * rng.randint(10, 60), 3, 0, 0, 0) for _ in range(500))
    for batch in islice(batches(features, 300, rng), 50):
        assert batch.input_ids.size <= 300 + 8 * len(batch.starts)
