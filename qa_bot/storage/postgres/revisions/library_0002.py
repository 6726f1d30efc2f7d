"""The full text: titles and texts of chunks, the terms that they are found by, and how often.

A chunk's terms are numbers of `lexemes`, one for each stem with how often the chunk has it,
so that the index alone gives the frequencies of a word. Their table has nothing else of a
chunk but its length, as all of a page is read for each row that is scored.
"""

from qa_bot.postgres.migrations import run_script

revision = "0002"
down_revision = "0001"

_FULL_TEXT = """
CREATE TABLE chunk_text (
    chunk_id bigint PRIMARY KEY REFERENCES chunks (id),
    title text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    stems text COLLATE "C" NOT NULL
);
CREATE TABLE chunk_terms (
    chunk_id bigint PRIMARY KEY REFERENCES chunks (id),
    length integer NOT NULL,
    terms integer[] NOT NULL
);
-- Without a list of pending entries, which every search would read from end to end.
CREATE INDEX chunk_terms_by_term ON chunk_terms USING gin (terms) WITH (fastupdate = off);
CREATE TABLE lexemes (
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    term text COLLATE "C" NOT NULL,
    frequency integer NOT NULL,
    chunks bigint NOT NULL,
    PRIMARY KEY (term, frequency)
) WITH (fillfactor = 70);
CREATE TABLE text_totals (chunks bigint NOT NULL, stems bigint NOT NULL);
INSERT INTO text_totals VALUES (0, 0);
"""


def upgrade() -> None:
    """Create the tables."""
    run_script(_FULL_TEXT)
