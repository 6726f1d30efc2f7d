"""Sentences are split as people would split them, and every character stays in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text.sentences import split_sentences


def texts(text: str) -> list[str]:
    """The sentences themselves."""
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["U.S. President J. Biden met Mr. Xi.", "They spoke."],
        ["It cost $3.5 million.", "Nobody paid."],
        ["He saw Dr. No. 5 times.", "Then he slept."],
        ["They lost $5 bn. on paper.", "It came back."],
        ["“Stop.”", "He did not."],
        ["Some fruit, e.g. apples, keeps well.", "Pears do not"],
        ["Really?!", "Yes."],
        ["See Figs. 2 and 3.", "They differ."],
        ["It is approx. 5 cm. long.", "It grew."],
        ["We asked Dr. Who about it.", "He knew."],
        ["The rest, i. e. the wheel, is of oak.", "It turns."],
        ["They closed the old mill. did.", "Nobody came."],
        ["1. Boil the water.", "Add the salt."],
        ["The end has no stop"],
    ],
)
def test_full_stops_of_abbreviations_end_no_sentence(sentences: list[str]) -> None:
    """Abbreviations, numbers and quotes do not end a sentence; a missing stop ends no other."""
    assert texts(" ".join(sentences)) == sentences


def test_a_long_text_of_opening_quotes_is_split() -> None:
    """A block longer than the window of sentencex loses no word and no sentence end."""
    block = "“Open (quote " * 40_000 + "ends here. Then another."
    found = texts(block)
    assert found[-1] == "Then another."
    assert "".join(found).replace(" ", "") == block.replace(" ", "")


def test_a_headline_and_list_items_are_sentences_of_their_own() -> None:
    """Line ends that were meant end a sentence without a full stop."""
    lines = ["A summer of floods", "Rivers rose in June.", "- the Elbe", "- the Oder"]
    assert texts(f"{lines[0]}\n\n{lines[1]}\n{lines[2]}\n{lines[3]}") == lines


def test_prose_wrapped_at_a_column_is_joined() -> None:
    """Line ends of a hard wrap end no sentence."""
    wrapped = (
        "The river rose for eleven days in a row before it reached the old\n"
        "quay, where the harbour master had been reading the gauge by lamp\n"
        "light every hour. Then it fell."
    )
    assert len(texts(wrapped)) == 2


@given(st.text(alphabet="aB. ?!\n“”’1$-\u4e2d\u3002🙂", max_size=120) | st.text(max_size=120))
def test_every_character_is_in_one_sentence(text: str) -> None:
    """Sentences are in order, disjoint, trimmed, and leave only space between them."""
    end = 0
    for span in split_sentences(text):
        assert text[end : span.start].strip() == ""
        assert span.start < span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        end = span.end
    assert text[end:].strip() == ""
