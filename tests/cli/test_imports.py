"""Commands import only what they need, which is most of the time before an answer."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "sentence_transformers", "transformers"}
# Each would add a tenth to the time of a question, which needs none of them.
# What speaks to servers, which a library in a folder has none of.
SERVERS = {"psycopg", "psycopg_pool", "alembic", "sqlalchemy", "pgvector", "pymilvus", "ray"}
SLOW = {"pydantic", "typer", "snowballstemmer", "qa_bot.conversation.rewriting.mentions"}
REPORT = """
import sys
from qa_bot.cli import main
try:
    main()
finally:
    sys.stderr.write("MODULES " + " ".join(sys.modules))
"""


def imported(*arguments: str, stdin: str = "") -> set[str]:
    """Return the modules that a command has imported."""
    ran = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stderr.rpartition("MODULES ")[2].split())


def test_help_imports_nothing_heavy() -> None:
    """`--help` imports no library of models, vectors or numbers."""
    modules = imported("--help")
    assert "click" in modules
    assert not modules & (HEAVY | SLOW)
    assert not modules & {"numpy", "faiss", "onnxruntime", "telegram", "trafilatura", "msgspec"}


@pytest.mark.model
def test_adding_and_asking_need_no_torch(tmp_path: Path) -> None:
    """With the default models, no library is imported that takes seconds."""
    (tmp_path / "crops.txt").write_text("Tea grows in Assam. Coffee grows in Kerala.")
    index = ["--index", str(tmp_path / "built")]
    assert not imported(*index, "add", str(tmp_path / "crops.txt")) & HEAVY
    asked = imported(*index, "ask", "Where does tea grow?")
    assert "onnxruntime" in asked
    assert not asked & (
        HEAVY
        | {"openai", "pybreaker", "httpx", "pymilvus", "grpc", "ray", "pyarrow"}
        | {"trafilatura", "lxml", "telegram", "prompt_toolkit", "charset_normalizer", "chardet"}
        | SERVERS
    )
    assert not imported(*index, "chat", "--json", stdin="Where does tea grow?\n") & HEAVY


@pytest.mark.model
def test_asking_a_database_needs_neither_faiss_nor_migrations(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its tables are there, only the client of PostgreSQL is imported in place of FAISS."""
    monkeypatch.setenv("QA_BOT_LIBRARY_URL", database_url)
    (tmp_path / "crops.txt").write_text("Tea grows in Assam. Coffee grows in Kerala.")
    imported("add", str(tmp_path / "crops.txt"))
    # The first question makes the tables that questions are counted in.
    _, asked = (imported("ask", "Where does tea grow?") for _ in range(2))
    assert "psycopg" in asked
    assert not asked & {*HEAVY, "faiss", "alembic", "sqlalchemy", "pymilvus", "ray"}


def test_the_telegram_bot_needs_no_torch() -> None:
    """The modules of the Telegram bot import no library that takes seconds."""
    models = "qa_bot.retrieval.onnx_embedder, qa_bot.answering.readers.onnx_reader"
    script = f"import sys, qa_bot.library, qa_bot.channels.telegram.bot, {models}\n"
    script += "print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(ran.stdout.split()) & HEAVY
