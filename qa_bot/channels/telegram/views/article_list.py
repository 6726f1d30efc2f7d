"""The list of articles in pages, one article's card, and its text in pages.

Knows titles, lengths, page numbers and the buttons that go with them. Does not
know where articles come from, nor who may remove one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardMarkup

from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.keyboards import LIBRARY, button, turning
from qa_bot.channels.telegram.views.message_layout import (
    ELLIPSIS,
    Block,
    Message,
    Run,
    line,
    sound,
    to_message,
)
from qa_bot.channels.telegram.views.replies import cite
from qa_bot.documents import Article, ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

PER_PAGE: Final = 8
_PER_ROW: Final = 4
_TITLE: Final = 150
_TEXT_PAGE: Final = 3000

Screen = tuple[Message, InlineKeyboardMarkup | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the list shows it; `chosen` when answers are limited to it and others."""

    ref: ArticleRef
    characters: int
    chosen: bool = False


def list_page(entries: Sequence[Entry], page: int, words: Language) -> Screen:
    """One page of titles with a button for each; a page past the end is the last."""
    last = max(0, (len(entries) - 1) // PER_PAGE)
    page = min(max(page, 0), last)
    first = page * PER_PAGE
    shown = list(enumerate(entries[first : first + PER_PAGE], start=first + 1))
    blocks = [line(_heading(len(entries), words), bold=True)]
    blocks += [_entry(number, entry) for number, entry in shown]
    numbers = [button(str(n), LIBRARY, "card", entry.ref.id, page) for n, entry in shown]
    rows = [numbers[i : i + _PER_ROW] for i in range(0, len(numbers), _PER_ROW)]
    return to_message(blocks), keyboards.rows([*rows, turning(page, last + 1, LIBRARY, "page")])


def card(article: Article, page: int, words: Language, *, chosen: bool, removable: bool) -> Screen:
    """What is known of an article, and what can be done with it."""
    blocks = [line(article.title, bold=True), line(facts(article, words))]
    if article.link:
        blocks.append(cite(article.ref))
    choose = words(wording.UNCHOOSE if chosen else wording.CHOOSE)
    verb = "drop" if chosen else "use"
    read = button(words(wording.READ), LIBRARY, "read", article.id, page, 0)
    rows = [[read], [button(choose, LIBRARY, verb, article.id, page)]]
    if removable:
        rows.append([button(words(wording.REMOVE), LIBRARY, "remove", article.id, page)])
    rows.append([button(words(wording.BACK), LIBRARY, "page", page)])
    return to_message(blocks), keyboards.rows(rows)


def confirm_removal(article: Article, page: int, words: Language) -> Screen:
    """The question whether an article shall really go."""
    rows = [
        [
            button(words(wording.REMOVE), LIBRARY, "gone", article.id, page),
            button(words(wording.CANCEL), LIBRARY, "card", article.id, page),
        ]
    ]
    asked = words(wording.REMOVE_WHICH, title=article.title)
    return to_message([line(asked)]), keyboards.rows(rows)


def text_page(article: Article, page: int, number: int, words: Language) -> Screen:
    """A page of an article's text; `page` is the page of the list to go back to."""
    parts = list(Block((Run(sound(article.text)),)).parts(_TEXT_PAGE)) or [line(ELLIPSIS)]
    number = min(max(number, 0), len(parts) - 1)
    place = words(wording.PAGE_OF, number=number + 1, count=len(parts))
    message = to_message([parts[number], line(place, italic=True, apart=True)])
    turn = turning(number, len(parts), LIBRARY, "read", article.id, page)
    back = [button(words(wording.BACK), LIBRARY, "card", article.id, page)]
    return message, keyboards.rows([turn, back])


def facts(article: Article, words: Language) -> str:
    """An article's length, language and date, as far as they are known."""
    known = [words.count(wording.CHARACTER_COUNT, len(article.text))]
    if article.language:
        known.append(words.name_of(article.language))
    if article.published:
        known.append(article.published[:10])
    return ", ".join(known)


def _heading(count: int, words: Language) -> str:
    if not count:
        return words(wording.EMPTY_LIBRARY)
    return words.count(wording.ARTICLE_COUNT, count) + ":"


def _entry(number: int, entry: Entry) -> Block:
    mark = "✓ " if entry.chosen else ""
    return Block((Run(sound(f"{number}. {mark}{entry.ref.title}")),)).clipped(_TITLE)
