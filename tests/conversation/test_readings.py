"""A follow-up has several readings, the likeliest first, and a stand-alone question none."""

import pytest

from qa_bot.conversation.rewriting.contractions import with_apostrophes
from qa_bot.conversation.rewriting.list_items import name_item
from qa_bot.conversation.rewriting.question_form import is_well_formed
from qa_bot.conversation.rewriting.readings import (
    may_refer_back,
    readings,
    refers_back,
    with_reworded,
)
from qa_bot.conversation.turns import Turn


def _questions(message: str, *turns: Turn) -> list[str]:
    return [reading.question for reading in readings(message, turns)]


@pytest.mark.parametrize(
    ("question", "message", "expected"),
    [
        ("When does it open on Saturdays?", "and on sundays?", "When does it open on sundays?"),
        ("How much is the red kayak?", "what about the blue one", "How much is the blue kayak?"),
        ("What is the rent of a full plot?", "of a half plot?", "What is the rent of a half plot?"),
        ("What does code E3 mean?", "and E7?", "What does code E7 mean?"),
        ("What does the DH-10 take?", "and the DH-22?", "What does the DH-22 take?"),
        ("How much is the Pro plan?", "And Team?", "How much is the Team plan?"),
        ("Can the trays go in the sink?", "and the rails?", "Can the rails go in the sink?"),
        ("Is parking free?", "and at weekends?", "Is parking free at weekends?"),
        ("When was 5.0.0 released?", "and 5.1?", "When was 5.1 released?"),
        (
            "What does it cost to replace a lost key?",
            "and for a broken window?",
            "What does it cost to replace a broken window?",
        ),
        ("What does a ticket cost for adults?", "for kids?", "What does a ticket cost for kids?"),
        ("when does the boat leave ardle", "and skene?", "When does the boat leave skene?"),
        ("When was the mill built?", "and the bridge?", "When was the bridge built?"),
        ("When does it open on Saturdays?", "same on sundays?", "When does it open on sundays?"),
        ("When does it open?", "on sundays as well?", "When does it open on sundays?"),
        ("How heavy is the DH-10?", "not the DH-10, the DH-22", "How heavy is the DH-22?"),
        ("What does the big box cost?", "sorry, the small one", "What does the small box cost?"),
        ("How many books are in the main one?", "and the rest?", "How many books are in the rest?"),
        ("What is a ticket for adults if it rains?", "for kids?", "What is a ticket for kids?"),
        ("How much does a violin cost?", "a cello?", "How much does a cello cost?"),
        ("When is it open on saturdays?", "sundays?", "When is it open on sundays?"),
        ("When is door 1 shut?", "and door 3?", "When is door 3 shut?"),
        ("Can my son hire the boats?", "the fast ones too", "Can my son hire the fast boats?"),
        ("Who rows the women in summer?", "and the men?", "Who rows the men in summer?"),
    ],
)
def test_a_contrast_takes_the_place_of_what_is_parallel(
    question: str, message: str, expected: str
) -> None:
    """By its preposition, a word, a number, or the noun that "one" stands for."""
    assert _questions(message, Turn(question))[0] == expected


@pytest.mark.parametrize(
    ("answer", "message", "expected"),
    [
        ("the Mill Walk and the Lake Walk", "the second one?", "What about the Lake Walk?"),
        ("Ada, Bess and Cleo", "how old is the last one", "How old is Cleo?"),
        ("Ada; Bess", "when does the first open?", "When does Ada open?"),
        ("Fair: May, 9 to 5; Fete: June", "when is the last one", "When is Fete?"),
        ("Ada, Bess and Cleo", "which is the oldest?", "Which is the oldest, Ada, Bess or Cleo?"),
        ("Ada and Bess", "which of them is older", "Which of them is older, Ada or Bess?"),
    ],
)
def test_an_item_of_a_list_is_named(answer: str, message: str, expected: str) -> None:
    """By its number in the answer before, and all of them where they are compared."""
    assert _questions(message, Turn("Which are there?", answer))[0] == expected


@pytest.mark.parametrize("message", ["when was the first vote?", "what about the third one?"])
def test_a_number_that_is_of_something_else_names_no_item(message: str) -> None:
    """Of a noun after it, or beyond the end of the list."""
    assert name_item(message, Turn("Which boats are there?", "Ada and Bess")) is None


@pytest.mark.parametrize(
    ("question", "message", "expected"),
    [
        (
            "How many boats were lost in 1903?",
            "and last year?",
            "How many boats were lost last year?",
        ),
        (
            "How many boats were lost?",
            "is that more than last year?",
            "How many boats were lost last year?",
        ),
        ("How many came?", "and today?", "How many came today?"),
        ("Where is the dance?", "what if it rains", "Where is the dance if it rains?"),
        ("Where is the dance?", "and if it rains?", "Where is the dance if it rains?"),
    ],
)
def test_a_time_or_a_condition_is_added(question: str, message: str, expected: str) -> None:
    """The earlier question is asked of it, without the time that it had before."""
    assert _questions(message, Turn(question))[0] == expected


@pytest.mark.parametrize(
    "message", ["what if the fire alarm rings at night?", "if it rains, where do we go?"]
)
def test_a_condition_that_asks_by_itself_is_not_added(message: str) -> None:
    """A long one, or one with a question of its own."""
    assert not any(
        "dance" in question for question in _questions(message, Turn("Where is the dance?"))
    )


@pytest.mark.parametrize(
    ("turn", "message", "expected"),
    [
        (
            Turn("Who was going to mend the roof?", "Frank Tull"),
            "did he?",
            "Did Frank Tull mend the roof?",
        ),
        (
            Turn("Who wants to keep bees?", "Miriam Katz"),
            "is she allowed to?",
            "Is Miriam Katz allowed to keep bees?",
        ),
        (
            Turn("Who was going to mend the roof?", "Frank Tull"),
            "who will do it now?",
            "Who will mend the roof now?",
        ),
        (
            Turn("Who gave Edith Marlow a camera?", "Joseph Crane"),
            "how old was she then?",
            "How old was Edith Marlow when Joseph Crane gave Edith Marlow a camera?",
        ),
        (
            Turn("What does code E7 mean?", "a fault"),
            "who do I call then?",
            "Who do I call for E7?",
        ),
        (
            Turn("Who wants to keep bees?", "Miriam Katz"),
            "where?",
            "Where does Miriam Katz want to",
        ),
        (
            Turn("How much is the blue kayak?", "14 euros"),
            "and how many people fit in?",
            "How many people fit in the blue kayak?",
        ),
        (
            Turn("How many dumplings go in the pot?", "8"),
            "how long do they cook?",
            "How long do the dumplings cook?",
        ),
        (Turn("Does the county pay?", "half"), "who said that?", "Who said that the county pay?"),
        (Turn("When was the arch built?"), "who by?", "Who was the arch built by?"),
        (
            Turn("Who had the key?", "Ida Moss"),
            "how long for?",
            "How long did Ida Moss have the key",
        ),
        (Turn("Who gave the bell?", "Ida Moss"), "what for?", "Why did Ida Moss give the bell?"),
        (
            Turn("Who has been asking for a beam?", "Ida Moss"),
            "since when?",
            "Since when has Ida Moss been asking for a beam?",
        ),
        (Turn("Is the library open?", "no"), "why is that?", "Why is the library open?"),
        (Turn("Why is it shut?", "a wall fell"), "when was that?", "When was it that a wall fell?"),
        (Turn("Do members get a discount?"), "how much?", "How much discount do members get?"),
        (Turn("Is there a fee for late books?"), "how much", "How much is the fee for late books?"),
        (Turn("Can I hire a boat?"), "how much?", "How much does it cost to hire a boat?"),
        (Turn("Were any ships lost?"), "how many?", "How many ships were lost?"),
        (Turn("Are any shops closed?"), "which ones?", "Which shops are closed?"),
        (Turn("How much is a permit?", "£5"), "do i need one?", "Do i need a permit?"),
        (Turn("How many books can i borrow"), "what if i lose one", "What if i lose a book?"),
        (Turn("How much is the big room?"), "does that include food", "Does the big room include"),
        (Turn("who founded the mill"), "when?", "When was the mill founded?"),
        (
            Turn("Does the baker offer a room", "for a year"),
            "and after that?",
            "What happened after the baker does offer a room?",
        ),
        (Turn("When did Ida Moss die?", "2011"), "who rang after that", "Who rang after Ida Moss"),
        (Turn("how many hours a week is the job?"), "which days?", "Which days is the job?"),
        (Turn("which oar for a small boat?"), "from how far away?", "From how far away for a"),
        (Turn("When does the pump need repair?"), "what is a new one", "What is a new pump?"),
        (Turn("How long do guests wait?"), "who said that", "Who said that guests wait?"),
        (
            Turn("who leads the growers' league", "Ida Moss"),
            "what did they get?",
            "What did the growers' league get?",
        ),
    ],
)
def test_what_is_left_out_comes_from_the_turn_before(
    turn: Turn, message: str, expected: str
) -> None:
    """A verb phrase, a clause or the topic is put back."""
    assert _questions(message, turn)[0].startswith(expected)


def test_each_likely_antecedent_makes_a_reading() -> None:
    """Of two that are as salient, the second rivals the first; the message as typed comes after."""
    found = readings("when was it painted?", [Turn("How wide are the bridge and the mill?")])
    assert [reading.question for reading in found] == [
        "When was the bridge painted?",
        "When was the mill painted?",
        "when was it painted?",
    ]
    assert [reading.referent for reading in found] == ["the bridge", "the mill", ""]
    assert [reading.is_rival for reading in found] == [False, True, False]
    assert found[0].price < found[1].price


@pytest.mark.parametrize("message", ["where?", "and on sundays?", "since when?"])
def test_a_fragment_as_typed_needs_what_was_quoted(message: str) -> None:
    """It is no question by itself; one with its predicate is."""
    turns = [Turn("When is the library open on Saturdays?", "from ten")]
    (typed,) = [each for each in readings(message, turns) if each.question == message]
    assert typed.needs_focus
    (whole,) = [each for each in readings("who opens it?", turns) if each.question[0].islower()]
    assert not whole.needs_focus


def test_a_contrast_may_be_with_the_question_before_the_last() -> None:
    """Where the latest question has nothing parallel."""
    turns = [Turn("How much is the red kayak?"), Turn("Why?")]
    assert _questions("and the blue one?", *turns)[0] == "How much is the blue kayak?"


def test_a_contrast_may_be_with_a_place_that_was_named_earlier() -> None:
    """ "There" is parallel to it, and "one" is the noun that was spoken of."""
    turns = [Turn("Where is the new shop?", "Ardle"), Turn("How many people work there?")]
    assert _questions("and in the old one?", *turns)[0] == "How many people work in the old shop?"


def test_that_is_the_latest_event() -> None:
    """Not what was asked about somebody between."""
    turns = [Turn("When did Ida Moss die?", "2011"), Turn("How old was Ida Moss?")]
    assert _questions("where was that?", *turns)[0] == "Where did Ida Moss die?"


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        (Turn("why did profit fall"), "did they raise the prices?"),
        (Turn("When is it shut?", "on the last Friday"), "what does it cost?"),
        (Turn("how much is it a month"), "can i try it first"),
        (Turn("Who founded Ardle Tiles?", "a potter"), "which of them is older"),
        (Turn("Can I borrow a helmet?"), "is that free"),
        (Turn("How much is the state price?"), "who said that"),
    ],
)
def test_what_cannot_be_meant_replaces_nothing(turn: Turn, message: str) -> None:
    """One thing is not "they", a time or its unit not "it", and a statement no noun."""
    assert _questions(message, turn) == []


def test_two_pronouns_are_not_the_same_thing() -> None:
    """The one that has another antecedent gets it; else it is left."""
    found = _questions("what do they earn there?", Turn("Where do the women work?", "in Ardle"))
    assert found[0] == "What do the women earn in Ardle?"
    alone = _questions("what did he do with it?", Turn("Where did Ardley live?"))
    assert alone[0] == "What did Ardley do with it?"


def test_an_antecedent_far_less_salient_is_no_reading() -> None:
    """Of an earlier turn, while a likelier one is clear."""
    turns = [Turn("Why was the harbour dug?"), Turn("Where is the arch?"), Turn("Is the arch old?")]
    assert not any("harbour" in question for question in _questions("who built it?", *turns))


def test_a_woman_is_she() -> None:
    """A first name tells who is meant, though another name was mentioned later."""
    turns = [Turn("Where was Edith Marlow born?"), Turn("Who was Joseph Crane?", "a chemist")]
    assert _questions("when did she die?", *turns)[0] == "When did Edith Marlow die?"
    wife = Turn("who was simon's wife")
    assert not any("wife" in question for question in _questions("when did he die?", wife))


def test_an_apostrophe_may_be_left_out() -> None:
    """ "whats" asks what something is, and is no name."""
    key = Turn("whos got the key", "Mr Orme")
    assert _questions("whats his number", key)[0] == "What's Mr Orme’s number?"
    assert _questions("isnt he at home", key)[0] == "Isn't Mr Orme at home?"
    assert with_apostrophes("its walls were as old") == "its walls were as old"


@pytest.mark.parametrize(
    "message", ["who paid?", "who said that?", "is that free", "can i go there"]
)
def test_what_points_at_the_last_answer_goes_on_from_it(message: str) -> None:
    """Also without a pronoun to replace."""
    assert refers_back(message)


@pytest.mark.parametrize("message", ["Who paid the fine?", "opening hours", "Is there a pool?"])
def test_what_names_its_subject_does_not_go_on(message: str) -> None:
    """It is asked as a question of its own."""
    assert not refers_back(message)


def test_a_short_message_may_refer_back() -> None:
    """It has few words that could say what it is about."""
    assert may_refer_back("who has the key")
    assert may_refer_back("and since when did the old county pay for that?")
    assert not may_refer_back("Who paid the parking fine of the old mayor?")


@pytest.mark.parametrize(
    "question",
    [
        "At what temperature long did the long the oven?",
        "How many can I borrow books?",
        "Did Two die?",
        "Did hurt die?",
        "Why was against the county?",
        "Who is the county of Fenwick?",
        "Did the bridge was open?",
        "When does the the bus leave?",
    ],
)
def test_a_question_that_nobody_would_ask_is_known(question: str) -> None:
    """Its words stand where they cannot."""
    assert not is_well_formed(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long did the mayor think the repair was?",
        "How many books can I borrow?",
        "How many can I borrow?",
        "Did two people die?",
        "Why was the mayor against the county?",
        "Who was against the plan?",
        "Who is the mayor of Fenwick?",
        "Did the man who was hurt die?",
        "Is the pool the oldest of the two?",
        "How much does it cost in holidays?",
        "When did they say that it is open?",
    ],
)
def test_a_question_that_people_ask_is_left_alone(question: str) -> None:
    """Several auxiliaries, articles and prepositions may be right."""
    assert is_well_formed(question)


def test_a_reading_in_bad_english_gives_way_to_words() -> None:
    """The message is searched for with the content words of the last question."""
    turn = Turn("What happens to my ticket when it is windy?", "does not sail")
    assert _questions("from what wind?", turn)[0] == "Wind happens ticket windy?"


def test_a_person_is_not_a_town() -> None:
    """A name that something is in is no antecedent of "he"."""
    turn = Turn("Who blamed the county in Fenwick?", "Patrick Fell", "Patrick Fell did.")
    assert not any("Fenwick" in each for each in _questions("When did he resign?", turn)[:1])
    of_town = Turn("Who blamed the county?", "The mayor of Dunmore, Patrick Fell")
    assert _questions("When did he resign?", of_town)[0] == "When did Patrick Fell resign?"
    town = Turn("What happened in Fenwick?", "a storm", "A storm closed the road.")
    assert not any("did Fenwick" in each for each in _questions("When did he resign?", town))


def test_no_reading_is_without_words() -> None:
    """A message of marks alone, which no strategy completes, is read as nothing else."""
    for message in ("?!", "…", "«»"):
        assert all(any(map(str.isalnum, each)) for each in _questions(message, Turn("Who?")))


def test_a_reworded_follow_up_is_judged_as_the_second_reading() -> None:
    """It comes after the likeliest reading made by rule, once."""
    found = readings("when was it painted?", [Turn("How wide is the bridge?")])
    more = with_reworded(found, "When was the old bridge painted")
    assert more[0] == found[0]
    assert more[1].question == "When was the old bridge painted?"
    assert with_reworded(found, found[0].question.lower()) == found
    assert with_reworded(found, " ") == found


def test_what_somebody_is_belongs_to_no_name() -> None:
    """Nor does the place that a report begins with."""
    turn = Turn("Who called it a disgrace?", "Opposition councillor Yasmin Begum")
    assert _questions("what did she propose?", turn)[0] == "What did Yasmin Begum propose?"
    for verb in ("married", "acquired", "sued"):
        asked = _questions("how old is she?", Turn("What happened?", f"Ann {verb} Tom."))
        assert asked[0] == "How old is Ann?"
    report = Turn("What was agreed?", "BREZNA — The presidents agreed to talk again.")
    assert not any("BREZNA" in each for each in _questions("when do they meet?", report))


def test_the_next_thing_is_asked_as_before_the_reason() -> None:
    """After "can I bring my dog?" and "why not?", cats are brought, and no reason is asked for."""
    turns = [Turn("Can I bring my dog?", "no"), Turn("Why can't I bring my dog?", "thin walls")]
    assert _questions("what about cats", *turns)[0] == "Can I bring cats?"
    turns = [Turn("When did the bridge close?"), Turn("Why did the bridge close?")]
    assert _questions("and the tunnel?", *turns)[0] == "Why did the tunnel close?"


def test_a_person_may_be_what_a_contrast_is_with() -> None:
    """ "And her?" asks of another than the question before, and nobody is called Nobody."""
    turn = Turn("What does Ruben do?", "a carpenter and Anneke works as a nurse")
    assert _questions("and her?", turn)[0] == "What does Anneke do?"
    nobody = Turn("Who was hurt?", "Nobody was hurt.")
    assert not any("Nobody" in each for each in _questions("what did she say?", nobody))
