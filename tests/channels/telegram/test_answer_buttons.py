"""An answer's buttons and its conversation, before and after a restart."""

import pytest

from qa_bot.answers import Answer, Quote
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot

pytestmark = pytest.mark.usefixtures("unpaced")

AN_ANSWER = """\
*Jane Mary Holt*
| The keeper was *Jane Mary Holt*.
_The Gull Rock Light_
[More passages] [Full paragraph]
[Source] [Copy] [Share]
[👍] [👎]"""


@pytest.mark.usefixtures("bot")
def test_buttons_of_an_answer(person: Person) -> None:
    """Passages replace the answer in its message, and the answer can be shown again."""
    person.says("Who was the keeper")
    answer = person.hears()
    assert answer.screen == AN_ANSWER
    person.presses("More passages")
    assert answer.shown.startswith("*Passage 2 of 3*\n| The keeper was Jane")
    person.presses("›")
    assert answer.shown.startswith("*Passage 3 of 3*\n| A fog horn")
    assert answer.labels == ["‹", "‹ Answer", "👍", "👎"]
    person.presses("‹ Answer")
    assert answer.screen == AN_ANSWER


AN_OVERVIEW = """\
_The Gull Rock Light_
| The lighthouse on Gull Rock was lit in 1871.
| It stands 34 metres tall.

You could ask:
• Who was the keeper?
[Full paragraph]
[Who was the keeper?]
[👍] [👎]"""


def test_a_suggested_question_is_asked_by_its_button(serve: Serve, person: Person) -> None:
    """Below the overview, and after a restart too; the overview stays as it is."""
    with serve():
        person.says("Summarise this")
        overview = person.hears()
        assert overview.screen == AN_OVERVIEW
    with serve():
        person.taps("Who was the keeper?")
        assert person.hears().screen == AN_ANSWER
        person.presses("Full paragraph", overview)
        person.presses("‹ Answer", overview)
        assert overview.screen == AN_OVERVIEW


@pytest.mark.usefixtures("bot")
def test_refused_markup_of_an_edit(api: BotApi, person: Person) -> None:
    """A page whose markup Telegram refuses is shown as plain text, its buttons too."""
    person.says("Who was the keeper")
    answer = person.hears()
    refused = "Bad Request: can't parse entities: Unsupported start tag"
    api.faults.add(Fault.error("editMessageText", 400, refused))
    person.presses("More passages")
    assert answer.shown.startswith("Passage 2 of 3\nThe keeper was Jane")
    assert answer.labels == ["‹", "›", "‹ Answer", "👍", "👎"]


@pytest.mark.usefixtures("bot")
def test_full_paragraph(person: Person) -> None:
    """The paragraph of the quote is shown with the quote highlighted."""
    person.says("How tall is it?")
    answer = person.hears()
    person.presses("Full paragraph")
    assert answer.shown == (
        "| The lighthouse on Gull Rock was lit in 1871. *It stands 34 metres tall.* "
        "Its lamp burned rapeseed oil.\n_The Gull Rock Light_"
    )


@pytest.mark.usefixtures("bot")
def test_declined_question_is_asked_of_one_article(person: Person, library: FakeLibrary) -> None:
    """A declined question can be asked of each article of the nearest passages alone."""
    add(person, "The mill at Orr. Its wheel is oak.")
    library.removed.add(LIGHTHOUSE.id)
    add(person, "The boats of Orr. Their masts are pine.")
    person.says("What colour are the curtains?")
    declined = person.hears()
    assert declined.shown.startswith(f"{wording.DECLINED}\n{wording.NEAREST}\n| The mill")
    mill, boats = (label for label in declined.labels if label.startswith("Search"))
    assert (mill, boats) == (
        "Search “The mill at Orr. Its wheel…”",
        "Search “The boats of Orr. Their…”",
    )
    person.taps(boats)
    again = person.hears()
    assert again.shown.startswith("“The boats of Orr. Their masts are pine.” does not answer that.")
    assert "| The boats of Orr. Their masts are pine." in again.shown
    assert not [label for label in again.labels if label.startswith("Search")]
    person.presses("Full paragraph", declined)
    assert declined.shown.startswith("| *The mill at Orr.")


@pytest.mark.usefixtures("bot")
def test_repeated_message_is_answered_once(api: BotApi, person: Person) -> None:
    """A message that comes in two updates is answered once."""
    person.says("How tall is it?")
    person.hears()
    (update,) = [seen.raw for seen in person.seen if seen.sender == "ada"]
    api.world.deliver({"message": update})
    assert person.asks("When was it lit?").startswith("*1871*")
    assert [seen.sender for seen in person.seen].count("bot") == 2


@pytest.mark.usefixtures("bot")
def test_very_long_answer_is_a_file(
    person: Person, answers: FakeAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer of many messages is sent as its first one and a file of the whole."""
    text = "\n\n".join(f"{number} " + "gulls and waves " * 60 for number in range(30))
    quote = Quote(LIGHTHOUSE.ref, 0, len(text), text)
    answer = Answer("q", True, 0.9, "gulls", quote)
    monkeypatch.setattr(answers, "answer", lambda question, scope: answer)
    person.says("What is there?")
    assert person.hears().shown.startswith("*gulls*\n| 0 gulls")
    file = person.hears()
    assert file.raw["document"]["file_name"] == "answer.txt"
    assert "".join((file.file or b"").decode().split()).startswith("".join(f"gulls{text}".split()))


def test_yesterdays_buttons(serve: Serve, person: Person, library: FakeLibrary) -> None:
    """After a restart, newer answers and an edited article, a button shows what was cited."""
    with serve():
        add(person, "The mill at Orr was built in 1804.\n\nIts wheel is oak.")
        person.says("Who built the mill at Orr in 1804?")
        person.hears()
        person.says("built mill Orr")
        old = person.hears()
        assert old.shown.startswith("*1804*")
    (added,) = library.added.values()
    with serve():
        person.asks("How tall is it?")
        library.edit(added.id, "The mill burned down.")
        person.presses("Full paragraph", old)
        assert old.shown.startswith("| *The mill at Orr was built in 1804.*")
        library.remove(added.id)
        assert person.presses("‹ Answer", old) == wording.ARTICLE_GONE


def test_follow_ups_survive_a_restart(serve: Serve, person: Person) -> None:
    """A follow-up is resolved by turns before the restart; /new starts a new conversation."""
    with serve():
        person.asks("When was the lighthouse lit?")
    with serve():
        assert person.asks("And how tall?").startswith("_as: How tall is the lighthouse")
        assert person.asks("/new") == wording.FORGOTTEN
    with serve():
        assert not person.asks("And how tall?").startswith("_as:")


def test_talk_about_an_answer_goes_on_where_it_was(serve: Serve, person: Person) -> None:
    """Evidence comes piece by piece, each once; after a restart it begins again."""
    on = "The text goes on:\n| It stands 34 metres tall. Its lamp burned rapeseed oil.\n"
    another = "Another passage:\n| The keeper was Jane"
    with serve():
        person.asks("When was the lighthouse lit?")
        assert person.asks("are you sure?").startswith("I am quite sure: 90%.\n| *The lighthouse")
        assert person.asks("tell me more").startswith(on)
        assert person.asks("more").startswith(another)
    with serve():
        assert person.asks("more").startswith(on)
        assert person.asks("thanks") == wording.THANKS


@pytest.mark.usefixtures("bot")
def test_what_is_meant_is_chosen_by_a_button_or_a_message(api: BotApi, person: Person) -> None:
    """A question back has a button for each thing that may be meant, and takes a number too."""
    add(person, "The mill was painted in 1804.\n\nThe boat was painted in 1900.")
    for _ in range(2):
        person.asks("How wide are the mill and the boat?")
        person.says("when was it painted?")
        asked_back = person.hears()
        assert asked_back.screen == "Do you mean the mill or the boat?\n[the mill]\n[the boat]"
    assert person.asks("2").startswith("_as: When was the boat painted?_\n*1900*")
    person.presses("the mill", asked_back)
    api.world.wait(lambda: "*1804*" in asked_back.shown)


@pytest.mark.usefixtures("bot")
def test_conversations_of_topics_are_separate(api: BotApi) -> None:
    """A question in one topic of a group does not follow up on another topic."""
    group = Group(api.world)
    lamps, boats = group.topic(11, "Lamps"), group.topic(12, "Boats")
    lamps.asks("/ask When was the lighthouse lit?")
    assert lamps.asks("/ask And how tall?").startswith("_as: How tall is the lighthouse")
    assert not boats.asks("/ask And how tall?").startswith("_as:")


@pytest.mark.usefixtures("bot")
def test_edited_question_is_answered_in_place(api: BotApi, person: Person) -> None:
    """An edited question replaces its answer, and the buttons belong to the new one."""
    person.says("How tall is it?")
    answer = person.hears()
    person.edits("When was it lit?")
    api.world.wait(lambda: answer.shown.startswith("*1871*"))
    person.presses("Full paragraph")
    assert "*The lighthouse on Gull Rock was lit in 1871.*" in answer.shown
    assert [seen.sender for seen in person.seen] == ["ada", "bot"]


def test_votes_are_each_persons_own(api: BotApi, serve: Serve, library: FakeLibrary) -> None:
    """Each member of a group has one vote to change or withdraw; all may turn pages."""
    group = Group(api.world)
    ben = group.member("Ben", 2)
    with serve():
        group.says("/ask how tall")
        answer = group.hears()
        assert group.presses("👍") == wording.THANKS_FOR_FEEDBACK
        assert ben.presses("👎", answer) == wording.THANKS_FOR_FEEDBACK
        assert group.presses("👍", answer) == wording.FEEDBACK_TAKEN_BACK
        ben.presses("More passages", answer)
        assert answer.shown.startswith("*Passage 2 of 3*")
    (vote,) = library.components.feedback.votes()
    assert (vote.channel, vote.question, vote.good) == ("telegram", "how tall", False)


@pytest.mark.usefixtures("bot")
def test_forged_buttons_show_nothing(api: BotApi, person: Person) -> None:
    """Forged callback data shows no other chat's answer, and nonsense does no harm."""
    ben = Person(api.world, "Ben", 2)
    person.says("How tall is it?")
    answer = person.hears()
    stolen = answer.buttons[0]["callback_data"]
    ben.says("When was it lit?")
    his = ben.hears()
    assert ben.toast(ben.taps_data(stolen, his)) == wording.BUTTON_TOO_OLD
    for data in ("a:p:999:1", "a:p:x:1", "a:", "a:zzz:1", "zzz", "l:card:nothing", "u:undo:99"):
        ben.toast(ben.taps_data(data, his))
    assert his.shown.startswith("*1871*")
    assert ben.asks("How tall is it?").startswith("*34 metres*")


def add(person: Person, text: str) -> None:
    """Add a short text, which needs /add."""
    person.says(f"/add {text}")
    assert person.hears().text.startswith(wording.ADDED)


def test_thanks_are_no_question(bot: RunningBot, person: Person) -> None:
    """Thanks are answered without buttons, and are not part of the conversation."""
    person.says("thanks")
    heard = person.hears()
    assert (heard.text, heard.buttons) == (wording.THANKS, [])
