"""Measurements run by hand; what the documents' figures come from."""

# Before onnxruntime, whose telemetry it switches off.
import qa_bot as qa_bot
