"""Overviews: the sentences of a text that carry most, those on a topic, and what to ask."""
