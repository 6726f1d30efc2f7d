"""`qa-bot eval --written`: what a language model writes, measured beside the extractive answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa_bot.answers import Answer, DroppedSentence, Passage, Quote, WrittenAnswer, WrittenSentence
from qa_bot.documents import ArticleRef
from qa_bot.evaluation.datasets import Question
from qa_bot.evaluation.run import AskedQuestion
from qa_bot.evaluation.written_figures import problems_of, written_figures
from tests.generation.chat_server import KEY, MODEL, ChatRequest, ChatServer, responds
from tests.shell import Shell

TEXT = "Tea grows in Assam. Coffee grows in Kerala. Goats graze in Kashmir."
ROWS = [
    {"question": "Where grows tea?", "answers": ["Assam"]},
    {"question": "Where graze goats?", "answers": ["Kashmir"]},
    {"question": "Where grows the purple cotton?", "answers": None},
]
REF = ArticleRef("a", "Crops", "crops.txt", "digest")


@pytest.fixture
def measured(
    shell: Shell, tmp_path: Path, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell whose settings name the loopback server, with a set of questions to measure on."""
    (tmp_path / "crops.txt").write_text(TEXT)
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", chat_server.url)
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", MODEL)
    monkeypatch.setenv("QA_BOT_WRITTEN_KEY", KEY)
    return shell


def _eval(shell: Shell, *options: str) -> dict[str, Any]:
    found = shell.json("eval", "set.jsonl", "--articles", "crops.txt", *options)
    assert isinstance(found, dict)
    return found


def _reply(request: ChatRequest) -> str:
    if "goats" in request.text.rpartition("<request>")[2]:
        return "Goats graze in Kashmir [1]. Goats eat 40 shrubs a day [1]."
    return "Tea grows in Assam [1]." if "Where grows tea" in request.text else "NO ANSWER"


def test_written_answers_are_measured_beside_the_others(
    measured: Shell, chat_server: ChatServer
) -> None:
    """What is supported, dropped and agrees; the figures of the extractive answers stay."""
    chat_server.reply_with(_reply)
    alone = _eval(measured)
    assert chat_server.requests == []
    both = _eval(measured, "--written")
    assert {name: both[name] for name in alone if "ms" not in name} == {
        name: value for name, value in alone.items() if "ms" not in name
    }
    assert both["asked of the model"] == len(chat_server.requests) > 1
    assert both["sentences"] == 3
    assert both["supported"] == round(2 / 3, 4)
    assert both["dropped: number"] == round(1 / 3, 4)
    assert both["cited holds"] == both["written holds"] == 1.0
    assert both["written problems"] == both["not verbatim"] == 0
    assert both["tokens"] > 0 and both["last token s"] >= both["first token s"] > 0


@pytest.mark.parametrize(("when_declined", "asked"), [("false", 2), ("true", 3)])
def test_a_declined_question_is_asked_only_where_the_settings_say_so(
    measured: Shell,
    chat_server: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
    when_declined: str,
    asked: int,
) -> None:
    """As for a person; what the model then refuses is a refusal of an unanswerable question."""
    monkeypatch.setenv("QA_BOT_WRITTEN_WHEN_DECLINED", when_declined)
    monkeypatch.setenv("QA_BOT_ANSWERING_CONFIDENCE", "0.6")
    chat_server.reply_with(_reply)
    found = _eval(measured, "--written")
    assert found["asked of the model"] == asked == len(chat_server.requests)
    if when_declined == "true":
        assert (found["refused"], found["written wrongly"]) == (1.0, 0.0)
    else:
        assert "refused" not in found


def test_without_a_model_nothing_is_measured(
    measured: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the setting, and one without the other as well."""
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", "")
    measured("eval", "set.jsonl", "--articles", "crops.txt", "--written")
    assert measured.status == 1 and "written.model" in measured.errors
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", "")
    measured("eval", "set.jsonl", "--articles", "crops.txt", "--written")
    assert measured.status == 1 and "written.base_url" in measured.errors
    assert "--written" in measured.errors


def test_a_server_that_fails_costs_only_its_own_figures(
    measured: Shell, chat_server: ChatServer
) -> None:
    """The problem is printed once, and everything else is measured."""
    chat_server.behave(responds(401))
    found = _eval(measured, "--written")
    assert found["written problems"] == found["asked of the model"] > 1
    assert (found["written"], found["sentences"]) == (0, 0)
    assert found["EM"] > 0
    assert measured.errors.count("127.0.0.1") == 1


def test_tokens_count_towards_the_budget(
    measured: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of a day holds over all libraries that are filled for the questions."""
    monkeypatch.setenv("QA_BOT_WRITTEN_TOKENS_PER_DAY", "900")
    chat_server.reply_with(_reply)
    found = _eval(measured, "--written", "--library", "group")
    assert len(chat_server.requests) == 1
    assert found["written problems"] == found["asked of the model"] - 1 > 0


def _asked(written: WrittenAnswer | None, *golds: str, left_out: bool = False) -> AskedQuestion:
    passage = Passage(REF, 0, len(TEXT), TEXT, 1.0)
    answer = Answer("?", True, 0.9, "Assam", passages=(passage,), written=written)
    return AskedQuestion(Question("1", "?", golds), answer, answer, is_left_out=left_out)


def _sentence(text: str) -> WrittenSentence:
    start = TEXT.index(text)
    return WrittenSentence(text, (Quote(REF, start, start + len(text), text),))


def test_the_figures_are_as_defined() -> None:
    """Shares of sentences, of answers and of unanswerable questions, and medians in seconds."""
    tea, coffee = _sentence("Tea grows in Assam."), _sentence("Coffee grows in Kerala.")
    lie = DroppedSentence("Tea grows on Mars.", "name", "Mars")
    asked = [
        _asked(WrittenAnswer("m", (tea,), (lie,), first_ms=500, took_ms=2500, tokens=90), "Assam"),
        _asked(WrittenAnswer("m", (coffee,), first_ms=1500, took_ms=3500, tokens=60), "Darjeeling"),
        _asked(WrittenAnswer("m", (), (lie, lie), is_refusal=True, tokens=30), "Assam"),
        _asked(WrittenAnswer("m", is_refusal=True)),
        _asked(WrittenAnswer("m", (tea,), problem="It broke.")),
        _asked(None, "Assam"),
    ]
    found = {figure.name: figure.value for figure in written_figures(asked)}
    assert found["asked of the model"] == 5
    assert found["written"] == 3 / 5
    assert (found["sentences"], found["supported"]) == (6, 0.5)
    assert found["dropped: name"] == 0.5 and "dropped: number" not in found
    assert (found["cited holds"], found["written holds"]) == (0.5, 0.5)
    # "tea grows in assam" against "assam": one word of four.
    assert found["written F1"] == pytest.approx((2 * 1 / 5) / 2)
    assert found["refused wrongly"] == pytest.approx(1 / 3)
    assert (found["refused"], found["written wrongly"]) == (0.5, 0.5)
    assert found["written problems"] == 1
    assert (found["first token s"], found["last token s"]) == (1.5, 3.5)
    assert found["tokens"] == 180
    assert problems_of(asked) == ["It broke."]


def test_without_unanswerable_questions_those_left_out_count() -> None:
    """Refusing is right where the subject is removed; nothing else is measured of them."""
    tea = _sentence("Tea grows in Assam.")
    asked = [
        _asked(WrittenAnswer("m", (tea,)), "Assam"),
        _asked(WrittenAnswer("m", is_refusal=True), "Assam", left_out=True),
    ]
    found = {figure.name: figure.value for figure in written_figures(asked)}
    assert (found["refused"], found["refused wrongly"], found["written F1"]) == (1.0, 0.0, 0.4)


def test_no_figure_is_made_up_where_no_model_was_asked() -> None:
    """A run without --written has the figures that it had."""
    assert written_figures([_asked(None, "Assam")]) == []
