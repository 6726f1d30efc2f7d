"""The word embeddings of the models in qa-bot-multilingual: data, and no code."""
