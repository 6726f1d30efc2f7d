"""Answers are compared as the official SQuAD scripts compare them."""

import json
from pathlib import Path

import pytest

from training.squad import Item, best_threshold, read_items, score
from training.text import best_f1, exact_match, normalise_answer, sentences, token_f1


def test_normalisation_drops_case_articles_and_punctuation() -> None:
    assert normalise_answer(" The  cat, an animal! ") == "cat animal"


@pytest.mark.parametrize(
    ("said", "gold", "f1"),
    [("the cat", "cat", 1.0), ("black cat", "cat", 2 / 3), ("dog", "cat", 0.0), ("", "", 1.0),
     ("a", "", 1.0), ("cat", "", 0.0)],
)  # fmt: skip
def test_token_f1(said: str, gold: str, f1: float) -> None:
    assert token_f1(said, gold) == pytest.approx(f1)


def test_the_best_gold_counts() -> None:
    assert exact_match("The Nile", ["river", "nile"]) == 1.0
    assert best_f1("the nile river", ["nile"]) == pytest.approx(2 / 3)


def test_scores_part_answerable_and_unanswerable() -> None:
    items = [Item("?", "", ("a b",)), Item("?", "", ()), Item("?", "", ())]
    scores = score(items, ["b", "", "wrong"])
    assert scores.has_answer_f1 == pytest.approx(100.0)  # "a" is an article
    assert scores.no_answer == 50.0
    assert scores.f1 == pytest.approx(200 / 3)


def test_the_threshold_declines_what_it_should() -> None:
    items = [Item("?", "", ("x",)), Item("?", "", ()), Item("?", "", ("y",))]
    threshold, f1 = best_threshold(items, ["x", "z", "y"], [3.0, 1.0, 2.0])
    assert (threshold, f1) == (2.0, 100.0)
    assert best_threshold(items[1:2], ["z"], [1.0]) == (float("inf"), 100.0)


def test_a_limit_spreads_over_the_file(tmp_path: Path) -> None:
    qas = [{"question": f"q{n}", "answers": []} for n in range(10)]
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": "c", "qas": qas}]}]}))
    assert [item.question for item in read_items(path, 3)] == ["q0", "q3", "q6"]


def test_sentences_do_not_end_at_titles_and_initials() -> None:
    text = 'Mr. Smith met J. Doe in the U.S. Army. It rained! "Really?" he said.'
    found = [text[start:end] for start, end in sentences(text)]
    assert found[0] == "Mr. Smith met J. Doe in the U.S. Army."
    assert found[1] == "It rained!"


@pytest.mark.parametrize(
    "text",
    [
        "Он приехал в 1912 г. в город.| «Здесь тихо!»| Потом уехал.",
        "नदी कहाँ है?| वह उत्तर में है।| वहाँ बाढ़ आई।",
        "牵绳两元。|水碗免费！|“带上它。”|再见",
        "Öğleden sonra açıldı.| Çok sürmedi … bitti.| ¿Y luego?| Él se fue.",
    ],
)
def test_sentences_end_as_their_script_ends_them(text: str) -> None:
    expected = [part.strip() for part in text.split("|")]
    whole = text.replace("|", "")
    assert [whole[start:end] for start, end in sentences(whole)] == expected
