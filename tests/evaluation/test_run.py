"""A run asks every question in temporary libraries, and its figures describe the answers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import DatasetError, QaBotError
from qa_bot.evaluation import command
from qa_bot.evaluation.datasets import Dataset, Question, make_article
from qa_bot.evaluation.figures import compute_figures, risk_coverage_curve, worst_misses
from qa_bot.evaluation.metrics import CurvePoint
from qa_bot.evaluation.run import LibraryMode, ask_all
from tests.fakes import FakeEmbedder, WordReader

CROPS = make_article("Tea grows in Assam. Coffee grows in Kerala.", "Crops")
HERDS = make_article("Goats graze in Kashmir.", "Herds")
SET = Dataset(
    (CROPS, HERDS),
    (
        Question("1", "Where grows coffee?", ("Kerala",), CROPS.id, CROPS.id, CROPS.text[20:]),
        Question("2", "Where graze goats?", ("Kashmir",), HERDS.id, HERDS.id),
        Question("3", "Who painted the old fresco there?", (), HERDS.id, HERDS.id),
    ),
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Components:
    """An app with models that need no weights."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    return Components(load_config(None, {}, index=tmp_path / "own"))


@pytest.mark.parametrize("mode", LibraryMode)
def test_every_question_is_asked_once(app: Components, mode: LibraryMode) -> None:
    """Each question is asked once in every mode, and the user's own library is not created."""
    asked = list(ask_all(app, SET, mode, False, lambda *_: None))
    assert sorted(a.question.id for a in asked) == ["1", "2", "3"]
    assert all(a.is_verbatim for a in asked)
    assert not (app.config.library.folder).exists()


def test_leaving_out_asks_again_without_the_subject(app: Components) -> None:
    """The second time no passage is from the question's article."""
    asked = [a for a in ask_all(app, SET, LibraryMode.ONE, True, lambda *_: None) if a.is_left_out]
    assert [a.question.id for a in asked] == ["1", "2"]
    for a in asked:
        assert a.question.article not in {p.article.id for p in a.answer.passages}


def test_leaving_out_equals_a_library_without_the_subject(app: Components) -> None:
    """All articles of a subject are removed, and the scores are those of a library without it."""
    rice = make_article("Where rice grows: the delta.", "Crops")
    groups = {CROPS.id: "crops", rice.id: "crops", HERDS.id: "herds"}
    question = replace(SET.questions[0], group="crops")
    whole = Dataset((CROPS, rice, HERDS), (question,), groups=groups)
    alone = Dataset((HERDS,), (question,))
    left = [a for a in ask_all(app, whole, LibraryMode.ONE, True, _quiet) if a.is_left_out]
    (never,) = ask_all(app, alone, LibraryMode.ONE, False, _quiet)
    assert [p.article.id for p in left[0].answer.passages] == [HERDS.id]
    assert left[0].best_answer.confidence == pytest.approx(never.best_answer.confidence)
    assert left[0].best_answer.passages == never.best_answer.passages


def test_a_subject_is_added_again_after_it_was_left_out(app: Components) -> None:
    """Each subject is removed for its own questions only."""
    asked = list(ask_all(app, SET, LibraryMode.ONE, True, _quiet))
    second = next(a for a in asked if a.is_left_out and a.question.id == "2")
    assert CROPS.id in {p.article.id for p in second.answer.passages}


@pytest.mark.parametrize("mode", [LibraryMode.GROUP, LibraryMode.PARAGRAPH])
def test_leaving_out_needs_another_subject(app: Components, mode: LibraryMode) -> None:
    """A library that would be empty without the subject is refused."""
    with pytest.raises(DatasetError, match="--library one"):
        list(ask_all(app, SET, mode, True, _quiet))
    with pytest.raises(DatasetError, match="second article"):
        list(ask_all(app, Dataset((HERDS,), SET.questions[1:2]), LibraryMode.ONE, True, _quiet))


def test_leaving_out_needs_to_know_the_subject(app: Components) -> None:
    """A question without an article is refused."""
    lost = replace(SET.questions[0], article="", group="")
    with pytest.raises(DatasetError, match="'article'"):
        list(ask_all(app, replace(SET, questions=(lost,)), LibraryMode.ONE, True, _quiet))


def test_a_declined_answer_counts_for_what_it_was_worth(app: Components) -> None:
    """In the risk-coverage curve a correct answer that was declined is correct."""
    answering = app.config.answering.replace(confidence=1.0)
    app.config = app.config.replace(answering=answering)
    asked = list(
        ask_all(app, replace(SET, questions=SET.questions[:2]), LibraryMode.ONE, False, _quiet)
    )
    assert not any(a.answer.answered or a.answer.text or a.answer.quote for a in asked)
    assert [a.best_answer.text for a in asked] == ["Kerala", "Kashmir"]
    assert risk_coverage_curve(asked)[-1] == CurvePoint(coverage=1.0, risk=0.0)


def test_the_threshold_declines_as_the_bot_does(app: Components) -> None:
    """The answers equal those of the bot with the same articles."""
    asked = list(ask_all(app, SET, LibraryMode.ONE, False, _quiet))
    for article in SET.articles:
        app.ingester.add(article)
    for a in asked:
        own = app.answerer.answer(a.question.text)
        assert replace(own, took_ms=0.0) == replace(a.answer, took_ms=0.0)


def test_the_figures_describe_the_answers(app: Components) -> None:
    """Two correct answers and one correct decline give full scores."""
    found = {
        f.name: f.value
        for f in compute_figures(list(ask_all(app, SET, LibraryMode.ONE, True, _quiet)))
    }
    for name in ("F1", "EM", "quote holds", "quote in evidence", "declined", "AUROC"):
        assert found[name] == 1.0, name
    assert (found["questions"], found["answered wrongly"], found["not verbatim"]) == (3, 0, 0)


def _quiet(*_: object) -> None:
    """Show no progress."""


def test_the_worst_misses_are_the_most_confident_wrong_answers(app: Components) -> None:
    """A confident wrong answer comes before a wrong decline."""
    wrong = Question("4", "Where graze goats?", ("Nowhere",), HERDS.id)
    missed = Question("5", "Zebra giraffe?", ("Kashmir",), HERDS.id)
    asked = list(ask_all(app, Dataset((HERDS,), (missed, wrong)), LibraryMode.ONE, False, _quiet))
    assert [a.question.id for a in worst_misses(asked, 2)] == ["4", "5"]


def test_interrupting_keeps_what_was_measured(app: Components) -> None:
    """Ctrl-C keeps what was asked so far and marks it incomplete."""

    def interrupt(what: str, done: int, total: int) -> None:
        if (what, done) == ("asking", 2):
            raise KeyboardInterrupt

    measured = command.measure(app, SET, LibraryMode.ONE, False, interrupt)
    assert (len(measured.asked), measured.is_complete) == (1, False)


def test_answers_are_written_for_the_official_script(app: Components, tmp_path: Path) -> None:
    """Short answers are written by question id, a declined one as the empty string."""
    asked = list(ask_all(app, SET, LibraryMode.ONE, True, _quiet))
    command.save_answers(asked, tmp_path / "answers.json")
    assert json.loads((tmp_path / "answers.json").read_text()) == {
        "1": "Kerala",
        "2": "Kashmir",
        "3": "",
    }


def test_a_file_that_cannot_be_written_is_an_error(app: Components, tmp_path: Path) -> None:
    """The error names the cure."""
    asked = list(ask_all(app, SET, LibraryMode.ONE, False, _quiet))
    with pytest.raises(QaBotError, match="folder that exists"):
        command.save_answers(asked, tmp_path / "no" / "answers.json")


def test_a_limit_below_one_is_refused(app: Components, tmp_path: Path) -> None:
    """The limit is checked before anything is asked."""
    set_file = tmp_path / "set.jsonl"
    set_file.write_text('{"question": "Where?", "answers": ["Assam"]}')
    (tmp_path / "crops.txt").write_text("Tea grows in Assam.")
    with pytest.raises(DatasetError, match="--limit is 0"):
        command.load(app, set_file, [str(tmp_path / "crops.txt")], 0)
