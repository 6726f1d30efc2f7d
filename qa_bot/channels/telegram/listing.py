"""The list of articles, in pages that fit a message.

Knows titles, page numbers and the buttons that turn pages. Does not know where
articles come from.
"""

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from qa_bot import wording
from qa_bot.channels.telegram.layout import Block, Message, Run, line, sound, to_messages
from qa_bot.documents import ArticleRef

PER_PAGE: Final = 20
PATTERN: Final = r"^articles:[0-9]{1,6}$"
_TITLE: Final = 150


def page_of(data: str) -> int:
    """The page that a button asks for."""
    return int(data.rpartition(":")[2])


def render_page(
    articles: Sequence[ArticleRef], page: int
) -> tuple[Message, InlineKeyboardMarkup | None]:
    """One page of titles, and the buttons to its neighbours; a page past the end is the last."""
    last = max(0, (len(articles) - 1) // PER_PAGE)
    page = min(page, last)
    first = page * PER_PAGE
    blocks = [line(wording.articles_heading(len(articles)), bold=True)]
    for number, article in enumerate(articles[first : first + PER_PAGE], start=first + 1):
        blocks.append(Block((Run(sound(f"{number}. {article.title}")),)).clipped(_TITLE))
    return to_messages(blocks)[0], _buttons(page, last)


def _buttons(page: int, last: int) -> InlineKeyboardMarkup | None:
    row = []
    if page > 0:
        row.append(InlineKeyboardButton(wording.PREVIOUS, callback_data=f"articles:{page - 1}"))
    if page < last:
        row.append(InlineKeyboardButton(wording.NEXT, callback_data=f"articles:{page + 1}"))
    return InlineKeyboardMarkup([row]) if row else None
