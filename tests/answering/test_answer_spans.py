"""A short answer begins and ends at whole tokens, and never inside a repeated question."""

import pytest

from qa_bot.answering.answer_spans import (
    move_past_dateline,
    move_past_question,
    widen_to_tokens,
    with_explanation,
    without_loose_ends,
)
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from tests.answering.spans import span_of

TEXT = (
    "Write to o.beil+tower@lighthouse.example.net, or call +31 (0)20 555 0199. The charts are at "
    "https://charts.example.net/a/b.php?x=1&y=2#list. The tool is written in F# and C++. "
    "It sank in 1944-1950, at −14.5 °C, for $3,750.20 (about £2,900). The cutter “Brave Anna (II)” "
    'lies by the "Blue Hare", off Renn’s quay—Karlow’s own. The bell [3] is sea-green,white.'
)


def widened(words: str, text: str = TEXT) -> str:
    """The words as they are widened in the text, which is one sentence."""
    span = widen_to_tokens(text, span_of(text, words))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("beil+tower@lighthouse", "o.beil+tower@lighthouse.example.net"),
        ("20 555", "+31 (0)20 555 0199"),
        ("https://charts", "https://charts.example.net/a/b.php?x=1&y=2#list"),
        ("F", "F#"),
        ("C", "C++"),
        ("14.5 °C", "−14.5 °C"),
        ("3,750", "$3,750.20"),
        ("Brave Anna (II)”", "“Brave Anna (II)”"),
        ("cutter “Brave", "cutter “Brave Anna (II)”"),
        ('Hare"', '"Blue Hare"'),
        ("Brave Anna", "Brave Anna (II)"),
        ("about £2", "about £2,900"),
        ("green", "sea-green"),
    ],
)
def test_a_span_that_ends_inside_a_token_takes_all_of_it(words: str, whole: str) -> None:
    """Addresses, numbers with their signs, names with their marks, both marks of a pair."""
    assert widened(words) == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("She won the Corbel Medal twice.", "the Corbel", "the Corbel Medal"),
        ("We saw the towns of Upper Renn and Sole.", "the towns of Upper Renn", None),
        ("The town of Renn and Sole agreed.", "The town of Renn", "The town of Renn"),
        ("It shut on Friday Ann said.", "Friday", "Friday"),
    ],
)
def test_a_name_is_whole(text: str, words: str, whole: str | None) -> None:
    """To its last word; after a plural, to the last name (None: to the end of the sentence)."""
    assert widened(words, text) == (whole or text[text.index(words) :].rstrip("."))


@pytest.mark.parametrize(
    "words", ["1944", "1950", "Renn", "Karlow", "quay", "Blue Hare", "bell", "white"]
)
def test_a_span_of_whole_words_stays(words: str) -> None:
    """Sentence marks, the possessive and what a dash parts are not taken in."""
    assert widened(words) == words


def test_words_of_scripts_without_spaces_stay() -> None:
    """Nothing marks the ends of their words, so the reader's are kept."""
    text = "橋は1931年に田中さんが開いた。"
    assert widened("1931年", text) == "1931年" and widened("田中", text) == "田中"


def answer_after(words: str, text: str) -> str:
    """The words that are given in place of those found."""
    span = span_of(text, words)
    moved = move_past_question(text, span)
    return text[moved.start : moved.end]


def test_the_answer_is_what_follows_the_question_in_its_row() -> None:
    """A row of a table may hold a question and its answer."""
    row = "What does mooring cost? | Four guilders a night | 2019"
    assert answer_after("What", row) == "Four guilders a night"
    assert answer_after("Four guilders", row) == "Four guilders"
    assert answer_after("mooring", "What does mooring cost?") == "mooring"


def test_a_comma_within_a_quotation_is_not_its_end() -> None:
    """A quotation that the sentence goes on after is answered without the comma."""
    text = "Ann, whom Ned called a “close friend,” left."
    start = text.index("close")
    span = ScoredSpan(start, text.index("”"), Span(0, len(text)), 1.0)
    span = widen_to_tokens(text, span)
    assert text[span.start : span.end] == "close friend"


@pytest.mark.parametrize(
    ("text", "said", "quoted"),
    [
        ("Is it free?\nYes. It is free today. Come by bus.", "Yes.", "Yes. It is free today."),
        ("Is it free?\nYes.\n\nIs it far?\nNot at all.", "Yes.", "Yes."),
        ("It is free. Come by bus.", "It is free.", "It is free."),
    ],
)
def test_a_bare_reply_is_quoted_with_what_explains_it(text: str, said: str, quoted: str) -> None:
    """The sentence after it on its line; any other sentence stays by itself."""
    start = text.index(said)
    sentence = Span(start, start + len(said))
    span = with_explanation(text, ScoredSpan(start, start + 2, sentence, 1.0))
    assert text[span.sentence.start : span.sentence.end] == quoted


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("One scoop (6 g) a cup.", "(6 g)", "6 g"),
        (
            "It starts on Saturday 10 May and runs for weeks.",
            "Saturday 10 May and runs",
            "Saturday 10 May",
        ),
        ("Seconded by Mrs Nair and carried by four.", "Mrs Nair and carried", "Mrs Nair"),
        ("It goes soft and runs.", "soft and runs", "soft and runs"),
        ("The flag is blue and red with a star.", "blue and red", "blue and red"),
        (
            "The elderly and disabled pay half.",
            "The elderly and disabled",
            "The elderly and disabled",
        ),
        ("It was painted and carved by hand.", "painted and carved", "painted and carved"),
        ("Ask Ann (or Ned) and Joe.", "Ann (or Ned) and Joe", "Ann (or Ned) and Joe"),
    ],
)
def test_brackets_and_a_verb_without_its_object_are_left_out(
    text: str, said: str, left: str
) -> None:
    """What is answered together stays."""
    span = span_of(text, said)
    span = without_loose_ends(text, span)
    assert text[span.start : span.end] == left


@pytest.mark.parametrize("dateline", ["PORT MERCER – ", "ALDMOOR (AP) — "])
def test_the_place_of_a_report_is_no_part_of_what_it_says(dateline: str) -> None:
    """A sentence is answered without it; an answer that is the place stays."""
    text = f"{dateline}A moose stopped the traffic."
    whole = span_of(text, text)
    assert move_past_dateline(text, whole).start == len(dateline)
    place = span_of(text, text[:4])
    assert move_past_dateline(text, place) == place
    name = "NASA – the American space agency"
    named = span_of(name, name)
    assert move_past_dateline(name, named) == named
