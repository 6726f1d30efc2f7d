"""Votes, presses of their buttons, and counts of questions, votes and tokens by day."""

from qa_bot.postgres.migrations import run_script

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE votes (
    number bigint GENERATED ALWAYS AS IDENTITY,
    channel text COLLATE "C" NOT NULL,
    answer_id text COLLATE "C" NOT NULL,
    voter text COLLATE "C" NOT NULL,
    question text NOT NULL,
    resolved text NOT NULL,
    answer text NOT NULL,
    good boolean NOT NULL,
    at double precision NOT NULL,
    PRIMARY KEY (channel, answer_id, voter)
);
-- Presses of a vote's button that were counted, so that one that comes again counts once.
CREATE TABLE presses (id text COLLATE "C" PRIMARY KEY, at double precision NOT NULL);
-- The questions of a day, and the votes of that day that were deleted since.
CREATE TABLE days (
    day text COLLATE "C" PRIMARY KEY,
    answered bigint NOT NULL DEFAULT 0,
    declined bigint NOT NULL DEFAULT 0,
    good bigint NOT NULL DEFAULT 0,
    bad bigint NOT NULL DEFAULT 0
);
-- The tokens of a language model, where they are limited.
CREATE TABLE tokens (
    day text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    tokens bigint NOT NULL,
    PRIMARY KEY (day, person)
);
"""


def upgrade() -> None:
    """Create the tables."""
    run_script(_TABLES)
