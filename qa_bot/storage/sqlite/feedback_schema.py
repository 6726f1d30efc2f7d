"""The tables of the file of votes and counts; a migration that was released never changes."""

from typing import Final

_FIRST: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE votes (
    channel TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    voter TEXT NOT NULL,
    question TEXT NOT NULL,
    resolved TEXT NOT NULL,
    answer TEXT NOT NULL,
    good INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (channel, answer_id, voter)
);
-- Presses of a vote's button that were counted, so that one that comes again counts once.
CREATE TABLE presses (id TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
-- The questions of a day, and the votes of that day that were deleted since.
CREATE TABLE days (
    day TEXT PRIMARY KEY,
    answered INTEGER NOT NULL DEFAULT 0,
    declined INTEGER NOT NULL DEFAULT 0,
    good INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
_TOKENS: Final = """
-- The tokens of a language model, where they are limited.
CREATE TABLE tokens (
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (day, person)
) WITHOUT ROWID;
"""
MIGRATIONS: Final = (_FIRST, _TOKENS)
