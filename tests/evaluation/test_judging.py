"""A reply is judged as a person would judge it."""

import pytest

from qa_bot.answers import Answer, Quote
from qa_bot.conversation.turns import ReplyKind
from qa_bot.documents import ArticleRef
from qa_bot.evaluation.datasets import Question
from qa_bot.evaluation.judging import Verdict, figures_by_kind, has_right_answer, verdict
from qa_bot.evaluation.run import AskedQuestion

LADDER = "The ladder costs £49 with delivery."
HOOKS = "Hooks, nails, a hammer."


def question(*answers: str, kind: str = "how-many", **more: object) -> Question:
    return Question("1", "What?", answers, kind=kind, **more)  # type: ignore[arg-type]


def asked(about: Question, text: str = "", quote: str = "") -> AskedQuestion:
    """Return a question with an answer, or declined when there is no quote."""
    ref = ArticleRef("a", "Shop", "shop.md")
    quoted = Quote(ref, 0, len(quote), quote) if quote else None
    answer = Answer("What?", bool(quote), 0.9, text or None, quoted)
    return AskedQuestion(about, answer, answer)


def test_a_quote_is_right_where_it_lies_in_the_evidence() -> None:
    """Holding the gold words elsewhere is chance; a part of the evidence is enough."""
    priced = question("£49", evidence=(LADDER, "Price: £49"))
    assert verdict(asked(priced, "£49", LADDER)) is Verdict.RIGHT
    assert verdict(asked(priced, "£49", "Price: £49")) is Verdict.RIGHT
    assert verdict(asked(priced, "£49", "The saw costs £49.")) is Verdict.WRONG
    assert verdict(asked(priced)) is Verdict.DECLINED


def test_declining_is_right_only_without_an_answer() -> None:
    """An unanswerable question is answered wrongly by any quote."""
    assert verdict(asked(question())) is Verdict.RIGHT
    assert verdict(asked(question(), "£49", LADDER)) is Verdict.WRONG


def test_a_list_is_right_only_when_it_is_whole() -> None:
    """One of the items missing in the quote or in the answer makes it wrong."""
    items = question("hooks", "nails", "hammer", kind="list", needs_all=True)
    assert has_right_answer(asked(items, "hooks, nails, a hammer", HOOKS))
    assert not has_right_answer(asked(items, "hooks", HOOKS))
    assert verdict(asked(items, "hooks", "Hooks, nails.")) is Verdict.WRONG


def test_a_list_in_a_script_without_spaces_is_judged_by_its_characters() -> None:
    """The items of a Chinese sentence are no words that spaces part."""
    sentence = "海带、燕麦和豆类容易起泡。"
    items = question("海带", "燕麦", kind="list", needs_all=True)
    assert has_right_answer(asked(items, "海带、燕麦和豆类", sentence))
    assert not has_right_answer(asked(items, "海带", sentence))
    assert not has_right_answer(asked(question("燕麦"), "豆类", sentence))


@pytest.mark.parametrize(
    ("text", "is_right"),
    [("£49", True), ("£49 with delivery", True), ("the ladder", False), (LADDER, True)],
)
def test_a_short_answer_may_have_a_few_words_more(text: str, is_right: bool) -> None:
    """It is compared as SQuAD compares, and may hold the gold answer with few words more."""
    about = question("£49", evidence=(LADDER,))
    assert has_right_answer(asked(about, text, LADDER)) is is_right


def test_the_wrong_one_of_yes_and_no_is_wrong() -> None:
    """A yes-no question is answered by its quote, unless the answer contradicts it."""
    about = question("yes", evidence=(LADDER,), kind="yes-no")
    assert has_right_answer(asked(about, LADDER, LADDER))
    assert has_right_answer(asked(about, "Yes", LADDER))
    assert not has_right_answer(asked(about, "No", LADDER))


def test_half_of_the_main_points_are_an_overview() -> None:
    """An overview is judged by the share of the gold fragments that it quotes."""
    about = question("hooks", "nails", "ladder", "rope", kind="overview")
    assert verdict(asked(about, "Shop", HOOKS)) is Verdict.RIGHT
    assert verdict(asked(about, "Shop", LADDER)) is Verdict.WRONG


def test_a_message_that_asks_nothing_is_judged_by_the_kind_of_reply() -> None:
    """ "Thanks" is to be answered by a remark, not by a search."""
    thanks = Question("1", "Thanks", (), kind="talk", expected_reply="remark")
    searched = AskedQuestion(thanks, Answer("Thanks", False, 0.1), Answer("Thanks", False, 0.1))
    replied = AskedQuestion(thanks, searched.answer, searched.answer, reply=ReplyKind.REMARK)
    assert verdict(searched) is Verdict.WRONG
    assert verdict(replied) is Verdict.RIGHT


def test_figures_by_kind_are_shares_of_that_kind() -> None:
    """Each kind that the set names has a row of its own."""
    about = question("£49", evidence=(LADDER,))
    rows = figures_by_kind(
        [
            asked(about, "£49", LADDER),
            asked(about),
            asked(question(kind="near-name"), "£49", LADDER),
            asked(Question("2", "What?", ("a",))),
        ]
    )
    assert list(rows) == ["how-many", "near-name"]
    assert (rows["how-many"].quote_right, rows["how-many"].wrong) == (0.5, 0.0)
    assert (rows["near-name"].count, rows["near-name"].wrong) == (1, 1.0)
