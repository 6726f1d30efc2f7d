"""Any question-answering or cross-encoder model, by folder or by name on the hub.

Slower to load than the built-in reader, as it needs torch. A model made for
question answering gives the words; a cross-encoder gives the whole sentence.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.readers.base import Finding, Reading, Weights
from qa_bot.answering.readers.spans import best_span
from qa_bot.documents import Span
from qa_bot.errors import ModelError
from qa_bot.privacy import set_torch_cache_folder
from qa_bot.text.sentences import split_sentences

_LONGEST = 384
_NOTHING = -12.0
# Not fitted: what suits models whose scores are log-odds.
_WEIGHTS = Weights(
    passage=(0.3, 0.3, 2.0),
    sentence=(0.5, 1.0, 1.0, 0.0, 0.2, 0.0),
    confidence=(-1.5, 0.3, 0.2, 1.0, 0.5, 0.5, 0.0, 0.1, 0.0),
)


def load_hub_reader(name: str) -> "SpanModelReader | CrossEncoderReader":
    """Load the model called `name` as what it says it is; raises ModelError."""
    set_torch_cache_folder()
    try:
        from transformers import AutoConfig, AutoTokenizer

        made_for = " ".join(AutoConfig.from_pretrained(name).architectures or ())
        tokenizer = AutoTokenizer.from_pretrained(name)
        if "QuestionAnswering" in made_for:
            return SpanModelReader(_model("AutoModelForQuestionAnswering", name), tokenizer)
        if "SequenceClassification" in made_for:
            return CrossEncoderReader(_model("AutoModelForSequenceClassification", name), tokenizer)
    except Exception as error:
        raise ModelError(
            f"The reader '{name}' cannot be loaded ({str(error).splitlines()[0][:200]}). "
            "Set answering.reader to 'built-in', 'sentences', a model's folder, or a name "
            "that this machine can download."
        ) from error
    raise ModelError(
        f"The reader '{name}' is made for '{made_for or 'nothing it names'}', neither question "
        "answering nor sequence classification. Set answering.reader to such a model, or to "
        "'built-in'."
    )


def _model(kind: str, name: str) -> Any:
    import transformers

    return getattr(transformers, kind).from_pretrained(name).eval()


def _outputs(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> tuple[Any, Any]:
    """The model's outputs and the encoding of (question, passage) pairs, padded."""
    import torch

    encoded = tokenizer(
        [question for question, _ in pairs],
        [passage for _, passage in pairs],
        truncation="only_second",
        max_length=min(_LONGEST, tokenizer.model_max_length),
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    inputs = {key: encoded[key] for key in tokenizer.model_input_names if key in encoded}
    with torch.inference_mode():
        return model(**inputs), encoded


class _HubReader:
    """A model with its tokenizer, reading one passage after the other."""

    weights = _WEIGHTS

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One reading for each passage."""
        return [self._read(question, passage) for passage in passages]

    def _read(self, question: str, passage: str) -> Reading:
        raise NotImplementedError


class SpanModelReader(_HubReader):
    """An extractive question-answering model: the best words of each sentence.

    Support is the greatest of their scores.
    """

    def _read(self, question: str, passage: str) -> Reading:
        outputs, encoded = _outputs(self._model, self._tokenizer, [(question, passage)])
        starts: NDArray[np.float32] = outputs.start_logits[0].numpy()
        ends: NDArray[np.float32] = outputs.end_logits[0].numpy()
        offsets = encoded["offset_mapping"][0].tolist()
        kinds = encoded.sequence_ids(0)
        nothing = float(starts[0] + ends[0])
        found = []
        for span in split_sentences(passage):
            inside = [
                i for i, kind in enumerate(kinds)
                if kind == 1 and span.start <= offsets[i][0] < span.end
            ]  # fmt: skip
            if inside:
                begin, end, score = best_span(starts[inside], ends[inside])
                words = offsets[inside[begin]][0], offsets[inside[end]][1]
                found.append(Finding(*words, span, score - nothing))
        findings = tuple(found) or (_whole(passage),)
        return Reading(findings, max(finding.score for finding in findings))


class CrossEncoderReader(_HubReader):
    """A model that scores a question with a text: each sentence, and the passage as support."""

    def _read(self, question: str, passage: str) -> Reading:
        spans = split_sentences(passage)
        if not spans:
            return Reading((_whole(passage),), _NOTHING)
        texts = [passage, *(passage[s.start : s.end] for s in spans)]
        outputs, _ = _outputs(self._model, self._tokenizer, [(question, text) for text in texts])
        # Of two classes the last is "relevant"; of one, it is the score.
        whole, *scores = outputs.logits[:, -1].tolist()
        found = (Finding(s.start, s.end, s, score) for s, score in zip(spans, scores, strict=True))
        return Reading(tuple(found), float(whole))


def _whole(passage: str) -> Finding:
    """What is found where there is no sentence."""
    return Finding(0, len(passage), Span(0, len(passage)), _NOTHING)
