"""Migrations of the library's schema; one that was released never changes."""
