"""Migrations of the bot's state in PostgreSQL; one that was released never changes."""
