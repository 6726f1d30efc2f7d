"""The tables of the bot's state file, as migrations from one schema version to the next."""

from typing import Final

_FIRST: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

-- Updates as they arrived, kept until they are handled; then the number stays and the body goes.
CREATE TABLE updates (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL UNIQUE,
    body TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    received_at REAL NOT NULL,
    handled_at REAL
);
CREATE INDEX updates_unhandled ON updates (arrival) WHERE handled_at IS NULL;

-- People have positive ids, groups and channels negative ones.
CREATE TABLE operators (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE admissions (
    id INTEGER PRIMARY KEY,
    allowed INTEGER NOT NULL,
    name TEXT NOT NULL,
    by INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE strangers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL);
-- A group that became a supergroup has a new id and keeps what it had under the old one.
CREATE TABLE moved (id INTEGER PRIMARY KEY, home INTEGER NOT NULL);
CREATE TABLE pairing (
    salt BLOB NOT NULL, hash BLOB NOT NULL, expires_at REAL NOT NULL, tries INTEGER NOT NULL
);

CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    asker INTEGER,
    question TEXT NOT NULL,
    resolved TEXT NOT NULL,
    answer TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX answers_of_chat ON answers (chat_id, thread_id, id);
CREATE INDEX answers_by_message ON answers (chat_id, message_id);
CREATE TABLE feedback (
    answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    good INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (answer_id, user_id)
) WITHOUT ROWID;
CREATE TABLE chat_settings (
    chat_id INTEGER PRIMARY KEY,
    chosen TEXT NOT NULL DEFAULT '[]',
    language TEXT
);
"""
_SECOND: Final = """
-- The message that asks, so that one asked again or edited is answered in the same place.
ALTER TABLE answers ADD COLUMN asked_in INTEGER NOT NULL DEFAULT 0;
CREATE INDEX answers_by_question ON answers (chat_id, asked_in);
-- Answers up to this one are not part of the conversation any more.
CREATE TABLE beginnings (
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    after INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id)
) WITHOUT ROWID;
CREATE TABLE additions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    sent_at REAL NOT NULL,
    units INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    shown_in INTEGER,
    at REAL NOT NULL
);
CREATE INDEX additions_of_chat ON additions (chat_id, person_id, id);
CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at REAL NOT NULL
);
"""
_THIRD: Final = """
-- Messages that left in the last minutes: Telegram counts them though the process was another.
CREATE TABLE departures (chat_id NOT NULL, at REAL NOT NULL);
CREATE INDEX departures_by_time ON departures (at);
-- Presses of a vote's button that were counted, so that one that comes again counts once.
CREATE TABLE presses (id TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
"""
_FOURTH: Final = """
-- Who wrote it and when, where it was forwarded; the parts of a text as they came, for a few days.
ALTER TABLE additions ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE additions ADD COLUMN written_at REAL NOT NULL DEFAULT 0;
CREATE TABLE addition_texts (
    addition_id INTEGER NOT NULL REFERENCES additions (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (addition_id, message_id)
) WITHOUT ROWID;
"""
_FILES: Final = """
-- The bot's message that shows how far an addition is, to show the result in after a kill.
CREATE TABLE status_messages (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    shown_in INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (chat_id, message_id, subject)
) WITHOUT ROWID;
-- Files that are fetched beside their chat's turn, until they are dealt with.
CREATE TABLE downloads (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    starts INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
-- The article that alone was asked; empty for all that the chat sees.
ALTER TABLE answers ADD COLUMN article TEXT NOT NULL DEFAULT '';
CREATE INDEX additions_by_shown ON additions (chat_id, shown_in);
"""
_CONVERSATIONS: Final = """
-- The answer that one continues; and each message that shows an answer, or stands after it.
ALTER TABLE answers ADD COLUMN follows INTEGER;
UPDATE answers SET follows = (
    SELECT max(earlier.id) FROM answers AS earlier
    WHERE earlier.chat_id = answers.chat_id AND earlier.thread_id = answers.thread_id
    AND earlier.id < answers.id
);
CREATE TABLE answer_messages (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL,
    is_shown INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
ALTER TABLE pairing DROP COLUMN tries;
-- How often an update was begun while no other was handled.
ALTER TABLE updates ADD COLUMN tries_alone INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_of_answer ON answer_messages (answer_id);
INSERT OR REPLACE INTO answer_messages
SELECT chat_id, message_id, id, 1 FROM answers WHERE message_id IS NOT NULL ORDER BY id;
"""
_WRITTEN: Final = """
-- The bot's message with what a language model wrote of an answer; and the host that a chat was
-- informed of, to which its questions go.
ALTER TABLE answers ADD COLUMN written_in INTEGER;
ALTER TABLE chat_settings ADD COLUMN written_at_host TEXT NOT NULL DEFAULT '';
"""
MIGRATIONS: Final = (_FIRST, _SECOND, _THIRD, _FOURTH, _FILES, _CONVERSATIONS, _WRITTEN)
