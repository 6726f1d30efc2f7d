"""Messages that are no commands: each goes to whoever handles its sort.

Knows how a question, an article and the continuation of one are told apart, and
whom to ask when they are not. Does not know how either is handled.
"""

from typing import Final

from telegram import CallbackQuery, Message, Update

from qa_bot.channels.telegram.handlers.additions import Adding, Sent, hidden_links
from qa_bot.channels.telegram.handlers.context import Context, Shared, message_of
from qa_bot.channels.telegram.handlers.questions import Asking
from qa_bot.channels.telegram.middleware.bot_mentions import addressed_question, is_private
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text
from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.storage.offers import Offer
from qa_bot.channels.telegram.transport.delivery import acknowledge, send
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.keyboards import Pressed
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

OFFER_PATTERN: Final = f"^{keyboards.OFFER}:"
# Seconds within which Telegram delivers the messages of one album, and more.
_ALBUM_S: Final = 3600.0


class Incoming:
    """Sorts what people send."""

    def __init__(self, shared: Shared, asking: Asking, adding: Adding) -> None:
        self._shared = shared
        self._asking = asking
        self._adding = adding
        self._albums = RateLimit(1, _ALBUM_S)

    async def message(self, update: Update, context: Context) -> None:
        """Handle a text, or the text under a picture, if it is meant for the bot."""
        message = update.effective_message
        text = addressed_question(context.bot.bot, message) if message else None
        if message is None or text is None:
            return
        sent = self._sent(update, message)
        if not is_private(message):
            await self._asking.answer(message, text, sent.words, asker=_asker(update))
        elif (addition := self._adding.continues(message)) is not None:
            await self._adding.go_on(sent, addition)
        else:
            await self._sort(update, sent, text)

    async def document(self, update: Update, _: Context) -> None:
        """Take in a file, and answer the question that was sent along with it."""
        message = update.message
        if message is None or message.document is None:
            return
        await self._adding.document(update, message.document)
        caption = (message.caption or "").strip()
        if caption.endswith("?") and classify_text(caption) is MessageKind.QUESTION:
            words = self._shared.words(update)
            await self._asking.answer(message, caption, words, asker=_asker(update))

    async def _sort(self, update: Update, sent: Sent, text: str) -> None:
        message = sent.message
        sort = classify_text(text, forwarded=message.forward_origin is not None)
        if sort is MessageKind.QUESTION:
            await self._asking.answer(message, text, sent.words, asker=_asker(update))
        elif sort is MessageKind.EITHER:
            await self._let_choose(sent, text)
        elif await self._adding.may(update):
            links = () if sort is MessageKind.LINKS else hidden_links(message)
            await self._adding.text(sent, text, links)

    async def _let_choose(self, sent: Sent, text: str) -> None:
        message, words = sent.message, sent.words
        offer = self._shared.offers.add(message.chat_id, message.message_id, text)
        links = self._adding.offer_links(message, hidden_links(message))
        buttons = keyboards.text_or_question(offer, links, words)
        await send(message, render_text(words(wording.TEXT_OR_QUESTION)), buttons)

    async def choose(self, update: Update, _: Context) -> None:
        """Do with what was sent what the person chose."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        words, pressed = self._shared.words(update), keyboards.read(query.data or "")
        offer = self._shared.offers.get(pressed.number())
        if offer is None or offer.chat != message.chat_id:
            await acknowledge(query, words(wording.BUTTON_TOO_OLD), alert=True)
        elif pressed.verb == "question":
            await acknowledge(query)
            await self._ask(query, message, offer, words)
        elif await self._shared.may_change(update):
            await acknowledge(query)
            await self._add(query, message, offer, pressed, words)
        else:
            await acknowledge(query, words(wording.NOT_YOURS), alert=True)

    async def _ask(
        self, query: CallbackQuery, message: Message, offer: Offer, words: Language
    ) -> None:
        asker = query.from_user.id
        await self._asking.answer(message, offer.payload, words, asker=asker, here=True)
        self._shared.offers.delete(offer.id)

    async def _add(
        self,
        query: CallbackQuery,
        message: Message,
        offer: Offer,
        pressed: Pressed,
        words: Language,
    ) -> None:
        person = query.from_user.id
        if pressed.verb == "link":
            await self._adding.link(Sent(message, person, words), offer.payload)
        else:
            sent = Sent(message, person, words, message.message_id)
            await self._adding.text(sent, offer.payload)
        self._shared.offers.delete(offer.id)

    async def something_else(self, update: Update, _: Context) -> None:
        """Say what can be read, once per album."""
        message = update.effective_message
        if message is None:
            return
        album = message.media_group_id
        if album is None or not self._albums.acquire(album):
            await send(message, render_text(self._shared.words(update)(wording.NOT_TEXT)))

    def _sent(self, update: Update, message: Message) -> Sent:
        return Sent(message, _asker(update) or 0, self._shared.words(update))


def _asker(update: Update) -> int | None:
    return update.effective_user.id if update.effective_user else None
