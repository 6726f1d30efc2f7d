"""The reader: a BERT encoder with a span head and an answerability head."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

WORD_EMBEDDINGS = "encoder.embeddings.word_embeddings.weight"


class Reader(nn.Module):
    """Question and passage in; start and end logits per token and one answerability logit out.

    Position 0, the first special token, is the span of a passage that does not answer. Without
    segments every token has type 0, whatever the token types given.
    """

    def __init__(self, base: Path, has_segments: bool = True) -> None:
        super().__init__()
        logging.set_verbosity_error()
        self.encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="eager",  # fused attention takes a sixth longer on a CPU, backwards
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.has_segments = has_segments
        width = self.encoder.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.answer = nn.Linear(width, 1)
        for head in (self.span, self.answer):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    @property
    def device(self) -> torch.device:
        """Where the model computes."""
        return self.span.weight.device

    def freeze_word_embeddings(self) -> None:
        """Exclude the word vectors from training: half of the weights, and rare words overfit."""
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)

    def freeze_lower_layers(self, count: int) -> None:
        """Exclude the embeddings and the first `count` layers from training.

        Nothing is propagated back through them, which takes two thirds of their time.
        """
        if count:
            frozen = (self.encoder.embeddings, *self.encoder.encoder.layer[:count])
            for parameter in (p for part in frozen for p in part.parameters()):
                parameter.requires_grad_(False)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the span's start and end, and of the passage answering at all."""
        types = token_type_ids if self.has_segments else torch.zeros_like(input_ids)
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types
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
    """Cross-entropy of the span, over first token and passage, and of answerability."""
    allowed = token_type_ids.bool().clone()
    allowed[:, 0] = True
    start, end = (logits.float().masked_fill(~allowed, -1e4) for logits in outputs[:2])
    spans = nn.functional.cross_entropy(start, starts) + nn.functional.cross_entropy(end, ends)
    answers = nn.functional.binary_cross_entropy_with_logits(outputs[2].float(), answerable)
    return spans / 2 + answers / 2


def count_parameters(model: nn.Module) -> int:
    """The number of parameters of a model."""
    return sum(parameter.numel() for parameter in model.parameters())


def trained_weights(model: Reader) -> dict[str, Tensor]:
    """All weights but the word embeddings, by name; those are the base model's own."""
    return {
        name: parameter.detach()
        for name, parameter in model.named_parameters()
        if name != WORD_EMBEDDINGS
    }


def load_weights(model: Reader, weights: dict[str, Tensor]) -> None:
    """Load trained weights.

    Raises:
        ValueError: they are of another architecture.
    """
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - {WORD_EMBEDDINGS}:
        raise ValueError(
            f"the checkpoint has not the weights of this base model (missing {missing[:3]}, "
            f"unexpected {unexpected[:3]}): name with --base the one that it was trained from"
        )


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Load a checkpoint of the training run onto the processor."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
