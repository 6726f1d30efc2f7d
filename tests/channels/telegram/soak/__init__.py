"""Many chats, many questions, faults of every kind and killed processes: is anything lost?

Run by hand as `python -m tests.channels.telegram.soak --seed 7`; a small one runs in the suite.
"""
