"""The vector files are derived: whatever happens to it, the answers are the record's."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval import faiss_index, record_file, vector_file, vector_index
from qa_bot.retrieval.vector_index import VectorIndex, update_files
from qa_bot.storage.locations import VECTOR_LOG, VECTOR_SNAPSHOT
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Rice grows in both."


def nearest(index: VectorIndex, store: SqliteStore, embedder: FakeEmbedder, text: str) -> str:
    """The text of the nearest chunk."""
    (number, _), *_ = index.search(embedder.embed([text])[0], 1)
    return store.chunks([number])[number].text


@pytest.fixture
def saved(adder: Ingester, store: SqliteStore) -> Path:
    """A library with its vector file written."""
    adder.add(article(TEXT))
    VectorIndex(store, store.folder, DIMENSION)
    return store.folder / VECTOR_SNAPSHOT


def test_the_nearest_chunk_is_found(
    saved: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """Search gives the chunk that shares the most words, by cosine."""
    index = VectorIndex(store, store.folder, DIMENSION)
    assert nearest(index, store, embedder, "coffee kerala") == "Coffee grows in Kerala."
    assert index.notice is None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01"), "damaged"),
        (lambda path: path.write_bytes(b'{"sha256": 1}\n' + bytes(99)), "damaged"),
    ],
)
def test_a_missing_or_damaged_file_is_rebuilt_and_said_so(
    saved: Path, store: SqliteStore, embedder: FakeEmbedder, damage: object, said: str
) -> None:
    """No damage to the file loses a chunk or returns a wrong one."""
    damage(saved)  # type: ignore[operator]
    index = VectorIndex(store, store.folder, DIMENSION)
    assert said in (index.notice or "")
    assert nearest(index, store, embedder, "tea assam") == "Tea grows in Assam."
    assert VectorIndex(store, store.folder, DIMENSION).notice is None


def test_any_changed_byte_is_noticed(
    saved: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """A flipped bit anywhere never changes an answer."""
    whole = saved.read_bytes()
    for at in np.random.default_rng(1).integers(0, len(whole), 25):
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        index = VectorIndex(store, store.folder, DIMENSION)
        assert nearest(index, store, embedder, "rice both") == "Rice grows in both."


def test_a_file_of_another_library_is_not_used(saved: Path, tmp_path: Path) -> None:
    """A vector file copied from elsewhere never answers with its own numbers."""
    other = SqliteStore(tmp_path / "other")
    Ingester(other, SentenceChunker(), FakeEmbedder()).add(article("Goats. Sheep. Cows."))
    (other.folder / VECTOR_SNAPSHOT).write_bytes(saved.read_bytes())
    index = VectorIndex(other, other.folder, DIMENSION)
    assert "another library" in (index.notice or "")
    assert nearest(index, other, FakeEmbedder(), "goats") == "Goats."


def test_a_running_index_sees_what_another_process_commits(
    saved: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """What is added or removed elsewhere is found or gone after a refresh."""
    index = VectorIndex(store, store.folder, DIMENSION)
    elsewhere = Ingester(SqliteStore(store.folder), SentenceChunker(), FakeEmbedder())
    elsewhere.add(article("Olives grow in Puglia.", source="b.txt"))
    index.refresh()
    assert nearest(index, store, embedder, "olives puglia") == "Olives grow in Puglia."
    store.remove(article(TEXT).id)
    index.refresh()
    assert len(index) == 1


@pytest.fixture
def grown(saved: Path, adder: Ingester, store: SqliteStore) -> Path:
    """The file of what came since: one article added, one removed."""
    adder.add(article("Olives grow in Puglia. Figs too.", source="b.txt"))
    update_files(store, store.folder, DIMENSION)
    adder.add(article("Hops grow in Kent.", source="c.txt"))
    store.remove(article(TEXT).id)
    update_files(store, store.folder, DIMENSION)
    return store.folder / VECTOR_LOG


def test_a_change_is_written_beside_and_costs_what_it_changes(
    saved: Path, adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """However large the file of all vectors is, adding to the library leaves it as it is."""
    before = saved.read_bytes()
    adder.add(article("Olives grow in Puglia.", source="b.txt"))
    update_files(store, store.folder, DIMENSION)
    assert saved.read_bytes() == before
    assert (store.folder / VECTOR_LOG).stat().st_size < 2000
    index = VectorIndex(store, store.folder, DIMENSION)
    assert index.notice is None
    assert nearest(index, store, embedder, "olives puglia") == "Olives grow in Puglia."


def test_what_came_since_is_found_and_what_went_is_not(
    grown: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """Every step is followed in order."""
    index = VectorIndex(store, store.folder, DIMENSION)
    assert index.notice is None
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
    assert nearest(index, store, embedder, "hops kent") == "Hops grow in Kent."


@pytest.mark.parametrize("left", [0, 0.2, 0.5, 0.99])
def test_a_torn_step_is_made_up_for(
    grown: Path, store: SqliteStore, embedder: FakeEmbedder, adder: Ingester, left: float
) -> None:
    """A kill in the middle of writing loses nothing, and the next step takes its place."""
    whole = grown.read_bytes()
    grown.write_bytes(whole[: int(left * len(whole))])
    adder.add(article("Rye grows in Poland.", source="d.txt"))
    update_files(store, store.folder, DIMENSION)
    index = VectorIndex(store, store.folder, DIMENSION)
    assert index.notice is None
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
    assert nearest(index, store, embedder, "rye poland") == "Rye grows in Poland."


def test_any_changed_byte_of_what_came_since_is_noticed(
    grown: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """A flipped bit in a step never changes an answer, and the files are repaired."""
    whole, all_ = grown.read_bytes(), (store.folder / VECTOR_SNAPSHOT).read_bytes()
    for at in np.random.default_rng(2).integers(0, len(whole), 25):
        (store.folder / VECTOR_SNAPSHOT).write_bytes(all_)
        grown.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        index = VectorIndex(store, store.folder, DIMENSION)
        assert index.notice is not None
        assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
        assert nearest(index, store, embedder, "figs too") == "Figs too."
        assert VectorIndex(store, store.folder, DIMENSION).notice is None


def test_a_step_is_written_without_reading_those_before_it(
    grown: Path, store: SqliteStore, adder: Ingester, embedder: FakeEmbedder
) -> None:
    """The last step says where the next goes, whatever the first looks like by now."""
    whole = grown.read_bytes()
    grown.write_bytes(b"?" + whole[1:])
    adder.add(article("Rye grows in Poland.", source="d.txt"))
    update_files(store, store.folder, DIMENSION)
    assert grown.read_bytes().startswith(b"?" + whole[1:])
    index = VectorIndex(store, store.folder, DIMENSION)
    assert "damaged" in (index.notice or "")
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
    assert nearest(index, store, embedder, "rye poland") == "Rye grows in Poland."


def test_steps_of_an_earlier_whole_file_are_not_led_on_from(
    grown: Path, store: SqliteStore, adder: Ingester
) -> None:
    """What a kill left between the new whole file and the end of the old steps is overwritten."""
    left_over = grown.read_bytes()
    vector_file.discard(store.folder)
    VectorIndex(store, store.folder, DIMENSION)
    grown.write_bytes(left_over)
    adder.add(article("Rye grows in Poland.", source="d.txt"))
    update_files(store, store.folder, DIMENSION)
    index = VectorIndex(store, store.folder, DIMENSION)
    assert index.notice is None
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()


def test_after_many_steps_the_whole_file_is_written_anew(
    saved: Path, store: SqliteStore, adder: Ingester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening never has to follow more steps than that."""
    monkeypatch.setattr(vector_index, "_DELTAS", 3)
    sizes = []
    for number in range(8):
        adder.add(article(f"Fact {number} holds.", source=f"{number}.txt"))
        update_files(store, store.folder, DIMENSION)
        sizes.append(vector_file.log_end(store.folder).deltas)
    assert sizes == [1, 2, 3, 0, 1, 2, 3, 0]
    assert (
        VectorIndex(store, store.folder, DIMENSION).chunk_ids().tolist()
        == store.chunk_ids().tolist()
    )


def test_a_file_of_many_blocks_is_checked_in_all_of_them(
    saved: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks are summed by several threads, each in its place."""
    monkeypatch.setattr(record_file, "_BLOCK_BYTES", 32)
    vector_file.discard(store.folder)
    VectorIndex(store, store.folder, DIMENSION)
    assert VectorIndex(store, store.folder, DIMENSION).notice is None
    whole = saved.read_bytes()
    body = whole.index(b"\n") + 1
    for at in range(body, len(whole), 40):
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "damaged" in (VectorIndex(store, store.folder, DIMENSION).notice or "")
    # Two blocks that changed places.
    start, end = whole[: body + 24], whole[body + 88 :]
    saved.write_bytes(start + whole[body + 56 : body + 88] + whole[body + 24 : body + 56] + end)
    assert "damaged" in (VectorIndex(store, store.folder, DIMENSION).notice or "")


def test_an_older_copy_of_the_library_is_not_searched_by_newer_vectors(
    grown: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """Vectors that are ahead of the record are made again."""
    store._database._connection.execute("UPDATE meta SET value = 1 WHERE key = 'generation'")
    index = VectorIndex(store, store.folder, DIMENSION)
    assert "never had" in (index.notice or "")
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()


@pytest.fixture
def eight_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors are held in 8 bits from a few on."""
    monkeypatch.setattr(faiss_index, "EXACT_UP_TO", 2)


@pytest.mark.usefixtures("eight_bit")
def test_in_eight_bits_the_same_is_found(
    saved: Path, adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """A large library finds what a small one would, with exact scores, also after reopening."""
    for number in range(40):
        adder.add(article(f"Fact {number} is that {number * 7} holds.", source=f"{number}.txt"))
    update_files(store, store.folder, DIMENSION)
    for index in (
        VectorIndex(store, store.folder, DIMENSION),
        VectorIndex(store, store.folder, DIMENSION),
    ):
        assert index.notice is None
        for text in ("fact 7 holds", "coffee kerala", "fact 39"):
            query = embedder.embed([text])[0]
            ((numbers, vectors),) = store.vectors(store.chunk_ids().tolist())
            exact = sorted(zip(-(vectors @ query), numbers.tolist(), strict=True))[:5]
            found = index.search(query, 5)
            assert np.allclose([score for _, score in found], [-s for s, _ in exact], atol=1e-5)


def take(store: SqliteStore, source: str, facts: list[int]) -> None:
    """Make the facts the article of a source; none removes it."""
    new = article(" ".join(f"Fact {n} holds." for n in facts), source=source)
    if facts:
        Ingester(store, SentenceChunker(), FakeEmbedder()).add(new)
    elif store.digest(new.id):
        store.remove(new.id)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 9), max_size=5))))
@pytest.mark.usefixtures("eight_bit")
def test_in_eight_bits_every_change_is_followed(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[int]]]
) -> None:
    """Adds, edits and removals are found and gone, in memory and in the files."""
    store = SqliteStore(tmp_path_factory.mktemp("library"))
    index = VectorIndex(store, store.folder, DIMENSION)
    for source, facts in steps:
        take(store, source, facts)
        update_files(store, store.folder, DIMENSION)
    index.refresh()
    again = VectorIndex(store, store.folder, DIMENSION)
    numbers = store.chunk_ids().tolist()
    assert index.chunk_ids().tolist() == again.chunk_ids().tolist() == numbers
    query = FakeEmbedder().embed(["holds"])[0]
    for opened in (index, again):
        assert {n for n, _ in opened.search(query, 100)} == set(numbers)
    store.close()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 9), max_size=5))))
def test_after_any_sequence_the_three_indexes_agree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[int]]]
) -> None:
    """Adds, edits and removals leave chunks, full text and vectors with the same numbers."""
    store = SqliteStore(tmp_path_factory.mktemp("library"))
    index = VectorIndex(store, store.folder, DIMENSION)
    for source, facts in steps:
        take(store, source, facts)
        index.refresh()
    numbers = set(store.chunk_ids().tolist())
    assert {
        number for number, _ in store.search_full_text(FullTextQuery(("holds",)), 100)
    } == numbers
    assert {n for n, _ in index.search(FakeEmbedder().embed(["holds"])[0], 100)} == numbers
    store.close()
