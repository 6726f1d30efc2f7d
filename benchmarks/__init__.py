"""Measurements run by hand; what the documents' figures come from."""
