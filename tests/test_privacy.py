"""The libraries' telemetry is off before any of them is imported."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot import privacy

ROOT = Path(__file__).parent.parent
# Those whose own switch must be set before they are imported.
_TALKATIVE = {"onnxruntime", "huggingface_hub", "transformers", "sentence_transformers"}
_TELLS = "import os, qa_bot; print(os.environ.get('ORT_DISABLE_TELEMETRY'))"


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0]
        for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    }


def test_every_package_that_imports_a_talkative_library_is_quiet_first() -> None:
    """In each of our packages, qa_bot comes before any library that would phone home."""
    for package in ("benchmarks", "training"):
        users = [p for p in (ROOT / package).rglob("*.py") if _imports(p) & _TALKATIVE]
        assert users
        assert "qa_bot" in _imports(ROOT / package / "__init__.py")


@pytest.mark.parametrize(("given", "told"), [(None, "1"), ("", "1"), ("0", "0")])
def test_importing_the_package_switches_telemetry_off(given: str | None, told: str) -> None:
    """It is off where nothing was said; what a person set stays."""
    environment = {k: v for k, v in os.environ.items() if k not in privacy.SWITCHES}
    if given is not None:
        environment["ORT_DISABLE_TELEMETRY"] = given
    command = [sys.executable, "-c", _TELLS]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.stdout.strip() == told, ran.stderr


def test_torch_keeps_its_folder_in_our_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment names it; not where the folder cannot be made, nor against a person's own."""
    cache = tmp_path / "cache"
    monkeypatch.setattr(privacy, "cache_folder", lambda: cache)
    fresh: dict[str, str] = {}
    privacy.set_torch_cache_folder(fresh)
    assert fresh == {"TORCHINDUCTOR_CACHE_DIR": str(cache / "torch")}
    theirs = {"TORCHINDUCTOR_CACHE_DIR": "elsewhere"}
    privacy.set_torch_cache_folder(theirs)
    assert theirs == {"TORCHINDUCTOR_CACHE_DIR": "elsewhere"}
    (tmp_path / "file").touch()
    monkeypatch.setattr(privacy, "cache_folder", lambda: tmp_path / "file")
    unable: dict[str, str] = {}
    privacy.set_torch_cache_folder(unable)
    assert unable == {}
