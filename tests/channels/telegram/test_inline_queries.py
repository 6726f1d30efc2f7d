"""Inline queries: results in any chat."""

import threading

import pytest
from telegram import InlineQuery

from qa_bot.channels.telegram.handlers.inline_queries import InlineHandlers
from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.conversation.turns import Reply
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import FakeAnswers

pytestmark = pytest.mark.usefixtures("unpaced")


@pytest.fixture(autouse=True)
def _inline(api: BotApi) -> None:
    api.world.abilities["supports_inline_queries"] = True


def test_results(api: BotApi, serve: Serve, person: Person) -> None:
    """A question gets its answer, then its passages, cached for that person only."""
    with serve():
        query = person.queries("How tall is it")
        cards = person.cards(query)
        assert cards[0]["title"] == "34 metres"
        assert cards[0]["description"] == "It stands 34 metres tall."
        assert len(cards) == 4
        group = Group(api.world)
        sent = person.picks(query, cards[0], group)
        assert sent.shown.startswith("*34 metres*\n| It stands *34 metres* tall.")
    (answer,) = api.world.called("answerInlineQuery")
    assert str(answer["is_personal"]).lower() == "true"


def test_an_overview_is_a_result(api: BotApi, serve: Serve, person: Person) -> None:
    """It is sent as it is shown in a chat, without the buttons."""
    with serve():
        query = person.queries("Summarise this")
        (card,) = person.cards(query)
        assert card["description"] == "The lighthouse on Gull Rock was lit in 1871."
        sent = person.picks(query, card, Group(api.world))
        assert sent.shown.startswith("_The Gull Rock Light_\n| The lighthouse on Gull Rock")


def test_nothing_is_asked_for_a_letter(serve: Serve, person: Person) -> None:
    """The first letters of a query and small talk have no results."""
    with serve():
        assert person.cards(person.queries("Ho")) == []
        assert person.cards(person.queries("hello")) == []


def test_disabled_by_a_setting(api: BotApi, serve: Serve, person: Person) -> None:
    """With the setting off, the bot does not poll for inline queries."""
    with serve(inline=False):
        person.asks("How tall is it?")
    assert "inline_query" not in api.world.called("getUpdates")[0]["allowed_updates"]


def test_strangers_get_no_results(api: BotApi, serve: Serve) -> None:
    """A person who is not admitted gets no results."""
    stranger = Person(api.world, "Eve", 66)
    with serve(access=AccessSettings(allowed=frozenset({1}))):
        query = stranger.queries("How tall is it")
        other = Person(api.world, "Ada", 1)
        other.says("How tall is it?")
        api.world.wait(lambda: not api.world.updates)
    assert api.world.inline_answers.get(query, {"results": []})["results"] == []


def test_only_the_latest_query_is_searched(
    api: BotApi,
    serve: Serve,
    person: Person,
    answers: FakeAnswers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A query that waited while the person typed on is not searched."""
    arrived: list[str] = []
    find = InlineHandlers._reply

    async def noting(handlers: InlineHandlers, query: InlineQuery) -> Reply | None:
        with api.world.changed:
            arrived.append(query.query)
            api.world.changed.notify_all()
        return await find(handlers, query)

    monkeypatch.setattr(InlineHandlers, "_reply", noting)
    with serve(answers_at_once=1):
        answers.held["How tall is it?"] = threading.Event()
        person.says("How tall is it?")
        api.world.wait(lambda: "How tall is it?" in answers.asked)
        queries = [person.queries(text) for text in ("how tall", "how tall is", "how tall is it")]
        # Confirmed to Telegram is not yet handled.
        api.world.wait(lambda: len(arrived) == len(queries))
        answers.held["How tall is it?"].set()
        assert [len(person.cards(query)) for query in queries] == [0, 0, 4]
    assert answers.asked == ["How tall is it?", "how tall is it"]
