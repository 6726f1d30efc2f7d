"""Measurements that are run by hand; the figures in docs/ come from them."""

# Imported before onnxruntime, since it switches off its telemetry.
import qa_bot as qa_bot
