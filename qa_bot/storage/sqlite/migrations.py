"""The migrations of the library's schema: script n leads from version n - 1 to n.

A new file runs them all, an older one those that it lacks, so that both end up
the same. A released script is never changed; a change of the schema is one more.
"""

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    source TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    digest TEXT NOT NULL,
    added_at REAL NOT NULL,
    updated_at REAL NOT NULL
);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES articles (id),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    key BLOB NOT NULL REFERENCES embeddings (key),
    UNIQUE (article_id, ordinal)
);
CREATE INDEX chunks_by_key ON chunks (key);
CREATE VIRTUAL TABLE chunk_text USING fts5 (
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
);
INSERT INTO meta VALUES ('library', lower(hex(randomblob(16)))), ('generation', 0);
"""

# What is known of an article beside its text, whose it is, and what it said before.
_METADATA_AND_VERSIONS = """
CREATE TABLE articles_next (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    digest TEXT NOT NULL,
    added_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    collection TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    story TEXT NOT NULL DEFAULT '',
    UNIQUE (source, collection)
);
INSERT INTO articles_next (id, title, source, text, digest, added_at, updated_at)
    SELECT id, title, source, text, digest, added_at, updated_at FROM articles ORDER BY rowid;
DROP TABLE articles;
ALTER TABLE articles_next RENAME TO articles;
CREATE INDEX articles_by_collection ON articles (collection) WHERE collection <> '';
CREATE INDEX articles_by_story ON articles (story) WHERE story <> '';
CREATE TABLE tags (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (article_id, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);
CREATE TABLE places (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (article_id, start)
) WITHOUT ROWID;
CREATE TABLE given (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (article_id, field, value)
) WITHOUT ROWID;
CREATE TABLE sketches (
    hash INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;
CREATE INDEX sketches_by_article ON sketches (article_id);
CREATE TABLE versions (
    article_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    at REAL NOT NULL,
    collection TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT NOT NULL,
    language TEXT NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (article_id, digest)
);
CREATE TABLE citations (
    article_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (article_id, digest, by)
) WITHOUT ROWID;
CREATE INDEX citations_by_citer ON citations (by);
"""

# Which file of which folder an article was taken from, and the stamp that the file bore.
_FILES = """
CREATE TABLE files (
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE INDEX files_by_article ON files (article_id);
"""

# What is followed on the web, and what was fetched from there.
_FOLLOWING = """
CREATE TABLE feeds (
    url TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    added_at REAL NOT NULL,
    checked_at REAL NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE entries (
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    mark TEXT NOT NULL,
    article_id TEXT,
    own_text INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE TABLE pages (
    article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    checked_at REAL NOT NULL
) WITHOUT ROWID;
"""

# Which chunks are gone, in order, so that whatever is derived need not look for them.
_GONE = """
CREATE TABLE gone (seq INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL);
CREATE TRIGGER chunk_is_gone AFTER DELETE ON chunks
    BEGIN INSERT INTO gone (id) VALUES (old.id); END;
"""

# What a person said of all that comes from a feed.
_GIVEN_OF_FEEDS = """
CREATE TABLE feed_given (
    feed TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (feed, field, value)
) WITHOUT ROWID;
"""

# Laid out so that a large library is looked up as quickly as a small one: an article's text
# comes last, as whatever stands behind it is only reached through all of it; embeddings are
# rows in the order of adding, as their bytes made the pages of a tree by key hold three each.
_LAID_OUT = """
CREATE TABLE articles_next (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    added_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    collection TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    story TEXT NOT NULL DEFAULT '',
    characters INTEGER NOT NULL GENERATED ALWAYS AS (length(text)) STORED,
    text TEXT NOT NULL,
    UNIQUE (source, collection)
);
INSERT INTO articles_next (id, title, source, digest, added_at, updated_at, collection, author,
    published, language, link, story, text)
    SELECT id, title, source, digest, added_at, updated_at, collection, author,
    published, language, link, story, text FROM articles ORDER BY rowid;
DROP TABLE articles;
ALTER TABLE articles_next RENAME TO articles;
CREATE INDEX articles_by_collection ON articles (collection) WHERE collection <> '';
CREATE INDEX articles_by_story ON articles (story) WHERE story <> '';
CREATE INDEX articles_by_digest ON articles (digest);
CREATE INDEX articles_by_title ON articles (title COLLATE NOCASE);
CREATE INDEX articles_by_link ON articles (link) WHERE link <> '';
CREATE TABLE embeddings_next (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    vector BLOB NOT NULL
);
INSERT INTO embeddings_next (key, vector) SELECT e.key, e.vector FROM embeddings e
    LEFT JOIN (SELECT key, min(id) AS id FROM chunks GROUP BY key) c USING (key) ORDER BY c.id;
DROP TABLE embeddings;
ALTER TABLE embeddings_next RENAME TO embeddings;
UPDATE meta SET value = 0 WHERE key = 'ahead';
"""

# Ids of 128 bits where there were 48; each former one is the beginning of the new one.
_LONG_IDS = """
CREATE TABLE renamed (former TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO renamed SELECT id, long_id(source, collection) FROM articles;
INSERT OR IGNORE INTO renamed SELECT article_id, long_id(source, collection) FROM versions;
UPDATE chunks SET article_id = (SELECT id FROM renamed WHERE former = chunks.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE tags SET article_id = (SELECT id FROM renamed WHERE former = tags.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE places SET article_id = (SELECT id FROM renamed WHERE former = places.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE given SET article_id = (SELECT id FROM renamed WHERE former = given.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE sketches SET article_id = (SELECT id FROM renamed WHERE former = sketches.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE citations SET article_id = (SELECT id FROM renamed WHERE former = citations.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE files SET article_id = (SELECT id FROM renamed WHERE former = files.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE entries SET article_id = (SELECT id FROM renamed WHERE former = entries.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE pages SET article_id = (SELECT id FROM renamed WHERE former = pages.article_id)
    WHERE article_id IN (SELECT former FROM renamed);
UPDATE versions SET article_id = long_id(source, collection);
UPDATE articles SET id = long_id(source, collection),
    story = coalesce((SELECT id FROM renamed WHERE former = story), story);
DROP TABLE renamed;
"""

# A random token for each state of the library, the last 10,000 of them, so that what is derived
# from one state never passes for another that merely has the same number after a restore.
_HISTORY = """
CREATE TABLE history (generation INTEGER PRIMARY KEY, token BLOB NOT NULL);
INSERT INTO history SELECT value, randomblob(16) FROM meta WHERE key = 'generation';
CREATE TRIGGER state_has_a_token AFTER UPDATE OF value ON meta WHEN new.key = 'generation'
    BEGIN
        INSERT OR REPLACE INTO history VALUES (new.value, randomblob(16));
        DELETE FROM history WHERE generation <= new.value - 10000;
    END;
"""

# So that a listing goes on where its last page ended, and the latest articles are found.
_BY_ADDING = """
CREATE INDEX articles_by_adding ON articles (added_at);
"""

SCRIPTS = (
    *(_FIRST, _METADATA_AND_VERSIONS, _FILES, _FOLLOWING, _GONE, _GIVEN_OF_FEEDS),
    *(_LAID_OUT, _LONG_IDS, _HISTORY, _BY_ADDING),
)
