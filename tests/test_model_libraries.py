"""A plain install, without torch and what stands on it, does all but load other models."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from qa_bot import model_libraries
from qa_bot.answering.readers.reader import load_reader
from qa_bot.errors import ModelLibrariesMissing
from qa_bot.retrieval.embedder import load_embedder

ROOT = Path(__file__).parent.parent
# The extra `models`, and what comes with it alone.
EXTRA = ("torch", "sentence_transformers", "transformers", "onnx", "scipy", "sklearn", "joblib")
# As where they are not installed: neither imported nor found.
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({EXTRA!r}))
from qa_bot.cli import main
main()
"""
QUESTION = "Where does tea grow?"


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without the libraries of the extra."""
    for name in EXTRA:
        monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]


def run(folder: Path, *arguments: str, stdin: str = "", status: int = 0) -> str:
    """Run a command where the extra is missing; return all that it printed."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT, "--index", str(folder / "built"), *arguments],
        cwd=ROOT,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == status, ran.stdout
    return ran.stdout


@pytest.mark.model
@pytest.mark.waits
def test_a_plain_install_adds_asks_and_maintains(tmp_path: Path) -> None:
    """Every command works with the shipped models alone."""
    (tmp_path / "crops.html").write_text("<h1>Crops</h1><p>Tea grows in Assam.</p>")
    (tmp_path / "set.jsonl").write_text(json.dumps({"question": QUESTION, "answers": ["Assam"]}))
    assert "Crops" in run(tmp_path, "add", str(tmp_path / "crops.html"))
    assert "Assam" in run(tmp_path, "ask", QUESTION)
    assert "Assam" in run(tmp_path, "chat", "--json", stdin=f"{QUESTION}\n")
    assert "Crops" in run(tmp_path, "list")
    assert "vectors" in run(tmp_path, "verify")
    assert "1" in run(tmp_path, "rebuild", "--force")
    run(tmp_path, "export", str(tmp_path / "all.zip"))
    assert "unchanged" in run(tmp_path, "import", str(tmp_path / "all.zip"))
    set_, article = str(tmp_path / "set.jsonl"), str(tmp_path / "crops.html")
    assert "questions" in run(tmp_path, "eval", set_, "--articles", article)
    assert "built-in" in run(tmp_path, "doctor")
    assert "token" in run(tmp_path, "telegram", status=1)


def test_the_telegram_bot_is_imported_without_the_extra() -> None:
    """All that `qa-bot telegram` imports is there."""
    script = WITHOUT.replace("main()", "import qa_bot.channels.telegram.bot, qa_bot.library")
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.usefixtures("lacking")
def test_another_model_without_the_extra_is_refused_with_the_cure(tmp_path: Path) -> None:
    """The message names the setting, the model, what is missing and how to install it."""
    with pytest.raises(
        ModelLibrariesMissing,
        match=r"embedding\.model is 'all-mpnet-base-v2'.*torch.*\[models\].*'all-MiniLM-L6-v2'",
    ):
        load_embedder("all-mpnet-base-v2", tmp_path)
    with pytest.raises(
        ModelLibrariesMissing,
        match=r"answering\.reader is 'deepset/tinyroberta'.*\[models\].*'built-in'",
    ):
        load_reader("deepset/tinyroberta")
    assert not list(tmp_path.iterdir())


def test_the_extra_names_what_is_imported() -> None:
    """What must be there is of the extra or comes with it, and none of it is a dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = {Requirement(line).name for line in project["optional-dependencies"]["models"]}
    plain = {Requirement(line).name for line in project["dependencies"]}
    needed = {name.replace("_", "-") for name in model_libraries.MODULES}
    assert needed - extra == {"transformers"}
    assert not plain & (needed | extra)


def test_the_folder_of_torch_is_in_our_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment names it, unless a person has set another or it cannot be created."""
    cache = tmp_path / "cache"
    monkeypatch.setattr(model_libraries, "cache_folder", lambda: cache)
    fresh: dict[str, str] = {}
    model_libraries.set_torch_cache_folder(fresh)
    assert fresh == {"TORCHINDUCTOR_CACHE_DIR": str(cache / "torch")}
    theirs = {"TORCHINDUCTOR_CACHE_DIR": "elsewhere"}
    model_libraries.set_torch_cache_folder(theirs)
    assert theirs == {"TORCHINDUCTOR_CACHE_DIR": "elsewhere"}
    (tmp_path / "file").touch()
    monkeypatch.setattr(model_libraries, "cache_folder", lambda: tmp_path / "file")
    unable: dict[str, str] = {}
    model_libraries.set_torch_cache_folder(unable)
    assert unable == {}
