"""Answers without a model: an article of nine sentences, and the questions it answers."""

import threading
from dataclasses import dataclass, field, replace

from qa_bot.answers import Answer, Overview, Passage, Quote
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, Span
from qa_bot.errors import QuestionError
from tests.patience import PATIENCE_S

TEXT = (
    "The lighthouse on Gull Rock was lit in 1871. It stands 34 metres tall. "
    "Its lamp burned rapeseed oil.\n\n"
    "The keeper was Jane Mary Holt. She kept the light for 29 years. "
    "Her log holds 812 wrecks & near-wrecks.\n\n"
    "A fog horn was added in 1902. It sounds <every> 40 seconds. The lamp went electric in 1931."
)
LIGHTHOUSE = Article("lighthouse", "The Gull Rock Light", "/home/me/gull.txt", TEXT, "d1")
CHRONICLE = ArticleRef("chronicle", "A Coast <Chronicle>", "https://example.org/coast")

# A word of the question, the short answer, and the sentence it stands in.
FACTS = {
    "lit": ("1871", "The lighthouse on Gull Rock was lit in 1871."),
    "tall": ("34 metres", "It stands 34 metres tall."),
    "keeper": ("Jane Mary Holt", "The keeper was Jane Mary Holt."),
    "horn": ("It sounds <every> 40 seconds.", "It sounds <every> 40 seconds."),
    "wrecks": ("812 wrecks & near-wrecks", "Her log holds 812 wrecks & near-wrecks."),
}


@dataclass
class FakeAnswers:
    """Answers a question that has a word of FACTS in it, and declines any other.

    "Summarise this" gets two sentences and a question to ask. A question in `held`
    waits for its event; one with "crash" in it is a defect.
    """

    held: dict[str, threading.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer or decline; raises QuestionError when the question is too long."""
        self.asked.append(question)
        if event := self.held.get(question):
            event.wait(PATIENCE_S)
        if "crash" in question:
            raise RuntimeError(f"no rule for {question!r}")
        if len(question) > 600:
            raise QuestionError("The question is longer than 600 characters. Ask a shorter one.")
        if question == "Summarise this":
            quotes = tuple(quote_of(FACTS[word][1], FACTS[word][0]) for word in ("lit", "tall"))
            quotes = tuple(replace(quote, marks=()) for quote in quotes)
            overview = Overview(quotes, suggestions=("Who was the keeper?",))
            text = "\n".join(quote.text for quote in quotes)
            return Answer(question, True, 1.0, text, quotes[0], overview=overview)
        words = question.lower().strip("?").split()
        fact = next((FACTS[word] for word in words if word in FACTS), None)
        passages = tuple(paragraphs())
        if fact is None:
            return Answer(question, answered=False, confidence=0.1, passages=passages)
        short, sentence = fact
        return Answer(question, True, 0.9, short, quote_of(sentence, short), passages)


def paragraphs() -> list[Passage]:
    """The article's paragraphs as passages."""
    found, at = [], 0
    for paragraph in TEXT.split("\n\n"):
        start = TEXT.index(paragraph, at)
        at = start + len(paragraph)
        found.append(Passage(LIGHTHOUSE.ref, start, at, paragraph, 0.5))
    return found


def quote_of(sentence: str, short: str) -> Quote:
    """A sentence of the article, with the short answer marked in it."""
    start = TEXT.index(sentence)
    mark = TEXT.index(short, start)
    marks = (Span(mark, mark + len(short)),)
    return Quote(LIGHTHOUSE.ref, start, start + len(sentence), sentence, marks)


def some_articles(count: int) -> list[ArticleRef]:
    """As many articles as are needed to fill pages."""
    return [ArticleRef(f"a{n}", f"Article {n}", f"/home/me/{n}.txt") for n in range(1, count + 1)]
