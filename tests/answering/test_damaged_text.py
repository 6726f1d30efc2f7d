"""A text that differs from what was added is never quoted, and an error says so."""

import time
from functools import partial
from pathlib import Path

import pytest

from qa_bot.answers import Answer
from qa_bot.archive.export import export
from qa_bot.documents import Outcome
from qa_bot.errors import ArticleDamaged, LibraryDamaged
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.repair import repair
from qa_bot.integrity.verify import verify
from qa_bot.retrieval.passages import expand
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article, word_answerer

DAM = "The dam broke on 3 May. Seven people drowned. The valley was under water."
TEA = "Tea grows in Assam. It needs rain."
WHEN = "When broke the dam?"


@pytest.fixture
def library(store: SqliteStore, adder: Ingester) -> SqliteStore:
    """A library of two articles."""
    adder.add(article(DAM, title="The dam", source="dam.txt"))
    adder.add(article(TEA, title="Tea", source="tea.txt"))
    return store


def ask(store: SqliteStore, question: str) -> Answer:
    """Answer with everything opened anew."""
    embedder = FakeEmbedder()
    retriever = Retriever(store, VectorIndex(store, store.folder, DIMENSION), embedder, 0.5)
    show = partial(expand, store, limit=200)
    return word_answerer(retriever, expand_chunks=show).answer(question)


def rewrite(store: SqliteStore, table: str, column: str, old: str, new: str) -> None:
    """Change what is stored and not its digest, as a failing disk would."""
    with store._database.writing() as connection:
        connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (old, new))


def test_a_changed_text_is_not_quoted(library: SqliteStore) -> None:
    """The error names the article, what is wrong with it, and the cure."""
    assert ask(library, WHEN).quote is not None
    rewrite(library, "articles", "text", "3 May", "4 May")
    with pytest.raises(ArticleDamaged, match=r"'The dam'.*damaged.*dam\.txt.*restore.*remove"):
        ask(library, WHEN)


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [("text", "under water", "under Water"), ("title", "dam", "cam"), ("digest", "a", "b")],
)
def test_any_change_of_the_article_is_detected(
    library: SqliteStore, column: str, old: str, new: str
) -> None:
    """A change of text, title or digest raises, wherever it is."""
    rewrite(library, "articles", column, old, new)
    with pytest.raises(ArticleDamaged):
        ask(library, WHEN)


def test_invalid_utf8_is_detected(library: SqliteStore) -> None:
    """Bytes that are not UTF-8 raise an error that names the article."""
    with library._database.writing() as connection:
        connection.execute(
            "UPDATE articles SET text = CAST(CAST(replace(text, '3 May', '') AS BLOB) || x'ff' "
            "AS TEXT) WHERE title = 'The dam'"
        )
    with pytest.raises(LibraryDamaged, match="'The dam'"):
        ask(library, WHEN)
    report = verify(library, lambda: None, None)
    assert "its text is not what its digest says" in report.record.examples[0]


def test_other_articles_are_still_quoted(library: SqliteStore) -> None:
    """A damaged article keeps no other from being quoted, and is not shown."""
    rewrite(library, "articles", "text", "3 May", "4 May")
    answer = ask(library, "Where grows tea?")
    assert answer.quote is not None and answer.quote.text == "Tea grows in Assam."
    assert {passage.article.title for passage in answer.passages} == {"Tea"}


def test_a_damaged_passage_is_not_shown_when_declining(library: SqliteStore) -> None:
    """The nearest passage is a quotation too."""
    assert not ask(library, "Who painted the Mona Lisa?").answered
    rewrite(library, "articles", "text", "3 May", "4 May")
    with pytest.raises(ArticleDamaged, match="The dam"):
        ask(library, "Who painted the Mona Lisa?")


def test_a_damaged_full_text_copy_is_not_quoted(library: SqliteStore) -> None:
    """The article itself is quoted, and `verify` finds the copy."""
    rewrite(library, "chunk_text", "text", "3 May", "4 May")
    answer = ask(library, WHEN)
    assert answer.quote is not None and answer.quote.text == "The dam broke on 3 May."
    assert not verify(library, lambda: None, None).full_text.is_sound


def test_a_chunk_of_other_offsets_is_not_quoted(library: SqliteStore) -> None:
    """Changed offsets raise, as they would cite another sentence."""
    with library._database.writing() as connection:
        connection.execute("UPDATE chunks SET start = start + 1, end = end + 1 WHERE start = 0")
    with pytest.raises(ArticleDamaged):
        ask(library, WHEN)


def test_adding_the_source_again_repairs_the_article(library: SqliteStore) -> None:
    """The cure that the error names works, and embeds nothing."""
    rewrite(library, "articles", "text", "3 May", "4 May")
    embedder = FakeEmbedder()
    adder = Ingester(library, SentenceChunker(), embedder)
    embedder.embedded.clear()
    again = article(DAM, title="The dam", source="dam.txt")
    assert adder.add(again) is Outcome.UPDATED
    assert [text for text in embedder.embedded if text in DAM] == []
    answer = ask(library, WHEN)
    assert answer.quote is not None and answer.quote.text == "The dam broke on 3 May."


def test_a_damaged_version_is_not_shown_either(library: SqliteStore, adder: Ingester) -> None:
    """An earlier version is checked when it is shown, and by `verify`."""
    before = article(DAM, title="The dam", source="dam.txt")
    library.cite(before.id, before.digest, "telegram:1")
    adder.add(article("All is well.", title="The dam", source="dam.txt"))
    assert library.version(before.id, before.digest).text == DAM
    rewrite(library, "versions", "text", "3 May", "4 May")
    with pytest.raises(ArticleDamaged):
        library.version(before.id, before.digest)
    assert "earlier version" in verify(library, lambda: None, None).record.examples[0]


def test_a_damaged_article_is_not_exported_as_sound(library: SqliteStore, tmp_path: Path) -> None:
    """The export fails and names the article."""
    rewrite(library, "articles", "text", "3 May", "4 May")
    with pytest.raises(ArticleDamaged, match="The dam"):
        export(library, tmp_path / "out.zip")
    assert list(tmp_path.glob("out.zip*")) == []


def test_checking_is_linear_in_the_text(store: SqliteStore, adder: Ingester) -> None:
    """Ten times the text takes about ten times as long, however many chunks are of it."""
    spent = []
    for size in (20_000, 200_000):
        text = "Rain fell. " + "It went on raining for a long while " * (size // 37) + "."
        adder.add(article(text, source=str(size)))
        number = article("", source=str(size)).id
        chunks = list(store.chunks(store.chunk_ids().tolist()).values())
        own = [chunk for chunk in chunks if chunk.article.id == number] * 10
        before = time.process_time()
        for _ in range(20):
            expand(store, own[:1], 100)
        spent.append(time.process_time() - before)
    assert spent[1] < 60 * spent[0]


@pytest.mark.parametrize(
    "damaged", [bytes(4 * DIMENSION), b"\xff" * 4 * DIMENSION, b"\0" * 7, "text"]
)
def test_a_damaged_embedding_is_not_searched(library: SqliteStore, damaged: object) -> None:
    """The error names the cure, and the cure works."""
    with library._database.writing() as connection:
        connection.execute("UPDATE embeddings SET vector = ? WHERE number = 1", (damaged,))
    with pytest.raises(LibraryDamaged, match="verify --repair"):
        ask(library, WHEN)
    report = verify(library, lambda: None, None)
    repair(library, report, lambda: (SentenceChunker(), FakeEmbedder()))
    assert ask(library, WHEN).quote is not None
