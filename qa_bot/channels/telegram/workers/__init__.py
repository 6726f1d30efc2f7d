"""Several processes that are one bot: who receives updates, and who handles which chat."""
