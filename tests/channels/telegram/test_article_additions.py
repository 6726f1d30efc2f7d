"""Articles added by chat, from the message to the reply."""

import pytest

from qa_bot.errors import LibraryBusy
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced", "bot")

MILL = "The mill at Orr\n\n" + " ".join(
    f"In the year {1800 + n} the miller ground {n} sacks of barley." for n in range(30)
)
SHORT = "The mill at Orr was built in 1804. Its wheel is oak. " * 6


def test_a_pasted_article(person: Person, library: FakeLibrary) -> None:
    """A long text is added, shown with title, length and language, and answers at once."""
    person.says(MILL)
    heard = person.hears()
    assert heard.screen == (
        f"{wording.ADDED}\n*The mill at Orr*\n{len(MILL):,} characters, English\n[Undo]"
    )
    assert person.asks("miller 1812 ground").startswith("*barley*")
    person.presses("Undo", heard)
    assert heard.screen == wording.UNDONE.format(title="The mill at Orr")
    assert person.asks("miller 1812 ground").startswith(wording.DECLINED)


def test_a_near_duplicate(person: Person, library: FakeLibrary) -> None:
    """A near duplicate of an article in the chat's scope is named as one."""
    person.asks(MILL)
    person.says(MILL.replace("ground 7 sacks", "ground 70 sacks"))
    assert person.hears().screen == (
        f"{wording.ADDED}\n*The mill at Orr*\n{len(MILL) + 1:,} characters, English\n"
        "_It says nearly the same as “The mill at Orr”. Answers show it once and name both._\n"
        "[Undo]"
    )


def test_a_near_duplicate_in_another_chat_is_not_named(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """A near duplicate does not reveal what another chat added."""
    person.asks(MILL)
    assert "nearly" not in Person(api.world, "Ben", 2).asks(MILL.replace("7 sacks", "70 sacks"))


RUSSIAN = "Мельница в Орре\n\n" + "Мельница построена в 1804 году. Колесо у неё дубовое. " * 30


def test_a_language_without_embeddings(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """A language that the embedding model does not cover is named, in the person's own."""
    assert person.asks(RUSSIAN).endswith(
        "characters, Russian\n_I find Russian by its words only, not by its meaning._"
    )
    assert (
        Person(api.world, "Ира", 2, "ru")
        .asks(RUSSIAN)
        .endswith("русский\n_русский: ищу только по словам, а не по смыслу._")
    )


def test_an_album_of_files(person: Person, library: FakeLibrary) -> None:
    """Each of several files sent together is added and gets a reply."""
    for name in ("mill", "boat", "door"):
        text = f"The {name} is blue. It was painted in 1804."
        person.uploads(f"{name}.txt", text.encode(), media_group_id="album")
    told = [person.hears().shown.splitlines()[1] for _ in range(3)]
    assert told == ["*mill*", "*boat*", "*door*"]
    assert len(library.added) == 3


def test_the_same_again(person: Person, library: FakeLibrary) -> None:
    """An article is not added twice, and the repetition cannot undo the first addition."""
    person.asks(MILL)
    person.says(MILL)
    heard = person.hears()
    assert heard.text.startswith(wording.UNCHANGED)
    assert heard.buttons == []
    assert len(library.added) == 1


def test_long_text_and_then_a_question(person: Person, library: FakeLibrary) -> None:
    """A question some time after a long text is not its continuation."""
    whole = "\n".join(f"Line {n} says that the {n}th boat is blue and dry." for n in range(80))
    person.asks(whole)
    person.says("How tall is it?", date=1_900_000_000)
    assert person.hears().shown.startswith("*34 metres*")
    assert len(library.added) == 1


def test_an_edited_article_is_updated(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """Editing the message of an article updates the article and its reply."""
    person.says(MILL)
    heard = person.hears()
    person.edits(MILL + " The last one was of oats.")
    api.world.wait(lambda: heard.text.startswith(wording.UPDATED))
    (article,) = library.added.values()
    assert article.text.endswith("oats.")


def test_unsure_is_asked(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """The person chooses what an ambiguous text is; each choice works once."""
    asked = ("I wonder about the mill and its wheel and all of that, " * 8).strip()
    person.says(asked)
    heard = person.hears()
    assert heard.text == wording.TEXT_OR_QUESTION
    assert heard.labels == [wording.IS_ARTICLE, wording.IS_QUESTION]
    person.taps(wording.IS_ARTICLE)
    api.world.wait(lambda: heard.text.startswith(wording.ADDED))
    assert len(library.added) == 1
    assert person.toast(person.taps_stale(wording.IS_ARTICLE, heard)) == wording.BUTTON_TOO_OLD


def test_unsure_was_a_question(api: BotApi, person: Person) -> None:
    """A long text chosen as a question is answered in place of the choice."""
    person.says(("When it was dark I asked myself, the lamp being out, " * 7) + "when was it lit")
    heard = person.hears()
    assert heard.text == wording.TEXT_OR_QUESTION
    person.taps(wording.IS_QUESTION)
    api.world.wait(lambda: heard.text != wording.TEXT_OR_QUESTION)


def test_a_link(person: Person, library: FakeLibrary) -> None:
    """For a message that is only a link, the page is added and cited by its address."""
    library.pages["https://example.org/mill"] = MILL
    heard = person.asks("https://example.org/mill")
    assert heard.startswith(f"{wording.ADDED}\n*The mill at Orr*\n")
    assert heard.endswith("_[The mill at Orr_](https://example.org/mill)")
    assert person.asks("https://example.org/nothing") == wording.PROBLEMS["SourceUnreadable"]


def test_links_hidden_behind_text(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """A forwarded text is added, and the pages that it links to are offered."""
    library.pages["https://example.org/mill"] = "The wheel\n\nThe wheel of the mill is of oak."
    person.forwards(SHORT + "Read on", links={"Read on": "https://example.org/mill"})
    heard = person.hears()
    assert heard.text.startswith(wording.ADDED)
    assert heard.labels == ["Undo", "Add example.org/mill"]
    person.taps("Add example.org/mill")
    assert person.hears().text.startswith(f"{wording.ADDED}\nThe wheel\n")
    assert len(library.added) == 2


def test_a_short_forward_is_asked_about(person: Person) -> None:
    """A short forwarded text is not taken for a question."""
    person.forwards("Is it open?")
    assert person.hears().text == wording.TEXT_OR_QUESTION


def test_a_picture_with_a_text(person: Person, library: FakeLibrary) -> None:
    """The caption of a forwarded picture is added as an article."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "S"}
    person.sends("photo", photo, caption=SHORT + SHORT, forward_origin=origin)
    assert person.hears().text.startswith(wording.ADDED)


def test_a_file(person: Person, library: FakeLibrary) -> None:
    """A file is added under its name; an unreadable one gets an explanation."""
    person.uploads("Orr mill.txt", MILL.encode())
    assert person.hears().shown.startswith(f"{wording.ADDED}\n*Orr mill*\n")
    person.uploads("mill.exe", b"\xff\xfe\x00\x81")
    assert person.hears().text == wording.PROBLEMS["SourceNotText"]


def test_two_files_of_one_name_are_two_articles(person: Person, library: FakeLibrary) -> None:
    """A later file of the same name does not replace the earlier one."""
    for text in ("The first says one.", "The second says two."):
        person.uploads("notes.txt", text.encode())
        assert person.hears().text.startswith(wording.ADDED)
    assert len(library.added) == 2


def test_progress_is_shown_in_one_message(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """Progress is shown while an addition runs, and its message becomes the result."""
    library.slowly.clear()
    person.uploads("mill.txt", MILL.encode())
    heard = person.hears()
    assert heard.text == wording.EMBEDDING.format(title="mill", percent=0)
    library.slowly.set()
    api.world.wait(lambda: heard.text.startswith(wording.ADDED))
    assert [seen.sender for seen in person.seen].count("bot") == 1


def test_adding_in_a_group(api: BotApi, library: FakeLibrary) -> None:
    """In a group only /add adds a text, also in reply to it."""
    group = Group(api.world, status="administrator")
    group.says(MILL)
    group.says("/add")
    assert group.hears().text == wording.WHAT_TO_ADD_HERE
    group.says("/add", reply_to_message=dict(group.seen[0].raw))
    assert group.hears().text.startswith(wording.ADDED)
    assert len(library.added) == 1


def test_admin_stays_one_though_telegram_fails(api: BotApi, library: FakeLibrary) -> None:
    """A failed request for the admins of a group is retried."""
    group = Group(api.world, status="administrator")
    api.faults.add(Fault.gateway("getChatMember"))
    group.says(f"/add {MILL}")
    assert group.hears().text.startswith(wording.ADDED)


def test_known_failure_of_adding(
    person: Person, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error is explained in a sentence without the operator's paths."""

    def busy(*_: object) -> None:
        raise LibraryBusy("/home/me/index: another qa-bot has been writing. Stop it.")

    monkeypatch.setattr(library, "add_text", busy)
    assert person.asks(MILL) == wording.PROBLEMS["LibraryBusy"]


def test_outcome_survives_a_lost_progress_message(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """If the progress message cannot be edited, the result is a new message."""
    library.slowly.clear()
    person.uploads("mill.txt", MILL.encode())
    person.hears()
    gone = "Bad Request: message to edit not found"
    api.faults.add(Fault.error("editMessageText", 400, gone))
    library.slowly.set()
    assert person.hears().text.startswith(wording.ADDED)
