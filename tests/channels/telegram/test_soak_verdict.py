"""The verdict of the soak finds every kind of error, so that an empty one means something."""

import time

import pytest

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import TOKEN, BotApi, Group, Person
from tests.channels.telegram.soak.actions import Acts
from tests.channels.telegram.soak.conversation import Record
from tests.channels.telegram.soak.facts import SHARED, Fact
from tests.channels.telegram.soak.verdict import Verdict, judge

ASKED = Fact(1, 0)


@pytest.fixture
def record(person: Person) -> Record:
    return Record(person.id, Acts(votes=[(ASKED.question, True)]), asked=[ASKED])


def answer(api: BotApi, fact: Fact) -> int:
    """Let the bot answer with a fact; return the message's id."""
    bold = [{"type": "bold", "offset": 0, "length": len(fact.value)}]
    return int(api.world.post(1, fact.value, bold, {})["message_id"])


def verdict(
    api: BotApi, record: Record, kill: float = 0.0, start: float = 0.0, written: bytes = b""
) -> Verdict:
    votes = [(ASKED.question, True)]
    return judge(api, [record], [(kill, start)], {"bot.log": written}, votes)


def test_answered_once(api: BotApi, record: Record) -> None:
    """A question that was answered once, and a vote that was counted, are good."""
    answer(api, ASKED)
    assert verdict(api, record).is_good


def test_unanswered(api: BotApi, record: Record) -> None:
    """A question without an answer is found, though another was answered."""
    answer(api, Fact(SHARED, 0))
    assert verdict(api, record).unanswered == [f"1: {ASKED.question}"]


def test_doubled(api: BotApi, record: Record) -> None:
    """An answer that came twice is found, unless a lost reply or a kill explains it."""
    began = time.monotonic()
    answer(api, ASKED)
    second = answer(api, ASKED)
    now = time.monotonic()
    assert len(verdict(api, record).doubled) == 1
    assert verdict(api, record, kill=now, start=now).doubled_at_kill == 1
    assert verdict(api, record, kill=began, start=now).doubled_at_kill == 1
    assert len(verdict(api, record, kill=began - 2, start=began - 1).doubled) == 1
    api.lost.add((1, second))
    explained = verdict(api, record)
    assert explained.doubled_reply_lost == 1
    assert explained.is_good


def test_leaked(api: BotApi, record: Record) -> None:
    """A fact of another chat in an answer is found, though the message was edited since."""
    answer(api, ASKED)
    shown = api.world.find(1, answer(api, Fact(2, 0)))
    api.world.rewrite(shown, "nothing", [], None)
    assert verdict(api, record).leaked == [f"1: {[Fact(2, 0).value]}"]


def test_votes(api: BotApi, record: Record) -> None:
    """A vote that was not counted, or counted twice, is found."""
    answer(api, ASKED)
    record.acts.votes.append((ASKED.question, False))
    assert len(verdict(api, record).votes_missed) == 1
    record.acts.votes.clear()
    assert len(verdict(api, record).votes_made_up) == 1


def test_what_people_found_wrong(api: BotApi, record: Record) -> None:
    """A press that was not acknowledged, an error's own text and the token are found."""
    answer(api, ASKED)
    record.acts.wrong.append("1: '👍' was not acknowledged")
    api.world.post(1, "sqlite3.OperationalError: disk I/O error", [], {})
    found = verdict(api, record, written=TOKEN.encode())
    assert len(found.wrong_acts) == len(found.raw_errors) == len(found.token_in) == 1
    assert not found.is_good


def test_innocent_given_up(api: BotApi, record: Record) -> None:
    """An apology in the chat of somebody who did nothing wrong is found."""
    answer(api, ASKED)
    api.world.post(1, wording.APOLOGY, [], {})
    assert verdict(api, record).given_up == ["1"]


def test_group_that_moved(api: BotApi, record: Record) -> None:
    """What was asked in a group may be answered in the supergroup that it became."""
    grown = Group(api.world, number=-1000000000001)
    bold = [{"type": "bold", "offset": 0, "length": len(ASKED.value)}]
    api.world.post(grown.id, ASKED.value, bold, {})
    assert verdict(api, record).unanswered
    record.moved_to = grown.id
    assert not verdict(api, record).unanswered


def test_doubled_long_before_a_kill(api: BotApi, record: Record) -> None:
    """An answer after which the bot went on to the next was noted: no kill explains another."""
    answer(api, ASKED)
    answer(api, Fact(SHARED, 0))
    now = time.monotonic()
    api.world.posted[1][0].at = now - 2
    api.world.posted[1][1].at = now - 1
    answer(api, ASKED)
    assert len(verdict(api, record, kill=now - 0.5, start=now - 0.1).doubled) == 1
