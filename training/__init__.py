"""Training recipe for the reader: data, model, training run, evaluation and export."""

# Before onnxruntime and the hub's library, whose telemetry it switches off.
import qa_bot as qa_bot
