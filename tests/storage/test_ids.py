"""Ids tell articles apart whoever names their sources, and former ids still lead to them."""

import hashlib
import io
import sqlite3
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from qa_bot import identity
from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.article_id_migration import expand_article_ids
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.views import article_list, keyboards
from qa_bot.config import Config
from qa_bot.documents import Article, Outcome, Scope
from qa_bot.errors import ArticleNotFound, DuplicateId
from qa_bot.i18n.translation import LANGUAGES, Language
from qa_bot.identity import FORMER_DIGITS, ID_DIGITS, article_id, in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.library import Library
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article
from tests.storage import version_one

TEXT = (
    "Tea grows in the hills of Assam where it rains a lot. "
    "Coffee grows in the shade of the trees of Kerala."
)


def sourced(source: str, text: str = TEXT, collection: str = "") -> Article:
    """An article with the id that loading gives it."""
    made = replace(article(text, source=source), id=article_id(source, collection))
    return in_collection(made, collection) if collection else made


def test_an_id_has_128_bits_and_begins_as_it_used_to() -> None:
    """So a former id is the beginning of one, and nobody finds two sources of one id."""
    assert len(article_id("a.txt")) == ID_DIGITS == 32
    former = hashlib.sha256(b"chat:1\0a.txt").hexdigest()[:12]
    assert article_id("a.txt", "chat:1")[:FORMER_DIGITS] == former


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a.txt", ""), ("b.txt", "")), (("a.txt", "chat:1"), ("a.txt", "chat:2"))],
)
def test_an_article_is_never_replaced_by_another_of_its_id(
    store: SqliteStore,
    adder: Ingester,
    monkeypatch: pytest.MonkeyPatch,
    one: tuple[str, str],
    other: tuple[str, str],
) -> None:
    """Should two ids be the same all the same, the second article is refused."""
    monkeypatch.setattr(identity, "ID_DIGITS", 0)
    first = sourced(one[0], collection=one[1])
    adder.add(first)
    second = sourced(other[0], "Rice grows in Bengal.", other[1])
    assert first.id == second.id
    with pytest.raises(DuplicateId, match=r"already that of .*stays as it is.*Rename"):
        adder.add(second)
    assert store.article(first.id) == first


def _shorten(folder: Path) -> None:
    """Make the library one that the former version wrote: short ids, no history."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    for table in ("chunks", "tags", "places", "given", "sketches", "citations", "files", "entries",
                  "pages", "versions"):  # fmt: skip
        connection.execute(f"UPDATE {table} SET article_id = substr(article_id, 1, 12)")
    connection.execute("UPDATE articles SET id = substr(id, 1, 12), story = substr(story, 1, 12)")
    connection.execute("DROP TRIGGER state_has_a_token")
    connection.execute("DROP TABLE history")
    connection.execute("DROP INDEX articles_by_adding")
    connection.execute("PRAGMA user_version = 7")
    connection.execute("PRAGMA application_id = 0")
    connection.close()


def test_a_library_with_short_ids_keeps_all_that_refers_to_them(
    store: SqliteStore, adder: Ingester, folder: Path
) -> None:
    """Chunks, tags, stories, versions, citations and feeds follow their articles."""
    first = replace(sourced("a.txt", "Tea grew in China."), tags=("crops",))
    adder.add(first)
    store.cite(first.id, first.digest, "telegram:1")
    now = replace(sourced("a.txt"), tags=("crops",))
    adder.add(now)
    adder.add(sourced("b.txt", collection="chat:7"))
    following = store.feeds
    following.follow("https://e.org/feed", "Feed")
    following.record_entry("https://e.org/feed", "1", "mark", now.id)
    following.record_entry("https://e.org/feed", "2", "mark", article_id("gone"))
    store.close()
    _shorten(folder)
    opened = SqliteStore(folder)
    assert opened.article(now.id) == now
    assert opened.version(first.id, first.digest).text == "Tea grew in China."
    (duplicate,) = opened.near_duplicates(article_id("b.txt", "chat:7"))
    assert duplicate.id == now.id
    assert opened._database.all("SELECT DISTINCT article_id FROM citations") == [(now.id,)]
    entries = opened.feeds.entries("https://e.org/feed")
    assert entries["1"].article_id == now.id
    lengths = opened._database.all(
        "SELECT DISTINCT length(article_id) FROM chunks UNION SELECT length(id) FROM articles"
    )
    assert lengths == [(32,)]
    assert opened._database.all("PRAGMA foreign_key_check") == []


def test_a_library_of_version_one_gets_long_ids(folder: Path) -> None:
    """Also one that is older than collections."""
    version_one.write(folder, {"a.txt": TEXT})
    assert SqliteStore(folder).ref(article_id("a.txt")).source == "a.txt"


def test_a_former_id_leads_to_its_article(store: SqliteStore, adder: Ingester) -> None:
    """What a button under an old message carries is understood, by every way to an article."""
    new = sourced("a.txt")
    adder.add(new)
    former = new.id[:FORMER_DIGITS]
    assert store.article(former) == store.version(former, new.digest) == new
    assert store.digest(former) == new.digest
    assert store.cite(former, new.digest, "telegram:1")
    assert store._database.all("SELECT article_id FROM citations") == [(new.id,)]
    assert store.count_articles(Scope(articles=frozenset({former}))) == 1
    assert len(store.chunk_ids(Scope(articles=frozenset({former})))) == 2
    store.remove(former)
    assert not store.has_articles()


def test_a_former_id_of_two_articles_leads_to_neither(store: SqliteStore, adder: Ingester) -> None:
    """Rather no article than the other one's."""
    for letter in "ab":
        adder.add(replace(sourced(f"{letter}.txt"), id="0123456789ab" + 20 * letter))
    with pytest.raises(ArticleNotFound):
        store.article("0123456789ab")
    with pytest.raises(ArticleNotFound):
        store.remove("0123456789ab")


def test_the_beginning_of_an_id_is_enough_for_a_person(store: SqliteStore, adder: Ingester) -> None:
    """As with git: four digits or more, as long as no other id begins so."""
    for digits, source in (("abcd1", "a.txt"), ("abcd2", "b.txt")):
        adder.add(replace(sourced(source), id=digits.ljust(32, "0"), title=source))
    assert store.find("abcd1").source == "a.txt"
    assert store.find("ABCD2").source == "b.txt"
    with pytest.raises(ArticleNotFound, match=r"Several ids begin with 'abcd'.*b\.txt.*more"):
        store.find("abcd")
    for unknown in ("abc", "abcd3", "abcd1z"):
        with pytest.raises(ArticleNotFound, match="No article called"):
            store.find(unknown)
    with pytest.raises(ArticleNotFound):
        store.find("abcd1", Scope(collections=frozenset({"chat:1"})))


def test_the_library_follows_former_ids(folder: Path) -> None:
    """The bot's buttons show, cite and remove by them, within what the chat may see."""
    library = Library.open(Config().replace(library=Config().library.replace(folder=folder)))
    store = SqliteStore(folder)
    new = sourced("a.txt", collection="chat:7")
    Ingester(store, SentenceChunker(), FakeEmbedder()).add(new)
    former = replace(new.ref, id=new.id[:FORMER_DIGITS])
    own = Scope(collections=frozenset({"chat:7"}))
    assert library.article(former.id, own).id == new.id
    shown = library.version(former)
    assert shown is not None and shown.text == TEXT
    with pytest.raises(ArticleNotFound):
        library.article(former.id, Scope(collections=frozenset({"chat:8"})))


def test_every_button_fits_into_64_bytes() -> None:
    """Telegram takes no more, whatever the number of the answer and of the page."""
    words = Language(next(iter(LANGUAGES)))
    long = sourced("a.txt")
    many = 2**53
    boards = [
        keyboards.article_choice_keyboard([long.ref]),
        *(
            article_list.card(long, many, words, is_chosen=c, is_removable=True)[1]
            for c in (True, False)
        ),
        article_list.confirm_removal(long, many, words)[1],
    ]
    buttons = [b for board in boards if board for row in board.inline_keyboard for b in row]
    buttons.append(keyboards.button("in", keyboards.ANSWER, "in", many, long.id))
    buttons.append(keyboards.button("read", keyboards.ARTICLES, "read", long.id, 99_999, 9_999))
    for each in buttons:
        data = each.callback_data
        assert isinstance(data, str) and len(data.encode()) <= 64, data


def test_the_bots_state_is_renewed_once(folder: Path) -> None:
    """Additions and chosen articles get the present ids; what is gone stays as it was."""
    database = SqliteState(folder)
    additions = Additions(database)
    settings = ChatPreferences(database, lambda chat: chat)
    new, gone = article_id("a.txt"), article_id("gone")
    addition = additions.add(new[:12], MessagePart(7, 7, 1, 0.0, 9))
    additions.add(gone[:12], MessagePart(7, 7, 2, 0.0, 9))
    settings.select_articles(7, (new[:12], gone[:12]))
    expand_article_ids(database, lambda: [new, article_id("b.txt")])
    kept = additions.get(addition.id)
    assert kept is not None and kept.article == new
    assert settings.selected_articles(7) == (new, gone[:12])
    clash = [gone[:12] + "0" * 20, gone[:12] + "1" * 20]
    expand_article_ids(database, lambda: clash)
    assert settings.selected_articles(7) == (new, gone[:12])


def test_piped_text_that_was_known_by_a_shorter_source_is_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source of what is piped in has as many digits as an id, and the former one is known."""
    library = Library.open(Config().replace(library=Config().library.replace(folder=folder)))
    piped = SimpleNamespace(buffer=io.BytesIO(TEXT.encode()))
    monkeypatch.setattr("sys.stdin", piped)
    new = library._load_input().article
    assert len(new.source) == len("stdin:") + 32
    former = new.source[: len("stdin:") + 12]
    adder = Ingester(library.components.store, SentenceChunker(), FakeEmbedder())
    adder.add(replace(new, source=former, id=article_id(former)))
    piped.buffer.seek(0)
    assert adder.add(library._load_input().article) is Outcome.UNCHANGED
