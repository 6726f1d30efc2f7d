"""Integrity: whether all parts of a library agree, and the repair of what does not."""
