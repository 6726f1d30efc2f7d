"""Training recipe for the reader: data, model, training run, evaluation and export."""
