"""Noise leaves the answers what they were."""

import random

import pytest

from training.augment import keywords, noisy_question, spun_passage, typo
from training.sources import Example


def test_keywords_keep_the_question_word() -> None:
    assert keywords("Why did the king leave the city?") == "Why king leave city"
    assert keywords("Is it?") == "Is it"


def test_keywords_keep_the_words_of_every_script_whole() -> None:
    assert keywords("नदी कहाँ से निकलती है?") == "नदी कहाँ से निकलती है"
    assert keywords("¿Dónde está el «Faro», en Oía?") == "Dónde está el Faro en Oía"


@pytest.mark.parametrize("seed", range(10))
def test_a_typo_changes_by_one_letter_at_most(seed: int) -> None:
    made = typo("a longer word", random.Random(seed))
    assert abs(len(made) - len("a longer word")) <= 1
    assert made.startswith("a ")


def test_no_typo_where_every_word_is_short() -> None:
    assert typo("who is he", random.Random(1)) == "who is he"


def test_most_questions_stay() -> None:
    rng = random.Random(1)
    same = sum(noisy_question("Who won the cup?", rng) == "Who won the cup?" for _ in range(400))
    assert 230 < same < 290


@pytest.mark.parametrize("seed", range(10))
def test_a_spun_passage_keeps_its_answer(seed: int) -> None:
    context = "They fought against many people before the war, about money and because of land."
    start = context.index("the war")
    example = Example("?", context, ((start, start + 7),), "x", "g")
    made = spun_passage(example, random.Random(seed), share=1.0)
    assert made.context != context
    assert made.context[slice(*made.answers[0])] == "the war"
