"""Migrations of the schema of votes and counts; one that was released never changes."""
