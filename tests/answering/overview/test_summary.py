"""A summary is the lead and the sentences that carry most, in their order."""

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.overview.sentence_kinds import sentences_of
from qa_bot.answering.overview.sentence_ranking import MAX_EMBEDDED
from qa_bot.answering.overview.summary import (
    LEAST_SENTENCES,
    MOST_SENTENCES,
    steps,
    summarise,
    with_lead_paragraph,
)
from qa_bot.retrieval.similarity import Similarity
from tests.fakes import FakeEmbedder, article

PARAGRAPHS = [
    "The bridge over the Hollin was closed on Thursday after the flood.",
    "The flood damaged two piers of the bridge. A heron was seen near it.",
    "The council will repair the bridge before winter. It will cost much money.",
    "Drivers must go round by Carlow until the bridge is open.",
    "A choir sang in the church on Sunday for an hour.",
]


def summary(text: str, count: int | None = None, embedder: FakeEmbedder | None = None) -> list[str]:
    found = summarise(sentences_of(article(text)), Similarity(embedder or FakeEmbedder()), count)
    return [sentence.text for sentence in found]


def test_the_lead_is_among_the_sentences_which_keep_their_order() -> None:
    """The first sentence of prose begins the summary, and what strays is left out."""
    text = "Bridge closed\n\n" + "\n\n".join(PARAGRAPHS)
    found = summary(text, 4)
    assert found[0] == PARAGRAPHS[0]
    assert [text.index(sentence) for sentence in found] == sorted(map(text.index, found))
    assert PARAGRAPHS[-1] not in found


def test_a_short_text_is_its_own_summary() -> None:
    """One sentence, two or three are all shown."""
    assert summary(PARAGRAPHS[0]) == [PARAGRAPHS[0]]
    assert summary("\n\n".join([PARAGRAPHS[0], PARAGRAPHS[3]])) == [PARAGRAPHS[0], PARAGRAPHS[3]]


def test_as_many_sentences_as_asked_for_are_shown() -> None:
    """One is the lead; by default it is one of four to seven."""
    text = "\n\n".join(PARAGRAPHS)
    assert summary(text, 1) == [PARAGRAPHS[0]]
    assert len(summary(text, 2)) == 2
    assert len(summary(text)) == 1 + LEAST_SENTENCES


def test_a_table_is_shown_from_its_first_row() -> None:
    """Where there is no prose, rows are not chosen from the midst."""
    rows = [f"Bike {i} | {i} crowns" for i in range(9)]
    assert summary("Prices\n\n" + "\n".join(rows)) == rows[:MOST_SENTENCES]


def test_a_long_text_costs_no_more_than_a_short_one() -> None:
    """Of a thousand sentences a few are embedded."""
    embedder = FakeEmbedder()
    text = "\n\n".join(
        f"The river at mile {i} rose by {i % 7} feet in the night." for i in range(1000)
    )
    assert len(summary(text, embedder=embedder)) == 7
    assert len(embedder.embedded) <= MAX_EMBEDDED + 1


def test_the_steps_of_a_text_are_those_of_its_longest_list() -> None:
    """The first sentence of each, in order; a text without a numbered list has none."""
    text = "Tools:\n\n1. a saw\n2. a nail\n\nHow:\n\n1. Saw it. Slowly.\n2. Nail it.\n3. Paint it."
    found = steps(sentences_of(article(text)))
    assert [step.text for step in found] == ["1. Saw it.", "2. Nail it.", "3. Paint it."]
    assert steps(sentences_of(article("\n\n".join(PARAGRAPHS)))) == []


def test_what_a_text_is_about_its_first_paragraph_says() -> None:
    """Its sentences are added to the summary, without repetition and in order."""
    text = "\n\n".join([f"{PARAGRAPHS[0]} It was the third of that year.", *PARAGRAPHS[1:]])
    sentences = sentences_of(article(text))
    found = with_lead_paragraph(sentences, [sentences[0], sentences[4]], "A title")
    assert [s.span.start for s in found] == [sentences[i].span.start for i in (0, 1, 4)]


def test_what_a_text_is_the_lines_below_its_title_say() -> None:
    """Not its byline, its date, or the heading of its first section."""
    lines = [
        "Baths",
        "Rules and prices from 1 May",
        "By Ann Lee Cole",
        "3 May",
        "The opening hours",
    ]
    sentences = sentences_of(article("\n\n".join([*lines, *PARAGRAPHS]), "Baths"))
    found = with_lead_paragraph(sentences, (), "Baths")
    assert [s.text for s in found] == [lines[1], PARAGRAPHS[0]]


def test_a_letter_is_not_summed_up_by_its_courtesies() -> None:
    """Its lead is the first sentence that says something, and what it says for form has less."""
    courtesies = [
        "I hope that you all had a lovely half-term break and enjoyed the bridge!",
        "Thank you all for the letters that you sent us about the bridge.",
        "As ever, my door by the bridge is open to all of you.",
    ]
    found = summary("\n\n".join([courtesies[0], *PARAGRAPHS, *courtesies[1:]]), 5)
    assert found[0] == PARAGRAPHS[0]
    assert not set(found) & set(courtesies)


def test_each_paragraph_with_a_label_is_a_section() -> None:
    """What follows a label is the first sentence of its paragraph, which has most weight."""
    labels = ("Trip to the farm", "Lice", "Phones", "Lunch")
    paragraphs = [
        f"{label}. The {i}th class is asked to read of it. The {i}th class may ask for more of it."
        for i, label in enumerate(labels)
    ]
    found = summary("\n\n".join(paragraphs), 4)
    assert found == [f"The {i}th class is asked to read of it." for i in range(4)]


def test_minutes_are_summed_up_by_what_was_decided() -> None:
    """Though it ends its section; not by what is said for form, which begins one."""
    decided = "It was agreed to order a new motor at once."
    form = [
        "The minutes of 11 July were proposed by Ann, seconded by Ben and adopted.",
        "The meeting was closed at 9 by Ann.",
    ]
    before = " ".join(f"The lift of stair {i} stood still for {i} days in May." for i in range(4))
    found = summary("\n\n".join([form[0], *PARAGRAPHS[:4], f"{before} {decided}", form[1]]), 5)
    assert decided in found
    assert not set(form) & set(found)


@given(st.text(st.sampled_from("ab.?! \n|-:1图。"), max_size=80))
def test_any_text_has_a_summary_of_its_own_words(text: str) -> None:
    """Each sentence is the text at its offsets; only a text without words has none."""
    source = article(text)
    found = summarise(sentences_of(source), Similarity(FakeEmbedder()))
    assert all(text[s.span.start : s.span.end] == s.text for s in found)
    assert bool(found) == bool(text.strip())
