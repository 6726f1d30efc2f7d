"""Inline keyboards under the bot's messages, and the callback data of their buttons.

Knows labels and callback data (64 bytes at most): an action and ids, never text.
Does not know what pressing a button does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from qa_bot.answers import Answer
from qa_bot.channels.telegram.views.message_layout import truncate
from qa_bot.channels.telegram.views.source_buttons import source_row
from qa_bot.documents import ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, Language

# The first field of callback data, which selects the handler. Buttons of sent messages hold it.
ANSWER: Final = "a"
ADDITION: Final = "u"
OFFER: Final = "o"
ARTICLES: Final = "l"
LANGUAGE: Final = "g"
GOOD, BAD = "👍", "👎"
# UTF-16 units of a label and of a title within one; bounds what a row of buttons has to show.
_LABEL_UNITS: Final = 40
_TITLE_UNITS: Final = 28
# Articles that a declined question may be asked of again; each takes a row of the keyboard.
_MAX_SEARCH_IN: Final = 3
# Buttons of languages in a row: as many as a narrow phone shows without cutting their names.
_LANGUAGES_PER_ROW: Final = 3
# Decimal digits that always fit in a 64-bit integer, the largest that SQLite stores.
_MAX_DIGITS: Final = 18


class AnswerAction(StrEnum):
    """What a button under an answer does; the values are in the buttons of sent messages."""

    SHOW_ANSWER = "a"
    SHOW_PASSAGE = "p"
    SHOW_PARAGRAPH = "f"
    SEARCH_IN = "in"
    SEARCH_ALL = "all"
    ASK = "ask"
    SEND_SOURCE = "src"
    SHOW_WRITTEN = "wr"
    SHOW_LEFT_OUT = "out"
    VOTE_GOOD = "good"
    VOTE_BAD = "bad"


class ArticleAction(StrEnum):
    """What a button about articles does; the values are in the buttons of sent messages."""

    LIST = "page"
    SHOW_CARD = "card"
    READ = "read"
    CHOOSE = "use"
    UNCHOOSE = "drop"
    ASK_REMOVAL = "remove"
    REMOVE = "gone"


class OfferAction(StrEnum):
    """What a button of an offer does; the values are in the buttons of sent messages."""

    ADD_TEXT = "article"
    ADD_LINK = "link"
    ASK = "question"
    ASK_ARTICLE = "about"


@dataclass(frozen=True, slots=True)
class CallbackData:
    """The parsed callback data of a button: handler prefix, action and arguments."""

    prefix: str
    action: str
    arguments: tuple[str, ...]

    def argument(self, position: int = 0) -> str:
        """Return an argument; empty if there is none."""
        return self.arguments[position] if position < len(self.arguments) else ""

    def number(self, position: int = 0) -> int:
        """Return an argument as a number; 0 if it is none, as in forged data."""
        text = self.argument(position)
        is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
        return int(text) if is_number else 0


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """An offer, by its id, to add what a link leads to."""

    id: int
    link: str


@dataclass(frozen=True, slots=True)
class QuestionOffer:
    """An offer, by its id, to ask a question of one article."""

    id: int
    question: str


def parse_callback_data(data: str | None) -> CallbackData:
    """Split callback data into its fields; never fail, since data may be forged."""
    prefix, action, *arguments = [*(data or "").split(":"), "", ""]
    return CallbackData(prefix, action, tuple(part for part in arguments if part))


def id_under(markup: InlineKeyboardMarkup | None, prefix: str) -> int:
    """Return the id that the buttons of one kind under a message hold; 0 where there are none."""
    rows = markup.inline_keyboard if markup is not None else ()
    for each in (button for row in rows for button in row):
        if isinstance(each.callback_data, str):
            data = parse_callback_data(each.callback_data)
            if data.prefix == prefix and data.number():
                return data.number()
    return 0


def button(label: str, prefix: str, action: str, *arguments: object) -> InlineKeyboardButton:
    """Return one button; `arguments` are ids or numbers."""
    data = ":".join([prefix, action, *map(str, arguments)])
    return InlineKeyboardButton(truncate(label, _LABEL_UNITS), callback_data=data)


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """Return a keyboard without the rows that are empty; None if all are."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def paging_row(
    index: int, count: int, prefix: str, action: str, *arguments: object
) -> list[InlineKeyboardButton]:
    """Return buttons to the pages before and after `index` (from 0) of `count`."""
    row = []
    if index > 0:
        row.append(button("‹", prefix, action, *arguments, index - 1))
    if index + 1 < count:
        row.append(button("›", prefix, action, *arguments, index + 1))
    return row


def answer_keyboard(
    answer_id: int,
    answer: Answer,
    language: Language,
    search_in: Sequence[ArticleRef] = (),
    *,
    has_search_all: bool = False,
    is_shareable: bool = False,
) -> InlineKeyboardMarkup | None:
    """Return the keyboard under an answer or a declined question.

    `search_in` are articles to offer for asking a declined question again, one
    at a time; `has_search_all` offers all of them, where a chat limits its answers.
    `is_shareable` offers to ask in another chat by an inline query.
    """
    row = []
    if len(answer.passages) > 1:
        label = language(wording.MORE_PASSAGES)
        row.append(button(label, ANSWER, AnswerAction.SHOW_PASSAGE, answer_id, 1))
    if answer.quote is not None or answer.passages:
        label = language(wording.FULL_PARAGRAPH)
        row.append(button(label, ANSWER, AnswerAction.SHOW_PARAGRAPH, answer_id))
    offers = []
    for article in search_in[:_MAX_SEARCH_IN]:
        label = language(wording.SEARCH_IN, title=truncate(article.title, _TITLE_UNITS))
        offers.append([button(label, ANSWER, AnswerAction.SEARCH_IN, answer_id, article.id)])
    if has_search_all and not answer.answered:
        label = language(wording.SEARCH_ALL)
        offers.append([button(label, ANSWER, AnswerAction.SEARCH_ALL, answer_id)])
    if answer.overview is not None:
        for index, question in enumerate(answer.overview.suggestions):
            offers.append([button(question, ANSWER, AnswerAction.ASK, answer_id, index)])
    send = button(language(wording.SOURCE), ANSWER, AnswerAction.SEND_SOURCE, answer_id)
    sources = source_row(answer, send, language, is_shareable=is_shareable)
    return keyboard([row, sources, *offers, _vote_row(answer_id)])


def passage_keyboard(
    answer_id: int, index: int, count: int, language: Language
) -> InlineKeyboardMarkup | None:
    """Return the keyboard under passage `index` (from 0) of `count` of an answer."""
    row = paging_row(index, count, ANSWER, AnswerAction.SHOW_PASSAGE, answer_id)
    return keyboard([row, [_to_answer(answer_id, language)], _vote_row(answer_id)])


def paragraph_keyboard(answer_id: int, language: Language) -> InlineKeyboardMarkup | None:
    """Return the keyboard under the paragraph that an answer stands in."""
    return keyboard([[_to_answer(answer_id, language)], _vote_row(answer_id)])


def written_keyboard(
    answer_id: int, left_out: int, language: Language
) -> InlineKeyboardMarkup | None:
    """Return the keyboard under a written answer, of which so many sentences were left out."""
    if not left_out:
        return None
    label = language(wording.LEFT_OUT, count=left_out)
    return keyboard([[button(label, ANSWER, AnswerAction.SHOW_LEFT_OUT, answer_id)]])


def left_out_keyboard(answer_id: int, language: Language) -> InlineKeyboardMarkup | None:
    """Return the keyboard under the sentences that were left out of a written answer."""
    label = language(wording.TO_THE_ANSWER)
    return keyboard([[button(label, ANSWER, AnswerAction.SHOW_WRITTEN, answer_id)]])


def addition_keyboard(
    addition_id: int | None,
    links: Sequence[LinkOffer],
    language: Language,
    asks: Sequence[QuestionOffer] = (),
) -> InlineKeyboardMarkup | None:
    """Return the keyboard that asks of what was added, undoes that, and adds its links."""
    action = OfferAction.ASK_ARTICLE
    questions = [[button(each.question, OFFER, action, each.id)] for each in asks]
    undo = []
    if addition_id:
        undo.append([button(language(wording.UNDO), ADDITION, "undo", addition_id)])
    return keyboard([*questions, *undo, *_link_rows(links, language)])


def text_or_question_keyboard(
    offer_id: int, links: Sequence[LinkOffer], language: Language
) -> InlineKeyboardMarkup | None:
    """Return the choice of what a message is: a text to add, or a question."""
    return keyboard(
        [
            [button(language(wording.IS_ARTICLE), OFFER, OfferAction.ADD_TEXT, offer_id)],
            [button(language(wording.IS_QUESTION), OFFER, OfferAction.ASK, offer_id)],
            *_link_rows(links, language),
        ]
    )


def options_keyboard(offers: Sequence[int], labels: Sequence[str]) -> InlineKeyboardMarkup | None:
    """Return a button for each thing that a question may mean, by the ids of their offers."""
    pairs = zip(offers, labels, strict=True)
    return keyboard([[button(label, OFFER, OfferAction.ASK, offer)] for offer, label in pairs])


def article_choice_keyboard(articles: Sequence[ArticleRef]) -> InlineKeyboardMarkup | None:
    """Return a button for each article that a title may mean."""
    action = ArticleAction.SHOW_CARD
    return keyboard([[button(each.title, ARTICLES, action, each.id, 0)] for each in articles])


def language_keyboard(language: Language) -> InlineKeyboardMarkup | None:
    """Return the choice of languages, each by its own name."""
    names = [button(name, LANGUAGE, "set", code) for code, name in LANGUAGES.items()]
    rows = [names[i : i + _LANGUAGES_PER_ROW] for i in range(0, len(names), _LANGUAGES_PER_ROW)]
    return keyboard([*rows, [button(language(wording.LANGUAGE_AS_IN_TELEGRAM), LANGUAGE, "auto")]])


def _link_rows(
    links: Sequence[LinkOffer], language: Language
) -> Iterable[list[InlineKeyboardButton]]:
    for offer in links:
        label = language(wording.ADD_LINK, link=offer.link.partition("://")[2])
        yield [button(label, OFFER, OfferAction.ADD_LINK, offer.id)]


def _to_answer(answer_id: int, language: Language) -> InlineKeyboardButton:
    label = language(wording.TO_THE_ANSWER)
    return button(label, ANSWER, AnswerAction.SHOW_ANSWER, answer_id)


def _vote_row(answer_id: int) -> list[InlineKeyboardButton]:
    return [
        button(GOOD, ANSWER, AnswerAction.VOTE_GOOD, answer_id),
        button(BAD, ANSWER, AnswerAction.VOTE_BAD, answer_id),
    ]
