"""A bot's state with something of all that it keeps, and what is read of it."""

import json

from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.admissions import Admissions, Peer
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.status_messages import StatusKey, StatusMessages
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswers
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal

GROUP = -1_001_234_567_890
ASKED = ChatQuestion(GROUP, 3, 7, 5, "How tall is it?", "How tall is it?", "a")
ADA, BEN, CAT = Peer(7, "Ada"), Peer(8, "Ben"), Peer(9, "Cat")
UPDATES = [
    ({"update_id": 1, "message": {"chat": {"id": 7}, "from": {"id": 7}}}, 7),
    ({"update_id": 2, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 8}}}}, 8),
    ({"update_id": 3, "inline_query": {"from": {"id": 9}}}, 9),
    ([], 0),
    ({"update_id": 5, "message": None}, 0),
]


def fill(state: StateDatabase) -> None:
    """Store something of each kind, of which some is deleted again."""
    admissions, answers, additions = Admissions(state), StoredAnswers(state), Additions(state)
    admissions.add_operator(ADA)
    admissions.decide(BEN, allowed=False, by=7)
    admissions.add_stranger(CAT)
    admissions.migrate(-5, GROUP)
    preferences = ChatPreferences(state, lambda chat: chat)
    preferences.select_articles(7, ("a", "b"))
    preferences.set_language(7, "ru")
    first = answers.save(ASKED, "{}")
    last = answers.save(ChatQuestion(GROUP, 3, 7, 6, "And when?\0", "When?"), "{}", first)
    answers.set_messages(last, GROUP, [11, 12])
    answers.start_conversation(7, 0)
    kept = additions.add("a", MessagePart(7, 7, 1, 5.0, 9, "Ada", 4.0), "The tower")
    additions.delete(additions.add("gone", MessagePart(7, 7, 2, 5.0, 9)).id)
    additions.set_shown_in(kept.id, 13)
    for number in range(1200):
        Offers(state).add(7, number, "https://example.org/")
    StatusMessages(state).save(StatusKey(7, 1, "https://example.org/"), 14)
    PendingDownloads(state).add(7, 15, "{}")
    journal = UpdateJournal(state, 1)
    for number, (update, _) in enumerate(UPDATES, 1):
        journal.record(number, json.dumps(update))
    journal.start_attempt(2)
    journal.record(6, "{}")
    journal.mark_handled(6)


def read(state: StateDatabase) -> dict[str, object]:
    """Return what the bot finds in a state, by name."""
    admissions, answers, additions = Admissions(state), StoredAnswers(state), Additions(state)
    preferences = ChatPreferences(state, lambda chat: chat)
    journal = UpdateJournal(state, 1)
    return {
        "people": (admissions.operators(), admissions.list_decided(allowed=False)),
        "strangers": admissions.strangers(9),
        "moved": admissions.original_id(GROUP),
        "preferences": (preferences.selected_articles(7), preferences.language(7)),
        "shown": answers.find_by_message(GROUP, 12),
        "conversation": [each.id for each in answers.conversation(2, 5)],
        "latest": (answers.latest(GROUP, 3), answers.latest(7, 0)),
        "addition": (additions.find_shown_in(7, 13), additions.count_texts(1)),
        "offer": Offers(state).get(1200),
        "status": StatusMessages(state).find(StatusKey(7, 1, "https://example.org/")),
        "download": PendingDownloads(state).count(7),
        "pending": journal.pending(),
        "known": journal.record(6, "{}"),
    }
