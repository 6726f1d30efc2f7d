"""A run learns, is resumed where it was, and decays from a copy of its checkpoint."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is missing: install scikit-learn")

import torch
from transformers import BertConfig, BertModel

from tests.training.pairs import XLMR, word_tokenizer
from training.mixture import WhySource, build_source
from training.model import WORD_EMBEDDINGS, Reader, load_checkpoint, load_weights
from training.prepare import Prepared
from training.sources import Example, WhyItem
from training.train import CHECKPOINT, CURVE, DECAYED, Run, Settings

TEXT = "Lee Park built the old mill in Leeds. Ann Ford sold the mill. It rained on all of them."


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A base of one layer, and two questions to learn."""
    monkeypatch.setattr("training.mixture.reworded", lambda text, rng: text)
    monkeypatch.setattr("training.layouts.reworded", lambda text, rng: text)
    monkeypatch.setattr("training.train._TRIAL_SECONDS", 0.0)
    monkeypatch.setattr("training.train._LOG_SECONDS", 0.0)
    base, out = tmp_path / "base", tmp_path / "out"
    out.mkdir()
    words = sorted(set(TEXT.replace(".", " .").split()) | {"Who", "?"})
    config = BertConfig(
        vocab_size=3 + len(words),
        hidden_size=24,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=512,
        pad_token_id=0,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(base)
    word_tokenizer(words, XLMR).save(str(base / "tokenizer.json"))
    examples = [
        Example("Who built the old mill?", TEXT, ((0, 8),), "nq", "Mill"),
        Example("Who sold the mill?", TEXT, ((38, 46),), "nq", "Mill"),
    ]
    why = WhySource([WhyItem("Why?", "It rained", "of the sea")], ["It rained on all."])
    sources = [build_source("nq", examples), build_source("qamr", examples)]
    prepared = Prepared(sources, why, examples, [])
    (out / "prepared.pickle").write_bytes(pickle.dumps(prepared))
    return Settings(base=base, data=tmp_path, out=out, batch_tokens=400)


def train(run: Run, steps: int) -> Run:
    """Train for some steps, whatever the time they take."""
    record = run._record

    def record_and_stop(**values: float) -> None:
        record(**values)
        if run.step >= steps:
            run._stop(15, None)

    run._record = record_and_stop  # type: ignore[method-assign]
    run.train()
    return run


def test_a_run_saves_what_it_trained_and_not_the_word_embeddings(settings: Settings) -> None:
    run = Run(settings)
    before = run.model.state_dict()[WORD_EMBEDDINGS].clone()
    heads = run.model.span.weight.clone()
    train(run, 3)
    state = load_checkpoint(settings.out / CHECKPOINT)
    assert state["step"] == 3
    assert WORD_EMBEDDINGS not in state["model"]
    assert torch.equal(run.model.state_dict()[WORD_EMBEDDINGS], before)
    assert not torch.equal(run.model.span.weight, heads)
    loaded = Reader(settings.base, has_segments=False)
    load_weights(loaded, state["model"])
    for name, parameter in run.model.named_parameters():
        assert torch.equal(loaded.state_dict()[name], parameter), name


def test_frozen_layers_stay_and_are_saved(settings: Settings) -> None:
    """They may have been trained before they were frozen."""
    run = Run(replace(settings, frozen_layers=1))
    heads = run.model.span.weight.clone()
    train(run, 2)
    saved = load_checkpoint(run.checkpoint)["model"]
    base = Reader(settings.base, has_segments=False).state_dict()
    lower = [name for name in saved if name.startswith("encoder.")]
    assert any("layer.0" in name for name in lower)
    for name in lower:
        assert torch.equal(saved[name], base[name])
    assert not torch.equal(saved["span.weight"], heads)


def test_a_resumed_run_goes_on_at_its_step(settings: Settings) -> None:
    train(Run(settings), 2)
    first = load_checkpoint(settings.out / CHECKPOINT)
    again = Run(settings)
    assert (again.step, again.seen) == (2, first["seen"])
    assert again.clock.elapsed() >= first["elapsed"]
    assert train(again, 3).step == 3


def test_the_decay_goes_on_from_a_copy_and_has_a_clock_of_its_own(settings: Settings) -> None:
    train(Run(settings), 2)
    constant = load_checkpoint(settings.out / CHECKPOINT)
    train(Run(replace(settings, is_decay=True, minutes=1e6)), 4)
    decayed = load_checkpoint(settings.out / DECAYED)
    assert (decayed["step"], load_checkpoint(settings.out / CHECKPOINT)["step"]) == (4, 2)
    assert Run(replace(settings, is_decay=True, minutes=1e6)).step == 4
    assert decayed["seen"] > constant["seen"]


def test_a_phase_that_is_over_takes_no_step(settings: Settings) -> None:
    train(Run(settings), 1)
    over = Run(replace(settings, minutes=1e-9))
    over.train()
    assert over.step == 1


def test_the_curve_has_a_line_for_each_record(settings: Settings) -> None:
    run = train(Run(settings), 2)
    lines = [json.loads(line) for line in (settings.out / CURVE).read_text().splitlines()]
    assert [line["step"] for line in lines] == [1, 2]
    assert lines[-1]["seen"] == run.seen
    assert all(line["loss"] > 0 and line["examples_per_second"] > 0 for line in lines)


def test_both_precisions_are_tried_and_leave_the_weights(settings: Settings) -> None:
    run = Run(settings)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    assert run.faster_precision() in (torch.bfloat16, torch.float32)
    for name, value in run.model.state_dict().items():
        assert torch.equal(value, before[name])
    assert all(parameter.grad is None for parameter in run.model.parameters())


def test_weights_of_another_base_are_refused(settings: Settings) -> None:
    with pytest.raises(ValueError, match="name with --base"):
        load_weights(Reader(settings.base), {"encoder.other": torch.zeros(1)})
