"""The bot's own state, in one SQLite file beside the library.

It holds people, chats, answers and pending updates; never the token.
"""
