"""The list of articles in pages, one article's card, and its text in pages.

Knows titles, lengths, page numbers and the buttons that go with them. Does not
know where articles come from, nor who may remove one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from qa_bot.channels.telegram.views.keyboards import (
    ARTICLES,
    ArticleAction,
    button,
    keyboard,
    paging_row,
)
from qa_bot.channels.telegram.views.message_layout import (
    ELLIPSIS,
    LayoutBlock,
    RenderedMessage,
    TextRun,
    join_surrogates,
    line,
    to_message,
)
from qa_bot.channels.telegram.views.reply_messages import cite
from qa_bot.documents import Article, ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# Articles on a page of the list, and their buttons in a row, which makes two full rows.
PER_PAGE: Final = 8
_PER_ROW: Final = 4
# UTF-16 units of a title; eight of them stay below the 4096 of a message.
TITLE_UNITS: Final = 150
# UTF-16 units of a page of text, below the 4096 of a message.
_TEXT_PAGE_UNITS: Final = 3000

Screen = tuple[RenderedMessage, InlineKeyboardMarkup | None]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An article in the list; `is_chosen` when the chat limits its answers to it and others."""

    ref: ArticleRef
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """The articles on a page of the list, its number from 0, and how many articles there are."""

    entries: Sequence[ListEntry]
    number: int
    count: int


def existing_page(page: int, count: int) -> int:
    """Return the number of a page (from 0) of a list of so many; the last if past the end."""
    return min(max(page, 0), _last_page(count))


def _last_page(count: int) -> int:
    return max(0, (count - 1) // PER_PAGE)


def list_page(listed: ListPage, language: Language) -> Screen:
    """Return a page of titles with a button each."""
    page = listed.number
    shown = list(enumerate(listed.entries, start=page * PER_PAGE + 1))
    blocks = [line(_heading(listed.count, language), bold=True)]
    blocks += [_entry(number, entry) for number, entry in shown]
    numbers = [
        button(str(number), ARTICLES, ArticleAction.SHOW_CARD, entry.ref.id, page)
        for number, entry in shown
    ]
    rows = [numbers[i : i + _PER_ROW] for i in range(0, len(numbers), _PER_ROW)]
    paging = paging_row(page, _last_page(listed.count) + 1, ARTICLES, ArticleAction.LIST)
    return to_message(blocks), keyboard([*rows, paging])


def card(
    article: Article, page: int, language: Language, *, is_chosen: bool, is_removable: bool
) -> Screen:
    """Return what is known of an article and its actions; `page` is the list's to return to."""

    def row(label: str, action: ArticleAction, *extra: int) -> list[InlineKeyboardButton]:
        return [button(language(label), ARTICLES, action, article.id, page, *extra)]

    blocks = [line(article.title, bold=True), line(summary(article, language))]
    if article.link:
        blocks.append(cite(article.ref))
    rows = [
        row(wording.READ, ArticleAction.READ, 0),
        row(wording.UNCHOOSE, ArticleAction.UNCHOOSE)
        if is_chosen
        else row(wording.CHOOSE, ArticleAction.CHOOSE),
    ]
    if is_removable:
        rows.append(row(wording.REMOVE, ArticleAction.ASK_REMOVAL))
    rows.append([button(language(wording.BACK), ARTICLES, ArticleAction.LIST, page)])
    return to_message(blocks), keyboard(rows)


def confirm_removal(article: Article, page: int, language: Language) -> Screen:
    """Ask whether to remove an article; `page` is the page of the list to return to."""
    remove, cancel = language(wording.REMOVE), language(wording.CANCEL)
    row = [
        button(remove, ARTICLES, ArticleAction.REMOVE, article.id, page),
        button(cancel, ARTICLES, ArticleAction.SHOW_CARD, article.id, page),
    ]
    question = language(wording.REMOVE_WHICH, title=article.title)
    return to_message([line(question)]), keyboard([row])


def text_page(article: Article, page: int, index: int, language: Language) -> Screen:
    """Return part `index` (from 0) of an article's text; `page` is the list's to return to."""
    text = LayoutBlock((TextRun(join_surrogates(article.text)),))
    parts = list(text.split(_TEXT_PAGE_UNITS)) or [line(ELLIPSIS)]
    index = min(max(index, 0), len(parts) - 1)
    position = language(wording.PAGE_OF, number=index + 1, count=len(parts))
    message = to_message([parts[index], line(position, italic=True, has_gap_before=True)])
    paging = paging_row(index, len(parts), ARTICLES, ArticleAction.READ, article.id, page)
    back = button(language(wording.BACK), ARTICLES, ArticleAction.SHOW_CARD, article.id, page)
    return message, keyboard([paging, [back]])


def summary(article: Article, language: Language) -> str:
    """Return an article's length, language and date, as far as they are known."""
    known = [language.count(wording.CHARACTER_COUNT, len(article.text))]
    if article.language:
        known.append(language.name_of(article.language))
    if article.published:
        known.append(language.date(article.published))
    return language.listed(known)


def _heading(count: int, language: Language) -> str:
    if not count:
        return language(wording.EMPTY_LIBRARY)
    return language.count(wording.LIST_HEADING, count)


def _entry(number: int, entry: ListEntry) -> LayoutBlock:
    tick = "✓ " if entry.is_chosen else ""
    return line(f"{number}. {tick}{entry.ref.title}").truncated(TITLE_UNITS)
