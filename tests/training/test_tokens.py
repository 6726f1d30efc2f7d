"""A pair is laid out as the base model was trained on it, and a word begins at its first letter."""

import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram, WordLevel
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from qa_bot.tokenization import PairLayout
from tests.training.pairs import BERT, XLMR, word_tokenizer
from training.tokens import PairTokenizer


@pytest.mark.parametrize(
    ("template", "layout"),
    [(BERT, PairLayout((1,), (2,), (2,), True)), (XLMR, PairLayout((1,), (2, 2), (2,), False))],
)
def test_the_layout_is_that_of_the_tokenizers_own_template(
    template: str, layout: PairLayout
) -> None:
    tokenizer = PairTokenizer(word_tokenizer("ab", template))
    assert tokenizer.layout == layout
    joined = tokenizer.join([3], [4, 4])
    assert joined[: tokenizer.passage_start([3])] == [*layout.opening, 3, *layout.between]
    assert joined[tokenizer.passage_start([3]) :] == [4, 4, *layout.closing]


def test_a_tokenizer_without_pairs_is_refused() -> None:
    with pytest.raises(ValueError, match="no template for pairs"):
        PairTokenizer(Tokenizer(WordLevel({"a": 0, "b": 1}, unk_token="b")))


def test_the_space_before_a_word_is_no_part_of_it() -> None:
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("▁big", -1.0), ("▁cat", -1.0), ("s", -1.0)]
    made = Tokenizer(Unigram(pieces, unk_id=0))
    made.pre_tokenizer = Metaspace()
    made.post_processor = TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B <s>", special_tokens=[("<s>", 1)]
    )
    text = "big cats"
    offsets = PairTokenizer(made).encode(text).offsets
    assert [text[start:end] for start, end in offsets] == ["big", "cat", "s"]


def test_a_text_is_encoded_whole_whatever_the_file_says() -> None:
    tokenizer = word_tokenizer("ab")
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=9)
    assert PairTokenizer(tokenizer).encode("a b a b a").ids == [3, 4, 3, 4, 3]
