"""What a command imports: the wait before an answer is mostly that."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "sentence_transformers", "transformers"}
# Each would add a tenth to the wait, and nothing of ours needs it to ask.
SLOW = {"pydantic", "typer", "snowballstemmer", "qa_bot.conversation.rewriting.mentions"}
REPORT = """
import sys
from qa_bot.cli import main
try:
    main()
finally:
    sys.stderr.write("MODULES " + " ".join(sys.modules))
"""


def imported(*arguments: str, given: str = "") -> set[str]:
    """The modules that `qa-bot` has imported by its end."""
    ran = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stderr.rpartition("MODULES ")[2].split())


def test_help_imports_nothing_heavy() -> None:
    """Help is there at once: no model, no index, no numbers."""
    modules = imported("--help")
    assert "click" in modules
    assert not modules & (HEAVY | SLOW)
    assert not modules & {"numpy", "faiss", "onnxruntime", "telegram", "trafilatura", "msgspec"}


@pytest.mark.model
def test_adding_and_asking_need_no_torch(tmp_path: Path) -> None:
    """The default model answers without the libraries that take seconds to import."""
    (tmp_path / "crops.txt").write_text("Tea grows in Assam. Coffee grows in Kerala.")
    index = ["--index", str(tmp_path / "built")]
    assert not imported(*index, "add", str(tmp_path / "crops.txt")) & HEAVY
    asked = imported(*index, "ask", "Where does tea grow?")
    assert "onnxruntime" in asked
    assert not asked & (
        HEAVY | {"trafilatura", "lxml", "telegram", "prompt_toolkit", "charset_normalizer"}
    )
    assert not imported(*index, "chat", "--json", given="Where does tea grow?\n") & HEAVY


def test_the_telegram_bot_needs_no_torch() -> None:
    """Nor do the modules that serve a library to others."""
    script = (
        "import sys, qa_bot.app, qa_bot.retrieval.embedder, qa_bot.answering.readers.onnx_reader\n"
    )
    script += "import qa_bot.channels.telegram.bot\nprint(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(ran.stdout.split()) & HEAVY
