"""A question goes on from the answer that it replies to, and else from the latest one."""

import json

import pytest

from qa_bot.channels.telegram.storage.stored_answers import StoredAnswers
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person, Seen
from tests.channels.telegram.bot_api.world import BOT
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary
from tests.patience import until

MILL = "The mill\n\nThe mill at Orr was built in 1804. The mill at Orr was built by Tom Vane."
PALACE = (
    "The palace\n\nThe palace at Ulm was built in 1650. "
    "The palace at Ulm was built by Countess Ida."
)
MASTS = "The masts" + "".join(
    f"\n\nThe mast {name} stands near {place}. The mast {name} was painted by {painter}."
    for name, place, painter in (
        ("m0x14", "the harbour", "Ida Brandt"),
        ("m14x1", "the dyke", "Tom Vane"),
        ("m3x3", "the ford", "Ann Lee"),
    )
)
ASKS_MILL, ASKS_PALACE = "When was the mill built?", "When was the palace built?"
FOLLOW_UP = "And by whom?"

pytestmark = pytest.mark.usefixtures("unpaced")


@pytest.fixture
def library(library: FakeLibrary) -> FakeLibrary:
    for text in (MILL, PALACE):
        library.add_shared(text)
    return library


def ask_both(ann: Group, ben: Group) -> tuple[Seen, Seen]:
    """Let Ann ask of the mill and Ben of the palace; return the bot's answers."""
    said = []
    for who, question in ((ann, ASKS_MILL), (ben, ASKS_PALACE)):
        who.says(f"/ask {question}")
        said.append(ann.hears())
    assert ["1804" in said[0].text, "1650" in said[1].text] == [True, True]
    return said[0], said[1]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("kind", ["supergroup", "group"])
def test_reply_in_a_group_goes_on(api: BotApi, kind: str) -> None:
    """A follow-up as a reply is understood, though a supergroup's replies have a thread id."""
    group = Group(api.world, kind=kind)
    group.says(f"/ask {ASKS_MILL}")
    group.hears()
    group.replies(FOLLOW_UP)
    assert "Tom Vane" in group.hears().text
    group.replies("When was it built?")
    assert "1804" in group.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_an_older_answer(api: BotApi) -> None:
    """A reply goes on from its answer, though others asked of something else since."""
    ann = Group(api.world, "Ann")
    mill, palace = ask_both(ann, ann.member("Ben", 2))
    for answer, builder in ((mill, "Tom Vane"), (palace, "Countess Ida"), (mill, "Tom Vane")):
        ann.replies(FOLLOW_UP, answer)
        assert builder in ann.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_a_question_or_another_topic(api: BotApi) -> None:
    """A reply to a question goes on from its answer, also when that is in another topic."""
    ann = Group(api.world, "Ann")
    ask_both(ann, ann.member("Ben", 2))
    asked = next(seen for seen in ann.seen if ASKS_MILL in seen.text)
    ann.replies(f"/ask {FOLLOW_UP}", asked)
    assert "Tom Vane" in ann.hears().text
    topic = ann.topic(50)
    topic.replies(f"/ask {FOLLOW_UP}", asked)
    heard = topic.hears()
    assert "Tom Vane" in heard.text
    assert heard.raw["is_topic_message"]


@pytest.mark.usefixtures("bot")
def test_quote_is_what_is_asked_about(api: BotApi, person: Person) -> None:
    """In private too a reply goes on from its answer, and from the part that it quotes."""
    person.asks(ASKS_MILL)
    mill = person.seen[-1]
    person.asks(ASKS_PALACE)
    quote = {"text": "1804", "position": 0, "is_manual": True}
    person.replies(FOLLOW_UP, mill, quote=quote)
    assert "Tom Vane" in person.hears().text


def test_reply_after_a_restart_and_to_a_turned_page(
    serve: Serve, person: Person, library: FakeLibrary
) -> None:
    """An answer is replied to after a restart, and while it shows its passages."""
    with serve():
        person.asks(ASKS_MILL)
        mill = person.seen[-1]
        person.asks(ASKS_PALACE)
        person.presses("More passages", mill)
        person.replies(FOLLOW_UP, mill)
        assert "Tom Vane" in person.hears().text
    with serve():
        person.replies(FOLLOW_UP, mill)
        assert "Tom Vane" in person.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_a_declined_answer(person: Person) -> None:
    """A follow-up to a declined question is about what that was about."""
    person.asks("Where is the mill's owner?")
    declined = person.seen[-1]
    person.asks(ASKS_PALACE)
    person.replies("And when was it built?", declined)
    assert "1804" in person.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_what_is_no_answer(person: Person) -> None:
    """A reply to the bot's help is a question of its own, and one to its thanks goes on."""
    person.asks("/help")
    said = person.seen[-1]
    person.asks(ASKS_MILL)
    person.asks("thanks")
    thanks = person.seen[-1]
    person.asks(ASKS_PALACE)
    person.replies(FOLLOW_UP, said)
    assert "Ida" not in person.hears().text
    person.replies(FOLLOW_UP, thanks)
    assert "Tom Vane" in person.hears().text


def test_reply_to_an_answer_long_gone(serve: Serve, person: Person) -> None:
    """A reply to an answer that was deleted since is answered as a question of its own."""
    with serve() as bot:
        person.asks(ASKS_MILL)
        mill = person.seen[-1]
        StoredAnswers(bot.database).delete_older_than(0.0)
        person.asks(ASKS_PALACE)
        person.replies("When was the mill built?", mill)
        assert "1804" in person.hears().text
        person.replies(FOLLOW_UP, mill)
        assert "Ida" not in person.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_a_message_of_another_chat(person: Person) -> None:
    """What is asked in reply to a message elsewhere does not go on from the latest answer here."""
    person.asks(ASKS_PALACE)
    group = {"id": -1000000000200, "type": "supergroup", "title": "Elsewhere"}
    origin = {"type": "user", "date": 1, "sender_user": BOT}
    for external in (
        {"origin": origin, "chat": group, "message_id": person.seen[-1].id},
        {"origin": origin},
    ):
        person.says(FOLLOW_UP, external_reply=external)
        assert "Ida" not in person.hears().text


@pytest.mark.usefixtures("bot")
def test_card_of_inline_mode_is_no_message_to_the_bot(person: Person, library: FakeLibrary) -> None:
    """An answer that a person puts into a chat by inline mode is not answered, nor added."""
    person.asks(ASKS_PALACE)
    for card in ("1804\nThe mill at Orr was built in 1804.", "The mill at Orr was built. " * 60):
        person.says(card, via_bot=BOT)
    mine = person.seen[-1]
    person.replies(FOLLOW_UP, mine)
    assert "Ida" not in person.hears().text
    person.replies("/ask", mine)
    assert person.hears().text == wording.ASK_WHAT
    assert [each.title for each in library.added.values()] == ["The mill", "The palace"]


@pytest.mark.usefixtures("bot")
def test_edited_question_keeps_its_place(api: BotApi, person: Person) -> None:
    """An edited follow-up is understood by what came before it, not by what came since."""
    person.asks(ASKS_MILL)
    person.asks(FOLLOW_UP)
    mine = next(seen for seen in person.seen if seen.text == FOLLOW_UP)
    person.asks(ASKS_PALACE)
    person.edits("When was it built?", mine)
    api.world.wait(lambda: "edit_date" in person.seen[3].raw)
    assert "1804" in person.seen[3].text


@pytest.mark.usefixtures("bot")
def test_every_message_of_a_long_answer_can_be_replied_to(
    person: Person, library: FakeLibrary
) -> None:
    """A reply to the first of several messages of an answer goes on from it."""
    library.add_shared("The dyke\n\nThe dyke was built by " + "very " * 1500 + "many hands.")
    person.says("By whom was the dyke built?")
    first = person.hears()
    while not (last := person.hears()).buttons:
        pass
    assert first is not last
    person.asks(ASKS_PALACE)
    person.replies("And when?", first)
    assert "dyke" in person.hears().text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("call", ["/ask", "/ask@lighthouse_bot", "@lighthouse_bot"])
def test_bare_call_in_reply_to_a_question(api: BotApi, call: str) -> None:
    """A command or a mention alone answers the question that it replies to, as a reply to it."""
    ann = Group(api.world, "Ann")
    ann.member("Ben", 2).says(ASKS_MILL)
    asked = ann.seen[-1]
    ann.replies(call, asked)
    heard = ann.hears()
    assert "1804" in heard.text
    assert heard.raw["reply_to_message"]["message_id"] == asked.id
    ann.replies(FOLLOW_UP, heard)
    assert "Tom Vane" in ann.hears().text
    ann.replies(call, heard)
    assert ann.hears().text == wording.ASK_WHAT


@pytest.mark.usefixtures("bot")
def test_bare_call_on_a_part_and_on_a_command(api: BotApi) -> None:
    """The part that is quoted is the question, and of another's command its arguments are."""
    ann, ben = Group(api.world, "Ann"), Group(api.world, "Ben", user=2)
    ben.says(f"I was there in May. {ASKS_MILL} I forgot.")
    quote = {"text": ASKS_MILL, "position": 20, "is_manual": True}
    ann.replies("/ask", ann.seen[-1], quote=quote)
    assert "1804" in ann.hears().text
    ben.says(f"/ask@another_bot {ASKS_PALACE}")
    ann.replies("@lighthouse_bot", ann.seen[-1])
    assert "1650" in ann.hears().text


@pytest.mark.usefixtures("bot")
def test_bare_call_in_private(person: Person) -> None:
    """In private a command alone answers the question that it replies to, asked again or not."""
    assert person.asks("/ask") == wording.ASK_WHAT
    assert person.asks("@lighthouse_bot") == wording.ASK_WHAT
    person.asks(ASKS_MILL)
    mine = next(seen for seen in person.seen if seen.text == ASKS_MILL)
    person.asks(ASKS_PALACE)
    person.replies("/ask", mine)
    assert "1804" in person.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_an_answer_that_was_not_confirmed(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """A reply to either copy of an answer whose confirmation was lost goes on from it."""
    library.add_shared(MASTS)
    api.faults.add(Fault("sendMessage", applied=True, cut=True))
    person.says("Where stands the mast m14x1?")
    copies = [person.hears(), person.hears()]
    for copy in copies:
        person.asks(ASKS_PALACE)
        person.replies("Who painted it?", copy)
        assert "Tom Vane" in person.hears().text


def test_reply_to_an_answer_that_a_kill_left_unrecorded(
    serve: Serve, person: Person, library: FakeLibrary
) -> None:
    """A reply goes on from an answer that was sent just before the process was killed."""
    library.add_shared(MASTS)
    with serve() as bot:
        number = person.says("Where stands the mast m14x1?")
        left = person.hears()
        until(lambda: not bot.unhandled())
        # As the process that is killed after sending leaves it.
        for change in (
            "UPDATE answers SET message_id = NULL",
            "DELETE FROM answer_messages",
            f"UPDATE updates SET handled_at = NULL WHERE update_id = {number}",
        ):
            bot.database.execute(change)
        body = json.dumps(person._world.queue._all[number])
        bot.database.execute("UPDATE updates SET body = ? WHERE update_id = ?", body, number)
    with serve():
        assert person.hears().text == left.text
        person.replies("Who painted it?", left)
        assert "Tom Vane" in person.hears().text


@pytest.mark.usefixtures("bot")
def test_reply_to_a_copy_of_what_was_edited_since(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """A copy of an answer is not taken for the one that an edit put into its place."""
    library.add_shared(MASTS)
    api.faults.add(Fault("sendMessage", applied=True, cut=True))
    person.says("Where stands the mast m3x3?")
    mine, lost, kept = person.seen[-1], person.hears(), person.hears()
    person.edits(ASKS_PALACE, mine)
    api.world.wait(lambda: "1650" in kept.text)
    person.replies(FOLLOW_UP, lost)
    assert "Ida" not in person.hears().text
    person.replies(FOLLOW_UP, kept)
    assert "Ida" in person.hears().text
