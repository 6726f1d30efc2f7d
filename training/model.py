"""The reader: a BERT encoder with a span head and an answerability head."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

OUTPUTS = ("start_logits", "end_logits", "answerable")


class Reader(nn.Module):
    """Question and passage in; start and end logits per token and one answerability logit out.

    Position 0 ([CLS]) is the span of a passage that does not answer.
    """

    def __init__(self, base: Path) -> None:
        super().__init__()
        logging.set_verbosity_error()
        self.encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.answer = nn.Linear(width, 1)
        for head in (self.span, self.answer):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def freeze_word_embeddings(self) -> None:
        """Exclude the word vectors from training: half of the weights, and rare words overfit."""
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the span's start and end, and of the passage answering at all."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.answer(hidden[:, 0]).squeeze(-1)


def loss_of(
    outputs: tuple[Tensor, Tensor, Tensor],
    token_type_ids: Tensor,
    starts: Tensor,
    ends: Tensor,
    answerable: Tensor,
) -> Tensor:
    """Cross-entropy of both ends of the span, over [CLS] and the passage, and of answerability."""
    allowed = token_type_ids.bool().clone()
    allowed[:, 0] = True
    start, end = (logits.float().masked_fill(~allowed, -1e4) for logits in outputs[:2])
    spans = nn.functional.cross_entropy(start, starts) + nn.functional.cross_entropy(end, ends)
    answers = nn.functional.binary_cross_entropy_with_logits(outputs[2].float(), answerable)
    return spans / 2 + answers / 2


def count_parameters(model: nn.Module) -> int:
    """The number of parameters of a model."""
    return sum(parameter.numel() for parameter in model.parameters())


def load_weights(model: Reader, path: Path) -> None:
    """Load the weights of a checkpoint of the training run."""
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["model"])
