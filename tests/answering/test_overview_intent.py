"""Requests for an overview are told from ordinary questions by their wording."""

import subprocess
import sys

import pytest

from qa_bot.answering.overview_intent import OverviewKind, asks_for_subject, overview_request

TEXT = (
    """
What is this about?|what's this about|whats this about|waht is this about|What is it about?
what is this article about|What's the article all about?|so what is this about then?|summarise
summarize this|Summarize the article please|Please summarise.|summary please|sumary|summerize it
tl;dr|TLDR|tl dr|give me a summary|give me the gist|what's the gist|main points|key takeaways
What are the main points?|What are the key takeaways of the article?|what is the main idea
Can you summarise this for me?|could you please give me a short summary of the text|sum it up
in a nutshell|what does it say?|what does this article cover|overview please|What is this?
What's the bottom line?|What is the main topic of the text?
Give me the main points of this recipe|what is the notice about|what's this blog post about
summarise the meeting minutes|Summarise the minutes|tell me about this article
what's in this document|What do I need to know?|what's the story here|who is this about?
what is the author trying to say|sum up the trip|brief summary of her career|list the key points
important bits?|what's the main message of the author|what is the conclusion|in one sentence?
how can i summarise this article in 3 points|summarise in 3 bullet points|breif summary
explain what this is about|i don't understand what this is about|what can i find in this document
what should i remember from this|what was discussed at the meeting|what topics are in this text
what kind of document is this|what's the purpose of this letter|what did i just read
give me teh main ponts|wats this about|what is ths text abuot|sumarize this artical
summarise what happened|content of the article?|what do i need to know, short version
what is this club|what kind of festival is this|what's on this page|anything important i should know
О чём это?|о чем эта статья|кратко
Краткое содержание, пожалуйста|в чём суть?|Кратко перескажи статью|основные мысли|про что это
главное
Worum geht es?|Worum geht's hier?|worum geht es in diesem Artikel|Wovon handelt der Text?
Fass das bitte zusammen|Fasse den Artikel kurz zusammen|Zusammenfassung bitte|Was ist das?
Was sind die wichtigsten Punkte?|eine kurze Zusammenfassung des Artikels|Was steht hier drin?
¿De qué trata esto?|de que trata el articulo|¿Sobre qué va este texto?|Resume el artículo, por favor
Haz un resumen|resumen del artículo|¿Cuáles son los puntos principales?|¿Cuál es la idea principal?
¿Puedes resumirlo?|¿Qué es esto?
这篇文章讲的是什么？|这是关于什么的？|总结一下|请总结这篇文章|概括一下主要内容|主要内容是什么|这是什么？
""".strip()
    .replace("\n", "|")
    .split("|")
)
LIBRARY = (
    """
what is in here|what's in here?|what's in my library|give me the gist of all my articles
what do you have?|What do I have?|what articles do you have
What are my notes about?|what topics are covered|summarise everything|list the articles
что у тебя есть?|какие статьи есть
Welche Artikel hast du?|Was gibt es hier?|worum geht es in den Artikeln
¿Qué artículos tienes?|¿De qué tratan mis notas?|你有哪些文章？|这里有什么
""".strip()
    .replace("\n", "|")
    .split("|")
)
QUESTIONS = (
    """
what can I ask?|what can i ask about this|what questions can I ask|suggest some questions
give me some example questions|suggest me a question|ideas what to ask|wat can i ask
что можно спросить?|О чём можно спросить?|какие вопросы можно задать
Was kann ich fragen?|Welche Fragen kann ich dir stellen?|¿Qué puedo preguntarte?|sugiéreme preguntas
我可以问什么？|推荐几个问题
""".strip()
    .replace("\n", "|")
    .split("|")
)
ORDINARY = (
    """
What is the rule about dogs?|main points of entry|What are the main points of entry?
is there takeaway|What essentials do I need?|do they have a takeaway?
summary judgment|What is summary judgment?|what is Pakistan about|What is the main road?
What is the key ingredient?|What did the minister say about taxes?|What is the film about?
What did they say about the noise?|When was the summary published?|Who wrote the article?
what is it|what is that|What is the title?|What was the main reason?
How many articles does the constitution have?|Who can I ask about parking?
Where can I ask questions?|What is the top speed?|What are the main ingredients?
what is the point of the valve|What does the fee cover?|what does the policy cover?|hello
Do you have any discounts on food?|What is the meeting about on 5 May?|Tell me more
Are there any other songs mentioned?|What is the conclusion of the treaty?|main paints
who is the trip for|what is the purpose of the valve|rules for hens|what did she say about it
what kind of bread is this made of|where is the summary kept|what is the message of the bell
what happens if it rains|what happened to the bridge|what is this key|what happened next
tell me about it|What did you say about the fee?|what does it say about it?
О чём договорились лидеры?
Worum geht es in dem Streit?|Was ist das Ruhegebot?|Was ist das Thema der Sitzung am Montag?
Was steht auf dem Denkmal?|Welche Artikel hat das Gesetz?|Wo kann ich Fragen stellen?
¿De qué trata la película?|¿Qué es esto que suena?|¿Cuáles son los puntos de recogida?
¿Qué documentos necesito?|¿Qué hay en el sótano?
这座桥是什么时候建的？|文章的作者是谁？|这是什么时候的事？
展览的主题是什么？|总结报告什么时候交
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        *((message, OverviewKind.TEXT) for message in TEXT),
        *((message, OverviewKind.LIBRARY) for message in LIBRARY),
        *((message, OverviewKind.QUESTIONS) for message in QUESTIONS),
    ],
)
def test_a_request_for_an_overview_is_recognised(message: str, kind: OverviewKind) -> None:
    """In each language, with words of politeness, without marks, or misspelt."""
    request = overview_request(message)
    assert request is not None
    assert request.kind is kind


@pytest.mark.parametrize(
    "message", ["main steps in short?", "What are the key steps?", "summarise the steps"]
)
def test_the_main_steps_are_asked_for(message: str) -> None:
    """Other questions of steps are ordinary ones."""
    request = overview_request(message)
    assert request is not None and request.kind is OverviewKind.STEPS
    assert overview_request("How many steps are there?") is None


@pytest.mark.parametrize(
    ("question", "title", "asks"),
    [
        ("Who was Ada Lovelace?", "Ada Lovelace, mathematician", True),
        ("what is lindcycle", "Lindcycle help: your questions answered", True),
        ("what is lindcycle, in short", "Lindcycle help: your questions answered", True),
        ("What is the deposit?", "Deposit and rent", False),
        ("Who was Charles Babbage?", "Ada Lovelace, mathematician", False),
        ("When was Ada Lovelace born?", "Ada Lovelace, mathematician", False),
    ],
)
def test_the_subject_of_an_article_is_asked_for(question: str, title: str, asks: bool) -> None:
    """By a name that its title has; a word of the language may be in any title."""
    assert asks_for_subject(question, title) is asks


@pytest.mark.parametrize("message", ORDINARY)
def test_an_ordinary_question_is_no_request_for_an_overview(message: str) -> None:
    """Though it begins like one, or has its words."""
    assert overview_request(message) is None


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("What does it say about Pakistan?", "Pakistan"),
        ("what do I have about floods?", "floods"),
        ("Does the text say anything about refunds?", "refunds"),
        ("tell me about the Refund Policy", "the Refund Policy"),
        ("Is there anything about dogs in here?", "dogs"),
        ("What do my notes say about DNS?", "DNS"),
        ("what does the contract say about the notice period", "the notice period"),
        ("Please summarise the section on refunds", "refunds"),
        ("any information about bins?", "bins"),
        ("anything in there about Money", "Money"),
        ("anything for tenants in here?", "tenants"),
        ("is there any mention of dogs", "dogs"),
        ("Is Christmas mentioned anywhere?", "Christmas"),
        ("tips for preventing mould?", "preventing mould"),
        ("what does she say about complaints", "complaints"),
        ("whats it say about the Ferry", "the Ferry"),
        ("waht does it sya abot lockers", "lockers"),
        ("which of my articles mention wolves", "wolves"),
        ("what have i saved about wolves", "wolves"),
        ("main points about the lift", "the lift"),
        ("summarise the lessons bit", "lessons"),
        ("I'd like to know more about the lift", "the lift"),
        ("what about the Boatmen?", "the Boatmen"),
        ("what's her opinion on varnish", "varnish"),
        ("what do we learn about the apprentice", "the apprentice"),
    ],
)
def test_a_topic_is_named_as_it_was_typed(message: str, topic: str) -> None:
    """Without what stands around it."""
    request = overview_request(message)
    assert request is not None
    assert (request.kind, request.topic) == (OverviewKind.TOPIC, topic)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("What happened on Day 3?", "Day 3"),
        ("what did they do on the second day", "the second day"),
        ("whats the deal with parking", "parking"),
        ("explain the fees please", "the fees"),
        ("history of the lake", "history of the lake"),
        ("what problems did she have", "problems"),
        ("what went wrong?", "problems"),
    ],
)
def test_what_may_ask_for_a_section_depends_on_a_heading(message: str, topic: str) -> None:
    """Of a text without one it is an ordinary question, which the wording cannot say."""
    request = overview_request(message)
    assert request is not None and request.needs_heading
    assert request.topic == topic


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("Summarise this in one sentence.", 1),
        ("3 main points", 3),
        ("Give me five key takeaways", 5),
        ("Summarise it for me in two short sentences", 2),
        ("main points", None),
    ],
)
def test_the_number_of_sentences_is_read(message: str, count: int | None) -> None:
    """As a word or in digits; None where it is left open."""
    request = overview_request(message)
    assert request is not None
    assert request.sentences == count


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("what's this blog post about?", True),
        ("what is this place", True),
        ("what is the topic of the text", True),
        ("О чём это?", True),
        ("summarise this", False),
        ("main points please", False),
        ("what happened?", False),
    ],
)
def test_what_a_text_is_about_is_asked_for(message: str, asks: bool) -> None:
    """Rather than all that it says."""
    request = overview_request(message)
    assert request is not None and request.asks_subject is asks


def test_an_ordinary_question_compiles_no_wording() -> None:
    """Nor does it load what gives overviews, so that the first question waits for neither."""
    script = (
        "import sys; from qa_bot.answering.overview import overview_answerer as answerer; "
        "assert answerer.overview_request('When did the mill close?') is None; "
        "print(*(name for name in sys.modules if 'overview' in name))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in ran.stdout.split()}
    assert loaded == {"overview", "overview_answerer", "overview_intent"}
