"""Training recipe for the reader: data, model, training run, evaluation and export."""

# Imported before onnxruntime and huggingface_hub, since it switches off their telemetry.
import qa_bot as qa_bot
