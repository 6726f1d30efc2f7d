"""The buttons about the source of an answer: open or send it, copy the quote, share the question.

Knows the limits of such buttons. Does not know how a source is sent.
"""

import re
from typing import Final
from urllib.parse import quote as percent_encode

from telegram import CopyTextButton, InlineKeyboardButton
from telegram.constants import InlineKeyboardButtonLimit

from qa_bot.answers import Answer, Quote
from qa_bot.channels.telegram.views.message_layout import join_surrogates, utf16_length
from qa_bot.channels.telegram.views.reply_messages import web_address
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# UTF-16 units of a text to copy; the Bot API takes as many characters.
_MAX_COPIED: Final = int(InlineKeyboardButtonLimit.MAX_COPY_TEXT)
# Characters of an inline query; the Bot API delivers no longer one.
_MAX_QUERY: Final = 256
# Words that find a place on a page; more of them more often differ from the page's own.
_FRAGMENT_WORDS: Final = 6
# Characters of an address; browsers and servers bound them too, at 2000 or more.
_MAX_ADDRESS: Final = 2000
_PUBLIC_ADDRESS: Final = re.compile(
    r"https?://[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}(?::\d{1,5})?(?:[/?#]|$)"
)
_PAGE: Final = re.compile(r"page (\d+)")
_TELEGRAM: Final = ("https://t.me/", "http://t.me/")


def source_row(
    answer: Answer, send: InlineKeyboardButton, language: Language, *, is_shareable: bool
) -> list[InlineKeyboardButton]:
    """Return the buttons about the source of an answer; none where it quotes nothing.

    `send` is the button for a source that has no address of its own.
    """
    quote = answer.quote
    if quote is None or answer.overview is not None or not answer.answered:
        return []
    address = place_address(quote)
    label = language(wording.SOURCE)
    row = [InlineKeyboardButton(label, url=address) if _is_accepted(address) else send]
    if utf16_length(quote.text) <= _MAX_COPIED:
        copied = CopyTextButton(join_surrogates(quote.text))
        row.append(InlineKeyboardButton(language(wording.COPY), copy_text=copied))
    if is_shareable and len(answer.question) <= _MAX_QUERY:
        question = join_surrogates(answer.question)
        row.append(InlineKeyboardButton(language(wording.SHARE), switch_inline_query=question))
    return row


def _is_accepted(address: str) -> bool:
    """Return whether Telegram takes an address for a button; else it would refuse the answer.

    It takes no host without a dot, such as one of a local network.
    """
    is_plain = address.isascii() and len(address) <= _MAX_ADDRESS
    return is_plain and _PUBLIC_ADDRESS.match(address) is not None


def place_address(quote: Quote) -> str:
    """Return the address that opens a quote's article where the quote stands; "" without one.

    A page of a PDF is named as its viewers understand it (RFC 8118), and a place on a web
    page by its words (WICG, "URL Fragment Text Directives").
    """
    address = web_address(quote.article)
    if not address or "#" in address or address.startswith(_TELEGRAM):
        return address
    if page := _PAGE.fullmatch(quote.place):
        return f"{address}#page={page[1]}"
    words = quote.text.split()[:_FRAGMENT_WORDS]
    # A hyphen has a meaning of its own in a fragment.
    encoded = percent_encode(" ".join(words), safe="").replace("-", "%2D")
    return f"{address}#:~:text={encoded}"
