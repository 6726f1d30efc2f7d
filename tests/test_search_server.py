"""A library whose settings name a search server, while the server is there and while it is not."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa_bot import maintenance
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import ConfigError, SearchRefused, SearchUnavailable
from qa_bot.library import Library
from qa_bot.retrieval import search_fallback
from qa_bot.retrieval.milvus.collection import ChunkCollection, digest, to_row
from qa_bot.retrieval.milvus.connection import MilvusServer
from qa_bot.retrieval.milvus.follower import MilvusFollower, alias_of
from tests.fakes import FakeEmbedder, WordReader
from tests.servers import LocalMilvus

TOKEN = "reader:open-sesame"


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[LocalMilvus]:
    """A server that wants a password."""
    server = LocalMilvus(tmp_path / "milvus", TOKEN)
    yield server
    server.stop()


def open_library(folder: Path, url: str) -> Library:
    """A library that a server searches."""
    settings = load_config(None, {"QA_BOT_SEARCH_URL": url}, index=folder)
    return Library(Components(settings, None, FakeEmbedder(), WordReader()))


def with_token(server: LocalMilvus, token: str = TOKEN) -> str:
    """The address of the server with a name and a password."""
    return server.url.replace("//", f"//{token}@")


def answer(library: Library, question: str = "Where does tea grow?") -> str | None:
    """What a library answers."""
    return library.ask(question).text


def test_what_is_added_is_searched_by_the_server(folder: Path, milvus: LocalMilvus) -> None:
    """Adding fills it, and answering makes no index in the folder."""
    with closing(open_library(folder, with_token(milvus))) as library:
        library.add_text("Tea grows in Assam.", "tea.txt")
        assert [*library.take_notices()] == []
        assert answer(library) == "Assam"
        assert library.take_notices() == []
        library.add_text("Coffee grows in Kerala.", "coffee.txt")
        assert answer(library, "Where does coffee grow?") == "Kerala"
    assert not list(folder.glob("*.faiss*")) and not list(folder.glob("vectors*"))


def test_while_the_server_is_away_the_record_answers(
    folder: Path, milvus: LocalMilvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At start, in the middle and when it is back: every question is answered, with one notice."""
    monkeypatch.setattr(search_fallback, "_PAUSE", 0.0)
    milvus.stop()
    with closing(open_library(folder, with_token(milvus))) as library:
        library.add_text("Tea grows in Assam.", "tea.txt")
        (notice,) = library.take_notices()
        assert "cannot be searched" in notice and "search.url" in notice
        for _ in range(2):
            assert answer(library) == "Assam"
        assert len(library.take_notices()) == 1
        milvus.start()
        wait_until_searched(library, milvus)
        assert answer(library) == "Assam"
        milvus.stop()
        library.add_text("Coffee grows in Kerala.", "coffee.txt")
        library.take_notices()
        for _ in range(2):
            assert answer(library, "Where does coffee grow?") == "Kerala"
        assert len(library.take_notices()) == 1
        milvus.start()
        library.add_text("Rice grows in Bihar.", "rice.txt")
        wait_until_searched(library, milvus)
        milvus.stop()
        assert answer(library, "Where does rice grow?") == "Bihar"
        milvus.start()


def wait_until_searched(library: Library, milvus: LocalMilvus) -> None:
    """Ask until the server has every chunk."""
    server, count = MilvusServer(with_token(milvus)), library.components.store.count_chunks()
    alias = alias_of(library.components.store.state().library)
    found = 0
    while found != count:
        answer(library)
        try:
            found = ChunkCollection(server, alias).count()
        except Exception:
            time.sleep(0.05)


def test_a_wrong_password_is_refused_and_never_shown(
    folder: Path,
    milvus: LocalMilvus,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The error ends in a cure; neither it, its causes nor any log holds the password."""
    caplog.set_level(logging.DEBUG)
    with closing(open_library(folder, with_token(milvus, "reader:let-me-in"))) as library:
        library.add_text("Tea grows in Assam.", "tea.txt")
        (notice,) = library.take_notices()
        with pytest.raises(SearchRefused) as raised:
            answer(library)
    assert str(raised.value) == notice and "QA_BOT_SEARCH_URL" in notice
    shown = [notice, caplog.text, *capfd.readouterr(), repr(library.components.config)]
    error: BaseException | None = raised.value
    while error is not None:
        shown += [repr(error), str(vars(error))]
        error = error.__cause__ or error.__context__
    assert not any("let-me-in" in text for text in shown)


def test_an_error_that_repeats_the_password_is_shown_without_it(
    milvus: LocalMilvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a server says is shown, as the cure may depend on it, except for the password."""

    def fails(server: MilvusServer) -> None:
        raise RuntimeError(f"disk full, said {TOKEN}")

    monkeypatch.setattr(MilvusServer, "_client", fails)
    with pytest.raises(SearchUnavailable, match="disk full, said") as raised:
        MilvusServer(with_token(milvus)).call("query", timeout=1)
    assert "open-sesame" not in str(raised.value)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    "url", ["milvus:19530", "http://", "postgresql://a:secret@b/c", "http://["]
)
def test_what_is_no_address_of_a_server_is_named(folder: Path, url: str) -> None:
    """A setting that names no server is an error of the settings, without its password."""
    library = open_library(folder, url)
    with pytest.raises(ConfigError, match=r"search\.url: .*http://host:19530") as raised:
        library.components.search.open_server()
    assert "secret" not in str(raised.value)


def test_a_key_in_the_place_of_a_name_is_refused_unseen() -> None:
    """Names are shown, and keys are not."""
    with pytest.raises(ConfigError, match="https://:key@host") as raised:
        MilvusServer("https://secret@host")
    assert "secret" not in str(raised.value)


def test_verifying_and_repairing_include_the_server(folder: Path, milvus: LocalMilvus) -> None:
    """A row that is missing, of no chunk, or with another vector is found, and repaired."""
    with closing(open_library(folder, with_token(milvus))) as library:
        for crop in ("Tea", "Coffee", "Rice", "Wheat"):
            library.add_text(f"{crop} grows in Assam.", f"{crop}.txt")
        store = library.components.store
        assert maintenance.verify(library).is_sound
        server = MilvusServer(with_token(milvus))
        rows = ChunkCollection(server, alias_of(store.state().library))
        ids = store.chunk_ids()
        first = store.chunks(ids.tolist())[int(ids[0])]
        wrong = np.roll(next(store.vectors([int(ids[0])]))[1][0], 1)
        rows.upsert([to_row(first, (), wrong), to_row(replace(first, id=999), (), wrong)])
        rows.delete(ids[2:3])
        (row,) = MilvusFollower(store, server).rows([int(ids[3])])
        rows.upsert([row | {"collection": digest("chat:1")}])
        report = maintenance.verify(library)
        assert report.vectors.problems == 4
        maintenance.repair(library, report)
        assert maintenance.verify(library).is_sound
        milvus.stop()
        with pytest.raises(SearchUnavailable):
            maintenance.verify(library)
        milvus.start()


def test_a_library_is_verified_while_others_add_to_it(folder: Path, milvus: LocalMilvus) -> None:
    """What another program adds meanwhile, and the server has already, is no problem."""
    url = with_token(milvus)
    with closing(open_library(folder, url)) as library, closing(open_library(folder, url)) as other:
        library.add_text("Tea grows in Assam.", "tea.txt")
        server, alias = MilvusServer(url), alias_of(library.components.store.state().library)
        before = server.call("describe_alias", alias, timeout=9)

        def progress(*_: object) -> None:
            other.add_text("Coffee grows in Kerala.", "coffee.txt")
            other.remove("tea.txt") if len(other.list()) > 1 else None

        assert maintenance.verify(library, progress=progress).is_sound
        assert server.call("describe_alias", alias, timeout=9) == before
