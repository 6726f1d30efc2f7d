"""The training run: a constant phase that goes on until stopped, and a decay from there."""

import json
import logging
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import torch
from torch import Tensor

from qa_bot.retrieval.onnx_model import TOKENIZER
from training.development import development_scores
from training.features import Batch, batches
from training.mixture import Mixture
from training.model import Reader, load_checkpoint, load_weights, loss_of, trained_weights
from training.prepare import load_prepared
from training.schedule import WARM_EXAMPLES, Clock, Schedule
from training.tokens import PairTokenizer

log = logging.getLogger(__name__)

CHECKPOINT, DECAYED, CURVE = "checkpoint.pt", "decayed.pt", "curve.jsonl"
_TRIAL_SECONDS = 5.0  # of each precision
_LOG_SECONDS = 60.0
_SAVE_SECONDS = 300.0


@dataclass(frozen=True)
class Settings:
    """The settings of a training run."""

    base: Path
    data: Path
    out: Path
    minutes: float | None = None  # length of the phase; none: until stopped
    is_decay: bool = False
    encoder_rate: float = 1e-4
    head_share: float = 5.0  # the heads' rate in encoder rates
    batch_tokens: int = 3000
    threads: int = 2
    compiled: bool = False
    frozen_layers: int = 0  # the lowest, left as the checkpoint or the base model has them
    seed: int = 7
    development_minutes: float = 30.0  # between two scores on the development sets
    deadline: float | None = None  # Unix time at which the run must have ended, whatever is left
    start: Path | None = None  # checkpoint of another run whose weights this one starts from


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
    """One phase of a training run: model, optimiser, stream and clock, saved and resumed."""

    def __init__(self, settings: Settings) -> None:
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.tokenizer = PairTokenizer.load(settings.base / TOKENIZER)
        self.model = Reader(settings.base, self.tokenizer.layout.has_segments)
        self.model.freeze_word_embeddings()
        # A GPU, where one is at hand, makes minutes of hours.
        self.model.to("cuda" if torch.cuda.is_available() else "cpu")
        self.optimiser = make_optimiser(self.model, settings)
        self.schedule = Schedule(settings.is_decay)
        self.clock = Clock(settings.minutes, settings.deadline)
        self.step = self.seen = 0
        self._resume()
        self.model.freeze_lower_layers(settings.frozen_layers)
        prepared = load_prepared(settings.out)
        seed = settings.seed + self.step
        self.mixture = Mixture(
            *(prepared.sources, prepared.why, prepared.written, prepared.chats),
            *(self.tokenizer, seed),
        )
        self.mixture.phase = self.schedule.phase(self.seen)
        self.batches: Iterator[Batch] = batches(
            self.mixture.features(), settings.batch_tokens, random.Random(seed)
        )
        self._forward = torch.compile(self.model, dynamic=True) if settings.compiled else self.model
        self.precision = torch.bfloat16
        self._is_stopped = False

    @property
    def checkpoint(self) -> Path:
        """The file that the state is saved to."""
        return self.settings.out / (DECAYED if self.settings.is_decay else CHECKPOINT)

    def _resume(self) -> None:
        """Resume from the phase's checkpoint, or begin the decay from that of the constant phase.

        A fresh constant phase takes the weights of `start`, if that is named.
        """
        if self.checkpoint.exists():
            state = load_checkpoint(self.checkpoint)
            self.clock.used = state["elapsed"]
        elif self.settings.is_decay:
            state = load_checkpoint(self.settings.out / CHECKPOINT)
        elif self.settings.start:
            load_weights(self.model, load_checkpoint(self.settings.start)["model"])
            log.info("starting from the weights of %s", self.settings.start)
            self.seen = WARM_EXAMPLES  # its heads have learnt what a span is
            return
        else:
            return
        load_weights(self.model, state["model"])
        peaks = [group["peak"] for group in self.optimiser.param_groups]
        self.optimiser.load_state_dict(state["optimiser"])
        for group, peak in zip(self.optimiser.param_groups, peaks, strict=True):
            group["peak"] = peak
        self.step, self.seen = state["step"], state["seen"]
        log.info("resumed at step %d, %d examples seen", self.step, self.seen)

    def save(self) -> None:
        """Save the state; a crash meanwhile leaves the former one."""
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(
            {
                "model": trained_weights(self.model),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "seen": self.seen,
                "elapsed": self.clock.elapsed(),
            },
            partial,
        )
        partial.replace(self.checkpoint)

    def _loss(self, batch: Batch, precision: torch.dtype) -> Tensor:
        """The loss of one batch, its gradients added to the parameters'."""
        device = self.model.device
        ids, mask, types, *targets = (
            torch.from_numpy(array).to(device)
            for array in (
                *(batch.input_ids, batch.attention_mask, batch.token_type_ids),
                *(batch.starts, batch.ends, batch.answerable),
            )
        )
        is_mixed = precision != torch.float32
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=is_mixed):
            outputs = self._forward(ids, mask, types)
        loss = loss_of(outputs, types, *targets)
        loss.backward()
        return loss.detach()

    def faster_precision(self) -> torch.dtype:
        """The faster of bfloat16 autocast and float32 on this processor, by trial.

        Both take turns on the same batches, so that other load tells on either. The weights
        stay as they are.
        """
        times = {torch.bfloat16: 0.0, torch.float32: 0.0}
        for precision in times:
            self._loss(next(self.batches), precision)
        while min(times.values()) < _TRIAL_SECONDS:
            batch = next(self.batches)
            for precision in times:
                began = time.perf_counter()
                self._loss(batch, precision)
                times[precision] += time.perf_counter() - began
        self.optimiser.zero_grad(set_to_none=True)
        log.info("seconds of the same batches: %s", times)
        return min(times, key=times.__getitem__)

    def _learn(self, batch: Batch, progress: float) -> Tensor:
        """One step of the optimiser on one batch."""
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * self.schedule.rate(self.step, progress)
        loss = self._loss(batch, self.precision)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.seen += len(batch.starts)
        return loss

    def train(self) -> Reader:
        """Train until the phase is over or the process is told to end, and save.

        The model returned has its final weights.
        """
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        self.model.train()
        self.precision = self.faster_precision()
        self.clock.start()
        saved = logged = scored = time.time()
        losses: list[Tensor] = []
        seen = self.seen
        while (progress := self.clock.progress()) < 1 and not self._is_stopped:
            self.mixture.phase = self.schedule.phase(self.seen)
            losses.append(self._learn(next(self.batches), progress))
            if (now := time.time()) - logged > _LOG_SECONDS:
                speed = (self.seen - seen) / (now - logged)
                self._record(loss=float(torch.stack(losses).mean()), examples_per_second=speed)
                logged, losses, seen = now, [], self.seen
            if now - saved > _SAVE_SECONDS:
                self.save()
                saved = now
            if now - scored > self.settings.development_minutes * 60:
                self._score()
                scored = logged = time.time()
        self.save()
        log.info("finished: step %d, %d examples", self.step, self.seen)
        return self.model

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """End the run after the present step."""
        self._is_stopped = True

    def _score(self) -> None:
        """Record a quick score on the development sets."""
        settings = self.settings
        scores = development_scores(self.model, self.tokenizer, settings.data, self.precision)
        self._record(**scores)

    def _record(self, **values: float) -> None:
        """Log some values and append them to the curve, with the steps and examples so far."""
        known = {"time": round(time.time()), "step": self.step, "seen": self.seen}
        rounded = {name: round(value, 4) for name, value in values.items()}
        line = json.dumps({**known, "decay": self.settings.is_decay, **rounded})
        with (self.settings.out / CURVE).open("a", encoding="utf-8") as curve:
            curve.write(f"{line}\n")
        log.info("%s", line)
