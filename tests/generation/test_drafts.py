"""What a language model writes is cut into plain sentences with the passages they cite."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.generation.drafts import DraftParser, DraftSentence, drafts_of, plain_text

WRITTEN = (
    "The bridge opened in 1904 [1]. Dr. Smith paid £3.5 million for it.[2] It is red [1, 3]. [2]\n"
    "\n- **One** lane is closed【4†source】.\n- He said “No.” [1]\n"
    "\n会议在北京举行[1]。他没有来[2]。"
)


def in_pieces(text: str, cuts: list[int]) -> list[DraftSentence]:
    """The drafts of a text that comes in the pieces between some places in it."""
    parser = DraftParser()
    ends = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    found = [draft for start, end in pairwise(ends) for draft in parser.feed(text[start:end])]
    return [*found, *parser.finish()]


@given(st.lists(st.integers(0, len(WRITTEN)), max_size=40))
def test_pieces_of_any_length_make_the_same_drafts(cuts: list[int]) -> None:
    """Where a server cuts a text says nothing of its sentences."""
    assert in_pieces(WRITTEN, cuts) == drafts_of(WRITTEN)


@given(st.text(alphabet="aB1. \n[]()*_<>!\"'|-:", max_size=200))
def test_any_text_makes_drafts_of_one_line(text: str) -> None:
    """No draft is empty, has a line break or is without a letter or number."""
    for draft in drafts_of(text):
        assert any(map(str.isalnum, draft.text))
        assert draft.text == " ".join(draft.text.split())


@pytest.mark.parametrize(
    ("written", "text", "cited"),
    [
        ("It is red [1].", "It is red.", (1,)),
        ("It is red.[1]", "It is red.", (1,)),
        ("It is red. [1][2]", "It is red.", (1, 2)),
        ("It is red [1, 2; 4].", "It is red.", (1, 2, 4)),
        ("It is red [2–4].", "It is red.", (2, 3, 4)),
        ("It is red [^1].", "It is red.", (1,)),
        ("It is red 【1†source】.", "It is red.", (1,)),
        ("It is red [passage 3].", "It is red.", (3,)),
        ("It is red (Passage 3).", "It is red.", (3,)),
        ("It is red (passages 1 and 2).", "It is red.", (1, 2)),
        ("According to passage 2, it is red.", "It is red.", (2,)),
        ("It is red [1] and old [2].", "It is red and old.", (1, 2)),
        ("It is red [1][1].", "It is red.", (1,)),
        ("It rose [sic] in 2019 [2019].", "It rose [sic] in 2019 [2019].", ()),
        ("It is red (1).", "It is red (1).", ()),
    ],
)
def test_citations_are_known_as_models_write_them(
    written: str, text: str, cited: tuple[int, ...]
) -> None:
    """They leave the text, wherever they stand; other brackets stay in it."""
    assert drafts_of(written) == [DraftSentence(text, cited)]


def test_a_citation_after_the_stop_is_of_the_sentence_before() -> None:
    """A number between two sentences is not the next one's."""
    assert drafts_of("He left. [1] She came. [2]") == [
        DraftSentence("He left.", (1,)),
        DraftSentence("She came.", (2,)),
    ]


def test_a_range_of_many_passages_cites_only_its_ends() -> None:
    """A range such as a span of years does not cite hundreds of passages."""
    assert drafts_of("It is red [1-99].") == [DraftSentence("It is red.", (1, 99))]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("**Bold** and _slanted_ `code`", "Bold and slanted code"),
        ("## A heading", "A heading"),
        ("> - 1. quoted", "quoted"),
        ("snake_case and 2*3*4", "snake_case and 2*3*4"),
        ("[here](https://a.example/x)", "here https://a.example/x"),
        ("![seen](https://a.example/p.png)", "seen https://a.example/p.png"),
        ('<a href="https://a.example">here</a>', "https://a.example here"),
        ('<img src="//a.example/p.png">seen', "//a.example/p.png seen"),
        ("<b>a</b><br/>b <!-- c -->", "a b c"),
        ("a\x00\x1b[31mb\u202ec\u200b\ufeff", "a[31mbc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_markup_is_gone_and_addresses_stay(written: str, plain: str) -> None:
    """An address that markup hides is among the words, where it is checked."""
    assert plain_text(written) == plain


@given(st.text(max_size=300))
def test_no_character_that_is_not_shown_is_left(text: str) -> None:
    """Neither control characters nor those that turn a text round reach a person."""
    kept = {"\u200c", "\u200d"}
    shown = set(plain_text(text)) - kept
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in shown)


def test_a_list_makes_a_draft_of_each_item() -> None:
    """Items need no stop; a line that only announces them is left out."""
    listed = "The prices are:\n- Day: £12 [1]\n- Week: £30 [2]"
    assert [draft.text for draft in drafts_of(listed)] == ["Day: £12", "Week: £30"]


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    """Nor does a stop within quotation marks that are not closed."""
    texts = [draft.text for draft in drafts_of("Dr. Lee left at 5 p.m. on 3.5 km. She ran.")]
    assert texts == ["Dr. Lee left at 5 p.m. on 3.5 km.", "She ran."]


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("Er kam am 3. August. Sie blieb.", ["Er kam am 3. August.", "Sie blieb."]),
        ("Он ушёл [1]. Она осталась.", ["Он ушёл.", "Она осталась."]),
        ("他走了。她留下了。", ["他走了。", "她留下了。"]),
        ("¿Quién fue? Fue ella.", ["¿Quién fue?", "Fue ella."]),
    ],
)
def test_other_languages_are_cut_too(written: str, texts: list[str]) -> None:
    """Marks of other scripts end sentences."""
    assert [draft.text for draft in drafts_of(written)] == texts


def test_a_sentence_is_yielded_as_soon_as_another_begins() -> None:
    """Nobody waits for the end of the text."""
    parser = DraftParser()
    assert list(parser.feed("It is red.")) == []
    assert list(parser.feed(" [1]")) == []
    assert list(parser.feed(" It is")) == [DraftSentence("It is red.", (1,))]


@pytest.mark.parametrize("unit", ["word ", "a", "He left [1]. ", "[1]", "[x](", "<a ", " ", "\n"])
def test_time_and_memory_grow_as_the_text_does(unit: str) -> None:
    """Text of 100 kB without an end takes about four times as long as a quarter of it."""

    def seconds(size: int) -> float:
        parser = DraftParser()
        began = time.process_time()
        for _ in range(size // 16):
            for draft in parser.feed((unit * 16)[:16]):
                assert len(draft.text) <= 2_000
        list(parser.finish())
        return time.process_time() - began

    small, large = seconds(25_000), seconds(100_000)
    assert large < 9 * max(small, 0.05)
