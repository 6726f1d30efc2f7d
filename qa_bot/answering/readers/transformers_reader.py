"""Any extractive or cross-encoder model of transformers, by folder or name on the hub.

Slower to load than the built-in reader, as it needs torch. A model made for
question answering finds spans; a cross-encoder scores whole sentences.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    ScoringWeights,
    SentenceFeatures,
)
from qa_bot.answering.readers.reader import (
    BUILT_IN,
    NO_ANSWER,
    PassageReading,
    ScoredSpan,
    best_span,
    no_answer,
)
from qa_bot.errors import ModelError
from qa_bot.model_libraries import prepare_model_libraries
from qa_bot.text.sentences import split_sentences

# Tokens of a question with its passage; what is longer is cut from the passage's end.
_MAX_TOKENS = 384
# Not fitted: chosen for models whose scores are log-odds.
_WEIGHTS = ScoringWeights(
    passage=PassageFeatures(span_score=0.3, support=0.3, retrieval_score=2.0),
    sentence=SentenceFeatures(
        span_score=0.5,
        cosine=1.0,
        overlap=1.0,
        neighbour_overlap=0.0,
        passage_score=0.2,
        span_margin=0.0,
    ),
    confidence=ConfidenceFeatures(
        intercept=-1.5,
        span_score=0.3,
        support=0.2,
        retrieval_score=1.0,
        cosine=0.5,
        overlap=0.5,
        nearby_overlap=0.0,
        passage_margin=0.1,
        question_coverage=0.0,
        sentence_margin=0.0,
    ),
)


def load_transformers_reader(name: str) -> "SpanModelReader | CrossEncoderReader":
    """Load the model called `name` by the architecture in its settings; raises ModelError."""
    prepare_model_libraries("answering.reader", name, BUILT_IN)
    try:
        from transformers import AutoConfig, AutoTokenizer

        architectures = " ".join(AutoConfig.from_pretrained(name).architectures or ())
        tokenizer = AutoTokenizer.from_pretrained(name)
        if "QuestionAnswering" in architectures:
            return SpanModelReader(_model("AutoModelForQuestionAnswering", name), tokenizer)
        if "SequenceClassification" in architectures:
            return CrossEncoderReader(_model("AutoModelForSequenceClassification", name), tokenizer)
    except Exception as error:
        raise ModelError(
            f"The reader '{name}' cannot be loaded ({str(error).splitlines()[0][:200]}). "
            "Set answering.reader to 'built-in', 'sentences', a model's folder, or a name "
            "that this machine can download."
        ) from error
    raise ModelError(
        f"The reader '{name}' is made for '{architectures or 'nothing it names'}', neither "
        "question answering nor sequence classification. Set answering.reader to such a model, "
        "or to 'built-in'."
    )


def _model(auto_class: str, name: str) -> Any:
    import transformers

    return getattr(transformers, auto_class).from_pretrained(name).eval()


def _outputs(model: Any, tokenizer: Any, question: str, texts: Sequence[str]) -> tuple[Any, Any]:
    """Return the model's outputs and the padded encoding of the question with each text."""
    import torch

    encoded = tokenizer(
        [question] * len(texts),
        list(texts),
        truncation="only_second",
        max_length=min(_MAX_TOKENS, tokenizer.model_max_length),
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    inputs = {key: encoded[key] for key in tokenizer.model_input_names if key in encoded}
    with torch.inference_mode():
        return model(**inputs), encoded


class _TransformersReader:
    """A model with its tokenizer, reading one passage after the other."""

    weights = _WEIGHTS

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return one reading for each passage."""
        return [self._read(question, passage) for passage in passages]

    def _read(self, question: str, passage: str) -> PassageReading:
        raise NotImplementedError


class SpanModelReader(_TransformersReader):
    """An extractive question-answering model; support is the score of the best span."""

    def _read(self, question: str, passage: str) -> PassageReading:
        outputs, encoded = _outputs(self._model, self._tokenizer, question, [passage])
        starts: NDArray[np.float32] = outputs.start_logits[0].numpy()
        ends: NDArray[np.float32] = outputs.end_logits[0].numpy()
        offsets = encoded["offset_mapping"][0].tolist()
        sequences = encoded.sequence_ids(0)
        no_answer_score = float(starts[0] + ends[0])
        spans = []
        for sentence in split_sentences(passage):
            tokens = [
                i for i, sequence in enumerate(sequences)
                if sequence == 1 and sentence.start <= offsets[i][0] < sentence.end
            ]  # fmt: skip
            if tokens:
                best = best_span(starts[tokens], ends[tokens])
                start, end = offsets[tokens[best.first]][0], offsets[tokens[best.last]][1]
                spans.append(ScoredSpan(start, end, sentence, best.score - no_answer_score))
        found = tuple(spans) or (no_answer(passage),)
        return PassageReading(found, max(span.score for span in found))


class CrossEncoderReader(_TransformersReader):
    """A model that scores a question with a text: each sentence, and the passage as support."""

    def _read(self, question: str, passage: str) -> PassageReading:
        sentences = split_sentences(passage)
        if not sentences:
            return PassageReading((no_answer(passage),), NO_ANSWER)
        texts = [passage, *(passage[s.start : s.end] for s in sentences)]
        outputs, _ = _outputs(self._model, self._tokenizer, question, texts)
        # Of two classes the last is "relevant"; of one, it is the score.
        support, *scores = outputs.logits[:, -1].tolist()
        spans = (
            ScoredSpan(s.start, s.end, s, score) for s, score in zip(sentences, scores, strict=True)
        )
        return PassageReading(tuple(spans), float(support))
