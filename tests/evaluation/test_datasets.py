"""Data sets are read, or refused with the file, the question and the cure."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa_bot.errors import DatasetError
from qa_bot.evaluation.datasets import make_article, read_dataset

CONTEXT = "Tea grows in Assam. Coffee grows in Kerala."


def squad(tmp_path: Path, **question: Any) -> Path:
    """A SQuAD file of one question."""
    asked = {"id": "q1", "question": "Where does tea grow?", "answers": [{"text": "Assam"}]}
    paragraph = {"context": CONTEXT, "qas": [asked | question]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"title": "Crops_of_India", "paragraphs": [paragraph]}]}))
    return path


def test_squad_is_read_whatever_its_offsets_say(tmp_path: Path) -> None:
    """A wrong answer_start does not matter: the answer's text is searched for."""
    path = squad(tmp_path, answers=[{"text": "Assam", "answer_start": 9999}])
    dataset = read_dataset(path)
    (question,) = dataset.questions
    assert (question.text, question.answers) == ("Where does tea grow?", ("Assam",))
    assert dataset.articles[0].title == "Crops of India"


def test_an_answer_that_is_not_in_its_text_is_dropped_with_a_warning(tmp_path: Path) -> None:
    """A question with no answer in its text is dropped, and the warning names its id."""
    path = squad(tmp_path)
    data = json.loads(path.read_text())
    qas = data["data"][0]["paragraphs"][0]["qas"]
    qas.append({"id": "q2", "question": "And rice?", "answers": [{"text": "Goa"}]})
    path.write_text(json.dumps(data))
    dataset = read_dataset(path)
    assert [q.id for q in dataset.questions] == ["q1"]
    assert "1 questions left out" in dataset.warnings[0] and "q2" in dataset.warnings[0]


def test_a_set_without_a_question_left_is_refused(tmp_path: Path) -> None:
    """A data set whose every question is dropped is refused."""
    with pytest.raises(DatasetError, match="holds no question"):
        read_dataset(squad(tmp_path, answers=[{"text": "Goa"}]))


def test_no_answers_means_unanswerable(tmp_path: Path) -> None:
    """Impossible questions of SQuAD 2.0 are kept, without answers."""
    (question,) = read_dataset(squad(tmp_path, answers=[], is_impossible=True)).questions
    assert question.answers == ()


@pytest.mark.parametrize("value", [None, "Assam", 5])
def test_a_field_of_the_wrong_type_is_named(tmp_path: Path, value: Any) -> None:
    """A string in place of a list is refused, not iterated over."""
    with pytest.raises(DatasetError, match=r"'answers' at q1 is .*; expected a list"):
        read_dataset(squad(tmp_path, answers=value))


def test_each_article_has_its_subject(tmp_path: Path) -> None:
    """A paragraph without questions belongs to the subject of its title too."""
    path = squad(tmp_path)
    data = json.loads(path.read_text())
    data["data"][0]["paragraphs"].append({"context": "Rice grows too.", "qas": []})
    path.write_text(json.dumps(data))
    dataset = read_dataset(path)
    assert set(dataset.groups) == {a.id for a in dataset.articles}
    assert set(dataset.groups.values()) == {dataset.questions[0].group}


@pytest.mark.parametrize("missing", ["question", "answers"])
def test_a_missing_field_is_named(tmp_path: Path, missing: str) -> None:
    """The message names the field, the question and the file."""
    path = squad(tmp_path)
    data = json.loads(path.read_text())
    del data["data"][0]["paragraphs"][0]["qas"][0][missing]
    path.write_text(json.dumps(data))
    with pytest.raises(DatasetError, match=rf"set\.json: '{missing}' is missing at q1"):
        read_dataset(path)


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", "{"), ("a.json", "[]"), ("a.jsonl", "{}\n"), ("b.json", "")]
)
def test_a_malformed_file_is_refused(tmp_path: Path, name: str, content: str) -> None:
    """Invalid JSON and unexpected types raise DatasetError with the file's name."""
    (tmp_path / name).write_text(content)
    with pytest.raises(DatasetError, match=name):
        read_dataset(tmp_path / name, [make_article(CONTEXT, "Crops")])


def test_json_lines_hold_questions_and_chats(tmp_path: Path) -> None:
    """A line is a question, or the turns of a chat, each with its previous turns."""
    lines = [
        {"question": "Where?", "answers": ["Assam"], "evidence": "Tea grows in Assam."},
        {"question": "Why?", "answers": None},
        {"turns": [{"question": "Where does tea grow?", "answers": ["Assam"]},
                   {"question": "And coffee?", "answers": ["Kerala"]}]},
    ]  # fmt: skip
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    questions = read_dataset(path, [make_article(CONTEXT, "Crops")]).questions
    assert [q.answers for q in questions] == [("Assam",), (), ("Assam",), ("Kerala",)]
    assert (
        questions[3].previous_turns == ("Where does tea grow?",) and not questions[3].is_standalone
    )


def test_json_lines_need_articles(tmp_path: Path) -> None:
    """Without --articles the error names the option."""
    (tmp_path / "set.jsonl").write_text('{"question": "x", "answers": null}')
    with pytest.raises(DatasetError, match="--articles"):
        read_dataset(tmp_path / "set.jsonl")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1]", "line 2 holds"),
        ("{bad", "line 2 is not JSON"),
        ('{"question": "x", "answers": "Assam"}', "'answers' at line 2"),
        ('{"question": "x", "answers": null, "article": "Nowhere"}', "'Nowhere' at line 2"),
        ('{"turns": ["x"]}', "'question' is missing at line 2"),
    ],
)
def test_a_malformed_line_is_named_by_its_number(tmp_path: Path, line: str, message: str) -> None:
    """The message says which line is malformed and how."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": "Where?", "answers": ["Assam"]}\n' + line)
    with pytest.raises(DatasetError, match=message):
        read_dataset(path, [make_article(CONTEXT, "Crops")])


def test_the_only_article_needs_no_name(tmp_path: Path) -> None:
    """Among several, a title chooses the article; evidence may be a list of sentences."""
    crops, herds = make_article(CONTEXT, "Crops"), make_article("Goats graze.", "Herds")
    row = {"question": "Where?", "answers": ["Assam"], "evidence": CONTEXT.split(". ")}
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(row))
    assert read_dataset(path, [crops]).questions[0].article == crops.id
    assert read_dataset(path, [crops, herds]).questions[0].article == ""
    path.write_text(json.dumps(row | {"article": "Herds"}))
    assert read_dataset(path, [crops, herds]).questions[0].article == herds.id
    assert read_dataset(path, [crops, herds]).questions[0].evidence == tuple(CONTEXT.split(". "))
