"""ONNX models on the CPU: sessions that share the cores, and graph optimisation.

The inputs of a call are independent of each other, so each runs on one core and
as many at once as there are cores. That is faster than one run on all cores,
whose every operator waits for the slowest thread (benchmarks/passes.py).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import onnxruntime
from numpy.typing import NDArray

from qa_bot.concurrency import shared_pool

Inputs = Mapping[str, NDArray[Any]]
"""Arrays by input name, for one run of a graph."""
Outputs = list[NDArray[Any]]

_PROVIDERS: Final = ("CPUExecutionProvider",)
# Fused, the sum and the layer normalisation after it take four times as long as apart.
_SLOW_FUSIONS: Final = ("SkipLayerNormFusion", "BiasSkipLayerNormFusion")
# Of 0 (verbose) to 4 (fatal): what onnxruntime warns of is nothing that a user can cure.
_LOG_ERRORS: Final = 3


class OnnxSession:
    """An ONNX graph that `optimise_graph` has rewritten. Safe to share between threads."""

    def __init__(self, graph: Path) -> None:
        """Load the graph; raises what onnxruntime raises when the file holds none."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = _LOG_ERRORS
        # The file is optimised already; doing it again would take longer than the rest of this.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=_PROVIDERS)

    def run(self, output_names: Sequence[str] | None, inputs: Sequence[Inputs]) -> list[Outputs]:
        """Run the graph on each of `inputs`; return the named outputs, or all, in order."""
        return shared_pool().run(
            [partial(self._session.run, output_names, dict(each)) for each in inputs]
        )


def optimise_graph(path: Path) -> None:
    """Rewrite an ONNX file with the fusions that are faster on any processor."""
    draft = path.with_suffix(".draft")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _LOG_ERRORS
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(draft)
    onnxruntime.InferenceSession(
        str(path), options, providers=_PROVIDERS, disabled_optimizers=_SLOW_FUSIONS
    )
    draft.replace(path)
