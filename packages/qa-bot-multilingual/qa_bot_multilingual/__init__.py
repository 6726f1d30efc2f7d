"""The models with which qa-bot reads about a hundred languages: data, and no code."""
