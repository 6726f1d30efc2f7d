"""What the bot itself remembers: one SQLite file beside the library.

It holds people, chats, answers and updates that wait; never the token.
"""
