"""Articles that come by chat: pasted or forwarded texts, links and files.

Knows how a message becomes an article, is shown, joined to what it continues,
and undone. Does not know how a text is distinguished from a question, nor how
any format is read.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from telegram import Document, Message, Update

from qa_bot.channels.telegram.handlers.addition_request import (
    AdditionRequest,
    FileIncomplete,
    FileTooLarge,
    download,
    links_of,
    message_source,
    too_large_text,
)
from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    message_of,
    user_id,
)
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments
from qa_bot.channels.telegram.middleware.message_kinds import (
    MessageKind,
    classify_text,
    find_links,
)
from qa_bot.channels.telegram.middleware.split_texts import (
    is_continuation,
    join_texts,
    message_part,
)
from qa_bot.channels.telegram.storage.additions import Addition
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send
from qa_bot.channels.telegram.transport.progress import ProgressMessage, show_typing
from qa_bot.channels.telegram.views.added_article import ArticleAdded, render_added_article
from qa_bot.channels.telegram.views.article_list import Screen
from qa_bot.channels.telegram.views.keyboards import (
    LinkOffer,
    addition_keyboard,
    parse_callback_data,
)
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.documents import AddResult, Outcome, Progress, Remarks, Scope
from qa_bot.errors import ArticleNotFound, QaBotError
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# Links of one message that are added or offered; each addition is a message, each offer a button.
_MAX_LINKS: Final = 3

AddArticle = Callable[[Progress], AddResult]
AdditionResult = ArticleAdded | QaBotError


class AdditionHandlers:
    """Callbacks that add articles and undo that."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context

    async def add(self, update: Update, _: CallbackContext) -> None:
        """Add what follows the command, or the message that it replies to."""
        message = update.message
        if message is None or not await self.is_allowed(update):
            return
        request = await self._request(update, message)
        replied, text = message.reply_to_message, command_arguments(message)
        if text:
            await self.add_text(request, text)
        elif replied is not None and replied.document is not None:
            await self.add_file(request, replied.document)
        elif replied is not None and (replied.text or replied.caption):
            await self.add_text(request, replied.text or replied.caption or "", links_of(replied))
        else:
            await request.reply(request.language(wording.WHAT_TO_ADD_HERE))

    async def document(self, update: Update, document: Document) -> None:
        """Add the file that a message holds."""
        message = update.message
        if message is not None and await self.is_allowed(update):
            await self.add_file(await self._request(update, message), document)

    async def is_allowed(self, update: Update) -> bool:
        """Return whether the sender may add here; reply if not."""
        if await self._context.is_editor(update):
            return True
        if update.effective_message is not None:
            language = await self._context.language(update)
            await send(update.effective_message, render_text(language(wording.NOT_YOURS)))
        return False

    async def add_text(
        self, request: AdditionRequest, text: str, links: Sequence[str] = ()
    ) -> None:
        """Add a text, or what its links lead to if it is nothing but links."""
        if classify_text(text) is MessageKind.LINKS:
            for link in find_links(text)[:_MAX_LINKS]:
                await self.add_link(request, link)
            return
        source = request.source

        def add(progress: Progress) -> AddResult:
            return _as_added(self._add_received_text(request, text, source, progress), source)

        status = request.language(wording.TOOK_TEXT)
        await self._add(request, status, add, text, links)

    async def add_link(self, request: AdditionRequest, link: str) -> None:
        """Add what a web address leads to."""

        def add(progress: Progress) -> AddResult:
            add_link = self._context.library.add_link
            return add_link(link, self._collection(request), self._scope(request), progress)

        await self._add(request, request.language(wording.TOOK_LINK, link=link), add)

    async def add_file(self, request: AdditionRequest, document: Document) -> None:
        """Add a file, unless it is too large or Telegram does not give it whole."""
        language, name = request.language, replace_surrogates(document.file_name or "file")
        source = f"{request.source}/{name}"
        try:
            data = await download(document, self._context.max_file_bytes)
        except FileTooLarge as error:
            limit = self._context.max_file_bytes
            await request.reply(too_large_text(name, error.size, limit, language))
            return
        except FileIncomplete:
            await request.reply(language(wording.FILE_LOST, name=name))
            return

        def add(progress: Progress) -> AddResult:
            add_bytes = self._context.library.add_bytes
            collection, scope = self._collection(request), self._scope(request)
            return _as_added(add_bytes(data, source, name, collection, scope, progress), source)

        await self._add(request, language(wording.TOOK_FILE, title=name), add)

    def find_continued(self, message: Message) -> Addition | None:
        """Return the addition that a message continues, or a part of which it edits. Blocks.

        A part that was joined by a process that was killed then is joined again.
        """
        if message.from_user is None or not message.text:
            return None
        additions, is_edited = self._context.additions, message.edit_date is not None
        addition = additions.find_by_message(message.chat_id, message.message_id)
        if not is_edited and (addition is None or addition.parts == 1):
            addition = additions.latest(message.chat_id, message.from_user.id)
            part = message_part(message, message.from_user.id, message.text)
            if addition is None or not is_continuation(part, addition.last):
                return None
        if addition is None or not addition.last.units:
            return None
        if is_edited and addition.parts == 1:
            return addition
        return addition if additions.count_texts(addition.id) >= addition.parts else None

    async def extend(self, request: AdditionRequest, addition: Addition) -> None:
        """Join a further part to an article, or update it after an edit."""
        request = replace(request, shown_in=addition.shown_in)
        add = partial(self._add_part, addition, request)
        async with _progress(request, request.language(wording.TOOK_TEXT)) as progress:
            result = await self._run(request, progress, add)
        if isinstance(result, QaBotError) or result.article.id == addition.article:
            await self._show(progress, await self._screen(request, result, addition), addition)
        else:
            await self._context.state_threads.run(self._context.additions.delete, addition.id)
            await self._show(progress, await self._screen(request, result, None), None)

    def _add_part(
        self, addition: Addition, request: AdditionRequest, progress: Progress
    ) -> AddResult:
        """Add all parts as one article, which may be another that exists. Blocks."""
        message, text = request.message, request.message.text or ""
        parts = self._context.additions.save_text(addition.id, message.message_id, text)
        source = message_source(message.chat_id, parts[0].message)
        whole = join_texts([part.text for part in parts])
        result = self._add_received_text(request, whole, source, progress)
        if result.article is None or result.article.id != addition.article:
            with suppress(ArticleNotFound):
                self._context.library.remove(addition.article)
        if message.edit_date is not None:
            return result
        last = message_part(message, request.user, text)
        self._context.additions.extend(addition.id, last, len(parts))
        return _as_added(result, source)

    async def _add(
        self,
        request: AdditionRequest,
        status: str,
        add: AddArticle,
        text: str = "",
        links: Sequence[str] = (),
    ) -> None:
        """Add something, showing `status`, then the progress, then the result."""
        state, additions = self._context.state_threads, self._context.additions
        part = message_part(request.message, request.user, text)
        known = await state.run(additions.find_by_message, part.chat, part.message)
        request = replace(request, shown_in=known.shown_in) if known else request
        async with _progress(request, status) as progress:
            result = await self._run(request, progress, add)
        addition = None
        if not isinstance(result, QaBotError) and result.outcome is Outcome.ADDED:
            addition = await state.run(additions.add, result.article.id, part, text)
        await self._show(progress, await self._screen(request, result, addition, links), addition)

    async def _show(
        self, progress: ProgressMessage, screen: Screen, addition: Addition | None
    ) -> None:
        shown_in = await progress.finish(*screen)
        if addition is not None and shown_in is not None:
            set_shown_in = self._context.additions.set_shown_in
            await self._context.state_threads.run(set_shown_in, addition.id, shown_in)

    async def _run(
        self, request: AdditionRequest, progress: ProgressMessage, add: AddArticle
    ) -> AdditionResult:
        language = request.language

        def show(title: str, done: int, total: int) -> None:
            percent = 100 * done // max(total, 1)
            text = language(wording.EMBEDDING, title=title, percent=percent)
            progress.show(render_text(text)[0])

        def work() -> ArticleAdded:
            return self._article_added(add(show))

        try:
            async with show_typing(request.message):
                return await self._context.addition_threads.run(work)
        except QaBotError as error:
            return error

    def _article_added(self, result: AddResult) -> ArticleAdded:
        """Return the article of a result, with the remarks on a new or changed one. Blocks."""
        if result.article is None or result.outcome is None:
            raise result.error or ArticleNotFound("The article was removed meanwhile.")
        article = self._context.library.article(result.article.id)
        is_same = result.outcome is Outcome.UNCHANGED
        remarks = Remarks(unread=result.remarks.unread) if is_same else result.remarks
        return ArticleAdded(article, result.outcome, remarks)

    async def _screen(
        self,
        request: AdditionRequest,
        result: AdditionResult,
        addition: Addition | None,
        links: Sequence[str] = (),
    ) -> Screen:
        language = request.language
        if isinstance(result, QaBotError):
            return render_text(error_text(result, language))[0], None
        offers = await self.offer_links(request.message, links)
        buttons = addition_keyboard(addition.id if addition else None, offers, language)
        return render_added_article(result, language), buttons

    async def offer_links(self, message: Message, links: Sequence[str]) -> list[LinkOffer]:
        """Store an offer for each of the first links to add what it leads to."""
        chat, number = message.chat_id, message.message_id

        def add() -> list[LinkOffer]:
            add_offer = self._context.offers.add
            return [LinkOffer(add_offer(chat, number, link), link) for link in links[:_MAX_LINKS]]

        return await self._context.state_threads.run(add) if links else []

    async def undo(self, update: Update, _: CallbackContext) -> None:
        """Remove what an addition added."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        language, data = await self._context.language(update), parse_callback_data(query.data)
        get = self._context.additions.get
        addition = await self._context.state_threads.run(get, data.number())
        if addition is None or addition.last.chat != message.chat_id:
            await acknowledge(query, language(wording.CANNOT_UNDO), alert=True)
        elif not await self._context.is_editor(update):
            await acknowledge(query, language(wording.NOT_YOURS), alert=True)
        else:
            await self._undo(message, addition, language)
            await acknowledge(query)

    async def _undo(self, message: Message, addition: Addition, language: Language) -> None:
        try:
            remove = self._context.library.remove
            removed = await self._context.addition_threads.run(remove, addition.article)
            text = language(wording.UNDONE, title=removed.title)
        except ArticleNotFound as error:
            text = error_text(error, language)
        await self._context.state_threads.run(self._context.additions.delete, addition.id)
        await edit(message, render_text(text)[0])

    async def _request(self, update: Update, message: Message) -> AdditionRequest:
        language = await self._context.language(update)
        return AdditionRequest(message, user_id(update) or 0, language)

    def _add_received_text(
        self, request: AdditionRequest, text: str, source: str, progress: Progress
    ) -> AddResult:
        """Add a text to the chat's collection. Blocks."""
        collection, scope = self._collection(request), self._scope(request)
        return self._context.library.add_text(text, source, collection, scope, progress)

    def _scope(self, request: AdditionRequest) -> Scope:
        """Return the articles that a chat sees. Blocks."""
        return self._context.scopes.scope_of(request.message.chat_id)

    def _collection(self, request: AdditionRequest) -> str:
        """Return the collection that a chat adds to. Blocks."""
        return self._context.scopes.collection_of(request.message.chat_id)


def _progress(request: AdditionRequest, status: str) -> ProgressMessage:
    return ProgressMessage(request.message, render_text(status)[0], request.shown_in)


def _as_added(result: AddResult, source: str) -> AddResult:
    """Count a message's own article as added, also if a killed process had added it before."""
    is_own = result.article is not None and result.article.source == source
    return replace(result, outcome=Outcome.ADDED) if is_own else result
