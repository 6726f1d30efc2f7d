"""Articles that come by chat: pasted or forwarded texts, links and files.

Knows how what was sent becomes an article, is shown, joined to what it
continues, and undone. Does not know how a text is told from a question, nor how
any format is read.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from telegram import Document, Message, Update
from telegram.error import BadRequest, NetworkError

from qa_bot.channels.telegram.handlers.context import Context, Shared, message_of
from qa_bot.channels.telegram.library import Progress, Taken
from qa_bot.channels.telegram.middleware.addressing import after_command
from qa_bot.channels.telegram.middleware.message_kinds import Sort, links_in, sort_of
from qa_bot.channels.telegram.middleware.split_texts import continues, joined, part_of
from qa_bot.channels.telegram.storage.additions import Addition
from qa_bot.channels.telegram.transport.progress_message import ProgressMessage
from qa_bot.channels.telegram.transport.sending import acknowledge, edit, persist, send
from qa_bot.channels.telegram.transport.typing_action import typing
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.added_article import told
from qa_bot.channels.telegram.views.article_list import Screen
from qa_bot.channels.telegram.views.error_texts import problem
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.documents import Remarks
from qa_bot.errors import ArticleNotFound, QaBotError
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language
from qa_bot.indexing.ingest import Outcome

UNDO_PATTERN: Final = f"^{keyboards.ADDITION}:"
_LINKS: Final = 3
_MEGABYTE: Final = 1_000_000

Take = Callable[[Progress], Taken]
# What was taken and what is to be said of it, or why it was not.
Outcomes = tuple[Taken, Remarks] | QaBotError


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that a person sent to be kept, in the language that they are told of it.

    `shown` is the number of a message of the bot's in which to tell it, in place
    of a new one.
    """

    message: Message
    person: int
    words: Language
    shown: int | None = None


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

    async def document(self, update: Update, document: Document) -> None:
        """Take in a file that a message holds."""
        message = update.message
        if message is not None and await self.may(update):
            await self.file(Sent(message, _person(update), self._shared.words(update)), document)

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
        source = _source(sent.message.chat_id, sent.message.message_id)
        take = partial(self._take_text, text, source, self._collection(sent))
        await self._take(sent, sent.words(wording.TOOK_TEXT), take, text, links)

    def _take_text(self, text: str, source: str, collection: str, progress: Progress) -> Taken:
        taken = self._shared.library.take_text(text, source, collection, progress)
        return _as_new(taken, source)

    async def link(self, sent: Sent, link: str) -> None:
        """Take in what a web address leads to."""
        take = partial(self._shared.library.take_link, link, self._collection(sent))
        await self._take(sent, sent.words(wording.TOOK_LINK, link=link), take)

    async def file(self, sent: Sent, document: Document) -> None:
        """Take in a file, unless it is too large to be fetched."""
        name = replace_surrogates(document.file_name or "file")
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
        source = f"{_source(sent.message.chat_id, sent.message.message_id)}/{name}"
        collection = self._collection(sent)

        def take(progress: Progress) -> Taken:
            taken = self._shared.library.take_file(data, name, source, collection, progress)
            return _as_new(taken, source)

        await self._take(sent, sent.words(wording.TOOK_FILE, title=name), take)

    def continues(self, message: Message) -> Addition | None:
        """The addition that a message is a further part of, or a part of which was edited.

        A part that was joined by a process that was killed then is joined again.
        """
        if message.from_user is None or not message.text:
            return None
        additions, edited = self._shared.additions, message.edit_date is not None
        addition = additions.of_message(message.chat_id, message.message_id)
        if not edited and (addition is None or addition.parts == 1):
            addition = additions.latest(message.chat_id, message.from_user.id)
            part = part_of(message, message.from_user.id, message.text)
            if addition is None or not continues(part, addition.last):
                return None
        if addition is None or not addition.last.units:
            return None
        alone = edited and addition.parts == 1
        return addition if alone or additions.texts(addition.id) >= addition.parts else None

    async def go_on(self, sent: Sent, addition: Addition) -> None:
        """Join a further part to an article, or bring it up to date with an edit."""
        sent = replace(sent, shown=addition.shown_in)
        take = partial(self._take_on, addition, sent)
        async with self._progress(sent, sent.words(wording.TOOK_TEXT)) as progress:
            outcome = await self._outcome(sent, progress, take)
        if isinstance(outcome, QaBotError) or outcome[0].article.id == addition.article:
            await self._show(progress, self._screen(sent, outcome, addition), addition)
        else:
            self._shared.additions.forget(addition.id)
            await self._show(progress, self._screen(sent, outcome, None), None)

    def _take_on(self, addition: Addition, sent: Sent, progress: Progress) -> Taken:
        """What all the parts are together, which may be another article that is there. Blocks."""
        message, text = sent.message, sent.message.text or ""
        parts = self._shared.additions.with_text(addition.id, message.message_id, text)
        source = _source(message.chat_id, parts[0][0])
        whole = joined([part for _, part in parts])
        taken = self._shared.library.take_text(whole, source, self._collection(sent), progress)
        if taken.article.id != addition.article:
            with suppress(ArticleNotFound):
                self._shared.library.remove(addition.article)
        if message.edit_date is not None:
            return taken
        last = part_of(message, sent.person, text)
        self._shared.additions.continued(addition.id, last, len(parts))
        return _as_new(taken, source)

    async def _take(
        self,
        sent: Sent,
        reading: str,
        take: Take,
        text: str = "",
        links: Sequence[str] = (),
    ) -> None:
        """Add something, telling how far it has come and then what it is."""
        additions, part = self._shared.additions, part_of(sent.message, sent.person, text)
        known = additions.of_message(part.chat, part.message)
        sent = replace(sent, shown=known.shown_in) if known else sent
        async with self._progress(sent, reading) as progress:
            outcome = await self._outcome(sent, progress, take)
        addition = None
        if not isinstance(outcome, QaBotError) and outcome[0].outcome is Outcome.ADDED:
            addition = additions.note(outcome[0].article.id, part, text)
        await self._show(progress, self._screen(sent, outcome, addition, links), addition)

    async def _show(
        self, progress: ProgressMessage, screen: Screen, addition: Addition | None
    ) -> None:
        place = await progress.finish(*screen)
        if addition is not None and place is not None:
            self._shared.additions.shown(addition.id, place)

    def _progress(self, sent: Sent, reading: str) -> ProgressMessage:
        return ProgressMessage(sent.message, render_text(reading)[0], sent.shown)

    async def _outcome(self, sent: Sent, progress: ProgressMessage, take: Take) -> Outcomes:
        def tell(title: str, done: int, total: int) -> None:
            percent = 100 * done // max(total, 1)
            said = sent.words(wording.EMBEDDING, title=title, percent=percent)
            progress.tell(render_text(said)[0])

        def work() -> tuple[Taken, Remarks]:
            taken = take(tell)
            return taken, self._remarks(taken, sent.message.chat_id)

        try:
            async with typing(sent.message):
                return await self._shared.adding.run(work)
        except QaBotError as error:
            return error

    def _remarks(self, taken: Taken, chat: int) -> Remarks:
        if taken.outcome is Outcome.UNCHANGED:
            return Remarks()
        scope = self._shared.shelves.scope_of(chat)
        return self._shared.library.remarks(taken.article.id, scope)

    def _screen(
        self,
        sent: Sent,
        outcome: Outcomes,
        addition: Addition | None,
        links: Sequence[str] = (),
    ) -> Screen:
        words = sent.words
        if isinstance(outcome, QaBotError):
            return render_text(problem(outcome, words))[0], None
        offers = self.offer_links(sent.message, links)
        buttons = keyboards.under_addition(addition.id if addition else None, offers, words)
        return told(*outcome, words), buttons

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


def _source(chat: int, message: int) -> str:
    """What a text is known by that came in a message, or began there."""
    return f"telegram:{chat}/{message}"


def _as_new(taken: Taken, source: str) -> Taken:
    """A message's own article is new, also where a process was killed before it told so."""
    return replace(taken, outcome=Outcome.ADDED) if taken.article.source == source else taken


def _person(update: Update) -> int:
    return update.effective_user.id if update.effective_user else 0
