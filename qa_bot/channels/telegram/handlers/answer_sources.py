"""The source of an answer, sent: the message that it came in, its file, or its text.

Knows where an article came from. Does not know web pages, whose buttons open them.
"""

from functools import partial
from pathlib import PurePath
from typing import Final

from telegram import Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from qa_bot.answers import Quote
from qa_bot.channels.telegram.handlers.addition_request import message_source
from qa_bot.channels.telegram.handlers.context import HandlerContext
from qa_bot.channels.telegram.transport.delivery import retry, send, send_file
from qa_bot.channels.telegram.views.article_files import (
    ExportFile,
    ExportTooLarge,
    check_upload,
    export_file,
)
from qa_bot.channels.telegram.views.message_layout import join_surrogates
from qa_bot.channels.telegram.views.reply_messages import cite, render_source, render_text
from qa_bot.documents import Article
from qa_bot.i18n import wording
from qa_bot.i18n.part_names import place_name
from qa_bot.i18n.translation import Language

# Characters of the words of a message that a reply may name, by the Bot API.
_MAX_REPLY_QUOTE: Final = 1024


class SourceSender:
    """Sends the sources of quotes."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context

    async def send(self, below: Message, chat: int, quote: Quote, language: Language) -> None:
        """Send what a quote was taken from, below the answer that quotes it.

        What came in a message of the chat is replied to; else the file is sent that the
        article was read from, or the article's text.
        """
        run = self._context.answer_threads.run
        article = await run(self._context.article_version, chat, quote.article)
        if article is None:
            await send(below, render_text(language(wording.ARTICLE_GONE)))
            return
        if await _reply_to(below, _message_of(quote, below.chat_id), quote, language):
            return
        try:
            file = await run(self._file, article)
        except ExportTooLarge:
            await send(below, render_text(language(wording.SOURCE_TOO_LARGE)))
            return
        cited = cite(quote.article, place_name(quote.place, language))
        await send_file(below, file.name, file.data, cited.text)

    def _file(self, article: Article) -> ExportFile:
        """Return the file of an article, or its text; raise ExportTooLarge. Blocks."""
        data = self._context.library.original(article.ref) if self._context.sends_files else None
        if data is None:
            return export_file([article])
        return check_upload(ExportFile(PurePath(article.source).name, data))


def _message_of(quote: Quote, chat: int) -> int:
    """Return the id of the message of the chat that a quote's article came in; 0 for none."""
    prefix, _, rest = quote.article.source.partition("/")
    number = rest.partition("/")[0]
    is_here = f"{prefix}/" == message_source(chat, 0).removesuffix("0")
    return int(number) if is_here and number.isascii() and number.isdigit() else 0


async def _reply_to(below: Message, number: int, quote: Quote, language: Language) -> bool:
    """Reply to a message with the place of a quote in it; return whether it is still there.

    The reply names the quoted words, unless the message has them otherwise or in a file.
    """
    if not number:
        return False
    shown = render_source(quote, language)
    for words in (join_surrogates(quote.text)[:_MAX_REPLY_QUOTE], None):
        parameters = ReplyParameters(number, quote=words, allow_sending_without_reply=False)
        attempt = partial(
            below.get_bot().send_message,
            below.chat_id,
            shown.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=below.message_thread_id if below.is_topic_message else None,
            reply_parameters=parameters,
        )
        try:
            await retry(attempt)
        except BadRequest:
            continue
        return True
    return False
