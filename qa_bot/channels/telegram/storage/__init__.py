"""The bot's own state, in one SQLite file beside the library, or in PostgreSQL.

It holds people, chats, answers and pending updates; never the token.
"""
