"""The learning rate over a run that may be stopped at any time.

After a warm-up the rate stays constant, and a short decay to zero is run from a copy of any
checkpoint of that phase (the schedule "WSD" of Hu et al., "MiniCPM", 2024). The decay has the form
of one minus the square root (Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond
Fixed Training Durations", 2024).
"""

import time
from dataclasses import dataclass, field
from typing import Literal

# What the examples are drawn from: short ones at first, the sets nearest to SQuAD at last.
Phase = Literal["warm", "main", "late"]

WARM_UP_STEPS = 150  # of the optimiser: three times what the averages of AdamW span
WARM_EXAMPLES = 2_500  # short ones, by which the fresh heads learn what a span is


@dataclass
class Clock:
    """The training time so far, over all runs since the first of a checkpoint.

    `minutes` is the length of the phase, none for one that goes on until it is stopped.
    """

    minutes: float | None
    deadline: float | None = None  # Unix time at which it must have ended, whatever is left
    used: float = 0.0  # seconds of earlier runs
    _since: float = field(default_factory=time.time)

    def start(self) -> None:
        """Count from now on, so that loading the data takes nothing off the phase."""
        self._since = time.time()

    def elapsed(self) -> float:
        """Seconds of training so far."""
        return self.used + time.time() - self._since

    def progress(self) -> float:
        """Share of the phase that is over, by its own length or by the deadline."""
        elapsed = self.elapsed()
        share = elapsed / (self.minutes * 60) if self.minutes else 0.0
        if self.deadline:
            left = max(0.0, self.deadline - time.time())
            share = max(share, elapsed / (elapsed + left) if left else 1.0)
        return min(1.0, share)


@dataclass(frozen=True)
class Schedule:
    """The learning rate and the phase of the examples, of the constant phase or of the decay."""

    is_decay: bool

    def rate(self, step: int, progress: float) -> float:
        """Learning rate as a share of its peak, at a step of the run and a share of the decay."""
        if self.is_decay:
            return 1 - float(progress**0.5)
        return min(1.0, (step + 1) / WARM_UP_STEPS)

    def phase(self, seen: int) -> Phase:
        """What the next examples are drawn from, once `seen` of them are learnt."""
        if self.is_decay:
            return "late"
        return "warm" if seen < WARM_EXAMPLES else "main"
