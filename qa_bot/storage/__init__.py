"""The record of truth of a library: the protocol of its store, and the SQLite engine."""
