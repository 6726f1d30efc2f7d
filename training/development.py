"""A quick score of the model in training, on some questions of the development sets."""

from pathlib import Path

import numpy as np
import torch

from qa_bot.retrieval.onnx_model import READER_OUTPUTS
from training.evaluate import GoldReader, Run, auroc
from training.model import Reader
from training.squad import read_items, score
from training.tokens import PairTokenizer

QUESTIONS = 200  # of each set, spread over it: two minutes on two shared cores
SPANS = {
    "xquad_en_f1": "xquad/xquad-en-dev.json",
    "xquad_de_f1": "xquad/xquad-de-dev.json",
    "xquad_tr_f1": "xquad/xquad-tr-dev.json",
}
ANSWERABILITY = "squad2/squad2-dev.json"


def torch_run(model: Reader, precision: torch.dtype) -> Run:
    """The model as a function from arrays of inputs to READER_OUTPUTS, in their order."""

    def run(inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        device = model.device
        tensors = {name: torch.from_numpy(array).to(device) for name, array in inputs.items()}
        is_mixed = precision != torch.float32
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=is_mixed):
            outputs = model(**tensors)
        return [outputs[place].float().cpu().numpy() for place in range(len(READER_OUTPUTS))]

    return run


def development_scores(
    model: Reader,
    tokenizer: PairTokenizer,
    data: Path,
    precision: torch.dtype,
    questions: int = QUESTIONS,
) -> dict[str, float]:
    """F1 in per cent given the gold paragraph by set, and the AUROC of answerability.

    The model has learnt from no German or Turkish question. Two values tell answerable
    questions from others: the margin of the best span, and the answerability logit.
    """
    model.eval()
    reader = GoldReader(torch_run(model, precision), tokenizer)
    scores = {}
    for name, file in SPANS.items():
        items = read_items(data / file, questions)
        scores[name] = score(items, [reading.text for reading in reader.read(items)]).f1
    items = read_items(data / ANSWERABILITY, questions)
    readings = reader.read(items)
    scores["squad2_auroc"] = auroc(items, [reading.answerable for reading in readings])
    scores["squad2_margin_auroc"] = auroc(items, [reading.margin for reading in readings])
    model.train()
    return {name: round(value, 4) for name, value in scores.items()}
