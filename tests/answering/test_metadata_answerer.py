"""Questions about an article itself are answered by its byline, date line or metadata."""

from dataclasses import replace

import pytest

from qa_bot.answering.metadata_answerer import MetadataAnswerer
from qa_bot.answering.metadata_requests import MetadataField, metadata_request
from qa_bot.answers import Answer
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope
from tests.fakes import article

POST = "Nine days by boat\n\nBy Maren Tollick\n\nPosted 18 June 2023\n\nIt rained in 1931."


class Texts:
    """An answerer that declines everything, over some articles."""

    def __init__(self, *articles: Article) -> None:
        self.articles = articles

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        return Answer(question, answered=False, confidence=0.0)

    def article(self, article_id: str) -> Article:
        return next(a for a in self.articles if a.id == article_id)

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        return [a.ref for a in self.articles[::-1]][:limit]


def answer(question: str, *articles: Article) -> Answer:
    texts = Texts(*articles)
    return MetadataAnswerer(texts, texts).answer(question)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Who wrote this?", MetadataField.AUTHOR),
        ("who is the author", MetadataField.AUTHOR),
        ("whose recipe is this, who wrote it", MetadataField.AUTHOR),
        ("When was this article published?", MetadataField.DATE),
        ("when was this page last updated", MetadataField.DATE),
        ("what's the title", MetadataField.TITLE),
        ("whos the author", MetadataField.AUTHOR),
        ("who took the minutes", MetadataField.AUTHOR),
        ("who issued this document", MetadataField.AUTHOR),
        ("until when are the prices valid", MetadataField.DATE),
        ("when was the meeting held", MetadataField.DATE),
        ("what's this leaflet called", MetadataField.TITLE),
        ("who signed the contract", None),
        ("when does the contract end", None),
        ("how old is it", None),
        ("Who wrote Hamlet?", None),
        ("Who wrote the letter to the mayor?", None),
        ("When was the bridge published in the paper?", None),
        ("who wrote it", None),
        ("When was it built?", None),
        ("What is the title of the king's son?", None),
        ("Кто написал эту статью?", MetadataField.AUTHOR),
        ("от какого числа объявление", MetadataField.DATE),
        ("Кто написал гимн?", None),
        ("Когда построили мост?", None),
        ("wer hat den Bericht geschrieben", MetadataField.AUTHOR),
        ("Wie heißt der Artikel?", MetadataField.TITLE),
        ("Wer hat das Haus gebaut?", None),
        ("¿Cuándo se publicó la noticia?", MetadataField.DATE),
        ("¿Quién hizo el puente?", None),
        ("这篇报道是谁写的？", MetadataField.AUTHOR),
        ("文章什么时候发表的", MetadataField.DATE),
        ("谁写了这首歌？", None),
    ],
)
def test_only_the_article_itself_is_asked_about(question: str, field: MetadataField | None) -> None:
    """What the text speaks of has authors and dates too, and those are in the text."""
    assert metadata_request(question) is field


@pytest.mark.parametrize(
    ("question", "text", "line"),
    [
        ("who wrote this?", "Maren Tollick", "By Maren Tollick"),
        ("when was this posted", "18 June 2023", "Posted 18 June 2023"),
    ],
)
def test_the_line_of_the_text_is_quoted(question: str, text: str, line: str) -> None:
    """A byline and a date line are quoted word for word, with the answer marked."""
    found = answer(question, article(POST))
    assert found.answered and found.text == text and found.quote is not None
    assert found.quote.text == line == POST[found.quote.start : found.quote.end]
    (mark,) = found.quote.marks
    assert POST[mark.start : mark.end] == text


def test_metadata_that_the_text_does_not_say_are_given_as_such() -> None:
    """Without a line to quote, the answer names the article that it is metadata of."""
    known = replace(article("It rained."), author="Ingrid Hale", published="2024-03-02T10:00:00")
    assert answer("Who is the author?", known).text == "Ingrid Hale"
    dated = answer("When was this published?", known)
    assert dated.text == "2 March 2024"
    assert dated.quote is None and dated.metadata_of == known.ref


def test_a_dateline_dates_the_text() -> None:
    """A press release says its date before its first words."""
    text = "New ferry\n\nOTTERMOUTH, 12 March 2024 – The company bought a ferry in May 2019."
    assert answer("when was this released?", article(text)).text == "12 March 2024"


def test_what_is_not_known_is_asked_of_the_text() -> None:
    """So it is declined, or answered by a sentence; and so is all among several articles."""
    assert not answer("Who wrote this?", article("It rained.")).answered
    assert not answer("Who wrote this?", article(POST), article("Sun.", source="b.txt")).answered


CAKE = article("# Ilse's plum cake\n\nBake it.", title="Ilse's plum cake", source="recipe.md")
STORM = article(
    "# Storm Petra cuts power\n\nBy Samira Lund, 19 October 2024\n\nIt blew.",
    title="Storm Petra cuts power",
    source="news.md",
)
HIRE = article(
    "# Boat hire\n\nPublished 3 March 2025 by Ellen Marsh",
    title="Boat hire",
    source="prices.md",
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who wrote the storm article?", "Samira Lund"),
        ("Who is the author of the news article?", "Samira Lund"),
        ("When was the boat hire page published?", "3 March 2025"),
        ("who wrote the plum cake recipe?", None),
        ("When were these articles published?", None),
        ("Who wrote this?", None),
    ],
)
def test_among_several_the_named_article_is_meant(question: str, text: str | None) -> None:
    """By its title or file name; without a name, or a byline, nothing is said."""
    assert answer(question, CAKE, STORM, HIRE).text == text


def test_another_article_says_nothing_of_the_named_one() -> None:
    """A sentence of another article is no answer, however sure."""

    class Sure(Texts):
        def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
            return Answer(question, True, 0.9, text="Ellen Marsh")

    texts = Sure(CAKE, STORM, HIRE)
    assert not MetadataAnswerer(texts, texts).answer("Who wrote the plum cake recipe?").answered
    assert MetadataAnswerer(texts, texts).answer("Who wrote the mayor?").answered


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        ("when was the meeting", True),
        ("who published the report", True),
        ("who made the rules", True),
        ("when were the prices changed", True),
        ("since when are the prices valid", True),
        ("who published this report", False),
        ("who wrote the report", False),
        ("when was the report published", False),
    ],
)
def test_among_several_what_happened_is_said_by_the_texts(question: str, is_said: bool) -> None:
    """A report or a meeting is what some text speaks of; "this" and who wrote it are no text's."""

    class Sure(Texts):
        def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
            return Answer(question, True, 0.9, text="Ellen Marsh")

    texts = Sure(CAKE, STORM)
    assert MetadataAnswerer(texts, texts).answer(question).answered is is_said


def test_a_sentence_with_by_is_no_byline() -> None:
    """A time and a place come after "by" too."""
    text = "Minutes\n\nNew swings will arrive by Easter.\n\nMinutes taken by Peter Lamb."
    assert answer("Who wrote this?", article(text)).text == "Peter Lamb."


MINUTES = """Residents' club
Notes of the quarterly meeting, Wednesday 9 October 2024

Notes: Tobias Quist
Issued by Dovetail Services, valid from 1 May 2024 until 30 April 2025. Updated 2 June 2024.

Next meeting: 15 January 2025."""


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who took the notes", "Tobias Quist"),
        ("who issued these notes", "Dovetail Services"),
        ("when was the meeting", "9 October 2024"),
        ("since when are the rules in force", "1 May 2024"),
        ("until when are these prices valid", "30 April 2025"),
        ("when was this last updated", "2 June 2024"),
        ("who edited these notes", None),
    ],
)
def test_the_line_that_says_what_is_asked_is_chosen(question: str, text: str | None) -> None:
    """Of several names and dates by the verb of the question; without such a line, none."""
    assert answer(question, article(MINUTES)).text == text


@pytest.mark.parametrize("day", ["12 Sept 2024", "12 Sep. 2024", "September 12, 2024"])
def test_a_month_may_be_shortened(day: str) -> None:
    """In each of the ways in which people shorten it."""
    assert answer("when was this updated", article(f"Tents\n\nUpdated {day}")).text == day


def test_a_letter_is_by_whom_it_is_signed() -> None:
    """The name stands below the closing words."""
    letter = "Dear members,\n\nThe fee goes up.\n\nKind regards,\n\nAnna Brook\nTreasurer"
    assert answer("who wrote this letter", article(letter)).text == "Anna Brook"


def test_a_month_dates_a_text_without_a_day() -> None:
    """Where a line says that it is the date of the text."""
    assert answer("how old is this test", article("Tents\n\nState: June 2023.")).text == "June 2023"
    assert answer("how old is this test", article("Tents\n\nJune 2023 was hot.")).text is None


def test_it_is_the_article_where_the_text_says_nothing() -> None:
    """ "Who wrote it?" may be about a book that the text speaks of; else it is about the text."""
    assert answer("who wrote it", article(POST)).text == "Maren Tollick"


@pytest.mark.parametrize(
    ("question", "line", "text"),
    [
        ("кто автор?", "*Вера Зимина, «Речной вестник», 3 мая 2024 года*", "Вера Зимина"),
        ("кто составил протокол", "Протокол вела: Нина Ро", "Нина Ро"),
        ("когда опубликована статья", "Вера Зимина, 3 мая 2024 года", "3 мая 2024 года"),
        ("wer ist der autor?", "Von Marta Lindner, Grazer Blatt, 4. April 2025", "Marta Lindner"),
        ("Von wann ist der Bericht?", "Von Marta Lindner, 4. April 2025", "4. April 2025"),
        ("¿quién firma esta noticia?", "**Por Pilar Ocaña** · Robledo", "Pilar Ocaña"),
        ("de qué fecha es el artículo", "Robledo, 8 de mayo de 2025", "8 de mayo de 2025"),
        ("作者是谁？", "《湖报》记者 林秋　2025年11月6日", "林秋"),
        ("这篇文章什么时候发表的？", "记者 林秋　2025年11月6日", "2025年11月6日"),
    ],
)
def test_the_line_is_found_in_other_languages(question: str, line: str, text: str) -> None:
    found = answer(question, article(f"A title\n\n{line}\n\nX y z 1931."))
    assert (found.text, found.quote and found.quote.text) == (text, line)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("wer ist der autor?", "Von Wien Mitte fährt die Bahn um acht."),
        ("quién es el autor", "Por San Juan abre el mercado."),
        ("кто автор?", "Мост построили в 1931 году."),
        ("von wann ist der text", "Die Mühle wurde am 4. Mai 1931 gebaut."),
    ],
)
def test_a_sentence_of_another_language_is_no_such_line(question: str, line: str) -> None:
    assert not answer(question, article(f"A title\n\n{line}\n\nX y z.")).answered
