"""One library, many processes: nobody waits in vain, and nobody sees half of anything."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_bot.library.store import Store
from tests.library import killed
from tests.library.kill import Nursery, prove

CLI = [sys.executable, "-m", "tests.keeping.fake_cli", "--index"]


def run(index: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`qa-bot` as a process of its own."""
    return subprocess.run(
        [*CLI, str(index), *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture
def chat(folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that answers for as long as it is asked."""
    (tmp_path / "tea.txt").write_text("Tea grows in Assam.")
    assert run(folder, "add", str(tmp_path / "tea.txt")).returncode == 0
    with subprocess.Popen(
        [*CLI, str(folder), "chat", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def ask(chat: subprocess.Popen[str], question: str) -> dict[str, object]:
    """Ask the running program."""
    assert chat.stdin is not None and chat.stdout is not None
    chat.stdin.write(question + "\n")
    chat.stdin.flush()
    answer: dict[str, object] = json.loads(chat.stdout.readline())
    return answer


def test_the_next_question_is_answered_from_what_was_just_committed(
    chat: subprocess.Popen[str], folder: Path, tmp_path: Path
) -> None:
    """Added, edited and removed by another process, without a restart of this one."""
    assert ask(chat, "Tea grows where?")["quote"] == "Tea grows in Assam."
    rice = tmp_path / "rice.txt"
    rice.write_text("Rice grows in Bengal.")
    run(folder, "add", str(rice))
    assert ask(chat, "Rice grows where?")["quote"] == "Rice grows in Bengal."
    rice.write_text("Rice grows in Java.")
    run(folder, "add", str(rice))
    assert ask(chat, "Rice grows where?")["quote"] == "Rice grows in Java."
    run(folder, "remove", str(rice))
    answer = ask(chat, "Rice grows where?")
    assert "Java" not in json.dumps(answer)


def test_writers_queue_and_all_of_them_are_served(folder: Path, tmp_path: Path) -> None:
    """Four at once: every article is in, and all parts agree."""
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        for name in "abc":
            (tmp_path / str(number) / f"{name}.txt").write_text(f"Field {number}{name} is green.")
    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda n: run(folder, "sync", str(tmp_path / str(n))), range(4)))
    assert [(each.returncode, each.stderr) for each in ran if each.returncode] == []
    store = Store(folder)
    assert len(store.listings()) == 12
    dimension = store.one("SELECT length(value) / 4 FROM meta WHERE key = 'probe'")
    assert dimension == (64,)
    store.close()
    assert run(folder, "verify").returncode == 0


def test_a_dead_writer_leaves_no_lock(tmp_path: Path) -> None:
    """Killed while it holds the lock, it keeps nobody waiting, and what it began is undone."""
    nursery = Nursery()
    said = nursery.run(killed.holding, tmp_path / "built", after=60)
    assert said == [("held", None)]
    store = Store(tmp_path / "built", lock_timeout=5)
    store.set_meta("x", b"y")
    assert store.listings() == []
    prove(store)
    store.close()


def test_readers_see_whole_articles_while_another_process_writes(tmp_path: Path) -> None:
    """A reader beside a busy writer finds every text whole and waits for nothing."""
    nursery, stop = Nursery(), threading.Event()
    library = tmp_path / "built"
    Store(library).close()
    seen: list[int] = []

    def read() -> None:
        reader = Store(library)
        while not stop.is_set():
            with reader.snapshot():
                for listing in reader.listings():
                    text = reader.article(listing.ref.id).text
                    assert listing.chunks == text.count(".")
                    seen.append(listing.chunks)
        reader.close()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        said = nursery.run(killed.adding, library, 7, after=2)
        stop.set()
        reading.result()
    assert len([verb for verb, _ in said if verb == "done"]) > 3 and seen
