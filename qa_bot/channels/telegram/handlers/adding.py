"""Articles that come by chat: pasted or forwarded texts, links and files.

Knows how what was sent becomes an article, is shown, joined to what it
continues, and undone. Does not know how a text is told from a question, nor how
any format is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Document, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, NetworkError

from qa_bot import wording
from qa_bot.channels.telegram import keyboards
from qa_bot.channels.telegram.addressing import after_command
from qa_bot.channels.telegram.handlers.shared import Context, Shared, message_of
from qa_bot.channels.telegram.layout import Message as Shown
from qa_bot.channels.telegram.layout import line, to_message, units
from qa_bot.channels.telegram.library import Progress, Taken
from qa_bot.channels.telegram.listing import facts
from qa_bot.channels.telegram.presence import typing
from qa_bot.channels.telegram.problems import problem
from qa_bot.channels.telegram.progress import ProgressMessage
from qa_bot.channels.telegram.rendering import cite, render_text
from qa_bot.channels.telegram.sending import acknowledge, edit, edit_at, persist, send
from qa_bot.channels.telegram.state.additions import Addition, Part
from qa_bot.channels.telegram.telling_apart import Sort, links_in, sort_of
from qa_bot.errors import ArticleNotFound, QaBotError
from qa_bot.languages import Language
from qa_bot.library.adding import Outcome

UNDO_PATTERN: Final = f"^{keyboards.ADDITION}:"
# Telegram cuts what is pasted into messages of 4,096; a part cut at a word end is nearly that.
_CUT_UNITS: Final = 3500
_TOGETHER_S: Final = 2.0
_LINKS: Final = 3
_MEGABYTE: Final = 1_000_000
_HEADINGS: Final = {
    Outcome.ADDED: wording.ADDED,
    Outcome.UPDATED: wording.UPDATED,
    Outcome.UNCHANGED: wording.UNCHANGED,
}

Take = Callable[[Progress], Taken]


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that a person sent to be kept, in the language that they are told of it.

    `shown` is a message of the bot's in which to tell it, in place of a new one.
    """

    message: Message
    person: int
    words: Language
    shown: Message | None = None


class Adding:
    """Takes articles in."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def add(self, update: Update, _: Context) -> None:
        """Take in what follows the command, or the message that it replies to."""
        message = update.message
        if message is None or not await self.may(update):
            return
        sent = Sent(message, _person(update), self._shared.words(update))
        about, text = message.reply_to_message, after_command(message)
        if text:
            await self.text(sent, text)
        elif about is not None and about.document is not None:
            await self.file(sent, about.document)
        elif about is not None and (about.text or about.caption):
            await self.text(sent, about.text or about.caption or "", hidden_links(about))
        else:
            await send(message, render_text(sent.words(wording.WHAT_TO_ADD_HERE)))

    async def document(self, update: Update, _: Context) -> None:
        """Take in a file."""
        message = update.message
        if message is not None and message.document is not None and await self.may(update):
            sent = Sent(message, _person(update), self._shared.words(update))
            await self.file(sent, message.document)

    async def may(self, update: Update) -> bool:
        """Whether the person may add here; one who may not is told so."""
        if await self._shared.may_change(update):
            return True
        if update.effective_message is not None:
            said = self._shared.words(update)(wording.NOT_YOURS)
            await send(update.effective_message, render_text(said))
        return False

    async def text(self, sent: Sent, text: str, links: Sequence[str] = ()) -> None:
        """Take in a text, or what its links lead to when it is nothing else."""
        if sort_of(text) is Sort.LINKS:
            for link in links_in(text)[:_LINKS]:
                await self.link(sent, link)
            return
        message, library = sent.message, self._shared.library
        source = f"telegram:{message.chat_id}/{message.message_id}"
        take = partial(library.take_text, text, source, self._collection(sent))
        # What is forwarded is whole: several at once are several articles.
        length = 0 if message.forward_origin else units(text)
        await self._take(sent, sent.words(wording.TOOK_TEXT), take, length, links)

    async def link(self, sent: Sent, link: str) -> None:
        """Take in what a web address leads to."""
        take = partial(self._shared.library.take_link, link, self._collection(sent))
        await self._take(sent, sent.words(wording.TOOK_LINK, link=link), take)

    async def file(self, sent: Sent, document: Document) -> None:
        """Take in a file, unless it is too large to be fetched."""
        name = document.file_name or "file"
        if (document.file_size or 0) > self._shared.max_bytes:
            await self._too_large(sent, name, document.file_size or 0)
            return
        data = await self._fetched(sent, document, name)
        if data is None:
            return
        if len(data) > self._shared.max_bytes:
            await self._too_large(sent, name, len(data))
        elif document.file_size is not None and len(data) < document.file_size:
            await send(sent.message, render_text(sent.words(wording.FILE_LOST, name=name)))
        else:
            await self._file(sent, data, name)

    async def _fetched(self, sent: Sent, document: Document, name: str) -> bytes | None:
        """The file's bytes; None, and the person is told, where Telegram does not give them."""
        try:
            return await persist(partial(_downloaded, document), harmless=True)
        except NetworkError as error:
            too_big = isinstance(error, BadRequest) and "too big" in error.message.lower()
        if too_big:
            await self._too_large(sent, name, document.file_size or 0)
        else:
            await send(sent.message, render_text(sent.words(wording.FILE_LOST, name=name)))
        return None

    async def _file(self, sent: Sent, data: bytes, name: str) -> None:
        source = f"telegram:{sent.message.chat_id}/{sent.message.message_id}/{name}"
        collection = self._collection(sent)
        take = partial(self._shared.library.take_file, data, name, source, collection)
        await self._take(sent, sent.words(wording.TOOK_FILE, title=name), take)

    def continues(self, message: Message) -> Addition | None:
        """The addition that a message is a further part of, or whose only part was edited."""
        if message.from_user is None or not message.text or message.forward_origin:
            return None
        if message.edit_date is not None:
            edited = self._shared.additions.of_message(message.chat_id, message.message_id)
            return edited if edited is not None and edited.parts == 1 else None
        last = self._shared.additions.latest(message.chat_id, message.from_user.id)
        if last is None or last.last.units < _CUT_UNITS:
            return None
        soon = 0 <= message.date.timestamp() - last.last.sent_at <= _TOGETHER_S
        return last if soon and message.message_id > last.last.message else None

    async def go_on(self, sent: Sent, addition: Addition) -> None:
        """Join a further part to an article, or bring it up to date with an edit."""
        text, edited = sent.message.text or "", sent.message.edit_date is not None
        take = partial(self._take_on, addition, text, edited, self._collection(sent))
        async with self._progress(sent, sent.words(wording.TOOK_TEXT)) as progress:
            outcome = await self._outcome(sent, progress, take)
        if isinstance(outcome, Taken) and not edited:
            self._shared.additions.continued(addition.id, _part(sent, units(text)))
        shown, buttons = self._screen(sent, outcome, addition.id)
        if not await self._show_again(sent, addition, shown, buttons):
            await progress.finish(shown, buttons)

    def _take_on(
        self, addition: Addition, text: str, edited: bool, collection: str, progress: Progress
    ) -> Taken:
        library, shelves = self._shared.library, self._shared.shelves
        article = library.article(addition.article, shelves.scope_of(addition.last.chat))
        if not edited:
            joint = "\n" if article.text.rstrip().endswith((".", "!", "?", "…", ":")) else " "
            text = f"{article.text}{joint}{text}"
        return library.take_text(text, article.source, collection, progress)

    async def _show_again(
        self, sent: Sent, addition: Addition, shown: Shown, buttons: InlineKeyboardMarkup | None
    ) -> bool:
        if addition.shown_in is None:
            return False
        bot, chat = sent.message.get_bot(), sent.message.chat_id
        return await edit_at(bot, chat, addition.shown_in, shown, buttons)

    async def _take(
        self, sent: Sent, reading: str, take: Take, length: int = 0, links: Sequence[str] = ()
    ) -> None:
        """Add something, telling how far it has come and then what it is."""
        async with self._progress(sent, reading) as progress:
            outcome = await self._outcome(sent, progress, take)
        addition = None
        if isinstance(outcome, Taken) and outcome.outcome is Outcome.ADDED:
            addition = self._shared.additions.note(outcome.article.id, _part(sent, length))
        shown, buttons = self._screen(sent, outcome, addition, links)
        place = await progress.finish(shown, buttons)
        if addition is not None and place is not None:
            self._shared.additions.shown(addition, place)

    def _progress(self, sent: Sent, reading: str) -> ProgressMessage:
        return ProgressMessage(sent.message, render_text(reading)[0], sent.shown)

    async def _outcome(
        self, sent: Sent, progress: ProgressMessage, take: Take
    ) -> Taken | QaBotError:
        def tell(title: str, done: int, total: int) -> None:
            percent = 100 * done // max(total, 1)
            said = sent.words(wording.EMBEDDING, title=title, percent=percent)
            progress.tell(render_text(said)[0])

        try:
            async with typing(sent.message):
                return await self._shared.adding.run(take, tell)
        except QaBotError as error:
            return error

    def _screen(
        self,
        sent: Sent,
        outcome: Taken | QaBotError,
        addition: int | None,
        links: Sequence[str] = (),
    ) -> tuple[Shown, InlineKeyboardMarkup | None]:
        words = sent.words
        if isinstance(outcome, QaBotError):
            return render_text(problem(outcome, words))[0], None
        article = outcome.article
        blocks = [line(words(_HEADINGS[outcome.outcome])), line(article.title, bold=True)]
        blocks.append(line(facts(article, words)))
        if article.link:
            blocks.append(cite(article.ref))
        offers = self.offer_links(sent.message, links)
        return to_message(blocks), keyboards.under_addition(addition, offers, words)

    def offer_links(self, message: Message, links: Sequence[str]) -> list[tuple[int, str]]:
        """The links with the number of an offer to add what each leads to."""
        make = self._shared.offers.make
        chat, number = message.chat_id, message.message_id
        return [(make(chat, number, link), link) for link in links[:_LINKS]]

    async def undo(self, update: Update, _: Context) -> None:
        """Take back an addition."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        words = self._shared.words(update)
        addition = self._shared.additions.one(keyboards.read(query.data or "").number())
        if addition is None or addition.last.chat != message.chat_id:
            await acknowledge(query, words(wording.CANNOT_UNDO), alert=True)
        elif not await self._shared.may_change(update):
            await acknowledge(query, words(wording.NOT_YOURS), alert=True)
        else:
            await self._undo(message, addition, words)
            await acknowledge(query)

    async def _undo(self, message: Message, addition: Addition, words: Language) -> None:
        try:
            gone = await self._shared.adding.run(self._shared.library.remove, addition.article)
            said = words(wording.UNDONE, title=gone.title)
        except ArticleNotFound as error:
            said = problem(error, words)
        self._shared.additions.forget(addition.id)
        await edit(message, render_text(said)[0])

    async def _too_large(self, sent: Sent, name: str, size: int) -> None:
        def megabytes(count: int) -> str:
            return sent.words(wording.MEGABYTES, number=sent.words.number(count / _MEGABYTE))

        limit = megabytes(self._shared.max_bytes)
        said = sent.words(wording.FILE_TOO_LARGE, name=name, size=megabytes(size), most=limit)
        await send(sent.message, render_text(said))

    def _collection(self, sent: Sent) -> str:
        return self._shared.shelves.collection_of(sent.message.chat_id)


async def _downloaded(document: Document) -> bytes:
    return bytes(await (await document.get_file()).download_as_bytearray())


def hidden_links(message: Message) -> list[str]:
    """Every address that a message leads to, shown or hidden behind other words."""
    entities = (*message.entities, *message.caption_entities)
    hidden = [entity.url for entity in entities if entity.type == "text_link" and entity.url]
    shown = links_in(message.text or message.caption or "")
    return list(dict.fromkeys([*shown, *hidden]))


def _part(sent: Sent, length: int) -> Part:
    message = sent.message
    sent_at = message.date.timestamp()
    return Part(message.chat_id, sent.person, message.message_id, sent_at, length)


def _person(update: Update) -> int:
    return update.effective_user.id if update.effective_user else 0
