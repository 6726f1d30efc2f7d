"""A library gives overviews of its articles, and answers every other question as before."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa_bot.answer_json import answer_as_json
from qa_bot.answers import Answer
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.conversation.turns import ReplyKind
from qa_bot.errors import QuestionError
from qa_bot.i18n import wording
from qa_bot.library import Library
from qa_bot.text.words import content_words
from tests.fakes import FakeEmbedder, WordReader

BRIDGE = """The bridge at Eastby

The bridge at Eastby was closed on Thursday after the flood.

The flood damaged two piers of the bridge. Drivers must go round by Carlow.

The council will repair the bridge before winter. It will cost much money.

Forty homes were wet. A choir sang in the church on Sunday for an hour.
"""
POOL = """The pool at Carlow

The pool at Carlow is open to all swimmers from nine to five.

Parking

Swimmers may leave cars behind the hall for one crown.
"""


DIARY = """A journey to Orr

Day 1 - Eastby

The inn at Eastby was full of cats.

Day 2 - the ferry

We left the pier late because of a cow. A heron sat on the bow. We ate soup on deck. Rain fell
all the time. The paint of the ferry was blue. Nobody on board was sick, not even the cook.

In the evening the cook sang to us.

Day 3 - what went wrong

Somebody stole my left boot on the ferry.
"""


class ContentEmbedder(FakeEmbedder):
    """A text is the sum of its content words alone, so that texts without a common one are far."""

    dimension = 256

    def __init__(self) -> None:
        super().__init__(dimension=self.dimension)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [sum(self._direction(word) for word in content_words(t) or [t]) for t in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty library."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: ContentEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    with Library.open(load_config(environment={}, index=folder)) as library:
        yield library


def sentences(answer: Answer) -> list[str]:
    assert answer.overview is not None
    return [quote.text for quote in answer.overview.sentences]


@pytest.mark.parametrize("message", ["What is this about?", "tl;dr", "О чём это?"])
def test_one_text_is_summed_up_by_its_own_sentences(library: Library, message: str) -> None:
    """Word for word, at their offsets, the lead first."""
    added = library.add_text(BRIDGE, "bridge.txt").article
    assert added is not None
    answer = library.ask(message)
    assert answer.overview is not None and answer.quote is not None
    assert (answer.kind, answer.answered) == ("overview", True)
    assert sentences(answer)[0] == "The bridge at Eastby was closed on Thursday after the flood."
    assert answer.quote == answer.overview.sentences[0]
    assert answer.text == "\n".join(sentences(answer))
    text = library.article(added.id).text
    assert all(text[q.start : q.end] == q.text for q in answer.overview.sentences)


def test_an_ordinary_question_is_answered_as_before(library: Library) -> None:
    """It is none of the requests, so it has no overview."""
    library.add_text(BRIDGE, "bridge.txt")
    answer = library.ask("Who sang in the church on Sunday?")
    assert (answer.kind, answer.overview) == ("answer", None)


def test_several_texts_are_surveyed(library: Library) -> None:
    """Each by its lead, the newest first, unless the question is limited to one."""
    library.add_text(BRIDGE, "bridge.txt")
    library.add_text(POOL, "pool.txt")
    answer = library.ask("What is in here?")
    assert answer.overview is not None
    assert [q.article.title for q in answer.overview.sentences] == [
        "The pool at Carlow",
        "The bridge at Eastby",
    ]
    of_one = library.ask("What is this about?", articles="bridge.txt")
    assert len(sentences(of_one)) > 1


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("What is the pool article about?", "The pool at Carlow"),
        ("Summarise the parking document", "The pool at Carlow"),
        ("Summarise the notice", "The bridge at Eastby"),
        ("What does the notice say about Carlow?", "The bridge at Eastby"),
    ],
)
def test_the_named_text_alone_is_summed_up(library: Library, message: str, title: str) -> None:
    """By its title, its file name or a heading."""
    library.add_text(BRIDGE, "notice.txt")
    library.add_text(POOL.replace("Parking", "# Parking"), "pool.txt")
    overview = library.ask(message).overview
    assert overview is not None
    assert {q.article.title for q in overview.sentences} == {title}


def test_a_text_that_is_not_there_is_not_summed_up(library: Library) -> None:
    """Nor are all the others in its place, nor one of two that the words fit."""
    library.add_text(BRIDGE, "bridge-report.txt")
    library.add_text(POOL, "pool-report.txt")
    for message in ("Summarise the recipe", "Summarise the report"):
        assert library.ask(message).overview is None


@pytest.mark.parametrize(("topic", "said"), [("Fell", "Mayor Fell"), ("fell", "A tree fell")])
def test_a_name_that_is_a_common_word_too_is_read_as_typed(
    library: Library, topic: str, said: str
) -> None:
    """With a capital it is the name, and without one the word."""
    library.add_text("Storm\n\nA tree fell on a car.\n\nThen Mayor Fell spoke to us.", "storm.txt")
    (only,) = sentences(library.ask(f"What does it say about {topic}?"))
    assert said in only


def test_where_nothing_is_suggested_that_is_said(library: Library) -> None:
    """The overview in its place would be no reply to what was asked."""
    library.add_text("Rain\n\nIt rained, and then it rained more.", "rain.txt")
    reply = library.chat().ask("What can I ask you?")
    assert (reply.kind, reply.text) == (ReplyKind.DECLINED, wording.NO_SUGGESTION)


def test_an_overview_of_no_sentence_is_refused(library: Library) -> None:
    """And so is one of a topic without a word."""
    library.add_text(BRIDGE, "bridge.txt")
    for count in (0, -1):
        with pytest.raises(ValueError, match="Ask for one at least"):
            library.overview(sentences=count)
    with pytest.raises(QuestionError):
        library.overview("?")


def test_a_large_library_is_surveyed_in_part(library: Library) -> None:
    """What is not shown is counted."""
    for i in range(10):
        library.add_text(f"Mill number {i}\n\nMill number {i} was built by a miller.", f"{i}.txt")
    overview = library.ask("What articles do you have?").overview
    assert overview is not None
    assert (len(overview.sentences), overview.left_out) == (8, 2)


def test_what_is_said_about_a_topic_is_quoted(library: Library) -> None:
    """With what goes on about it in the same paragraph; the rest of the text is left out."""
    library.add_text(BRIDGE, "bridge.txt")
    answer = library.ask("What does it say about the flood?")
    assert answer.overview is not None and answer.overview.topic == "the flood"
    assert sentences(answer) == [
        "The bridge at Eastby was closed on Thursday after the flood.",
        "The flood damaged two piers of the bridge.",
        "Drivers must go round by Carlow.",
    ]


def test_a_topic_is_found_by_its_heading(library: Library) -> None:
    """The sentences below the heading need not name it."""
    library.add_text(POOL, "pool.txt")
    answer = library.ask("What does it say about parking?")
    assert sentences(answer) == ["Swimmers may leave cars behind the hall for one crown."]


def test_a_long_section_that_a_topic_names_is_summed_up(library: Library) -> None:
    """By its own sentences, of which the first and those that begin its paragraphs come first."""
    library.add_text(DIARY, "diary.txt")
    answer = library.ask("What happened on day 2?")
    found = sentences(answer)
    assert found[0] == "We left the pier late because of a cow."
    assert "In the evening the cook sang to us." in found
    assert all(DIARY.index("Day 2") < DIARY.index(s) < DIARY.index("Day 3") for s in found)


def test_a_section_is_found_by_a_word_related_to_its_topic(library: Library) -> None:
    """And what is asked of no section is an ordinary question."""
    library.add_text(DIARY, "diary.txt")
    answer = library.ask("What problems did she have?")
    assert sentences(answer) == ["Somebody stole my left boot on the ferry."]
    assert library.ask("What happened on day 4?").overview is None


def test_a_topic_that_is_the_name_of_an_article_is_the_whole_of_it(library: Library) -> None:
    """Its lead is shown, and not the sentences that repeat the name."""
    library.add_text(BRIDGE.replace("Eastby", "Estbry"), "bridge.txt")
    answer = library.ask("Tell me about the bridge at Estbry")
    assert sentences(answer) == sentences(library.ask("What is this about?"))


def test_a_topic_after_an_answer_asks_what_was_asked_before(library: Library) -> None:
    """ "What about X?" of a fresh chat is all that is said of X."""
    library.add_text(POOL, "pool.txt")
    chat = library.chat()
    first = chat.ask("What about parking?")
    assert first.answer is not None and first.answer.overview is not None
    chat.ask("Is the pool open to all swimmers?")
    second = chat.ask("What about parking?")
    assert second.answer is not None and second.answer.overview is None


def test_several_texts_on_a_topic_are_quoted_by_article(library: Library) -> None:
    """At most two sentences of each."""
    library.add_text(BRIDGE, "bridge.txt")
    library.add_text(POOL, "pool.txt")
    answer = library.ask("What do I have about Carlow?")
    assert answer.overview is not None
    assert sorted(q.text for q in answer.overview.sentences) == [
        "Drivers must go round by Carlow.",
        "The pool at Carlow is open to all swimmers from nine to five.",
    ]


def test_nothing_said_about_a_topic_is_said_plainly(library: Library) -> None:
    """The bot declines, naming the topic, and shows the nearest passage."""
    library.add_text(BRIDGE, "bridge.txt")
    reply = library.chat().ask("What does it say about volcanoes?")
    assert reply.kind is ReplyKind.DECLINED
    assert reply.text == "The articles say nothing about “volcanoes”."
    assert reply.answer is not None and reply.answer.passages


def test_an_empty_library_says_that_it_is_empty(library: Library) -> None:
    """There is nothing to give an overview of."""
    assert library.chat().ask("What is this about?").text.endswith("I hold no articles yet.")


def test_suggested_questions_are_answered(library: Library) -> None:
    """Each by the sentence that it was made of; what can be asked is all that is shown."""
    library.add_text(BRIDGE, "bridge.txt")
    answer = library.ask("What can I ask?")
    assert answer.overview is not None and answer.overview.suggestions
    assert answer.overview.sentences == ()
    assert "When was the bridge at Eastby closed?" in answer.overview.suggestions
    for question in answer.overview.suggestions:
        assert library.ask(question).answered


def test_who_an_article_is_about_is_answered_with_its_summary(library: Library) -> None:
    """The short answer is as before, and its quote is among the sentences."""
    library.add_text(
        "Ida Tarn, miller\n\nIda Tarn was the last miller of Orr. She ground the rye of all.\n\n"
        "The mill at Orr is now a house for six people.",
        "tarn.txt",
    )
    answer = library.ask("Who was Ida Tarn?")
    assert answer.overview is not None and answer.quote is not None
    assert answer.text != "\n".join(sentences(answer))
    assert answer.quote in answer.overview.sentences
    assert len(sentences(answer)) > 1
    assert library.ask("Who was the last miller?").overview is None


def test_the_main_steps_are_those_of_the_text(library: Library) -> None:
    """Word for word, with their numbers."""
    library.add_text("Soup\n\nA good soup.\n\n1. Cut the leek.\n2. Boil it.\n3. Eat it.", "s.txt")
    steps = ["1. Cut the leek.", "2. Boil it.", "3. Eat it."]
    assert sentences(library.ask("What are the main steps?")) == steps


def test_a_notebook_shows_an_overview(library: Library) -> None:
    """Its sentences as quotations, or what can be asked as a list."""
    library.add_text(BRIDGE, "bridge.txt")
    assert "<blockquote>The bridge at Eastby was closed" in library.ask("tl;dr")._repr_html_()
    assert "<li>When was the bridge" in library.ask("What can I ask?")._repr_html_()


def test_more_of_an_overview_is_what_else_its_article_says(library: Library) -> None:
    """Its next best sentences, once; what was shown is not repeated."""
    library.add_text(BRIDGE, "bridge.txt")
    library.add_text(POOL, "pool.txt")
    chat = library.chat()
    shown = chat.ask("Sum up the bridge article in two sentences").answer
    more = chat.ask("tell me more")
    assert shown is not None and more.kind is ReplyKind.MORE
    texts = [quote.text for quote in more.quotes]
    assert len(texts) > 1 and not set(texts) & set(sentences(shown))
    assert {quote.article.title for quote in more.quotes} == {"The bridge at Eastby"}
    assert chat.ask("more").quotes == ()


def test_a_talk_about_one_article_goes_on_about_it(library: Library) -> None:
    """What "this" is then is no longer the whole library, and no pronoun is replaced."""
    library.add_text(BRIDGE, "bridge.txt")
    library.add_text(POOL, "pool.txt")
    chat = library.chat()
    chat.ask("Who sang in the church on Sunday?")
    reply = chat.ask("What is this about?")
    assert reply.understood_as is None
    assert reply.answer is not None and reply.answer.overview is not None
    assert {q.article.title for q in reply.answer.overview.sentences} == {"The bridge at Eastby"}
    everything = chat.ask("What is in here?").answer
    assert everything is not None and len(sentences(everything)) == 2


def test_python_gives_overviews_without_words_for_them(library: Library) -> None:
    """By a method that takes a topic and a number of sentences."""
    library.add_text(BRIDGE, "bridge.txt")
    assert len(sentences(library.overview(sentences=2))) == 2
    assert sentences(library.overview("choir")) == [
        "A choir sang in the church on Sunday for an hour."
    ]


def test_the_json_of_an_overview_has_its_sentences(library: Library) -> None:
    """With their places and offsets, beside the fields that each answer has."""
    library.add_text(POOL, "pool.txt")
    form = answer_as_json(library.ask("What does it say about parking?"))
    assert (form["kind"], form["topic"], form["articles_left_out"]) == ("overview", "parking", 0)
    (sentence,) = form["sentences"]
    assert sentence["text"] == form["quote"] == form["answer"]
    assert (sentence["start"], sentence["end"]) == (form["start"], form["end"])
    assert form["suggestions"] == []
