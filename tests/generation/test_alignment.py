"""A statement is compared with the sentence that it is nearest to: what it leaves out or alters."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.generation.alignment import Alignment, align
from qa_bot.text.sentences import split_sentences

STORM = (
    "Storm Edda reached the coast on Sunday. ESB hopes to restore power to most homes by"
    " Wednesday. Two ferries were cancelled, and a third was delayed. No one was hurt."
)
DEAL = (
    "Northwind has agreed to buy Alder, the firms said. Alder makes tins and employs 90 people."
    " Shares in Alder rose 18% while those in Northwind fell 2%. Tom Beck called the price high."
    " The deal should close in June if regulators approve it."
)


def aligned(statement: str, passage: str) -> Alignment:
    """The alignment of a statement with a passage in English."""
    return align(statement, passage)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Two ferries did not sail.", "Two ferries were cancelled, and a third was delayed."),
        ("Power should be back.", "ESB hopes to restore power to most homes by Wednesday."),
        ("Edda came on a Sunday.", "Storm Edda reached the coast on Sunday."),
    ],
)
def test_the_nearest_sentence_shares_most(statement: str, sentence: str) -> None:
    """Its span is where it stands in the passage."""
    span = aligned(statement, STORM).sentence
    assert STORM[span.start : span.end] == sentence


def test_a_word_that_is_rare_in_the_passage_tells_most() -> None:
    """Words of every sentence do not draw a statement to the first of them."""
    passage = (
        "Bees in the city and in the villages were fed. Traps hung in the city and in villages."
        " Pesticides were found in neither place."
    )
    span = aligned("Pesticides were found in the city.", passage).sentence
    assert passage[span.start : span.end].startswith("Pesticides")


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Storm Edda reached the coast.", STORM),
        ("On Sunday, Storm Edda reached the coast.", STORM),
        ("Two ferries were cancelled.", STORM),
        ("Alder employs 90 people.", DEAL),
        ("Shares in Alder rose 18%.", DEAL),
        ("The repairs took 11 months.", "The repairs took eleven months in all."),
        ("They keep for two weeks in a tin.", "They keep for two weeks in a tin, not in a fridge."),
    ],
)
def test_leaving_words_out_is_a_compression(statement: str, passage: str) -> None:
    """Also with a phrase moved to the front, and numbers in figures."""
    assert aligned(statement, passage).is_compression


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Shares in Alder fell 2%.", DEAL),
        ("The coast reached Storm Edda.", STORM),
        ("Power to most homes by Wednesday.", "ESB hopes to restore power to homes by Wednesday."),
        ("People makes tins.", DEAL),
        ("The price is high.", DEAL),
    ],
)
def test_what_loses_its_subject_or_crosses_a_contrast_is_none(statement: str, passage: str) -> None:
    """Words in order are not enough."""
    assert not aligned(statement, passage).is_compression


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Lorries are no longer banned.", "Lorries are still banned."),
        ("Several were hurt.", "None were hurt."),
        ("Tea had an effect.", "Tea had no effect."),
        ("They keep in the fridge.", "They keep in a tin, but not in the fridge."),
        ("Managers cannot refuse a request.", "Managers cannot refuse a request without a reason."),
        ("Shares in Northwind rose 2%.", DEAL),
        ("It costs more than a dollar.", "It costs less than a dollar."),
        ("Reid died after the pier was built.", "Reid died before the pier was built."),
        ("Younger people were affected more.", "Older people were affected more."),
        ("They voted against the tram.", "They voted for the tram."),
        ("People of at most two years can.", "People of at least two years can."),
        ("La banque sera ouverte.", "La banque ne sera pas ouverte."),
        ("Проезд будет дорогим.", "Проезд не будет дорогим."),
    ],
)
def test_the_opposite_is_known(statement: str, passage: str) -> None:
    """By negations, in pairs too, and by words that exclude one another."""
    assert aligned(statement, passage).is_opposite


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Some feed them monthly.", "Some feed them once a month; others do not feed them."),
        ("She did not attend.", "She was unable to attend."),
        ("It is not open on Mondays.", "It is closed on Mondays."),
        ("The pier was closed.", "The pier, which is not old, was closed."),
        ("He needs it eight weeks before.", "He needs it no later than eight weeks before."),
        ("Managers must give a reason if they refuse.", "Managers cannot refuse without a reason."),
        ("They also sell tea.", "They not only sell coffee, they sell tea."),
        ("Coffee may delay sleep.", "In June coffee may delay sleep."),
    ],
)
def test_a_negation_elsewhere_is_no_opposite(statement: str, passage: str) -> None:
    """In another clause, in a word, or with "than" and "only"."""
    assert not aligned(statement, passage).is_opposite


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("ESB will restore power to most homes.", STORM),
        ("ESB hopes to restore power to all homes.", STORM),
        ("The price is high.", DEAL),
        ("The deal will close in June.", DEAL),
        ("Northwind has agreed to buy Alder.", DEAL),
        ("Coffee delays sleep.", "Coffee may delay sleep."),
        ("The tips turn brown.", "If the tips turn brown, the air is too dry."),
        ("Children can swim.", "Children can swim on Mondays only."),
        ("Children can swim.", "Children can swim only on Mondays, and adults every day."),
        ("No herders can keep it cold.", "Not all herders can keep it cold."),
        ("It was the fastest ever.", "It was fast."),
        ("Alder has agreed to buy Northwind.", "Northwind has agreed to buy Alder."),
        ("The pier is weak because lorries are banned.", "Lorries are banned because it is weak."),
        ("The offer rose from 6% to 4%.", "The offer rose from 4% to 6%."),
        ("The pill cut it compared with the pump.", "The pump cut it compared with the pill."),
        ("Cases doubled in York.", "Cases doubled in Hull, whereas in York they fell."),
        (
            "There Northwind employs 90 people.",
            "Then Northwind came. Here Alder employs 90 people.",
        ),
    ],
)
def test_a_distortion_says_more_or_joins_otherwise(statement: str, passage: str) -> None:
    """All of its words may stand in the passage."""
    assert aligned(statement, passage).is_distortion or aligned(statement, passage).is_opposite


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Coffee might delay sleep.", "Coffee may delay sleep."),
        ("Members may enter.", "Only members may enter."),
        ("Children can swim just on Mondays.", "Children can swim on Mondays only."),
        ("According to Beck, the price is high.", DEAL),
        ("Alder was bought by Northwind.", "Northwind bought Alder."),
        ("Northwind bought Alder.", "Alder was bought by Northwind."),
        ("Dogs on a lead travel free.", "Dogs travel free if they are on a lead."),
        ("Holm led the work.", "Holm, who led the work, said that more may come."),
        ("Because of a cold, she left.", "She left because of a cold."),
        ("It was Ilves's third win.", "Marta Ilves won at Lake Saimaa. It was her third win."),
    ],
)
def test_other_words_for_the_same_are_no_distortion(statement: str, passage: str) -> None:
    """Passives, conditions in other words, and pronouns that are resolved."""
    assert not aligned(statement, passage).is_distortion


TABLE = "City | Cases | Deaths\nLeeds | 1,204 | 3\nYork | 388 | 0"


@pytest.mark.parametrize(
    ("statement", "is_cell", "is_wrong"),
    [
        ("York: 388 cases.", True, False),
        ("Leeds had 1,204 cases.", True, False),
        ("Leeds: 1,204 cases, 3 deaths.", True, False),
        ("York had 1,204 cases.", False, True),
        ("York had 388 deaths.", False, True),
        ("Leeds: 3 cases, 1,204 deaths.", False, True),
    ],
)
def test_a_cell_is_of_its_row_and_column(statement: str, is_cell: bool, is_wrong: bool) -> None:
    """A number of the row above or the column beside is a distortion."""
    found = aligned(statement, TABLE)
    assert (found.is_compression, found.is_distortion) == (is_cell, is_wrong)


@given(st.text(max_size=200), st.text(max_size=300))
def test_any_two_texts_can_be_compared(statement: str, passage: str) -> None:
    """The sentence is within the passage, and shares lie between 0 and 1."""
    found = aligned(statement, passage)
    assert 0 <= found.sentence.start <= found.sentence.end <= len(passage)
    assert 0 <= found.shared <= 1
    assert found.stray >= 0


@pytest.mark.parametrize("passage", [STORM, DEAL])
def test_each_sentence_of_a_passage_is_supported_by_it(passage: str) -> None:
    """Word for word, it is a compression, neither opposite nor distorted."""
    for span in split_sentences(passage):
        found = aligned(passage[span.start : span.end], passage)
        assert found.sentence == span
        assert (found.is_compression, found.is_opposite, found.is_distortion) == (
            True,
            False,
            False,
        )


def test_words_in_another_order_are_no_compression() -> None:
    """Of a hundred orders of one sentence's words, only its own is."""
    sentence = "Marta Ilves carried seven heavy stones across Lake Saimaa yesterday"
    words = sentence.split()
    shuffled = random.Random(7)
    for _ in range(100):
        shuffled.shuffle(words)
        statement = " ".join(words)
        assert not aligned(statement, f"{sentence}.").is_compression or statement == sentence


def test_a_copy_of_a_sentence_is_supported_whatever_its_clauses() -> None:
    """A contrast or a negation that is copied whole says nothing else than the passage."""
    passage = "Yes, between eight and ten; eat nothing before it. The clinic is new."
    assert align("Yes, between eight and ten; eat nothing before it.", passage).is_compression
    assert not align("Eat nothing before ten; it is new.", passage).is_compression


def test_what_limits_a_part_between_commas_is_not_left_out() -> None:
    """A statement that leaves it out says more than the sentence."""
    passage = "The market is held on Tuesdays, Fridays and, from June to August, on Sundays."
    assert align("The market is held on Tuesdays, Fridays and Sundays.", passage).is_distortion
    assert not align("The market is held on Tuesdays.", passage).is_distortion
    assert not align(passage, passage).is_distortion


def test_function_words_of_its_own_are_no_shortening() -> None:
    """A preposition or a pronoun that the sentence lacks says something else."""
    passage = "Putin opened the talks by thanking Xi for what he called a balanced position."
    assert not align("Putin opened the talks by himself.", passage).is_compression
    assert align("Putin opened the talks by himself.", passage).is_distortion
    assert not align("Putin opened the talks with Xi.", passage).is_compression
    assert align("Putin opened the talks.", passage).is_compression
