"""The bot's state reads the same from PostgreSQL as from its SQLite file."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.admissions import Admissions, Peer
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.sent_times import SentTimes
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.status_messages import StatusKey, StatusMessages
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswers
from qa_bot.channels.telegram.storage.stored_pairing import StoredCode, StoredPairing
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.errors import StateError
from qa_bot.server_url import ServerUrl

Call = tuple[str, tuple[Any, ...]]
# Few values, so that calls meet what others stored: a person, and a group whose id needs 64 bits.
CHATS = st.sampled_from([1, -1_001_234_567_890])
NUMBERS = st.integers(0, 3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
WORDS = st.one_of(*[st.just("a")] * 3, st.sampled_from(["", "100 % of %s?", "?1'; --"]), TEXTS)
# Of what is older than so many seconds: mostly nothing, and all.
AGES = st.sampled_from([1000.0, 1000.0, 1000.0, -1000.0])
PEERS = st.builds(Peer, CHATS, WORDS)
PARTS = st.builds(MessagePart, CHATS, CHATS, NUMBERS, st.just(5.0), NUMBERS, WORDS, st.just(0.5))
KEYS = st.builds(StatusKey, CHATS, NUMBERS, WORDS | st.just("https://x.org/" + "é1" * 3000))
QUESTIONS = st.builds(ChatQuestion, CHATS, NUMBERS, st.none() | CHATS, NUMBERS, WORDS, WORDS, WORDS)
CODES = st.builds(StoredCode, st.binary(max_size=3), st.binary(max_size=3))


def _calls(name: str, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[Call]:
    return st.tuples(st.just(name), st.tuples(*values))


def _script(*calls: st.SearchStrategy[Call]) -> st.SearchStrategy[list[Call]]:
    return st.lists(st.one_of(*calls), min_size=30, max_size=60)


MESSAGES = st.lists(NUMBERS, min_size=1, max_size=3)
# What is done with each part of the state.
SCRIPTS = {
    "answers": _script(
        _calls("answers.save", QUESTIONS, WORDS, NUMBERS),
        _calls("answers.set_messages", NUMBERS, CHATS, MESSAGES),
        _calls("answers.set_written", NUMBERS, WORDS, WORDS),
        _calls("answers.place_written", NUMBERS, WORDS, CHATS, NUMBERS),
        _calls("answers.written_message", NUMBERS),
        _calls("answers.place", CHATS, MESSAGES, NUMBERS),
        _calls("answers.find_by_question", CHATS, NUMBERS),
        _calls("answers.find_by_message", CHATS, NUMBERS),
        _calls("answers.after", CHATS, NUMBERS),
        _calls("answers.latest", CHATS, NUMBERS),
        _calls("answers.conversation", NUMBERS, st.integers(1, 4)),
        _calls("answers.start_conversation", CHATS, NUMBERS),
        _calls("answers.delete_older_than", AGES),
    ),
    "additions": _script(
        _calls("additions.add", WORDS, PARTS, WORDS),
        _calls("additions.set_shown_in", NUMBERS, NUMBERS),
        _calls("additions.save_text", NUMBERS, NUMBERS, WORDS),
        _calls("additions.count_texts", NUMBERS),
        _calls("additions.extend", NUMBERS, PARTS, NUMBERS),
        _calls("additions.latest", CHATS, CHATS),
        _calls("additions.find_by_message", CHATS, NUMBERS),
        _calls("additions.find_shown_in", CHATS, NUMBERS),
        _calls("additions.delete", NUMBERS),
        _calls("additions.delete_for_article", WORDS),
        _calls("additions.delete_older_than", AGES),
    ),
    "admissions": _script(
        _calls("admissions.operators"),
        _calls("admissions.is_operator", CHATS),
        _calls("admissions.add_operator", PEERS),
        _calls("admissions.decision", CHATS),
        _calls("admissions.decide", PEERS, st.booleans(), CHATS),
        _calls("admissions.list_decided", st.booleans()),
        _calls("admissions.add_stranger", PEERS),
        _calls("admissions.strangers", NUMBERS),
        _calls("admissions.name_of", CHATS),
        _calls("admissions.migrate", CHATS, CHATS),
        _calls("preferences.select_articles", CHATS, st.lists(WORDS, max_size=2).map(tuple)),
        _calls("preferences.selected_articles", CHATS),
        _calls("preferences.set_language", CHATS, st.sampled_from([None, "ru"])),
        _calls("preferences.language", CHATS),
        _calls("preferences.set_written_host", CHATS, WORDS),
        _calls("preferences.written_host", CHATS),
    ),
    "offers": _script(
        _calls("offers.add", CHATS, NUMBERS, WORDS),
        _calls("offers.get", NUMBERS),
        _calls("offers.delete", NUMBERS),
        _calls("offers.delete_older_than", AGES),
    ),
    "statuses": _script(
        _calls("statuses.save", KEYS, NUMBERS),
        _calls("statuses.find", KEYS),
    ),
    "downloads": _script(
        _calls("downloads.add", CHATS, NUMBERS, WORDS),
        _calls("downloads.has", CHATS, NUMBERS),
        _calls("downloads.count", st.none() | CHATS),
        _calls("downloads.start_again"),
        _calls("downloads.delete", CHATS, NUMBERS),
    ),
    "pairing": _script(
        _calls("pairing.replace", CODES, NUMBERS),
        _calls("pairing.current", NUMBERS),
        _calls("pairing.delete", CODES),
    ),
    "sent": _script(
        _calls("sent.record", CHATS | st.just("@news")),
        _calls("sent.within", st.just(60.0)),
    ),
    "journal": _script(
        _calls("journal_of", st.integers(1, 2)),
        _calls("journal.record", NUMBERS, WORDS),
        _calls("journal.start_attempt", NUMBERS),
        _calls("journal.withdraw_attempt", NUMBERS),
        _calls("journal.mark_handled", NUMBERS),
        _calls("journal.pending"),
    ),
}


def _stores(state: StateDatabase) -> SimpleNamespace:
    """Return all that a bot stores its state by."""
    admissions = Admissions(state)

    def journal_of(bot: int) -> None:
        stores.journal = UpdateJournal(state, bot)

    stores = SimpleNamespace(
        answers=StoredAnswers(state),
        additions=Additions(state),
        admissions=admissions,
        preferences=ChatPreferences(state, admissions.original_id),
        offers=Offers(state),
        statuses=StatusMessages(state),
        downloads=PendingDownloads(state),
        pairing=StoredPairing(state),
        sent=SentTimes(state, lambda: 1000.0),
        journal=UpdateJournal(state, 1),
        journal_of=journal_of,
    )
    return stores


def _result(stores: SimpleNamespace, name: str, values: Sequence[object]) -> object:
    method: Callable[..., object] = attrgetter(name)(stores)
    try:
        result = method(*values)
    except StateError:
        return StateError
    # An order is part of the result only where there is one.
    return sorted(result, key=repr) if name == "answers.delete_older_than" else result


def _empty(state: PostgresState) -> None:
    tables = state.fetch_all(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'qa_bot_state' "
        "AND tablename <> 'alembic_version'"
    )
    state.execute(f"TRUNCATE {', '.join(name for (name,) in tables)} RESTART IDENTITY CASCADE")


@pytest.mark.parametrize("part", SCRIPTS)
def test_both_databases_say_the_same(part: str, database_url: str) -> None:
    """Whatever is stored, changed and deleted, each call returns the same from either."""
    in_postgres = PostgresState(ServerUrl(database_url))

    @settings(max_examples=10)
    @given(SCRIPTS[part])
    def say_the_same(calls: list[Call]) -> None:
        _empty(in_postgres)
        in_file = SqliteState()
        one, other = _stores(in_file), _stores(in_postgres)
        for name, values in calls:
            assert _result(one, name, values) == _result(other, name, values), name
        in_file.close()

    say_the_same()
    in_postgres.close()
