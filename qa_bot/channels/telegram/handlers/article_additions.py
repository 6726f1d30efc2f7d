"""Articles that come by chat: pasted or forwarded texts, links, and files that were fetched.

Knows how a message becomes an article, is shown, joined to what it continues,
and updated. Does not know how a text is distinguished from a question, nor how
any format is read.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Final

from telegram import Message, Update

from qa_bot.channels.telegram.handlers.added_overviews import AddedOverviews, ShownAddition
from qa_bot.channels.telegram.handlers.addition_request import (
    AdditionRequest,
    link_to,
    links_of,
    text_source,
)
from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
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
from qa_bot.channels.telegram.storage.status_messages import StatusKey
from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.transport.progress import ProgressMessage, show_typing
from qa_bot.channels.telegram.views.added_article import ArticleAdded, render_added_article
from qa_bot.channels.telegram.views.keyboards import (
    LinkOffer,
    addition_keyboard,
)
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.documents import AddResult, Outcome, Progress, Remarks, Scope
from qa_bot.errors import ArticleNotFound, QaBotError
from qa_bot.i18n import wording

# Links of one message that are added or offered; each addition is a message, each offer a button.
_MAX_LINKS: Final = 3

AddArticle = Callable[[Progress], AddResult]
AdditionResult = ArticleAdded | QaBotError


class AdditionHandlers:
    """Callback for /add, and the adding of every other message."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        self._overviews = AddedOverviews(context)

    async def add(self, update: Update, _: CallbackContext) -> None:
        """Add what follows the command, or the text that it replies to."""
        message = update.message
        if message is None or not await self.is_allowed(update):
            return
        request = await self.request(update, message)
        replied, text = message.reply_to_message, command_arguments(message)
        if text:
            await self.add_text(request, text)
        elif replied is not None and (replied.text or replied.caption):
            await self.add_text(request, replied.text or replied.caption or "", links_of(replied))
        else:
            await request.reply(request.language(wording.WHAT_TO_ADD_HERE))

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
        source = request.text_source

        def add(progress: Progress) -> AddResult:
            return _as_added(self._add_received_text(request, text, source, progress), source)

        async with self.progress(request, request.language(wording.TOOK_TEXT)) as progress:
            await self._add(request, progress, add, text, links)

    async def add_link(self, request: AdditionRequest, link: str) -> None:
        """Add what a web address leads to."""

        def add(progress: Progress) -> AddResult:
            add_link = self._context.library.add_link
            return add_link(link, self._collection(request), self._scope(request), progress)

        status = request.language(wording.TOOK_LINK, link=link)
        async with self.progress(request, status, subject=link) as progress:
            await self._add(request, progress, add)

    async def add_file(
        self,
        request: AdditionRequest,
        progress: ProgressMessage,
        data: bytes,
        name: str,
        offered: str = "",
    ) -> AdditionResult:
        """Add the bytes of a file called `name`, and return what became of it.

        `offered` is a question about it to offer on a button, "" for none.
        """
        source = request.file_source(name)

        def add(show: Progress) -> AddResult:
            add_bytes = self._context.library.add_bytes
            collection, scope = self._collection(request), self._scope(request)
            link = link_to(request.message)
            result = add_bytes(data, source, name, collection, scope, show, link)
            return _as_added(result, source)

        progress.show(render_text(request.language(wording.TOOK_FILE, title=name))[0])
        return await self._add(request, progress, add, offered=offered)

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
        async with self.progress(request, request.language(wording.TOOK_TEXT)) as progress:
            result = await self._run(request, progress, add)
        if isinstance(result, QaBotError) or result.article.id == addition.article:
            await self._show(request, progress, result, addition)
        else:
            await self._context.state_threads.run(self._context.additions.delete, addition.id)
            await self._show(request, progress, result, None)

    def _add_part(
        self, addition: Addition, request: AdditionRequest, progress: Progress
    ) -> AddResult:
        """Add all parts as one article, which may be another that exists. Blocks."""
        message, text = request.message, request.message.text or ""
        parts = self._context.additions.save_text(addition.id, message.message_id, text)
        source = text_source(message, parts[0].message)
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

    @asynccontextmanager
    async def progress(
        self, request: AdditionRequest, status: str, subject: str = ""
    ) -> AsyncIterator[ProgressMessage]:
        """Show `status`, then the progress, in one message, also through a kill.

        `subject` tells several things of one message apart.
        """
        state, stored = self._context.state_threads, self._context.status_messages
        key = StatusKey(request.message.chat_id, request.message.message_id, subject)
        shown = request.shown_in or await state.run(stored.find, key)
        save = partial(state.run, partial(stored.save, key))
        async with ProgressMessage(
            request.message, render_text(status)[0], shown, save
        ) as progress:
            yield progress

    async def _add(
        self,
        request: AdditionRequest,
        progress: ProgressMessage,
        add: AddArticle,
        text: str = "",
        links: Sequence[str] = (),
        offered: str = "",
    ) -> AdditionResult:
        """Add something, showing the progress, then the result."""
        state, additions = self._context.state_threads, self._context.additions
        part = message_part(request.message, request.user, text)
        result = await self._run(request, progress, add)
        addition = None
        if not isinstance(result, QaBotError) and result.outcome is Outcome.ADDED:
            addition = await state.run(additions.add, result.article.id, part, text)
            progress.reuse(addition.shown_in)
        await self._show(request, progress, result, addition, links, offered)
        return result

    async def _show(
        self,
        request: AdditionRequest,
        progress: ProgressMessage,
        result: AdditionResult,
        addition: Addition | None,
        links: Sequence[str] = (),
        offered: str = "",
    ) -> None:
        """Show what became of a message; `offered` is a question to offer on a button."""
        message, language = request.message, request.language
        if isinstance(result, QaBotError):
            await progress.finish(render_text(error_text(result, language))[0])
            return
        state, questions = self._context.state_threads, [offered] if offered else []
        offers = await self.offer_links(message, links)
        asks = await state.run(self._overviews.offer_questions, message, result.article, questions)
        buttons = addition_keyboard(addition.id if addition else None, offers, language, asks)
        shown_in = await progress.finish(render_added_article(result, language), buttons)
        if addition is not None and shown_in is not None:
            await state.run(self._context.additions.set_shown_in, addition.id, shown_in)
            shown = ShownAddition(message, addition, result, offers, asks)
            self._overviews.begin(shown, language)

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

    async def offer_links(self, message: Message, links: Sequence[str]) -> list[LinkOffer]:
        """Store an offer for each of the first links to add what it leads to."""
        chat, number = message.chat_id, message.message_id

        def add() -> list[LinkOffer]:
            add_offer = self._context.offers.add
            return [LinkOffer(add_offer(chat, number, link), link) for link in links[:_MAX_LINKS]]

        return await self._context.state_threads.run(add) if links else []

    async def request(self, update: Update, message: Message) -> AdditionRequest:
        """Return the request to add what a message holds."""
        language = await self._context.language(update)
        return AdditionRequest(message, user_id(update) or 0, language)

    def _add_received_text(
        self, request: AdditionRequest, text: str, source: str, progress: Progress
    ) -> AddResult:
        """Add a text to the chat's collection. Blocks."""
        collection, scope = self._collection(request), self._scope(request)
        link = link_to(request.message)
        return self._context.library.add_text(text, source, collection, scope, progress, link)

    def _scope(self, request: AdditionRequest) -> Scope:
        """Return the articles that a chat sees. Blocks."""
        return self._context.scopes.scope_of(request.message.chat_id)

    def _collection(self, request: AdditionRequest) -> str:
        """Return the collection that a chat adds to. Blocks."""
        return self._context.scopes.collection_of(request.message.chat_id)


def _as_added(result: AddResult, source: str) -> AddResult:
    """Count a message's own article as added, also if a killed process had added it before."""
    is_own = result.article is not None and result.article.source == source
    return replace(result, outcome=Outcome.ADDED) if is_own else result
