"""One library, many processes: nobody waits in vain, and nobody sees half of anything."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_bot.storage.sqlite.store import SqliteStore
from tests.patience import PATIENCE_S
from tests.storage import killed
from tests.storage.kill import Nursery, prove

CLI = [sys.executable, "-m", "tests.maintenance.fake_cli", "--index"]


@pytest.fixture(scope="module")
def nursery() -> Nursery:
    """Where processes come from."""
    return Nursery()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder that other processes sync."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "tea.txt").write_text("Tea grows in Assam.")
    return tmp_path / "notes"


@pytest.fixture
def chat(folder: Path, notes: Path, nursery: Nursery) -> Iterator[subprocess.Popen[str]]:
    """A program that answers for as long as it is asked."""
    nursery.time(killed.syncing, folder, notes, "all-MiniLM-L6-v2")
    with subprocess.Popen(
        [*CLI, str(folder), "chat", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(PATIENCE_S)


def ask(chat: subprocess.Popen[str], question: str) -> dict[str, object]:
    """Ask the running program."""
    assert chat.stdin is not None and chat.stdout is not None
    chat.stdin.write(question + "\n")
    chat.stdin.flush()
    answer: dict[str, object] = json.loads(chat.stdout.readline())
    return answer


def test_the_next_question_is_answered_from_what_was_just_committed(
    chat: subprocess.Popen[str], folder: Path, notes: Path, nursery: Nursery
) -> None:
    """Added, edited and removed by another process, without a restart of this one."""

    def sync() -> None:
        nursery.time(killed.syncing, folder, notes, "all-MiniLM-L6-v2")

    assert ask(chat, "Tea grows where?")["quote"] == "Tea grows in Assam."
    rice = notes / "rice.txt"
    rice.write_text("Rice grows in Bengal.")
    sync()
    assert ask(chat, "Rice grows where?")["quote"] == "Rice grows in Bengal."
    rice.write_text("Rice grows in Java.")
    sync()
    assert ask(chat, "Rice grows where?")["quote"] == "Rice grows in Java."
    rice.unlink()
    sync()
    assert "Java" not in json.dumps(ask(chat, "Rice grows where?"))


def test_writers_queue_and_all_of_them_are_served(
    folder: Path, tmp_path: Path, nursery: Nursery
) -> None:
    """Four at once, some of whose texts are the same: every article is in, and all parts agree."""
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        for name in range(30):
            text = f"Field {name} is green. Field {number}x{name} is brown."
            (tmp_path / str(number) / f"{name}.txt").write_text(text)
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(
            lambda n: nursery.time(killed.syncing, folder, tmp_path / str(n)), range(4)
        ):
            pass
    store = SqliteStore(folder)
    assert len(prove(store)) == 120
    store.close()


def test_a_dead_writer_leaves_no_lock(tmp_path: Path, nursery: Nursery) -> None:
    """Killed while it holds the lock, it keeps nobody waiting, and what it began is undone."""
    said = nursery.run(killed.holding, tmp_path / "built", after=PATIENCE_S)
    assert said == [("held", None)]
    store = SqliteStore(tmp_path / "built", lock_timeout=PATIENCE_S)
    store.uncite("nobody")
    assert not store.has_articles()
    prove(store)
    store.close()


def test_readers_see_whole_articles_while_another_process_writes(
    tmp_path: Path, nursery: Nursery
) -> None:
    """A reader beside a busy writer finds every text whole and waits for nothing."""
    stop, enough = threading.Event(), threading.Event()
    library = tmp_path / "built"
    SqliteStore(library).close()
    states: set[int] = set()

    def look(reader: SqliteStore) -> None:
        with reader.snapshot():
            states.add(reader.state().generation)
            for listing in reader.listings():
                text = reader.article(listing.ref.id).text
                assert listing.chunks == text.count(".")
        if len(states) > 20:
            enough.set()

    def read() -> None:
        reader = SqliteStore(library)
        try:
            while not stop.is_set():
                look(reader)
        finally:
            # A reader that fails keeps nobody waiting.
            enough.set()
            reader.close()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        nursery.run(killed.adding, library, 7, after=lambda: enough.wait(PATIENCE_S))
        stop.set()
        reading.result()
    assert len(states) > 20
