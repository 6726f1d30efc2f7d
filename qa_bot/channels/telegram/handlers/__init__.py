"""Handlers of updates; one module a concern."""
