"""A library in a PostgreSQL database with pgvector, which many programs use at once."""
