"""Replies are laid out in order and weight, and text of articles cannot style them."""

import io
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from qa_bot.answers import Answer, NearMiss, Overview, Passage, Quote
from qa_bot.channels.terminal import views
from qa_bot.conversation.clarifications import clarification
from qa_bot.conversation.turns import ReplyOption, reply_to
from qa_bot.documents import ArticleRef, Span
from qa_bot.i18n import terminal_wording, wording
from tests.channels.terminal.fakes import MILL, POND, TEXT, FakeSession, console_on, quote_of

BOLD, DIM, MARKED, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[1;4m", "\x1b[0m"


def plain(shown: RenderableType, width: int = 80) -> str:
    """Return what is shown without styles."""
    file = io.StringIO()
    console_on(file, width).print(shown)
    return file.getvalue()


def styled(shown: RenderableType, width: int = 80) -> str:
    """Return what is shown on a terminal, with its styles."""
    file = io.StringIO()
    console = Console(
        file=file, width=width, force_terminal=True, highlight=False, markup=False, emoji=False
    )
    console.print(shown)
    return file.getvalue()


def asked(question: str) -> RenderableType:
    """The reply of the fake session."""
    return views.reply(reply_to(FakeSession().answer(question)))


@pytest.fixture(autouse=True)
def _a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLORTERM", raising=False)


def test_weight() -> None:
    """The answer is bold, its words are marked in the sentence, and the source is dim."""
    answer, sentence, source = styled(asked("when was it built?")).splitlines()
    assert answer == f"{BOLD}1804{PLAIN}"
    assert f"built in {MARKED}1804{PLAIN}." in sentence
    assert source.strip().startswith(DIM)


@pytest.mark.parametrize("variable", ["NO_COLOR", "TERM"])
def test_no_colour(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Under NO_COLOR an error has no colour; under a dumb terminal nothing is styled at all."""
    assert "\x1b[31m" in styled(views.error("no"))
    monkeypatch.setenv(variable, "dumb")
    assert "\x1b[31m" not in styled(views.error("no"))
    assert (MARKED in styled(asked("when was it built?"))) is (variable == "NO_COLOR")


def test_markup_is_text() -> None:
    """Square brackets in an article, a title or a source are shown as they are."""
    shown = plain(asked("what did she shout?"))
    assert "She shouted [bold]Flour![/bold] at dawn." in shown
    assert f"{MARKED}[bold]Flour![/bold]{PLAIN}" in styled(asked("what did she shout?"))
    assert POND.title in plain(views.articles([POND]))
    assert "[x]" in plain(views.error("There is no [x]"))


def test_a_question_back_numbers_its_options() -> None:
    """What may be meant is listed by number, for the next line to choose from."""
    options = [ReplyOption(f"the {name}", f"When was the {name} lit?") for name in ("lamp", "fire")]
    assert plain(views.reply(clarification(options))) == (
        "Do you mean the lamp or the fire?\n"
        "  1  When was the lamp lit?\n"
        "  2  When was the fire lit?\n"
    )


def test_control_characters_are_blanks() -> None:
    """An article cannot colour, clear or name the terminal, and its marks stay in place."""
    text = "Red \x1b[31m\x9b2J\x07alarm."
    start = text.index("alarm")
    quote = Quote(MILL, 0, len(text), text, (Span(start, start + 5),))
    answer = Answer("?", True, 0.9, "alarm", quote)
    shown = styled(views.reply(reply_to(answer)))
    assert f"{MARKED}alarm{PLAIN}" in shown
    assert not {"\x9b", "\x07"} & set(shown)
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize("width", [1, 2, 12, 30, 80])
def test_width(width: int) -> None:
    """No line is wider than the terminal, however narrow, and no letter is lost."""
    for question in ("what did she shout?", "who is king?"):
        shown = plain(asked(question), width)
        assert max(map(len, shown.splitlines())) <= max(width, 3)
    letters = "".join(plain(asked("what did she shout?"), width).split())
    assert "Sheshouted[bold]Flour![/bold]atdawn." in letters


def test_source_line_breaks_between_facts() -> None:
    """A source line that is too long goes on in the next between two of its facts."""
    assert plain(asked("when was it built?"), 50).splitlines()[-2:] == [
        "  The Mill · /elsewhere/mill.txt ·",
        "  characters 0–38 · high confidence, 90%",
    ]


def test_source_relative_to_this_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is shown relative to this folder or to home; a link as it is."""
    monkeypatch.setenv("HOME", "/home/ann")
    for source, shown in (
        (f"{Path.cwd()}/texts/mill.txt", "texts/mill.txt"),
        ("/home/ann/mill.txt", "~/mill.txt"),
        ("/home/anna/mill.txt", "/home/anna/mill.txt"),
        ("https://example.org/a//b", "https://example.org/a//b"),
    ):
        listed = plain(views.articles([ArticleRef("a", "Mill", source)]))
        assert listed.splitlines()[-1].split() == ["Mill", shown]


def test_long_passage_of_a_declined_question() -> None:
    """The nearest passage is cut to four lines, and the cut is shown."""
    passage = Passage(MILL, 0, 900, "flour and water " * 50, 0.5)
    answer = Answer("?", False, 0.1, passages=(passage,))
    lines = plain(views.reply(reply_to(answer))).splitlines()
    assert lines[:2] == [wording.DECLINED, wording.NEAREST]
    assert lines[5].endswith("…")
    assert lines[6].startswith("  The Mill ·")
    assert len(lines) == 7


def test_near_miss_of_a_declined_question() -> None:
    """The nearest sentence takes the passage's place, after the words that it lacks."""
    near = NearMiss(Quote(POND, 0, 13, "Built in 1804"), ("Mill", "1790"))
    answer = Answer("?", False, 0.1, passages=(Passage(MILL, 0, 5, "Flour", 0.5),), near_miss=near)
    lines = plain(views.reply(reply_to(answer))).splitlines()
    assert lines[0] == wording.DECLINED
    assert lines[1] == wording.NEAR_MISS.format(words="“Mill”, “1790”")
    assert lines[2] == "  Built in 1804"
    assert "Flour" not in "".join(lines)


def test_an_overview() -> None:
    """Each article's title, its sentences with their places, and its source; then questions."""
    place = f"{POND.title} › Fish"
    where = Quote(POND, 0, 13, "[b]Carp[/b] \x1bleap.", place=place)
    sentences = (quote_of("It grinds rye.", "rye"), quote_of("It broke twice.", "twice"), where)
    overview = Overview(sentences, suggestions=("Who was the miller?",), left_out=2)
    answer = Answer("tl;dr", True, 1.0, "…", Quote(MILL, 0, 1, "…"), overview=overview)
    assert plain(views.reply(reply_to(answer))).splitlines() == [
        "The Mill",
        "  It grinds rye.",
        "  It broke twice.",
        "  /elsewhere/mill.txt",
        "",
        "Ponds [red]of[/red] Ash",
        "  [b]Carp[/b] \\x1bleap.  Fish",
        "  https://example.org/pond",
        "",
        "and 2 more articles",
        "",
        wording.YOU_COULD_ASK,
        "  Who was the miller?",
    ]


def test_an_answer_with_a_summary() -> None:
    """What answers who or what the article is about is shown above its summary."""
    quote = quote_of("The miller was Anna Berg.", "Anna Berg")
    answer = Answer("?", True, 0.9, "Anna Berg", quote, overview=Overview((quote,)))
    assert plain(views.reply(reply_to(answer))).splitlines()[:3] == ["Anna Berg", "", "The Mill"]


def test_nothing_about_a_topic() -> None:
    """The topic is named, and the nearest passage shown."""
    passage = Passage(MILL, 0, 9, "flour", 0.5)
    answer = Answer("?", False, 0.0, passages=(passage,), overview=Overview((), "volcanoes"))
    lines = plain(views.reply(reply_to(answer))).splitlines()
    assert lines[:2] == ["The articles say nothing about “volcanoes”.", wording.NEAREST]


def test_others() -> None:
    """Quotes of further articles are below the answer, each with its source."""
    other = Quote(POND, 0, 13, "Built in 1804")
    answer = Answer(
        "?", True, 0.9, "1804", quote_of("The miller was Anna Berg.", "Anna"), (), (other,)
    )
    lines = plain(views.reply(reply_to(answer))).splitlines()
    assert lines[-3:-1] == [terminal_wording.ALSO, "  Built in 1804"]
    assert lines[-1].strip().startswith(POND.title)


def test_quote_in_its_text() -> None:
    """Around a quote the text is dim and whole in its words; a cut in it is shown."""
    quote = quote_of("The wheel is nine metres wide.", "nine")

    def around(quote: Quote) -> str:
        return TEXT[quote.start - 25 : quote.end + 13]

    shown = views.source(quote, around)
    assert plain(shown).splitlines()[:3] == [
        "  …at dawn.",
        "",
        "  The wheel is nine metres wide. It broke…",
    ]
    assert styled(shown).startswith(f"  {DIM}…")


def test_quote_that_is_no_longer_there() -> None:
    """A quote whose article was edited since is shown by itself."""
    quote = quote_of("It broke twice.", "twice")
    shown = plain(views.source(quote, lambda _: "All is new."))
    assert "All is new" not in shown
    assert "It broke twice." in shown


def test_long_list() -> None:
    """A long list of articles is cut, with how many are hidden and how to narrow it."""
    many = [ArticleRef(str(n), f"Text {n}", "-") for n in range(1, 1055)]
    lines = plain(views.articles(many)).splitlines()
    assert len(lines) == 52
    assert lines[-1] == terminal_wording.hidden_articles(1004)
