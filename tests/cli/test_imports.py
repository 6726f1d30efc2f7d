"""Commands import only what they need, which is most of the time before an answer."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "sentence_transformers", "transformers"}
# Each would add a tenth to the time of a question, which needs none of them.
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
        | {"openai", "pybreaker", "httpx"}
        | {"trafilatura", "lxml", "telegram", "prompt_toolkit", "charset_normalizer", "chardet"}
    )
    assert not imported(*index, "chat", "--json", stdin="Where does tea grow?\n") & HEAVY


def test_the_telegram_bot_needs_no_torch() -> None:
    """The modules of the Telegram bot import no library that takes seconds."""
    models = "qa_bot.retrieval.onnx_embedder, qa_bot.answering.readers.onnx_reader"
    script = f"import sys, qa_bot.library, qa_bot.channels.telegram.bot, {models}\n"
    script += "print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(ran.stdout.split()) & HEAVY
