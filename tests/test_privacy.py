"""The telemetry of libraries is off before any of them is imported."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot import privacy

ROOT = Path(__file__).parent.parent
# Those whose own switch must be set before they are imported.
_WITH_TELEMETRY = {"onnxruntime", "huggingface_hub", "transformers", "sentence_transformers"}
_SCRIPT = "import os, qa_bot; print(os.environ.get('ORT_DISABLE_TELEMETRY'))"


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0]
        for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    }


def test_every_package_switches_telemetry_off_before_its_imports() -> None:
    """Each of our packages imports qa_bot before any library with telemetry."""
    for package in ("benchmarks", "training"):
        users = [p for p in (ROOT / package).rglob("*.py") if _imports(p) & _WITH_TELEMETRY]
        assert users
        assert "qa_bot" in _imports(ROOT / package / "__init__.py")


@pytest.mark.parametrize(("value", "expected"), [(None, "1"), ("", "1"), ("0", "0")])
def test_importing_the_package_switches_telemetry_off(value: str | None, expected: str) -> None:
    """A switch that is not set is set; a value that a person has set stays."""
    environment = {k: v for k, v in os.environ.items() if k not in privacy.SWITCHES}
    if value is not None:
        environment["ORT_DISABLE_TELEMETRY"] = value
    command = [sys.executable, "-c", _SCRIPT]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.stdout.strip() == expected, ran.stderr
