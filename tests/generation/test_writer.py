"""The writer has a model write of passages, keeps what they support, and never fails."""

import re
import time
from itertools import pairwise

import pytest

from qa_bot.answers import Answer, Overview, Passage, WrittenSentence
from qa_bot.errors import WritingCutShort, WritingUnavailable
from qa_bot.generation.chat_model import Prompt, estimated_tokens
from qa_bot.generation.prompts import NOTES, SUMMARY
from qa_bot.generation.support import SupportModel
from qa_bot.generation.verification import Verifier
from qa_bot.generation.writer import Listener, Writer, WriterLimits
from tests.generation.stand_ins import DoubtfulReader, ScriptedModel, passage

BRIDGE = passage("The bridge at Varn opened in 1904. It is red. Few cross it.", "Bridges")
MILL = passage("The mill burnt down in 1911.", "Mills", "b")
ASKED = Answer("When?", True, 0.9, "1904", passages=(BRIDGE, MILL))
DECLINED = Answer("When?", False, 0.1, passages=(BRIDGE, MILL))
SUMMARISED = Answer("Summarise", True, 1.0, "…", overview=Overview(()))
ABOUT = Answer("Tell me of Varn", True, 1.0, "…", overview=Overview((), topic="Varn"))
DOWN = WritingUnavailable("The server is down. Start it.")
LIMITS = WriterLimits(context_tokens=4_000, answer_tokens=300, seconds=60)


def writer(model: ScriptedModel, limits: WriterLimits = LIMITS) -> Writer:
    """A writer whose sentences are supported only by rule."""
    return Writer(model, Verifier(SupportModel(DoubtfulReader())), limits)


def articles(count: int, characters: int = 1200) -> list[Passage]:
    """Passages of one long article, each with a number that no other has."""
    texts = [f"Stone {at} was laid in {1000 + at}. " + "Filler. " * 200 for at in range(count)]
    return [passage(text[:characters], "Stones", start=at * 2000) for at, text in enumerate(texts)]


def numbered(prompt: Prompt) -> list[int]:
    """The numbers of the stones that a prompt shows."""
    return [int(number) for number in re.findall(r"Stone (\d+) was", prompt.request)]


def note_the_first(prompt: Prompt) -> list[str]:
    """A model that repeats the first sentence of the first passage."""
    number = numbered(prompt)[0]
    return [f"Stone {number} was laid in {1000 + number} [1]."]


def test_supported_sentences_come_in_order_and_others_are_dropped() -> None:
    """The listener hears each as soon as it is whole."""
    model = ScriptedModel(["It is blue [1]. The bridge at Varn ", "opened [1]. It is red [1]."])
    heard: list[WrittenSentence] = []
    written = writer(model).write("When?", ASKED, [BRIDGE, MILL], "me", Listener(heard.append))
    assert written.text == "The bridge at Varn opened. It is red."
    assert heard == list(written.sentences)
    assert [each.text for each in written.dropped] == ["It is blue."]
    assert (written.model, written.problem, written.is_refusal) == ("scripted", "", False)
    assert written.tokens == 110
    assert model.people == ["me"]
    assert model.completions[0].is_closed


@pytest.mark.parametrize(
    "said", ["NO ANSWER", "No answer.", "The passages do not mention it.", "I cannot answer that."]
)
@pytest.mark.parametrize("answer", [ASKED, DECLINED])
def test_a_refusal_is_known_and_not_shown(said: str, answer: Answer) -> None:
    """In the words that we ask for or in its own."""
    written = writer(ScriptedModel([said])).write("Why?", answer, [BRIDGE])
    assert (written.is_refusal, written.sentences) == (True, ())


def test_a_refusal_beside_a_supported_sentence_is_no_refusal() -> None:
    """What was supported is shown."""
    written = writer(ScriptedModel(["It is red [1]. NO ANSWER"])).write("?", ASKED, [BRIDGE])
    assert (written.is_refusal, written.text) == (False, "It is red.")


def test_a_declined_question_may_still_be_answered() -> None:
    """The passages that were nearest may say it in other words."""
    written = writer(ScriptedModel(["It is red [1]."])).write("?", DECLINED, [BRIDGE])
    assert written.text == "It is red."


def test_nothing_supported_leaves_nothing_but_the_reasons() -> None:
    """That is no problem of the server's, and no refusal."""
    written = writer(ScriptedModel(["It is blue [1]. It has 7 arches [1]."])).write(
        "?", ASKED, [BRIDGE]
    )
    assert (written.sentences, written.problem, written.is_refusal) == ((), "", False)
    assert [each.reason for each in written.dropped] == ["unsupported", "number"]


def test_without_passages_no_model_is_asked() -> None:
    """There is nothing to write of."""
    model = ScriptedModel()
    written = writer(model).write("?", DECLINED, [])
    assert (written.sentences, written.problem, model.prompts) == ((), "", [])


@pytest.mark.parametrize("answer", [ASKED, ABOUT, SUMMARISED])
def test_a_window_without_room_is_a_problem(answer: Answer) -> None:
    """The settings to change are named, where not even one passage fits."""
    model = ScriptedModel()
    written = writer(model, WriterLimits(1_000, 900, 60)).write("?", answer, articles(2))
    assert "Raise written.context_tokens" in written.problem
    assert model.prompts == []


def test_a_model_that_repeats_itself_is_stopped() -> None:
    """The sentence is shown once, and the rest of the stream is not read."""
    model = ScriptedModel(["It is red [1]. "] * 100)
    written = writer(model).write("?", ASKED, [BRIDGE])
    assert written.text == "It is red."
    assert model.completions[0].read < 10
    assert model.completions[0].is_closed


def test_a_model_that_does_not_end_is_stopped() -> None:
    """After several times as many sentences as were asked for."""
    model = ScriptedModel([f"It has {at} arches. " for at in range(1000)])
    written = writer(model).write("?", ASKED, [BRIDGE])
    assert len(written.dropped) <= 20
    assert model.completions[0].read < 40


def test_a_server_that_fails_before_any_word_is_a_problem() -> None:
    """The message is the operator's; nothing is raised."""
    written = writer(ScriptedModel([DOWN])).write("?", ASKED, [BRIDGE])
    assert (written.problem, written.sentences, written.tokens) == (str(DOWN), (), 0)


def test_a_server_that_fails_in_the_midst_leaves_what_was_whole() -> None:
    """Half a sentence is not shown, even where a passage supports it."""
    model = ScriptedModel(["It is red [1]. The bridge at Varn ", "opened", DOWN])
    written = writer(model).write("?", ASKED, [BRIDGE])
    assert (written.text, written.problem) == ("It is red.", str(DOWN))
    assert written.tokens == 110
    assert model.completions[0].is_closed


def test_a_text_that_is_cut_short_loses_its_last_sentence() -> None:
    """It may have gone on with "not"."""
    cut = WritingCutShort("The model wrote too much. Raise written.answer_tokens.")
    model = ScriptedModel(["It is red [1]. Few cross it", cut])
    written = writer(model).write("?", ASKED, [BRIDGE])
    assert (written.text, written.problem) == ("It is red.", str(cut))


def test_a_person_who_stops_the_writing_is_heeded_at_once() -> None:
    """What they have seen stays; the model is closed."""
    model = ScriptedModel(["It is red [1]. ", "Few cross it [1]. ", "It is red. "])
    heard: list[WrittenSentence] = []
    listener = Listener(heard.append, lambda: bool(heard))
    written = writer(model).write("?", ASKED, [BRIDGE], listener=listener)
    assert written.text == "It is red."
    assert model.completions[0].is_closed


@pytest.mark.parametrize("piece", ["", "and on "])
def test_a_person_who_stops_waits_for_no_sentence(piece: str) -> None:
    """A model that is silent, or in the midst of a sentence, is left as soon as it is asked."""
    model = ScriptedModel(["It is red [1]. Few cross it ", *[piece] * 100])
    polled: list[int] = []

    def is_stopped() -> bool:
        polled.append(model.completions[0].read if model.completions else 0)
        return polled[-1] >= 3

    written = writer(model).write("?", ASKED, [BRIDGE], listener=Listener(None, is_stopped))
    assert model.completions[0].read == 3
    assert model.completions[0].is_closed
    assert written.text == "It is red."


def test_only_the_best_passages_are_shown_for_a_question() -> None:
    """More would distract a small model."""
    model = ScriptedModel(["NO ANSWER"])
    writer(model).write("?", ASKED, articles(20, 200))
    assert numbered(model.prompts[0]) == list(range(8))


@pytest.mark.parametrize("window", [1_500, 2_500, 4_000])
@pytest.mark.parametrize("answer", [ASKED, ABOUT, SUMMARISED])
def test_every_prompt_leaves_room_in_the_window(window: int, answer: Answer) -> None:
    """For the answer, whatever the length of the article."""
    model = ScriptedModel(reply=note_the_first)
    limits = WriterLimits(window, 300, 60)
    writer(model, limits).write("What of the stones?", answer, articles(40))
    assert model.prompts
    for prompt in model.prompts:
        used = estimated_tokens(prompt.instructions) + estimated_tokens(prompt.request)
        assert used + limits.answer_tokens <= window


def test_a_summary_that_fits_is_written_at_once() -> None:
    """Notes are for what does not fit."""
    model = ScriptedModel(["It is red [1]. The mill burnt down [2]."])
    written = writer(model).write("Summarise", SUMMARISED, [BRIDGE, MILL])
    assert len(model.prompts) == 1
    assert SUMMARY.order in model.prompts[0].instructions
    assert written.text == "It is red. The mill burnt down."


def test_a_long_article_is_summarised_by_way_of_notes() -> None:
    """Of at most eight groups of passages from all of it; quotes are of the article itself."""
    model = ScriptedModel(reply=note_the_first)
    heard: list[WrittenSentence] = []
    whole = articles(60)
    written = writer(model).write("Sum", SUMMARISED, whole, listener=Listener(heard.append))
    *notes, last = model.prompts
    assert 1 < len(notes) <= 8
    assert all(NOTES.order in prompt.instructions for prompt in notes)
    assert SUMMARY.order in last.instructions
    noted = [numbered(prompt)[0] for prompt in notes]
    assert noted[0] == 0
    assert noted[-1] > 40
    assert numbered(last) == noted
    assert heard == list(written.sentences)
    (quote,) = written.sentences[0].citations
    assert quote.text == "Stone 0 was laid in 1000."
    assert written.tokens == 110 * len(model.prompts)


def test_a_note_that_is_not_supported_reaches_no_summary() -> None:
    """A summary of inventions would be an invention."""

    def invents(prompt: Prompt) -> list[str]:
        return [] if SUMMARY.order in prompt.instructions else ["Stone 77777 was laid by elves."]

    model = ScriptedModel(reply=invents)
    written = writer(model).write("Summarise", SUMMARISED, articles(60))
    assert not any(SUMMARY.order in prompt.instructions for prompt in model.prompts)
    assert not written.sentences
    assert written.dropped


def test_a_server_that_fails_during_the_notes_is_a_problem() -> None:
    """The tokens of the notes before are counted."""
    model = ScriptedModel(["Stone 0 was laid in 1000 [1]."], [DOWN])
    written = writer(model).write("Summarise", SUMMARISED, articles(60))
    assert (written.problem, written.tokens) == (str(DOWN), 110)


def test_the_time_for_an_answer_is_shared_by_its_steps() -> None:
    """Each completion gets what those before it have left."""

    def slow(prompt: Prompt) -> list[str]:
        time.sleep(0.01)
        return note_the_first(prompt)

    model = ScriptedModel(reply=slow)
    writer(model).write("Summarise", SUMMARISED, articles(60))
    assert model.seconds[0] <= 60
    assert all(one > two for one, two in pairwise(model.seconds))


def test_stopping_during_the_notes_ends_the_writing() -> None:
    """Nobody waits for a summary that was stopped."""
    model = ScriptedModel(reply=note_the_first)
    listener = Listener(None, lambda: bool(model.prompts))
    written = writer(model).write("Summarise", SUMMARISED, articles(60), listener=listener)
    assert not written.sentences
    assert len(model.prompts) == 1


def test_the_first_words_are_timed() -> None:
    """Never later than the whole."""
    written = writer(ScriptedModel(["It is red [1]."])).write("?", ASKED, [BRIDGE])
    assert 0 < written.first_ms <= written.took_ms


def test_what_is_noted_before_a_server_fails_is_shown() -> None:
    """Each note was verified, so that together they are a summary."""
    model = ScriptedModel(["Stone 0 was laid in 1000 [1]."], [DOWN])
    heard: list[WrittenSentence] = []
    listener = Listener(heard.append)
    written = writer(model).write("Summarise", SUMMARISED, articles(60), listener=listener)
    assert [each.text for each in written.sentences] == ["Stone 0 was laid in 1000."]
    assert heard == list(written.sentences)
    assert written.problem == str(DOWN)
