"""`qa-bot ingest` on a cluster of two real Ray nodes, of which one is killed."""

import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from qa_bot.identity import embedding_key
from qa_bot.storage.sqlite.store import SqliteStore
from tests.patience import PATIENCE_S
from tests.ray_nodes import ROOT, RayNodes, ray_nodes, wait_until
from tests.shell import Shell

pytestmark = pytest.mark.waits

WRONG = secrets.token_hex(32)
# 600 chunks of a sentence each: three blocks.
_ARTICLES, _SENTENCES = 4, 150


@pytest.fixture(scope="module")
def nodes() -> Iterator[RayNodes]:
    # A short name, as the paths of sockets are limited to some hundred characters.
    with TemporaryDirectory(prefix="qa-ray-") as folder, ray_nodes(Path(folder)) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def wrong_token(
    nodes: RayNodes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["subprocess.Popen[str]"]:
    """A program with another token, which Ray takes its time to refuse; begun before all tests."""
    folder = tmp_path_factory.mktemp("wrong")
    with Ingesting(nodes, folder / "tickets", folder / "built") as ingesting:
        yield ingesting.start(ROOT / "README.md", 0, RAY_AUTH_TOKEN=WRONG)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for a in range(_ARTICLES):
        lines = (
            " ".join(f"w{(n * 7 + k * (a + 1)) % 60}x{a}y{n}" for k in range(35)) + "."
            for n in range(_SENTENCES)
        )
        (folder / f"{a}.txt").write_text(f"Article number {a}\n\n" + "\n\n".join(lines))
    return folder


class Ingesting:
    """`qa-bot ingest` as a process, whose blocks on the nodes are let go on one by one."""

    def __init__(self, nodes: RayNodes, folder: Path, index: Path) -> None:
        self._nodes, self._folder, self._index = nodes, folder, index
        self._tickets = folder
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> "Ingesting":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            process.communicate()

    def allow(self, blocks: int) -> None:
        (self._tickets / "new").write_text(str(blocks))
        (self._tickets / "new").replace(self._tickets / "allowed")

    def tickets(self) -> list[tuple[str, list[str]]]:
        """The node and the texts of each block that the last process began."""
        files = sorted(self._tickets.glob("*.ticket"), key=lambda path: int(path.stem))
        return [(node, texts) for node, *texts in (each.read_text().splitlines() for each in files)]

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so while the last process runs."""

        def is_over() -> bool:
            return is_so() or self._started[-1].poll() is not None

        wait_until(is_over, self._state)
        assert is_so(), f"{self._state()} {self._started[-1].communicate()}"

    def _state(self) -> str:
        states = [process.poll() for process in self._started]
        return f"{states}, {[(node, len(texts)) for node, texts in self.tickets()]}"

    def start(self, sources: Path, allowed: int, **environment: str) -> "subprocess.Popen[str]":
        """Start it with tickets of its own, as actors of one that was stopped end in their time."""
        self._tickets = self._folder / str(len(self._started))
        self._tickets.mkdir(parents=True)
        self.allow(allowed)
        command = ("--index", str(self._index), "ingest", "--ray", self._nodes.address, "--json")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.indexing.ray_cli", *command, str(sources)],
            cwd=ROOT,
            env=self._nodes.environment | {"TICKETS": str(self._tickets)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background has it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._started.append(process)
        return process


def _contents(store: SqliteStore) -> tuple[list[object], np.ndarray]:
    ids = store.chunk_ids()
    chunks = store.chunks(ids.tolist())
    rows = dict(
        pair
        for numbers, vectors in store.vectors(ids.tolist())
        for pair in zip(numbers.tolist(), vectors, strict=True)
    )
    shown = [(c.article.id, c.article.digest, c.ordinal, c.text) for c in chunks.values()]
    return [*store.digests(), *shown], np.stack([rows[number] for number in chunks])


def _end(process: "subprocess.Popen[str]") -> tuple[int, list[str], str]:
    """Wait for a command; return its status, the outcome of each article, and its errors."""
    out, errors = process.communicate(timeout=PATIENCE_S)
    return process.returncode, [json.loads(line)["outcome"] for line in out.splitlines()], errors


@pytest.fixture
def ingesting(nodes: RayNodes, tmp_path: Path) -> Iterator[Ingesting]:
    with Ingesting(nodes, tmp_path / "tickets", tmp_path / "ingested") as opened:
        yield opened


@pytest.fixture
def ingested(tmp_path: Path) -> Iterator[SqliteStore]:
    library = SqliteStore(tmp_path / "ingested", PATIENCE_S)
    yield library
    library.close()


def test_interrupted_and_with_a_node_killed_it_ends_as_add_does(
    nodes: RayNodes,
    sources: Path,
    shell: Shell,
    store: SqliteStore,
    ingesting: Ingesting,
    ingested: SqliteStore,
) -> None:
    """Nothing is lost, nothing is there twice, and what was embedded is not embedded again."""
    shell("add", str(sources))
    added, vectors = _contents(store)
    keys = [embedding_key(text) for *_, text in added[_ARTICLES:]]

    process = ingesting.start(sources, 1)
    ingesting.wait_until(lambda: len(ingested.missing_embeddings(keys)) < len(keys))
    process.send_signal(signal.SIGINT)
    assert _end(process) == (130, [], "Stopped.\n")
    embedded = {*ingesting.tickets()[0][1]}

    process = ingesting.start(sources, 0)
    ingesting.wait_until(lambda: len(ingesting.tickets()) == 2)
    first, second = ingesting.tickets()
    assert first[0] != second[0]
    nodes.other.kill()
    ingesting.allow(1_000)
    assert _end(process) == (0, ["added"] * _ARTICLES, "")
    assert not embedded & {text for _, texts in ingesting.tickets() for text in texts}

    contents, embeddings = _contents(ingested)
    assert contents == added
    assert ((embeddings * vectors).sum(axis=1) > 0.999).all()


def test_a_wrong_token_is_refused_and_shown_nowhere(
    nodes: RayNodes, sources: Path, tmp_path: Path, wrong_token: "subprocess.Popen[str]"
) -> None:
    """The error of a wrong token says where the right one goes, and shows neither."""
    status, outcomes, errors = _end(wrong_token)
    assert (status, outcomes) == (1, [])
    assert "its token is not the one given here. Set RAY_AUTH_TOKEN_PATH" in errors
    assert WRONG not in errors


def test_an_address_without_a_cluster_is_refused(shell: Shell) -> None:
    """What does not respond, or is no address, is an error with a cure, at once."""
    shell("ingest", "--ray", "127.0.0.1:1", "a.txt")
    assert shell.status == 1
    assert "--ray 127.0.0.1:1: nothing responds there" in shell.errors
    assert "`ray start --head`" in shell.errors
