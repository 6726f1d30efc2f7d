"""The readers give character spans that hold the answer, or say what is wrong with the file."""

import csv
import json
import re
from pathlib import Path

import pytest

from training.sources import (
    DataError,
    Example,
    WhyItem,
    best_window,
    detokenise,
    evidence,
    join_cause,
    locate,
    read_fairytale,
    read_friendsqa,
    read_qamr,
    read_selqa,
    read_squad,
    why_example,
)


def squad_file(path: Path, **qa: object) -> Path:
    paragraph = {"context": "The river rose. Rain fell in May, then rain fell again.", "qas": [qa]}
    path.write_text(json.dumps({"data": [{"title": "River", "paragraphs": [paragraph]}]}), "utf-8")
    return path


def texts(example: Example) -> list[str]:
    return [example.context[start:end] for start, end in example.answers]


def test_a_wrong_offset_is_found_again_nearest_to_it() -> None:
    assert locate("rain here and rain there", "rain", 13) == (14, 18)
    assert locate("rain here", "snow", 0) is None


def test_squad_keeps_answers_shortest_first(tmp_path: Path) -> None:
    answers = [{"text": "Rain fell", "answer_start": 16}, {"text": "Rain", "answer_start": 3}]
    path = squad_file(tmp_path / "a.json", question=" What fell? ", answers=answers)
    (example,) = read_squad(path, "test")
    assert example.question == "What fell?"
    assert texts(example) == ["Rain", "Rain fell"]
    assert (example.group, example.paragraph) == ("River", 0)


def test_squad_without_a_field_says_which(tmp_path: Path) -> None:
    path = squad_file(tmp_path / "a.json", answers=[{"text": "Rain", "answer_start": 16}])
    with pytest.raises(DataError, match="'question' is missing"):
        list(read_squad(path, "test"))


def test_squad_leaves_out_what_its_paragraph_does_not_hold(tmp_path: Path) -> None:
    answers = [{"text": "Snow", "answer_start": 0}]
    assert not list(read_squad(squad_file(tmp_path / "a.json", question="?", answers=answers), "x"))


def test_detokenised_text_reads_as_written() -> None:
    text, spans = detokenise(
        re.findall(r"\S+", "He said `` do n't go -LRB- now -RRB- '' , twice .")
    )
    assert text == 'He said "don\'t go (now)", twice.'
    assert [text[start:end] for start, end in spans][:3] == ["He", "said", '"']


def qamr_folder(root: Path, row: str) -> Path:
    folder = root / "qamr"
    folder.mkdir()
    sentences = "Wiki:1:0:0\tIt was cold .\nWiki:1:0:1\tLee left on May 2 .\n"
    (folder / "wiki-sentences.tsv").write_text(sentences, "utf-8")
    (folder / "filtered-dev.tsv").write_text(row, "utf-8")
    (folder / "filtered-test.tsv").write_text("", "utf-8")
    return root


def test_qamr_answer_lies_in_its_own_sentence(tmp_path: Path) -> None:
    row = "Wiki:1:0:1\t0 1\t7\t0\t1\tWhen did Lee leave?\t3 4\t8:3 4\t9:2 3 4\n"
    (example,) = read_qamr(qamr_folder(tmp_path, row))
    assert example.context == "It was cold. Lee left on May 2."
    assert texts(example) == ["May 2", "on May 2"]


def test_qamr_drops_what_a_validator_called_invalid(tmp_path: Path) -> None:
    row = "Wiki:1:0:1\t0 1\t7\t0\t1\tWhen did Lee leave?\t3 4\t8:Invalid\t9:3 4\n"
    assert not list(read_qamr(qamr_folder(tmp_path, row)))


def test_qamr_with_a_column_too_few_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"filtered-dev\.tsv:1"):
        list(read_qamr(qamr_folder(tmp_path, "Wiki:1:0:1\t0 1\t7\n")))


def test_a_free_answer_becomes_the_closest_words() -> None:
    context = "The fox hid, for he was afraid of the big hunter, and slept."
    span = best_window(context, "he was very afraid of the hunter")
    assert span is not None
    assert context[slice(*span)] == "for he was afraid of the big hunter"
    assert best_window(context, "because the moon is made of cheese") is None


def test_fairytale_looks_the_answer_up_in_its_section(tmp_path: Path) -> None:
    stories = tmp_path / "fairytaleqa/section-stories/train"
    questions = tmp_path / "fairytaleqa/questions/train"
    stories.mkdir(parents=True)
    questions.mkdir(parents=True)
    (stories / "fox-story.csv").write_text('section,text\n1,"The fox\nhid."\n2,"It slept."\n')
    columns = ["cor_section", "question", *(f"answer{n}" for n in range(1, 7))]
    with (questions / "fox-questions.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, columns)
        rows.writeheader()
        rows.writerow({"cor_section": "1, 2", "question": "Who hid?", "answer1": "the fox."})
        rows.writerow({"cor_section": "2", "question": "Who won?", "answer1": "nobody at all"})
    (example,) = read_fairytale(tmp_path)
    assert (example.context, texts(example)) == ("The fox hid. It slept.", ["The fox"])


@pytest.mark.parametrize("form", range(6))
def test_every_way_of_joining_holds_the_cause(form: int) -> None:
    item = WhyItem("Why did it flood?", "The town flooded", "Because of the heavy rain")
    example = why_example(item, ["One here.", "Two there."], form, 1)
    assert example is not None
    assert texts(example)[0].lower() == "the heavy rain"
    assert example.context.startswith("One here. ")
    assert example.context.endswith(" Two there.")


def test_names_keep_their_capital_inside_a_sentence() -> None:
    assert join_cause("He left", "Lee was ill", 2) == "He left because Lee was ill."
    assert join_cause("He left", "The rain fell", 2) == "He left because the rain fell."


def test_friendsqa_finds_speaker_and_words(tmp_path: Path) -> None:
    answers = [
        {"answer_text": "Ross", "utterance_id": 0, "is_speaker": True},
        {"answer_text": "home", "utterance_id": 1, "is_speaker": False},
    ]
    turns = [
        {"speakers": ["Ross"], "utterance": "Where ?"},
        {"speakers": ["Carol"], "utterance": "At home ."},
    ]
    paragraph = {"utterances:": turns, "qas": [{"question": "Where is she?", "answers": answers}]}
    (tmp_path / "friendsqa").mkdir()
    scene = {"data": [{"title": "s1", "paragraphs": [paragraph]}]}
    (tmp_path / "friendsqa/friendsqa_dev.json").write_text(json.dumps(scene), "utf-8")
    (example,) = read_friendsqa(tmp_path)
    assert texts(example) == ["Ross", "home"]


def test_selqa_answers_with_a_sentence(tmp_path: Path) -> None:
    record = {"question": "What?", "candidates": ["One. ", " Two."], "answers": [1], "article": "A"}
    (tmp_path / "selqa").mkdir()
    (tmp_path / "selqa/ass-test.json").write_text(json.dumps([record]), "utf-8")
    (example,) = read_selqa(tmp_path)
    assert texts(example) == ["Two."]


def test_the_evidence_is_the_answering_sentence() -> None:
    context = "Mr. Lee left. Rain fell. Fog came."
    example = Example("What fell?", context, ((14, 18),), "x", "g")
    assert context[slice(*evidence(example))] == "Rain fell."
