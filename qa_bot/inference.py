"""How models run on this machine's processor, whoever asks.

A model's passes are independent, so each runs on one core and as many at once
as there are cores: quicker than one pass on all of them, whose every step ends
in waiting for the slowest. Knows passes; nothing of tokens or questions.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import onnxruntime
from numpy.typing import NDArray

from qa_bot.concurrency import cores

Inputs = Mapping[str, NDArray[Any]]
Outputs = list[NDArray[Any]]

_ON: Final = ("CPUExecutionProvider",)
# The sum and the norm after it take four times as long in one as they do apart.
_SLOWER_FUSED: Final = ("SkipLayerNormFusion", "BiasSkipLayerNormFusion")


class Model:
    """An ONNX graph that `optimise` has seen. Safe to share between threads."""

    def __init__(self, graph: Path) -> None:
        """Raises what onnxruntime raises when the file holds no graph."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # To optimise it again takes longer than all else here.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=_ON)

    def run(self, names: Sequence[str] | None, passes: Sequence[Inputs]) -> list[Outputs]:
        """The outputs called `names`, or all of them, of each pass, in order."""
        return cores().run([partial(self._session.run, names, dict(each)) for each in passes])


def optimise(path: Path) -> None:
    """Fuse in the graph's file what any processor runs faster so."""
    draft = path.with_suffix(".draft")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(draft)
    onnxruntime.InferenceSession(
        str(path), options, providers=_ON, disabled_optimizers=_SLOWER_FUSED
    )
    draft.replace(path)
