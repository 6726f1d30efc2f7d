"""A run asks everything of a library of its own, and its figures are of what was said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.errors import DatasetError, QaBotError
from qa_bot.evaluation import command
from qa_bot.evaluation.datasets import Dataset, Question, make_article
from qa_bot.evaluation.report import curve, figures, worst
from qa_bot.evaluation.run import Library, ask_all
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
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """An app whose models need no weights."""
    monkeypatch.setattr(App, "_make_embedder", lambda app: FakeEmbedder())
    monkeypatch.setattr(App, "_make_reader", lambda app: WordReader())
    return App(load_config(None, {}, index=tmp_path / "own"))


@pytest.mark.parametrize("library", Library)
def test_every_question_is_asked_once(app: App, library: Library) -> None:
    """Whatever shares a library, each question is asked, of text that holds its answer."""
    asked = list(ask_all(app, SET, library, False, lambda *_: None))
    assert sorted(a.question.id for a in asked) == ["1", "2", "3"]
    assert all(a.verbatim for a in asked)
    assert not (app.config.library.folder).exists()


def test_left_out_asks_again_without_the_subject(app: App) -> None:
    """The second time the answer is not there to be found."""
    asked = [a for a in ask_all(app, SET, Library.ONE, True, lambda *_: None) if a.left_out]
    assert [a.question.id for a in asked] == ["1", "2"]
    for a in asked:
        assert a.question.article not in {p.article.id for p in a.answer.passages}


def test_left_out_is_as_if_the_subject_had_never_been_there(app: App) -> None:
    """The whole subject goes, unasked paragraphs too; what is left scores as without it."""
    rice = make_article("Where rice grows: the delta.", "Crops")
    groups = {CROPS.id: "crops", rice.id: "crops", HERDS.id: "herds"}
    question = replace(SET.questions[0], group="crops")
    whole = Dataset((CROPS, rice, HERDS), (question,), groups=groups)
    alone = Dataset((HERDS,), (question,))
    left = [a for a in ask_all(app, whole, Library.ONE, True, _quiet) if a.left_out]
    (never,) = ask_all(app, alone, Library.ONE, False, _quiet)
    assert [p.article.id for p in left[0].answer.passages] == [HERDS.id]
    assert left[0].offered.confidence == pytest.approx(never.offered.confidence)
    assert left[0].offered.passages == never.offered.passages


def test_after_left_out_the_subject_is_back(app: App) -> None:
    """Each subject is missed by its own questions only."""
    asked = list(ask_all(app, SET, Library.ONE, True, _quiet))
    second = next(a for a in asked if a.left_out and a.question.id == "2")
    assert CROPS.id in {p.article.id for p in second.answer.passages}


@pytest.mark.parametrize("library", [Library.GROUP, Library.PARAGRAPH])
def test_left_out_needs_something_to_be_left(app: App, library: Library) -> None:
    """An empty library declines everything, which would measure nothing."""
    with pytest.raises(DatasetError, match="--library one"):
        list(ask_all(app, SET, library, True, _quiet))
    with pytest.raises(DatasetError, match="second article"):
        list(ask_all(app, Dataset((HERDS,), SET.questions[1:2]), Library.ONE, True, _quiet))


def test_left_out_needs_to_know_the_subject(app: App) -> None:
    """A question of no named article cannot be asked without it."""
    lost = replace(SET.questions[0], article="", group="")
    with pytest.raises(DatasetError, match="'article'"):
        list(ask_all(app, replace(SET, questions=(lost,)), Library.ONE, True, _quiet))


def test_a_withheld_answer_counts_for_what_it_was_worth(app: App) -> None:
    """Calibration and the curve see a right answer that was declined as right."""
    answering = app.config.answering.replace(confidence=1.0)
    app.config = app.config.replace(answering=answering)
    asked = list(
        ask_all(app, replace(SET, questions=SET.questions[:2]), Library.ONE, False, _quiet)
    )
    assert not any(a.answer.answered or a.answer.text or a.answer.quote for a in asked)
    assert [a.offered.text for a in asked] == ["Kerala", "Kashmir"]
    assert curve(asked)[-1] == (1.0, 0.0)


def test_the_threshold_declines_as_the_bot_does(app: App) -> None:
    """What is said is what the bot itself would say to the question."""
    asked = list(ask_all(app, SET, Library.ONE, False, _quiet))
    for article in SET.articles:
        app.adder.add(article)
    for a in asked:
        own = app.answerer.answer(a.question.text)
        assert replace(own, took_ms=0.0) == replace(a.answer, took_ms=0.0)


def test_the_figures_are_of_what_was_said(app: App) -> None:
    """Two answered rightly and one declined give full marks."""
    found = {f.name: f.value for f in figures(list(ask_all(app, SET, Library.ONE, True, _quiet)))}
    for name in ("F1", "EM", "quote holds", "quote in evidence", "declined", "AUROC"):
        assert found[name] == 1.0, name
    assert (found["questions"], found["answered wrongly"], found["not verbatim"]) == (3, 0, 0)


def _quiet(*_: object) -> None:
    """Nobody watches."""


def test_the_worst_misses_are_the_surest_wrong_ones(app: App) -> None:
    """A confident wrong answer is read before a missed one."""
    wrong = Question("4", "Where graze goats?", ("Nowhere",), HERDS.id)
    missed = Question("5", "Zebra giraffe?", ("Kashmir",), HERDS.id)
    asked = list(ask_all(app, Dataset((HERDS,), (missed, wrong)), Library.ONE, False, _quiet))
    assert [a.question.id for a in worst(asked, 2)] == ["4", "5"]


def test_interrupting_keeps_what_was_measured(app: App) -> None:
    """Ctrl-C midway still gives the figures so far."""

    def interrupt(what: str, done: int, total: int) -> None:
        if (what, done) == ("asking", 2):
            raise KeyboardInterrupt

    asked, whole = command.measure(app, SET, Library.ONE, False, interrupt)
    assert (len(asked), whole) == (1, False)


def test_answers_are_written_as_the_official_script_takes_them(app: App, tmp_path: Path) -> None:
    """By question id; a declined one is the empty string."""
    asked = list(ask_all(app, SET, Library.ONE, True, _quiet))
    command.save_answers(asked, tmp_path / "answers.json")
    assert json.loads((tmp_path / "answers.json").read_text()) == {
        "1": "Kerala",
        "2": "Kashmir",
        "3": "",
    }


def test_a_file_that_cannot_be_written_is_told(app: App, tmp_path: Path) -> None:
    """After a long run there is a sentence, not a traceback."""
    asked = list(ask_all(app, SET, Library.ONE, False, _quiet))
    with pytest.raises(QaBotError, match="folder that exists"):
        command.save_answers(asked, tmp_path / "no" / "answers.json")


def test_a_limit_below_one_is_refused(app: App, tmp_path: Path) -> None:
    """Before anything is asked."""
    set_file = tmp_path / "set.jsonl"
    set_file.write_text('{"question": "Where?", "answers": ["Assam"]}')
    (tmp_path / "crops.txt").write_text("Tea grows in Assam.")
    with pytest.raises(DatasetError, match="--limit is 0"):
        command.load(app, set_file, [str(tmp_path / "crops.txt")], 0)
