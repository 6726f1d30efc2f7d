"""A summary is the lead and the sentences that carry most, in their order."""

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.overview.sentence_kinds import sentences_of
from qa_bot.answering.overview.sentence_ranking import MAX_EMBEDDED
from qa_bot.answering.overview.summary import LEAST_SENTENCES, MOST_SENTENCES, summarise
from tests.fakes import FakeEmbedder, article

PARAGRAPHS = [
    "The bridge over the Hollin was closed on Thursday after the flood.",
    "The flood damaged two piers of the bridge. A heron was seen near it.",
    "The council will repair the bridge before winter. It will cost much money.",
    "Drivers must go round by Carlow until the bridge is open.",
    "A choir sang in the church on Sunday for an hour.",
]


def summary(text: str, count: int | None = None, embedder: FakeEmbedder | None = None) -> list[str]:
    found = summarise(sentences_of(article(text)), (embedder or FakeEmbedder()).embed, count)
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
    """One is the lead; by default it is one of four to six."""
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
    assert len(summary(text, embedder=embedder)) == 1 + MOST_SENTENCES
    assert len(embedder.embedded) <= MAX_EMBEDDED + 1


@given(st.text(st.sampled_from("ab.?! \n|-:1图。"), max_size=80))
def test_any_text_has_a_summary_of_its_own_words(text: str) -> None:
    """Each sentence is the text at its offsets; only a text without words has none."""
    source = article(text)
    found = summarise(sentences_of(source), FakeEmbedder().embed)
    assert all(text[s.span.start : s.span.end] == s.text for s in found)
    assert bool(found) == bool(text.strip())
