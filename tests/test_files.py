"""Only regular files are opened, and new files can be read by their owner only."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa_bot.archive.export import export
from qa_bot.archive.format import ArchiveReader
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState as TelegramDatabase
from qa_bot.channels.telegram.transport.bot_token import load_token
from qa_bot.channels.terminal.prompt import _PrivateHistory
from qa_bot.cli import main
from qa_bot.cli.ask import _read_lines
from qa_bot.config import load_config
from qa_bot.errors import (
    ConfigError,
    DatasetError,
    ExportFailed,
    ExportUnusable,
    SourceUnreadable,
    TelegramSetupError,
    WritingRefused,
)
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.files import files_open_to_others, open_regular, read_bounded
from qa_bot.generation.server_key import load_key
from qa_bot.loading import load_file
from qa_bot.loading.discovery import files_below
from qa_bot.loading.limits import LoadLimits
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import article

pytestmark = pytest.mark.skipif(os.name == "nt", reason="named pipes and permissions of POSIX")

READERS: dict[str, tuple[Callable[[Path], object], type[BaseException]]] = {
    "add": (lambda path: load_file(path, LoadLimits()), SourceUnreadable),
    "config": (lambda path: load_config(path), ConfigError),
    "questions": (lambda path: list(_read_lines(str(path))), SystemExit),
    "data set": (read_dataset, DatasetError),
    "import": (lambda path: ArchiveReader(path, 1000), ExportUnusable),
    "token file": (lambda path: load_token(None, path), TelegramSetupError),
    "key file": (lambda path: load_key(None, path), WritingRefused),
}


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe that nobody writes to."""
    os.mkfifo(tmp_path / "pipe.txt")
    return tmp_path / "pipe.txt"


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "socket"])
def test_a_path_that_is_no_regular_file_is_refused_at_once(
    name: str, kind: str, pipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A named pipe, an endless device, a folder or a socket is an error, and is not waited for."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(pipe.with_name("socket")))
        path = {
            "pipe": pipe,
            "device": Path("/dev/zero"),
            "folder": pipe.parent,
            "socket": pipe.with_name("socket"),
        }[kind]
        read, error = READERS[name]
        with pytest.raises(error) as caught:
            read(path)
    message = str(caught.value) if error is not SystemExit else capsys.readouterr().err
    words = {"pipe": "named pipe", "device": "a device", "folder": "folder", "socket": ""}[kind]
    assert words in message.lower() and str(path) in message.replace("\n", "")


def test_a_pipe_in_a_folder_is_no_article(pipe: Path) -> None:
    """Of a folder only its regular files are listed."""
    pipe.with_name("a.txt").write_text("The bell rang.")
    assert files_below(pipe.parent) == [pipe.with_name("a.txt")]


def test_a_process_substitution_is_read() -> None:
    """`qa-bot add <(command)` passes a pipe under /dev/fd, which is read as a stream."""
    script = (
        "import sys; from pathlib import Path; from qa_bot.loading import *\n"
        "article = load_file(Path(sys.argv[1]), LoadLimits()); print(article.source, article.text)"
    )
    done = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" <(sleep 0.3; echo The bell rang.)', sys.executable, script],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout.startswith("stdin:") and done.stdout.endswith(" The bell rang.\n"), done


def test_empty_devices_and_files_of_unknown_size_are_read() -> None:
    """/dev/null is empty, and a file of /proc is longer than the size it reports."""
    with open_regular(Path(os.devnull)) as nothing:
        assert nothing.read() == b""
    assert load_config(Path(os.devnull)) == load_config(Path(os.devnull))
    if Path("/proc/self/status").exists():
        assert b"Pid" in read_bounded(Path("/proc/self/status"), 100_000)


def test_a_file_that_grows_is_read_to_the_limit(tmp_path: Path) -> None:
    """The bytes are counted; the reported size is not relied on."""
    (tmp_path / "big").write_bytes(b"a" * 11)
    with pytest.raises(OSError, match="larger than 10 bytes"):
        read_bounded(tmp_path / "big", 10)


def test_a_history_that_is_a_pipe_is_ignored(pipe: Path) -> None:
    """Neither reading nor writing it blocks."""
    history = _PrivateHistory(str(pipe))
    history.store_string("What rang?")
    assert list(history.load_history_strings()) == []


def test_an_export_never_replaces_a_device(store: SqliteStore, pipe: Path) -> None:
    """Not even when it may overwrite a file."""
    for path in (pipe, pipe.parent):
        with pytest.raises(ExportFailed, match="no file that could be replaced"):
            export(store, path, overwrite=True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o002])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Common umasks."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def fill(folder: Path) -> None:
    """Write a library with all its files, an export, a state database and a history."""
    from qa_bot.indexing.ingest import Ingester
    from tests.fakes import FakeEmbedder, SentenceChunker

    store, embedder = SqliteStore(folder), FakeEmbedder()
    for number in range(2):
        added = article(f"It rang {number} times.", source=f"{number}.txt")
        Ingester(store, SentenceChunker(), embedder).add(added)
        VectorIndex(store, store.folder, 64)
    export(store, folder / "export.zip", overwrite=True)
    TelegramDatabase(folder)
    _PrivateHistory(str(folder / "history")).store_string("What rang?")


@pytest.mark.usefixtures("umask")
def test_nobody_else_may_read_a_new_library(tmp_path: Path) -> None:
    """Whatever the umask: folder, database, journals, lock, vectors, export and history."""
    folder = tmp_path / "new" / "library"
    fill(folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"library.sqlite", "writer.lock", "export.zip", "telegram.sqlite"} <= modes.keys()
    assert any("vectors" in name for name in modes)
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert files_open_to_others(folder) == []


@pytest.mark.usefixtures("umask")
def test_a_shared_library_stays_shared_and_is_reported(tmp_path: Path) -> None:
    """New files beside the database get its permissions."""
    folder = tmp_path / "library"
    fill(folder)
    folder.chmod(0o755)
    (folder / "library.sqlite").chmod(0o644)
    for path in folder.glob("vectors*"):
        path.unlink()
    fill(folder)
    assert "library.sqlite" in files_open_to_others(folder)
    assert {oct(stat.S_IMODE(p.stat().st_mode)) for p in folder.glob("vectors*")} == {"0o644"}


def test_whatever_a_command_writes_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line sets a umask, so that files of other libraries are private too."""
    monkeypatch.setattr(sys, "argv", ["qa-bot", "--version"])
    before = os.umask(0o022)
    try:
        with pytest.raises(SystemExit):
            main()
        assert os.umask(0) == 0o077
    finally:
        os.umask(before)
