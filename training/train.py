"""The training run: of a fixed duration, over which the learning rate decays to zero."""

import logging
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from training.features import Batch, batches, load_tokenizer
from training.mixture import Mixture
from training.model import Reader, loss_of
from training.prepare import load_prepared

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """The settings of a training run."""

    base: Path
    out: Path
    minutes: float
    encoder_rate: float = 1.2e-4
    head_share: float = 5.0  # the heads' rate in encoder rates
    warm_up: float = 0.02
    batch_tokens: int = 3000
    threads: int = 2
    compiled: bool = False
    seed: int = 7
    save_minutes: float = 5.0
    deadline: float | None = None  # Unix time at which the run must have ended, whatever is left
    start: Path | None = None  # checkpoint of a finished run whose weights this one starts from


@dataclass
class Clock:
    """The training time so far, over all runs since the first of a checkpoint."""

    minutes: float
    deadline: float | None = None
    used: float = 0.0
    _since: float = field(default_factory=time.time)

    def elapsed(self) -> float:
        """Seconds of training so far."""
        return self.used + time.time() - self._since

    def progress(self) -> float:
        """Share of the run that is over, by its own length or by the deadline."""
        share = self.elapsed() / (self.minutes * 60)
        if self.deadline:
            left = self.deadline - time.time()
            share = max(share, self.elapsed() / max(1.0, self.elapsed() + left))
        return min(1.0, share)


def rate_at(progress: float, warm_up: float) -> float:
    """Learning rate as a share of its peak: a short rise, then a straight line to zero."""
    return progress / warm_up if progress < warm_up else (1 - progress) / (1 - warm_up)


def make_optimiser(model: Reader, settings: Settings) -> torch.optim.AdamW:
    """AdamW with a higher rate for the fresh heads and no decay of biases and norms."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            share = 1.0 if name.startswith("encoder") else settings.head_share
            rate = share * settings.encoder_rate
            decay = 0.01 if parameter.dim() > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": found, "lr": rate, "peak": rate, "weight_decay": decay}
            for (rate, decay), found in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


class Run:
    """One training run: model, optimiser, stream and clock, saved and resumed together."""

    def __init__(self, settings: Settings) -> None:
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.model = Reader(settings.base)
        self.model.freeze_word_embeddings()
        self.optimiser = make_optimiser(self.model, settings)
        self.clock = Clock(settings.minutes, settings.deadline)
        self.step = self.seen = 0
        if not self._resume() and settings.start:
            state = torch.load(settings.start, map_location="cpu", weights_only=True)
            self.model.load_state_dict(state["model"])
            log.info("starting from the weights of %s", settings.start)
        prepared = load_prepared(settings.out)
        tokenizer = load_tokenizer(str(settings.base / "tokenizer.json"))
        seed = settings.seed + self.step
        self.mixture = Mixture(
            prepared.sources, prepared.why, tokenizer, seed, warm=settings.start is None
        )
        self.batches: Iterator[Batch] = batches(
            self.mixture.features(), settings.batch_tokens, random.Random(seed)
        )
        self._forward = torch.compile(self.model, dynamic=True) if settings.compiled else self.model

    @property
    def checkpoint(self) -> Path:
        """The file that the state is saved to."""
        return self.settings.out / "checkpoint.pt"

    def _resume(self) -> bool:
        """Resume from the checkpoint; return whether there was one."""
        if not self.checkpoint.exists():
            return False
        state = torch.load(self.checkpoint, map_location="cpu", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seen = state["step"], state["seen"]
        self.clock = Clock(self.settings.minutes, self.settings.deadline, used=state["elapsed"])
        log.info("resumed at step %d, %.1f minutes in", self.step, state["elapsed"] / 60)
        return True

    def save(self) -> None:
        """Save the state; a crash meanwhile leaves the former one."""
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "seen": self.seen,
                "elapsed": self.clock.elapsed(),
            },
            partial,
        )
        partial.replace(self.checkpoint)

    def _learn(self, batch: Batch) -> Tensor:
        """One step of the optimiser on one batch."""
        types = torch.from_numpy(batch.token_type_ids)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = self._forward(
                torch.from_numpy(batch.input_ids), torch.from_numpy(batch.attention_mask), types
            )
        targets = (torch.from_numpy(a) for a in (batch.starts, batch.ends, batch.answerable))
        loss = loss_of(outputs, types, *targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss.detach()

    def train(self) -> Reader:
        """Train until the time is up; the model returned has its final weights."""
        self.model.train()
        saved = logged = time.time()
        losses: list[Tensor] = []
        examples = tokens = 0
        while (progress := self.clock.progress()) < 1:
            self.mixture.progress = progress
            for group in self.optimiser.param_groups:
                group["lr"] = group["peak"] * rate_at(progress, self.settings.warm_up)
            batch = next(self.batches)
            losses.append(self._learn(batch))
            self.step += 1
            examples += len(batch.starts)
            tokens += int(batch.attention_mask.sum())
            self.seen += len(batch.starts)
            if (now := time.time()) - logged > 30:
                self._log(progress, losses, examples / (now - logged), tokens / (now - logged))
                logged, losses, examples, tokens = now, [], 0, 0
            if now - saved > self.settings.save_minutes * 60:
                self.save()
                saved = now
        self.save()
        log.info("finished: step %d, %d examples", self.step, self.seen)
        return self.model

    def _log(self, progress: float, losses: list[Tensor], speed: float, tokens: float) -> None:
        log.info(
            "step %d  %.1f%%  loss %.3f  %.1f examples/s  %.0f tokens/s  %d seen",
            self.step, 100 * progress, torch.stack(losses).mean(), speed, tokens, self.seen,
        )  # fmt: skip
