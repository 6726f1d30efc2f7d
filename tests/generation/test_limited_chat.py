"""Limits on a language model: a circuit that opens, and tokens of a day and of a person."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import (
    WritingBudgetSpent,
    WritingCutShort,
    WritingError,
    WritingRefused,
    WritingUnavailable,
)
from qa_bot.generation import token_budget
from qa_bot.generation.chat_model import Completion, Prompt, Usage
from qa_bot.generation.limited_chat import CompletionFigures, LimitedChat
from qa_bot.generation.token_budget import TokenBudget
from qa_bot.generation.token_usage import estimated_prompt
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from tests.generation.chat_server import KEY, MODEL, ChatServer, Wire, responds, writes
from tests.generation.test_openai_chat import chat
from tests.patience import PATIENCE_S

PROMPT = Prompt("Answer.", "Who?")
# What an answer to it may take, with 10 tokens to write.
RESERVED = estimated_prompt(PROMPT) + 10


class ScriptedModel:
    """Implements ChatModel: writes pieces, or fails where one is an error."""

    name = "scripted"

    def __init__(self, *pieces: str | WritingError) -> None:
        self.pieces = pieces
        self.asked = 0
        self.usage = Usage(3, 4)
        self.on_ask: Callable[[], object] = lambda: None

    def complete(
        self, prompt: Prompt, max_tokens: int, seconds: float, person: str = ""
    ) -> Completion:
        self.asked += 1
        self.on_ask()
        return _Scripted(self)


class _Scripted:
    def __init__(self, model: ScriptedModel) -> None:
        self._model = model
        self.usage = model.usage
        self.is_closed = False

    def __iter__(self) -> Iterator[str]:
        for piece in self._model.pieces:
            if isinstance(piece, WritingError):
                raise piece
            yield piece

    def close(self) -> None:
        self.is_closed = True


def limited(model: Any, counts: SqliteFeedback | None = None, **options: Any) -> LimitedChat:
    """The model, limited as the options say: `day` and `person` are tokens, 0 for no limit."""
    budget = TokenBudget(
        counts or SqliteFeedback(), options.pop("day", 0), options.pop("person", 0)
    )
    return LimitedChat(model, budget, **options)


def ask(model: LimitedChat, person: str = "") -> str:
    """The text of a completion."""
    return "".join(model.complete(PROMPT, 10, PATIENCE_S, person))


@pytest.mark.parametrize("before", [(), ("some ", "text ")])
def test_a_server_that_keeps_failing_is_left_alone(before: tuple[str, ...]) -> None:
    """After three failures, in the midst of a text too, nothing is asked, with the reason."""
    model = ScriptedModel(*before, WritingUnavailable("is down."))
    chat = limited(model)
    for _ in range(3):
        with pytest.raises(WritingUnavailable, match=r"is down\."):
            ask(chat)
    for _ in range(3):
        with pytest.raises(WritingUnavailable, match=r"3 times in a row.*60 s.*qa-bot doctor"):
            ask(chat)
    assert model.asked == 3


def test_a_server_that_recovers_is_asked_again() -> None:
    """After a while one question is a trial: it closes the circuit, or opens it at once."""
    model = ScriptedModel(WritingUnavailable("is down."))
    chat = limited(model, reset_seconds=0.0)
    for _ in range(4):
        with pytest.raises(WritingUnavailable, match=r"is down\."):
            ask(chat)
    model.pieces = ("fine",)
    assert ask(chat) == "fine"
    model.pieces = (WritingUnavailable("is down."),)
    chat = limited(model, reset_seconds=PATIENCE_S)
    for _ in range(3):
        with pytest.raises(WritingUnavailable, match=r"is down\."):
            ask(chat)
    assert model.asked == 8


@pytest.mark.parametrize("kind", [WritingRefused, WritingCutShort])
def test_only_an_unavailable_server_counts(kind: type[WritingError]) -> None:
    """A server that refuses, or that stops at the limit, is there; nor do two failures count."""
    down, other = WritingUnavailable("is down."), kind("is there.")
    model = ScriptedModel()
    chat = limited(model)
    for error in [down, down, other] * 4:
        model.pieces = (error,)
        with pytest.raises(type(error)):
            ask(chat)
    assert model.asked == 12


def test_completions_run_at_the_same_time() -> None:
    """The circuit makes nobody wait for another's text."""
    both = threading.Barrier(2, timeout=PATIENCE_S)
    model = ScriptedModel("text")
    model.on_ask = both.wait
    chat = limited(model)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ask(chat))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["text", "text"]


def test_a_limit_below_one_answer_is_said_to_be_that() -> None:
    """No midnight brings an answer that may take more than a whole day has."""
    chat = limited(ScriptedModel("text"), day=RESERVED - 1)
    with pytest.raises(WritingBudgetSpent, match=r"Raise written\.tokens_per_day") as caught:
        ask(chat, "a")
    assert "midnight" not in str(caught.value)


def test_tokens_of_a_day_and_of_a_person(folder: Path) -> None:
    """What would go beyond a limit is refused, with the setting and when there are more."""
    model, counts = ScriptedModel("text"), SqliteFeedback(folder)
    chat = limited(model, counts, day=RESERVED + 14, person=RESERVED + 7)
    assert [ask(chat, "a"), ask(chat, "a")] == ["text", "text"]
    with pytest.raises(
        WritingBudgetSpent, match=rf"{RESERVED + 7} tokens a day of written\.tokens_per_person, 14"
    ):
        ask(chat, "a")
    assert ask(chat, "b") == "text"
    with pytest.raises(WritingBudgetSpent, match=r"tokens_per_day, 21 .* from midnight, when \d"):
        ask(chat, "b")
    assert model.asked == 3
    again = limited(model, SqliteFeedback(folder), day=RESERVED + 14)
    with pytest.raises(WritingBudgetSpent):
        ask(again, "c")


def test_without_limits_nothing_is_counted(folder: Path) -> None:
    """Nor is a person named where only the day has a limit."""
    counts = SqliteFeedback(folder)
    ask(limited(ScriptedModel("text"), counts), "a")
    assert not folder.exists()
    ask(limited(ScriptedModel("text"), counts, day=1000), "telegram:7")
    assert counts.tokens_used("telegram:7") == (0, 7)
    counts.close()
    assert b"telegram" not in b"".join(path.read_bytes() for path in folder.iterdir())


def test_the_last_tokens_go_to_one_of_two() -> None:
    """Two that ask at once are not both let through, as what they may take is counted before."""
    model = ScriptedModel("text")
    chat = limited(model, day=RESERVED + 1)
    first = chat.complete(PROMPT, 10, PATIENCE_S)
    with pytest.raises(WritingBudgetSpent):
        chat.complete(PROMPT, 10, PATIENCE_S)
    assert list(first) and model.asked == 1


def test_the_next_day_has_its_own_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A completion that ends after midnight takes nothing from the new day, and adds nothing."""
    counts = SqliteFeedback()
    budget = TokenBudget(counts, 1000, 0)
    reservation = budget.reserve("", 100)
    tomorrow = token_budget._today() + timedelta(days=1)
    monkeypatch.setattr(token_budget, "_today", lambda: tomorrow)
    budget.settle(reservation, 10)
    assert counts.tokens_used("") == (100, 100)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60)), max_size=20))
def test_no_order_of_completions_passes_a_limit(asked: list[tuple[str, int]]) -> None:
    """However the tokens fall, what was let through is within both limits, and all is counted."""
    counts = SqliteFeedback()
    budget = TokenBudget(counts, 200, 120)
    used = {"a": 0, "b": 0}
    for person, tokens in asked:
        try:
            reservation = budget.reserve(person, 60)
        except WritingBudgetSpent:
            assert used[person] + 60 > 120 or sum(used.values()) + 60 > 200
            continue
        budget.settle(reservation, tokens)
        used[person] += tokens
    assert [counts.tokens_used(person) for person in "ab"] == [
        (used[person], sum(used.values())) for person in "ab"
    ]
    assert max(used.values()) <= 120 and sum(used.values()) <= 200


@pytest.mark.parametrize(
    ("pieces", "outcome"),
    [
        (("text",), "whole"),
        (("te", WritingCutShort("")), "cut_short"),
        ((WritingRefused(""),), "refused"),
        (("te", WritingUnavailable("")), "unavailable"),
    ],
)
def test_each_completion_is_reported(pieces: tuple[str | WritingError, ...], outcome: str) -> None:
    """Once, with how it ended, its tokens, and when its first text came, if any did."""
    seen: list[CompletionFigures] = []
    chat = limited(ScriptedModel(*pieces), on_completion=seen.append)
    completion = chat.complete(PROMPT, 10, PATIENCE_S)
    for _ in range(2):
        try:
            list(completion)
        except WritingError:
            completion.close()
    (figures,) = seen
    assert (figures.outcome, figures.usage) == (outcome, Usage(3, 4))
    assert (figures.first_seconds is None) == isinstance(pieces[0], WritingError)


def test_one_that_is_stopped_is_settled_and_reported() -> None:
    """Closed before, in or after its text, a completion costs what it took."""
    for read in range(3):
        seen: list[CompletionFigures] = []
        counts = SqliteFeedback()
        chat = limited(ScriptedModel("a", "b"), counts, day=1000, on_completion=seen.append)
        completion = chat.complete(PROMPT, 10, PATIENCE_S)
        pieces = iter(completion)
        for _ in range(read):
            next(pieces)
        completion.close()
        assert [figures.outcome for figures in seen] == ["stopped"]
        assert counts.tokens_used("") == (7, 7)


def test_what_is_not_asked_is_reported() -> None:
    """A budget that is spent and an open circuit have outcomes of their own, and no tokens."""
    seen: list[CompletionFigures] = []
    model = ScriptedModel(WritingUnavailable("is down."))
    chat = limited(model, day=RESERVED + 21, on_completion=seen.append)
    for _ in range(3):
        with pytest.raises(WritingUnavailable):
            ask(chat)
    with pytest.raises(WritingUnavailable):
        ask(chat)
    spent = limited(model, day=1, on_completion=seen.append)
    with pytest.raises(WritingBudgetSpent):
        ask(spent)
    assert [figures.outcome for figures in seen] == [
        *["unavailable"] * 3,
        *("circuit_open", "budget_spent"),
    ]


def test_a_real_client_behind_limits(chat_server: ChatServer) -> None:
    """What a server refused before reading costs nothing; what it wrote costs what it counts."""
    counts = SqliteFeedback()
    model = limited(chat(chat_server), counts, day=10_000)
    chat_server.behave(responds(500), writes("Ada built it.", completion_tokens=9))
    with pytest.raises(WritingUnavailable):
        ask(model)
    assert counts.tokens_used("") == (0, 0)
    completion = model.complete(PROMPT, 10, PATIENCE_S)
    assert "".join(completion) == "Ada built it."
    assert completion.usage.written == 9
    assert counts.tokens_used("") == (completion.usage.total, completion.usage.total)
    assert model.name == MODEL and KEY not in repr(vars(model))


def test_another_thread_can_stop_a_completion(chat_server: ChatServer) -> None:
    """While one waits for its text, which then ends; it is reported as stopped."""

    def endless(wire: Wire, request: object) -> None:
        wire.begin()
        wire.delta(content="Ada ")
        wire.hang()

    chat_server.behave(endless)
    seen: list[CompletionFigures] = []
    model = limited(chat(chat_server), on_completion=seen.append)
    completion = model.complete(PROMPT, 10, PATIENCE_S)
    pieces: list[str] = []
    waiting = threading.Thread(target=lambda: pieces.extend(completion))
    waiting.start()
    while not any(pieces):
        waiting.join(0.01)
    completion.close()
    waiting.join(PATIENCE_S)
    assert "".join(pieces) == "Ada "
    assert [figures.outcome for figures in seen] == ["stopped"]
