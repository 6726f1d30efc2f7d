"""The record: articles with all that belongs to them, chunks and embeddings.

Texts are compared by code points (COLLATE "C"), whatever the server's language. `number`
is the order of adding. What may be long is unique by its MD5, as a row of a B-tree holds
2,704 bytes at most. Generations come with random tokens, so that what is derived from
one state never passes for another after a restore.
"""

from qa_bot.postgres.migrations import run_script

revision = "0001"
down_revision = None

_ARTICLES = """
CREATE TABLE meta (key text COLLATE "C" PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE history (generation bigint PRIMARY KEY, token bytea NOT NULL);
CREATE TABLE articles (
    id text COLLATE "C" PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    title text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    added_at double precision NOT NULL,
    updated_at double precision NOT NULL,
    collection text COLLATE "C" NOT NULL DEFAULT '',
    author text COLLATE "C" NOT NULL DEFAULT '',
    published text COLLATE "C" NOT NULL DEFAULT '',
    language text COLLATE "C" NOT NULL DEFAULT '',
    link text COLLATE "C" NOT NULL DEFAULT '',
    story text COLLATE "C" NOT NULL DEFAULT '',
    characters integer NOT NULL GENERATED ALWAYS AS (char_length(text)) STORED,
    text text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX articles_by_source ON articles (md5(source), collection);
CREATE INDEX articles_by_collection ON articles (collection) WHERE collection <> '';
CREATE INDEX articles_by_story ON articles (story) WHERE story <> '';
CREATE INDEX articles_by_digest ON articles (digest);
CREATE INDEX articles_by_title ON articles (md5(lower(title)));
CREATE INDEX articles_by_link ON articles (md5(link)) WHERE link <> '';
CREATE INDEX articles_by_adding ON articles (added_at, number);
CREATE TABLE tags (
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX tags_by_article ON tags (article_id, md5(tag));
CREATE INDEX tags_by_tag ON tags (md5(tag));
CREATE TABLE places (
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start integer NOT NULL,
    label text COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, start)
);
CREATE TABLE given (
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    field text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX given_by_article ON given (article_id, field, md5(value));
CREATE TABLE sketches (
    hash bigint NOT NULL,
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article_id)
);
CREATE INDEX sketches_by_article ON sketches (article_id);
CREATE TABLE versions (
    article_id text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    at double precision NOT NULL,
    collection text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    published text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    link text COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, digest)
);
CREATE TABLE citations (
    article_id text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    by text COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, digest, by)
);
CREATE INDEX citations_by_citer ON citations (by);
"""

_FOLLOWING = """
CREATE TABLE files (
    folder text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    size bigint NOT NULL,
    modified bigint NOT NULL,
    changed bigint NOT NULL,
    -- Inodes of some file systems have 64 bits without a sign.
    inode numeric NOT NULL
);
CREATE UNIQUE INDEX files_by_path ON files (md5(folder), md5(path));
CREATE INDEX files_by_article ON files (article_id);
CREATE TABLE feeds (
    url text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    etag text COLLATE "C" NOT NULL DEFAULT '',
    last_modified text COLLATE "C" NOT NULL DEFAULT '',
    added_at double precision NOT NULL,
    checked_at double precision NOT NULL DEFAULT 0,
    problem text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX feeds_by_url ON feeds (md5(url));
CREATE TABLE feed_given (
    feed text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX feed_given_by_feed ON feed_given (md5(feed), field, md5(value));
CREATE TABLE entries (
    feed text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    mark text COLLATE "C" NOT NULL,
    article_id text COLLATE "C",
    own_text integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX entries_by_feed ON entries (md5(feed), md5(key));
CREATE INDEX entries_by_article ON entries (article_id);
CREATE TABLE pages (
    article_id text COLLATE "C" PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    url text COLLATE "C" NOT NULL,
    etag text COLLATE "C" NOT NULL,
    last_modified text COLLATE "C" NOT NULL,
    checked_at double precision NOT NULL
);
"""

_CHUNKS = """
CREATE TABLE embeddings (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key bytea NOT NULL UNIQUE,
    -- Of the key and the vector, made by the program that wrote them.
    digest bytea NOT NULL,
    vector vector NOT NULL
);
CREATE TABLE chunks (
    -- Of the identity, or given where the index of another schema is taken over.
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    article_id text COLLATE "C" NOT NULL REFERENCES articles (id),
    ordinal integer NOT NULL,
    start integer NOT NULL,
    "end" integer NOT NULL,
    key bytea NOT NULL REFERENCES embeddings (key),
    UNIQUE (article_id, ordinal)
);
CREATE INDEX chunks_by_key ON chunks (key);
CREATE TABLE gone (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bigint NOT NULL);
CREATE FUNCTION chunks_are_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.gone (id) SELECT id FROM deleted ORDER BY id', TG_TABLE_SCHEMA);
    RETURN NULL;
END
$$;
CREATE TRIGGER chunks_are_gone AFTER DELETE ON chunks REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION chunks_are_gone();
INSERT INTO meta VALUES
    ('library', convert_to(replace(gen_random_uuid()::text, '-', ''), 'UTF8'));
INSERT INTO history VALUES (0, uuid_send(gen_random_uuid()));
"""


def upgrade() -> None:
    """Create the tables."""
    for script in (_ARTICLES, _FOLLOWING, _CHUNKS):
        run_script(script)
