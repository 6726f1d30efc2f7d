"""What a program may do with a library, wrongly or at once, without harm."""

import contextlib
import copy
import pickle
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import qa_bot
from qa_bot import errors, maintenance
from qa_bot.components import Components
from qa_bot.documents import Outcome, Scope
from qa_bot.indexing import sources
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.locations import DATABASE
from tests.fakes import FakeEmbedder, WordReader

MILL = "The mill at Orr\n\nThe mill was built in 1804. Its wheel is of oak.\n"
OURS = "chat:1"


@pytest.fixture
def library(folder: Path) -> Iterator[qa_bot.Library]:
    with qa_bot.open(folder, embedder=FakeEmbedder(), reader=WordReader()) as library:
        yield library


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    path = tmp_path / "mill.txt"
    path.write_text(MILL)
    return path


def test_a_misspelt_filter_is_refused(library: qa_bot.Library, mill: Path) -> None:
    """A filter that is ignored would answer from articles that were not asked for."""
    library.add(mill)
    wrong: dict[str, Any] = {"tag": ["mills"]}
    for call in (library.ask, library.search, library.chat, library.list):
        with pytest.raises(TypeError, match="no filter called 'tag'"):
            call(*(["When?"] if call in (library.ask, library.search) else []), **wrong)
    with pytest.raises(TypeError, match="a scope or tags, not both"):
        library.ask("When?", Scope(), tags=["mills"])


def test_a_single_text_counts_as_one(library: qa_bot.Library, mill: Path) -> None:
    """A tag or title need not be put into a list, neither when adding nor when asking."""
    (result,) = library.add(mill, tags="mills")
    assert result.article is not None
    (listing,) = library.list(tags="mills", articles="The mill at Orr")
    assert listing.tags == ("mills",)


def test_no_articles_match_nothing(library: qa_bot.Library, mill: Path) -> None:
    """An empty selection is not the whole library."""
    library.add(mill)
    with pytest.raises(errors.NoMatchingArticles):
        library.ask("When was the mill built?", articles=[])
    assert len(library.list(articles=[result.ref.id for result in library.list()])) == 1


def test_private_articles_are_not_found_by_name(library: qa_bot.Library) -> None:
    """Filters choose among the shared articles; `list()` alone shows the whole library."""
    secret = library.add_text(MILL, "telegram:1/7", OURS).article
    for name in ("The mill at Orr", secret.id, "telegram:1/7"):
        with pytest.raises(errors.ArticleNotFound):
            library.scope(articles=[name])
    assert [each.ref.id for each in library.list()] == [secret.id]
    with pytest.raises(errors.NoMatchingArticles):
        library.list(since="1000")


def test_overrides_are_cleaned_as_metadata_is(library: qa_bot.Library, mill: Path) -> None:
    """Line ends, lone surrogates and blanks of a program do not reach the library."""
    (result,) = library.add(
        mill, title="The\nmill \ud800 ", author="\tA.\r\nMiller", tags=[" a\nb", " "]
    )
    assert result.article is not None
    article = library.article(result.article.id)
    assert (article.title, article.author, article.tags) == ("The mill �", "A. Miller", ("a b",))


def test_a_question_without_a_word_is_refused_everywhere(library: qa_bot.Library) -> None:
    """Searching refuses what asking refuses, and no passages at all."""
    for call in (library.ask, library.search):
        for question in ("", " \n", "?!", "why " * 5000):
            with pytest.raises(errors.QuestionError):
                call(question)
    with pytest.raises(ValueError, match="The limit is 0"):
        library.search("When?", limit=0)


def test_no_name_is_no_folder(library: qa_bot.Library) -> None:
    """An empty source, as an unset variable gives, does not add the working folder."""
    (result,) = library.add("")
    assert isinstance(result.error, errors.SourceUnreadable)
    assert not library.list()


def test_a_stopped_addition_leaves_the_library_ready(
    library: qa_bot.Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops between two results has what was committed, with its vectors in files."""
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Bell {n} rang at eight o'clock.\n")
    calls: list[str] = []
    monkeypatch.setattr(library, "finish_writing", lambda: calls.append("finished"))
    adding = library.iter_add([tmp_path / f"{n}.txt" for n in range(3)])
    next(iter(adding))
    adding.close()  # type: ignore[attr-defined]
    assert calls == ["finished"]


@pytest.mark.parametrize("change", ["add", "remove", "refresh", "receive"])
def test_unused_embeddings_go_with_each_change(
    library: qa_bot.Library, mill: Path, change: str
) -> None:
    """Whatever changed the library last, no embedding stays that no chunk uses."""
    library.add(mill)
    library.components.store.remove(library.list()[0].ref.id)
    bell = mill.with_name("bell.txt")
    bell.write_text("The bell rang at eight o'clock.")
    if change == "add":
        library.add(bell)
    elif change == "remove":
        library.add_text("The bell rang.", "bell:1")
        library.remove("bell:1")
    elif change == "refresh":
        library.refresh()
    else:
        library.add_text("The bell rang.", "bell:1")
    with contextlib.closing(
        sqlite3.connect(library.components.config.library.folder / DATABASE)
    ) as rows:
        ((stored,),) = rows.execute("SELECT count(*) FROM embeddings")
        ((used,),) = rows.execute("SELECT count(DISTINCT key) FROM chunks")
    assert stored == used


def test_files_in_a_row_are_added_together(
    library: qa_bot.Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources given one by one are embedded in batches, as those of a folder are."""
    paths = [tmp_path / f"{n}.txt" for n in range(5)]
    for n, path in enumerate(paths):
        path.write_text(f"Bell {n} rang at eight o'clock.\n")
    ingester = library.components.ingester
    sizes: list[int] = []
    add_all = ingester.add_all

    def counting(articles: Sequence[qa_bot.Article], *others: Any) -> Any:
        sizes.append(len(articles))
        return add_all(articles, *others)

    monkeypatch.setattr(ingester, "add_all", counting)
    library.add(paths)
    assert sizes == [5]


def test_an_article_removed_meanwhile_does_not_come_back(
    library: qa_bot.Library, mill: Path
) -> None:
    """What is refreshed and was removed by someone else stays away."""
    from qa_bot.loading import load_bytes
    from qa_bot.loading.pending import LoadedArticle, PendingArticle

    library.add(mill)
    (listing,) = library.list()
    article = load_bytes(MILL.encode(), str(mill), library.components.load_limits)
    pending = PendingArticle(
        str(mill), lambda: LoadedArticle(article), known_article_id=listing.ref.id
    )
    library.remove(listing.ref.id)
    assert [*library.components.pipeline.run([pending], lambda *_: None)] == []
    assert not library.list()


def test_near_duplicates_of_files_are_sought_among_shared_articles(
    library: qa_bot.Library, tmp_path: Path
) -> None:
    """Whoever adds a file is not told what a chat has added; unchanged ones get no remark."""
    story = MILL + "".join(f"In {1800 + n} it ground {n} sacks of oats.\n" for n in range(30))
    library.add_text(story, "telegram:1/7", OURS)
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(story + "It burned down.\n")
    second.write_text(story + "It burned.\n")
    (alone,) = library.add(first)
    assert alone.outcome is Outcome.ADDED and alone.remarks.near_duplicate is None
    (again,) = library.add(second)
    assert again.remarks.near_duplicate == alone.article
    (unchanged,) = library.add(second)
    assert unchanged.outcome is Outcome.UNCHANGED and unchanged.remarks.near_duplicate is None


def test_later_overrides_take_precedence() -> None:
    """What was said last of a field holds; tags add up."""
    first = MetadataOverrides("One", "A", "2020", ("a",))
    merged = first.merged(MetadataOverrides("Two", "", "2021", ("b",)))
    assert merged == MetadataOverrides("Two", "A", "2021", ("a", "b"))


def test_a_quote_at_the_start_of_a_text_has_surroundings(library: qa_bot.Library) -> None:
    """There is nothing before it, and what is before it is not taken from the end."""
    library.add_text("The mill was built in 1804. " + "It ground oats. " * 60, "mill:1")
    answer = library.ask("When was the mill built?")
    assert answer.quote is not None and answer.quote.start < 300
    around = library.surroundings(answer.quote)
    assert around.startswith("The mill was built in 1804. It ground oats.")
    assert len(around) == answer.quote.end + 300


def test_a_model_that_cannot_load_is_loaded_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download that fails is not waited for twice by one question, but again by the next."""
    calls: list[str] = []

    def fail(components: Components) -> None:
        calls.append("embedder")
        raise errors.ModelError("It is not there.")

    monkeypatch.setattr(Components, "_load_embedder", fail)
    with qa_bot.open(folder, reader=WordReader()) as library:
        for count in (1, 2):
            with pytest.raises(errors.ModelError, match="not there"):
                library.ask("When was the mill built?")
            assert calls == ["embedder"] * count


@pytest.mark.parametrize("value", ["'other'", "x'ff'", "7", "x'00000000'"])
@pytest.mark.parametrize("key", ["model", "chunking", "probe"])
def test_a_damaged_name_of_the_model_is_repaired_by_a_rebuild(
    library: qa_bot.Library, mill: Path, key: str, value: str
) -> None:
    """Whatever damage has left there, asking says what is wrong, and a rebuild repairs it."""
    library.add(mill)
    folder = library.components.config.library.folder
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as rows, rows:
        rows.execute(f"UPDATE meta SET value = {value} WHERE key = ?", (key,))
    library.close()
    with qa_bot.open(folder, embedder=FakeEmbedder(), reader=WordReader()) as damaged:
        if key == "probe":
            with pytest.raises(errors.ModelMismatch, match="qa-bot rebuild"):
                damaged.ask("When was the mill built?")
        maintenance.rebuild(damaged, force=True)
        assert damaged.ask("When was the mill built?").text == "1804"
        assert maintenance.verify(damaged).is_sound


class _Bad(FakeEmbedder):
    """An embedder whose vectors are passed through a function, as a careless one's would be."""

    def __init__(self, spoil: Any) -> None:
        super().__init__()
        self._spoil = spoil

    def embed(self, texts: Sequence[str]) -> Any:
        return self._spoil(super().embed(texts))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda vectors: vectors * 2,
        lambda vectors: vectors * np.nan,
        lambda vectors: vectors[:, 1:] / np.linalg.norm(vectors[:, 1:], axis=1, keepdims=True),
        lambda vectors: vectors[:0],
        lambda vectors: vectors.reshape(-1),
        lambda vectors: [],
        lambda vectors: None,
        lambda vectors: "vectors",
    ],
    ids=["long", "nan", "narrow", "few", "flat", "empty", "none", "text"],
)
def test_a_bad_embedder_is_refused_before_anything_is_written(
    folder: Path, mill: Path, spoil: Any
) -> None:
    """The cure is named, and the library is as it was."""
    with qa_bot.open(folder, embedder=_Bad(spoil), reader=WordReader()) as library:
        with pytest.raises(errors.ModelError, match=r"fake.*Correct"):
            library.add(mill)
        assert not library.list()
    with qa_bot.open(folder, embedder=FakeEmbedder(), reader=WordReader()) as library:
        assert library.add(mill)[0].outcome is Outcome.ADDED


def test_a_library_may_be_closed_while_it_is_used(library: qa_bot.Library, mill: Path) -> None:
    """Threads that are asking go on, or get an error of ours; nothing crashes."""
    library.add(mill)
    failures: list[BaseException] = []
    stop = threading.Event()

    def use() -> None:
        while not stop.is_set():
            try:
                assert len(library.list()) == 1
            except qa_bot.QaBotError:
                pass
            except BaseException as error:  # any other would be the defect
                failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        library.close()
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_short_threads_leave_no_files_open(library: qa_bot.Library, mill: Path) -> None:
    """A server that answers each request in a thread of its own does not run out of files."""
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("open files are counted in /proc")
    library.add(mill)
    library.list()
    before = len([*descriptors.iterdir()])
    for _ in range(30):
        thread = threading.Thread(target=library.list)
        thread.start()
        thread.join()
    assert len([*descriptors.iterdir()]) <= before + 3


def test_errors_pass_between_processes() -> None:
    """A worker pool pickles errors: each arrives as it was raised."""
    for error in (
        errors.SourceUnreadable("a.txt", "it is not there", "Check the name."),
        errors.AmbiguousTitle("One"),
        errors.ArticleNotFound("No article."),
        errors.QuestionError("No word."),
    ):
        for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            assert type(twin) is type(error)
            assert str(twin) == str(error) and vars(twin) == vars(error)


def test_what_may_be_an_address_is_told_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of such a name is a file, except where a page is meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed:mill").write_text(MILL)
    assert not sources.is_on_the_web("feed:mill") and sources.is_on_the_web("feed:other")
    assert sources.is_on_the_web("https://example.org") and not sources.is_on_the_web("a.txt")
