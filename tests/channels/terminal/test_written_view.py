"""What a language model writes stands below the answer, with its sources."""

import io

import pytest

from qa_bot.answers import DroppedSentence, WrittenAnswer, WrittenSentence
from qa_bot.channels.terminal.repl import run_repl
from tests.channels.terminal.fakes import FakeSession, console_on, quote_of

BUILT = quote_of("The mill on the Ash was built in 1804.", "1804")
RYE = quote_of("It grinds rye.", "rye")
WRITTEN = WrittenAnswer(
    "small-model",
    (
        WrittenSentence("The mill dates from 1804.", (BUILT,)),
        WrittenSentence("It grinds [red]rye[/red]\x1b[31m and is from 1804.", (RYE, BUILT)),
    ),
    (DroppedSentence("It is the oldest\x07 of the county.", "name", "county"),),
)


def _chat(lines: str, session: FakeSession) -> tuple[str, str]:
    """Return what is printed for piped lines, and the errors."""
    out, errors = io.StringIO(), io.StringIO()
    run_repl(
        lambda: session,  # type: ignore[arg-type, return-value]
        None,
        stdin=io.StringIO(lines),
        console=console_on(out),
        errors=console_on(errors),
    )
    return out.getvalue(), errors.getvalue()


def test_written_sentences_follow_the_answer_with_their_sources() -> None:
    """The extractive answer comes first; each source has one number, whatever cites it."""
    out, errors = _chat("when was the mill built?\n", FakeSession(drafted=WRITTEN))
    assert errors == ""
    shown = [line.strip() for line in out.splitlines() if line.strip()]
    assert shown[0] == "1804"
    lead = next(i for i, line in enumerate(shown) if line.startswith("Written by small-model"))
    assert shown[lead + 1] == "The mill dates from 1804. [1]"
    assert shown[lead + 2] == "It grinds [red]rye[/red]\\x1b[31m and is from 1804. [2][1]"
    assert shown[lead + 3] == "[1] The mill on the Ash was built in 1804."
    assert any(line == "[2] It grinds rye." for line in shown)
    assert shown[-1].startswith("1 sentence that the passages do not support was left out")


def test_what_was_dropped_is_shown_on_request() -> None:
    """With the reason and the words that it is about, as data."""
    session = FakeSession(drafted=WRITTEN)
    out, _ = _chat("when was the mill built?\n/dropped\n", session)
    assert "It is the oldest\\x07 of the county." in out
    assert "the passages do not have this name: county" in out
    out, _ = _chat("/dropped\n", FakeSession(drafted=WRITTEN))
    assert "left out" in out


@pytest.mark.parametrize(
    ("is_refusal", "said"),
    [
        (False, "The passages support nothing of what small-model wrote."),
        (True, "small-model found no answer in the passages."),
    ],
)
def test_nothing_supported_leaves_the_answer_alone(is_refusal: bool, said: str) -> None:
    """Who wrote nothing of use is named, and the number of sentences left out."""
    nothing = WrittenAnswer("small-model", (), WRITTEN.dropped, is_refusal=is_refusal)
    out, _ = _chat("when was the mill built?\n", FakeSession(drafted=nothing))
    assert "Written by" not in out
    assert said in out
    assert "1 sentence that the passages do not support" in out


def test_a_refusal_alone_is_said() -> None:
    """The answer above is then all that there is, after a wait for the model."""
    nothing = WrittenAnswer("small-model", is_refusal=True)
    out, _ = _chat("when was the mill built?\n", FakeSession(drafted=nothing))
    assert out.rstrip().endswith("small-model found no answer in the passages.")


def test_talk_about_an_answer_leaves_it_the_latest() -> None:
    """What was dropped beside it can still be seen; a next question has none of it."""
    session = FakeSession(drafted=WRITTEN)
    out, _ = _chat("when was the mill built?\nare you sure?\n/dropped\n", session)
    assert "the passages do not have this name: county" in out
    empty = "Nothing that a language model wrote was left out"
    session.drafted = WrittenAnswer("small-model")
    out, _ = _chat("when was the mill built?\n/dropped\n", session)
    assert empty in out


def test_a_problem_is_named_below_the_answer() -> None:
    """The answer from the articles stands, and what was wrong with the server is said."""
    broken = WrittenAnswer("small-model", problem="The server is away. Start it.")
    out, errors = _chat("when was the mill built?\n", FakeSession(drafted=broken))
    assert out.strip().startswith("1804")
    assert "The server is away. Start it." in out
    assert errors == ""


def test_where_the_text_goes_is_said() -> None:
    """The host of a server elsewhere stands in the lead."""
    session = FakeSession(drafted=WRITTEN, written_destination="api.example.com")
    out, _ = _chat("when was the mill built?\n", session)
    assert "went to api.example.com" in " ".join(out.split())
