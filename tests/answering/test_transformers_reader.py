"""Any extractive model or cross-encoder can read, and a model of another kind is refused."""

from pathlib import Path
from typing import Any

import pytest

from qa_bot.answering.readers.baselines import PassageReader, SentenceReader
from qa_bot.answering.readers.reader import load_reader
from qa_bot.errors import ModelError

pytestmark = pytest.mark.model

TEXT_SENTENCES = ["Tea grows in Assam.", "Coffee grows in Kerala."]
TEXT = "Tea grows in Assam. Coffee grows in Kerala."


def save_tiny(folder: Path, kind: str, **config: Any) -> str:
    """Save a model of that class with a few random weights, as the hub does."""
    import transformers

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *TEXT.lower().replace(".", " .").split()]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(words)))
    tokenizer = transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    settings = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        **config,
    )
    getattr(transformers, kind)(settings).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def test_a_span_model_gives_words_of_the_passage(tmp_path: Path) -> None:
    """A model made for question answering is loaded as one, by folder."""
    reader = load_reader(save_tiny(tmp_path, "BertForQuestionAnswering"))
    whole, *others = reader.read("Where does tea grow?", [TEXT, "Tea.", ""])
    assert len(whole.spans) == 2
    for reading in (whole, *others):
        assert 0 <= reading.best.start <= reading.best.end <= len(TEXT)
        assert isinstance(reading.support, float)


@pytest.mark.parametrize("labels", [1, 2])
def test_a_cross_encoder_gives_a_whole_sentence(tmp_path: Path, labels: int) -> None:
    """A model that scores pairs gives a score to each sentence."""
    name = save_tiny(tmp_path, "BertForSequenceClassification", num_labels=labels)
    (reading,) = load_reader(name).read("Where does tea grow?", [TEXT])
    quoted = [TEXT[s.start : s.end] for s in reading.spans]
    assert quoted == ["Tea grows in Assam.", "Coffee grows in Kerala."]


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A language model is not a reader; the error says what it is and names the cure."""
    name = save_tiny(tmp_path, "BertForMaskedLM")
    with pytest.raises(ModelError, match=r"BertForMaskedLM.*'built-in'"):
        load_reader(name)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """The error names the cure."""
    with pytest.raises(ModelError, match=r"cannot be loaded.*Set answering\.reader"):
        load_reader(str(tmp_path))


def test_two_readers_need_no_model() -> None:
    """ "sentences" gives a span for each sentence, "none" one for the whole passage."""
    sentences = load_reader("sentences")
    whole = load_reader("none")
    assert isinstance(sentences, SentenceReader) and isinstance(whole, PassageReader)
    (chosen,) = sentences.read("Where does coffee grow?", [TEXT])
    assert [TEXT[s.start : s.end] for s in chosen.spans] == TEXT_SENTENCES
    (all_of_it,) = whole.read("Where does coffee grow?", [TEXT])
    assert (all_of_it.best.start, all_of_it.best.end) == (0, len(TEXT))
