"""An exported library is the same library wherever it is imported, or it is refused."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.archive.export import export
from qa_bot.archive.format import ArchiveReader
from qa_bot.archive.import_ import import_
from qa_bot.documents import EVERYTHING, SHARED, Place, Scope
from qa_bot.errors import ExportFailed, ExportUnusable
from qa_bot.identity import content_digest, in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.verify import verify
from qa_bot.overrides import MetadataOverrides
from qa_bot.retrieval.fingerprint import fingerprint_of
from qa_bot.storage.feeds import WebPage
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.engines import FOLDER, POSTGRES, Stores, search_of
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Crêpes 🥞 are made in Brittany."


def taken(
    file: Path, store: Store, embedder: FakeEmbedder, replace: bool = False
) -> dict[str, str]:
    """Import a file: what became of each article, by source."""
    adder = Ingester(store, SentenceChunker(), embedder)
    with ArchiveReader(file, 1_000_000) as reader:
        done = import_(store, adder, reader, fingerprint_of(embedder), replace)
        return {each.article.source: each.outcome for each in done}


def contents(store: Store) -> list[object]:
    """All that a library says, but for its numbers."""
    articles = [store.article(listing.ref.id) for listing in store.listings()]
    tables = ("given", "versions", "citations")
    return [articles, *(sorted(store._database.all(f"SELECT * FROM {table}")) for table in tables)]


@pytest.fixture
def full(store: Store, adder: Ingester) -> Store:
    """A library with metadata, a private article, and an earlier version that is cited."""
    from dataclasses import replace

    from qa_bot.identity import in_collection

    adder.add(article("Tea grew in China.", source="a.txt"))
    first = store.article(article("", source="a.txt").id)
    store.cite(first.id, first.digest, "telegram:1:2")
    known = replace(
        article(TEXT, source="a.txt"),
        author="A. Reader", published="2024-05-01", language="en", tags=("crops", "food"),
        places=(Place(0, "page 1"), Place(20, "page 2")), link="https://example.org/a",
    )  # fmt: skip
    adder.add(known)
    adder.add(in_collection(article("Rice grows in Bengal.", source="b.txt"), "chat:7"))
    return store


@pytest.fixture
def other(stores: Stores) -> Store:
    """Another, empty library of the same engine."""
    return stores.new()


@pytest.fixture
def file(full: Store, tmp_path: Path) -> Path:
    """The full library exported with its vectors."""
    assert export(full, tmp_path / "library.zip", with_vectors=True) == 2
    return tmp_path / "library.zip"


@pytest.mark.engines
def test_what_is_followed_moves_along(
    full: Store, other: Store, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    """Feeds, their known entries and pages arrive; what sites marked them with does not."""
    here, there = full.feeds, other.feeds
    number = next(full.listings()).ref.id
    here.follow("https://example.org/feed", "The Weir", MetadataOverrides(tags=("valley",)))
    here.record_check("https://example.org/feed", '"1"', "")
    here.record_entry("https://example.org/feed", "g1", "mark", number, own_text=True)
    here.record_page(WebPage(number, "https://example.org/a", '"1"'))
    export(full, tmp_path / "library.zip")
    for _ in range(2):
        taken(tmp_path / "library.zip", other, embedder)
    (feed,) = there.feeds()
    assert (feed.url, feed.title, feed.articles, feed.etag) == (
        "https://example.org/feed", "The Weir", 1, "",
    )  # fmt: skip
    assert (
        there.overrides(feed.url) == here.overrides(feed.url) == MetadataOverrides(tags=("valley",))
    )
    assert there.entries(feed.url) == here.entries(feed.url)
    assert there.pages() == [WebPage(number, "https://example.org/a")]


@pytest.mark.engines
def test_what_is_imported_is_what_was_exported(
    file: Path, full: Store, other: Store, embedder: FakeEmbedder
) -> None:
    """Texts, metadata, owners, cited versions and citations all arrive; twice changes nothing."""
    assert set(taken(file, other, embedder).values()) == {"added"}
    assert contents(other) == contents(full)
    before = other.state()
    assert set(taken(file, other, embedder).values()) == {"unchanged"}
    assert other.state() == before


@pytest.mark.engines
def test_with_vectors_only_a_few_texts_are_embedded_again(
    full: Store, other: Store, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    """By the same model, no more than are drawn to see whether the vectors are theirs."""
    adder = Ingester(full, SentenceChunker(), embedder)
    fields = [article(f"Field {n} is green. Field {n} is wide.", source=f"{n}") for n in range(60)]
    adder.add_all(fields)
    export(full, tmp_path / "library.zip", with_vectors=True)
    embedder.embedded.clear()
    taken(tmp_path / "library.zip", other, embedder)
    assert len([text for text in embedder.embedded if "Field" in text]) <= 16 * 3
    assert other.count_articles() == 62


def with_rows(change: Callable[[Any], Any]) -> Callable[[dict[str, bytes]], None]:
    """Other vectors in the export, with sums to match."""

    def apply(parts: dict[str, bytes]) -> None:
        rows = np.load(io.BytesIO(parts["vectors/rows.npy"]), allow_pickle=False)
        written = io.BytesIO()
        np.lib.format.write_array(written, np.ascontiguousarray(change(rows)), version=(1, 0))
        resummed(parts, "vectors/rows.npy", written.getvalue())

    return apply


@pytest.mark.engines
def test_vectors_of_other_texts_are_refused(
    file: Path, other: Store, embedder: FakeEmbedder
) -> None:
    """Sound vectors, each of them of another text, would make searches find the wrong ones."""
    hostile = rewritten(file, with_rows(lambda rows: rows[::-1]))
    before = other.state()
    with pytest.raises(ExportUnusable, match="not those of its texts"):
        taken(hostile, other, embedder)
    assert other.state() == before and not other.has_articles()


@pytest.mark.parametrize("poison", [np.nan, np.inf, 0, 1e30, 2])
def test_what_is_no_unit_vector_is_embedded_again(
    file: Path, other: Store, embedder: FakeEmbedder, poison: float
) -> None:
    """Neither NaN nor infinity, nor any other length, is ever searched."""
    with np.errstate(all="ignore"):
        hostile = rewritten(file, with_rows(lambda rows: rows * np.float32(poison)))
    taken(hostile, other, embedder)
    report = verify(other, lambda: search_of(other, embedder.dimension), embedder)
    assert report.is_sound and report.model.checked == 4


def test_another_model_embeds_for_itself(file: Path, other: Store) -> None:
    """Vectors of one model are never searched with another."""
    stranger = FakeEmbedder("stranger")
    taken(file, other, stranger)
    assert len([text for text in stranger.embedded if "grows" in text]) == 3


@pytest.mark.engines
def test_a_changed_article_here_stays_unless_told_otherwise(
    file: Path, other: Store, embedder: FakeEmbedder
) -> None:
    """And an article that only this library has stays in any case."""
    mine = Ingester(other, SentenceChunker(), embedder)
    mine.add(article("Tea grows everywhere.", source="a.txt"))
    mine.add(article("Silk comes from Kashi.", source="c.txt"))
    assert taken(file, other, embedder) == {"a.txt": "kept", "b.txt": "added"}
    assert other.article(article("", source="a.txt").id).text == "Tea grows everywhere."
    assert taken(file, other, embedder, replace=True)["a.txt"] == "updated"
    assert other.article(article("", source="a.txt").id).text == TEXT
    assert other.count_articles() == 3


@pytest.mark.engines
def test_an_export_is_open_to_anyone(file: Path, full: Store) -> None:
    """Any zip tool, any JSON reader and NumPy without pickle read it."""
    with zipfile.ZipFile(file) as opened:
        lines = opened.read("articles.jsonl").decode().splitlines()
        first = json.loads(lines[0])
        assert opened.read(f"texts/{first['id']}.txt").decode() == TEXT
        with opened.open("vectors/rows.npy") as stream:
            rows = np.load(stream, allow_pickle=False)
        with opened.open("vectors/keys.npy") as stream:
            keys = np.load(stream, allow_pickle=False)
    assert rows.shape == (4, 64) and keys.shape == (4, 32)
    assert len(lines) == 2


def test_nothing_is_written_over_or_left_half(full: Store, tmp_path: Path) -> None:
    """A file that is there stays, and one that cannot be finished leaves nothing."""
    target = tmp_path / "out" / "library.zip"
    target.parent.mkdir()
    target.write_text("mine")
    with pytest.raises(ExportFailed, match="--force"):
        export(full, target)
    assert target.read_text() == "mine"

    def interrupt(title: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(full, target, overwrite=True, progress=interrupt)
    assert target.read_text() == "mine"
    assert list(target.parent.iterdir()) == [target]
    with pytest.raises(ExportFailed, match="nowhere"):
        export(full, tmp_path / "nowhere" / "library.zip")


def test_whoever_reads_an_export_reads_one(full: Store, tmp_path: Path) -> None:
    """A file that is overwritten is replaced as a whole: what was opened before stays as it was."""
    export(full, tmp_path / "library.zip")
    before = (tmp_path / "library.zip").read_bytes()
    with (tmp_path / "library.zip").open("rb") as opened:
        export(full, tmp_path / "library.zip", with_vectors=True, overwrite=True)
        assert opened.read() == before
    assert (tmp_path / "library.zip").read_bytes() != before


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The export with some of its parts changed and everything else as it was."""
    with zipfile.ZipFile(file) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    change(parts)
    target = file.with_name("hostile.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return target


def manifest(parts: dict[str, bytes], /, **fields: object) -> None:
    """Change fields of the manifest."""
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | fields).encode()


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "climbs out": (lambda parts: parts.update({"../../etc/passwd": b"x"}), "no part of an export"),
    "absolute": (lambda parts: parts.update({"/etc/passwd": b"x"}), "no part of an export"),
    "a pickle": (lambda parts: parts.update({"vectors/rows.pkl": b"x"}), "no part of an export"),
    "a bomb": (
        lambda parts: parts.update({"texts/aa.txt": b"0" * 20_000_000}),
        "would grow to 20,000,000",
    ),
    "newer": (lambda parts: manifest(parts, version=99), "Install a newer qa-bot"),
    "another format": (lambda parts: manifest(parts, format="zip"), "not of a qa-bot export"),
    "no manifest": (lambda parts: parts.pop("manifest.json"), "no manifest"),
    "deep JSON": (lambda parts: parts.update({"manifest.json": b"[" * 100_000}), "not JSON"),
    "changed lines": (
        lambda parts: parts.update({"articles.jsonl": parts["articles.jsonl"] + b"{}\n"}),
        "larger than the manifest says",
    ),
    "another author": (
        lambda parts: parts.update(
            {"articles.jsonl": parts["articles.jsonl"].replace(b"A. Reader", b"B. Reader")}
        ),
        "not what its checksum says",
    ),
    "a part left out": (lambda parts: parts.pop("versions.jsonl"), "not in both"),
    "another text": (
        lambda parts: parts.update({n: b"Lies." for n in parts if n.startswith("texts/")}),
        "not what its checksum says",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_export_is_refused_before_anything_is_written(
    file: Path, other: Store, embedder: FakeEmbedder, name: str
) -> None:
    """Each with what is wrong with it."""
    change, said = HOSTILE[name]
    before = other.state()
    with pytest.raises(ExportUnusable, match=said):
        taken(rewritten(file, change), other, embedder)
    assert other.state() == before and not other.has_articles()


def relined(parts: dict[str, bytes], name: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the first line of a part, and let the manifest sum what is there then."""
    first, *rest = parts[name].splitlines(keepends=True) or [b"{}\n"]
    value = json.loads(first)
    change(value)
    resummed(parts, name, json.dumps(value).encode() + b"\n" + b"".join(rest))


def resummed(parts: dict[str, bytes], name: str, data: bytes) -> None:
    """Put other bytes in a part, and let the manifest sum what is there then."""
    parts[name] = data
    told = json.loads(parts["manifest.json"])["parts"]
    summed = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    manifest(parts, parts=told | {name: summed})


def retold(text: str, **fields: object) -> Callable[[dict[str, bytes]], None]:
    """The first article with another text and other fields, all sums and digests right."""

    def change(parts: dict[str, bytes]) -> None:
        def rewrite(line: dict[str, Any]) -> None:
            line |= fields
            line["sha256"] = hashlib.sha256(text.encode()).hexdigest()
            line["digest"] = content_digest(line["title"], text)
            parts[f"texts/{line['id']}.txt"] = text.encode()

        relined(parts, "articles.jsonl", rewrite)

    return change


INCREDIBLE: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "escape sequences": (retold("Tea \x1b[2J grows."), "characters or spaces that no article has"),
    "NULs": (retold("Tea\0grows."), "characters or spaces"),
    "reversed text": (retold("Tea \u202e grows."), "characters or spaces"),
    "carriage returns": (retold("Tea.\r\nCoffee."), "characters or spaces"),
    "a blank line of spaces": (retold("Tea.\n" + " " * 120_000 + "\nCoffee."), "spaces that no"),
    "no words": (retold("!" * 5000), "no words in it"),
    "a NUL in a title": (retold(TEXT, title="a\0b"), "its title has a NUL"),
    "a title without end": (retold(TEXT, title="a" * 20_000), "its title is longer than 10,000"),
    "a time that never comes": (retold(TEXT, added_at=1e300), "its added_at is no time"),
    "tags without end": (retold(TEXT, tags=["a"] * 5000), "its tags has more than 1000"),
    "more places than letters": (
        retold("Tea.", places=[{"start": 0, "label": "a"}] * 9),
        "a place of .* is not in its text",
    ),
    "a count that is none": (lambda parts: manifest(parts, articles="two"), "how many articles"),
    "another version's text": (
        lambda parts: relined(parts, "versions.jsonl", lambda line: line.update(text="Lies.")),
        "the digest of a version",
    ),
    "half a character": (
        lambda parts: relined(parts, "articles.jsonl", lambda line: line.update(title="\ud800")),
        "a line is not as it should be",
    ),
    "deep lines": (
        lambda parts: relined(
            parts,
            "articles.jsonl",
            lambda line: line.update(title=json.loads("[" * 900 + "]" * 900)),
        ),
        "a line",
    ),
}


@pytest.mark.parametrize("name", INCREDIBLE)
def test_an_export_that_no_library_gives_is_refused(
    file: Path, other: Store, embedder: FakeEmbedder, name: str
) -> None:
    """Its sums may all be right: what loading never gives is an error, and nothing is written."""
    change, said = INCREDIBLE[name]
    with pytest.raises(ExportUnusable, match=said):
        taken(rewritten(file, change), other, embedder)
    assert not other.has_articles()


@pytest.mark.engines
def test_what_is_said_of_an_article_is_tidied_on_its_way_in(
    file: Path, other: Store, embedder: FakeEmbedder
) -> None:
    """A title with a terminal's commands in it, as a file's name may have, loses them."""
    fields = {"title": "Tea\x1b[2J \u202eleaves\n", "tags": ["a\x07b", "\x07"], "author": "A\nB"}
    assert taken(rewritten(file, retold(TEXT, **fields)), other, embedder)["a.txt"] == "added"
    read = other.article(article("", source="a.txt").id)
    assert (read.title, read.tags, read.author) == ("Tea[2J leaves", ("ab",), "A B")
    assert read.digest == content_digest(read.title, TEXT)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[object]]:
    """A file as it was sent, and all that it says."""
    folder = tmp_path_factory.mktemp("sent")
    source = SqliteStore(folder / "source")
    Ingester(source, SentenceChunker(), FakeEmbedder()).add(article(TEXT))
    export(source, folder / "library.zip", with_vectors=True)
    says = contents(source)
    source.close()
    return (folder / "library.zip").read_bytes(), says


@settings(max_examples=60)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_a_damaged_copy_is_refused_or_is_the_same(
    sent: tuple[bytes, list[object]],
    tmp_path_factory: pytest.TempPathFactory,
    at: float,
    bit: int,
    cut: bool,
) -> None:
    """Whichever bit is turned and wherever the file ends early, no wrong word comes in."""
    folder = tmp_path_factory.mktemp("damaged")
    data = bytearray(sent[0])
    place = int(at * len(data))
    if cut:
        del data[place:]
    else:
        data[place] ^= 1 << bit
    (folder / "damaged.zip").write_bytes(data)
    target = SqliteStore(folder / "target")
    try:
        taken(folder / "damaged.zip", target, FakeEmbedder())
    except ExportUnusable:
        assert not target.has_articles()
    else:
        assert contents(target) == sent[1]
    target.close()
    shutil.rmtree(folder)


def _as_version_one(new: Path, old: Path) -> None:
    """Write an export again as the former version of the program did, with ids of 12 digits."""
    with zipfile.ZipFile(new) as source, zipfile.ZipFile(old, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".jsonl"):
                lines = [json.loads(each) for each in data.splitlines()]
                for each, field in ((e, f) for e in lines for f in ("id", "article_id")):
                    if each.get(field):
                        each[field] = each[field][:12]
                data = b"".join(json.dumps(each).encode() + b"\n" for each in lines)
                manifest["parts"][name] = {
                    "bytes": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            if name.startswith("texts/"):
                name = f"{name[:18]}.txt"
            if name != "manifest.json":
                target.writestr(name, data)
        target.writestr("manifest.json", json.dumps({**manifest, "version": 1}))


@pytest.mark.engines
def test_an_export_of_the_former_version_is_imported(
    full: Store, other: Store, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    """Its short ids become the present ones, in versions, citations, feeds and pages as well."""
    known = article("", source="a.txt").id
    following = full.feeds
    following.follow("https://e.org/feed", "Feed")
    following.record_entry("https://e.org/feed", "1", "mark", known)
    following.record_page(WebPage(known, "https://e.org/a", "", ""))
    export(full, tmp_path / "new.zip", with_vectors=True)
    _as_version_one(tmp_path / "new.zip", tmp_path / "old.zip")
    assert set(taken(tmp_path / "old.zip", other, embedder).values()) == {"added"}
    assert contents(other) == contents(full)
    for table in ("entries", "pages"):
        assert other._database.all(f"SELECT article_id FROM {table}") == [(known,)]
    assert set(taken(tmp_path / "old.zip", other, embedder).values()) == {"unchanged"}


@pytest.mark.parametrize("engines", [(FOLDER, POSTGRES), (POSTGRES, FOLDER)])
def test_a_library_moves_from_one_engine_to_the_other(
    tmp_path: Path,
    new_database_url: Callable[[], str],
    embedder: FakeEmbedder,
    engines: tuple[str, str],
) -> None:
    """What the second says, and what it finds with which score, is what the first did."""
    here, there = (Stores(each, tmp_path / each, new_database_url) for each in engines)
    source, target = here.new(), there.new()
    adder = Ingester(source, SentenceChunker(), embedder)
    adder.add(article("Tea grew in China."))
    first = source.ref(article("").id)
    source.cite(first.id, first.digest, "telegram:1:2")
    adder.add(article(TEXT))
    adder.add(in_collection(article("Rice grows in Bengal.", source="b.txt"), "chat:7"))
    export(source, tmp_path / "library.zip", with_vectors=True)
    taken(tmp_path / "library.zip", target, embedder)
    assert contents(target) == contents(source)
    questions = [FullTextQuery(("grows", "kerala")), FullTextQuery(("crepes",))]
    for question in questions:
        assert words_found(target, question) == words_found(source, question) != []
    for scope in (EVERYTHING, SHARED):
        assert near(target, embedder, scope) == near(source, embedder, scope) != []
    report = verify(target, lambda: search_of(target, embedder.dimension), embedder)
    assert report.is_sound, [check.examples for check in report.all()]
    here.close()
    there.close()


def words_found(store: Store, query: FullTextQuery) -> list[tuple[str, float]]:
    """The texts that are found by words, with their scores."""
    found = store.search_full_text(query, 10)
    chunks = store.chunks([chunk for chunk, _ in found])
    return sorted((chunks[chunk].text, round(score, 6)) for chunk, score in found)


def near(store: Store, embedder: FakeEmbedder, scope: Scope) -> list[tuple[str, float]]:
    """The texts that are nearest to a question, with their cosines."""
    vector = embedder.embed(["Where does tea grow?"])[0]
    found = search_of(store, embedder.dimension).search(vector, 3, scope)
    chunks = store.chunks([chunk for chunk, _ in found])
    return sorted((chunks[chunk].text, round(cosine, 5)) for chunk, cosine in found)
