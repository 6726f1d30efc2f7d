"""The answers stay as good as they were: the floor that CI holds."""

from pathlib import Path

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.evaluation import command
from qa_bot.evaluation.figures import compute_figures
from qa_bot.evaluation.run import LibraryMode

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "data" / "quality" / "sample.jsonl"
ARTICLE = ROOT / "index" / "articles" / "samarkand-summit.md"
FLOORS = {"quote holds": 0.75, "hit@1": 0.80, "F1 answerable": 0.55, "AUROC": 0.60}
EVERYDAY = ROOT / "benchmarks" / "data" / "everyday"
# A tenth of the half that choices are made on.
EVERYDAY_LIMIT = 61
EVERYDAY_FLOORS = {"quote right": 0.50, "answer right": 0.40, "rightly declined": 0.40}


def test_quality_has_a_floor(tmp_path: Path) -> None:
    """On 30 questions about the sample article, no figure falls below its floor."""
    app = Components(load_config(None, {}, index=tmp_path / "built"))
    dataset = command.load(app, SAMPLE, [str(ARTICLE)], None)
    measured = command.measure(app, dataset, LibraryMode.ONE, False, lambda *_: None)
    found = {figure.name: figure.value for figure in compute_figures(measured.asked)}
    assert measured.is_complete and found["not verbatim"] == 0
    for name, floor in FLOORS.items():
        assert found[name] >= floor, f"{name}: {found[name]:.3f}, floor {floor}"


def test_everyday_questions_have_a_floor(tmp_path: Path) -> None:
    """On a tenth of the everyday questions, each asked of its own article, no figure falls."""
    app = Components(load_config(None, {}, index=tmp_path / "built"))
    articles = sorted(str(path) for path in (EVERYDAY / "choosing").iterdir())
    dataset = command.load(app, EVERYDAY / "choosing.jsonl", articles, EVERYDAY_LIMIT)
    measured = command.measure(app, dataset, LibraryMode.GROUP, False, lambda *_: None)
    found = {figure.name: figure.value for figure in compute_figures(measured.asked)}
    assert measured.is_complete and found["not verbatim"] == 0
    for name, floor in EVERYDAY_FLOORS.items():
        assert found[name] >= floor, f"{name}: {found[name]:.3f}, floor {floor}"
