"""Files that people send: fetched, added, and asked what their caption asks.

Knows which file a message means, and the turn of its chat. A file that takes long to
fetch is fetched beside that turn, so that the chat goes on, and again after a kill.
Does not know how a file is read.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Final

from telegram import Bot, Message, PhotoSize, Update

from qa_bot.channels.telegram.handlers.addition_request import AdditionRequest, too_large_text
from qa_bot.channels.telegram.handlers.article_additions import AdditionHandlers
from qa_bot.channels.telegram.handlers.context import CallbackContext, HandlerContext, user_id
from qa_bot.channels.telegram.handlers.questions import QuestionHandlers
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments
from qa_bot.channels.telegram.middleware.captions import Caption, read_caption
from qa_bot.channels.telegram.middleware.message_kinds import MessageKind, classify_text
from qa_bot.channels.telegram.middleware.update_json import update_from_json, update_to_json
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownload
from qa_bot.channels.telegram.transport.downloads import FileIncomplete, FileTooLarge, SentFile
from qa_bot.channels.telegram.transport.progress import ProgressMessage, show_typing
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.errors import QaBotError, SourceEmpty
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import wording

# Seconds that a chat's turn waits for a file; most arrive within one.
_IN_TURN_S: Final = 10.0
# Files of a chat, and of all, that are fetched beside its turn, each in memory once it is there;
# with more than these the chat waits.
_MAX_BESIDE: Final = 10
_MAX_BESIDE_OVERALL: Final = 40
# Starts of the bot after which a file is given up, since it may be what ends the process.
_MAX_STARTS: Final = 10
# The name of a photo, which Telegram gives as JPEG and without one.
_PHOTO_NAME: Final = "photo.jpg"


class FileHandlers:
    """Callback for messages with a file, and the downloads that go on beside them."""

    def __init__(
        self, context: HandlerContext, questions: QuestionHandlers, additions: AdditionHandlers
    ) -> None:
        self._context = context
        self._questions = questions
        self._additions = additions

    async def add(self, update: Update, context: CallbackContext) -> None:
        """Add what follows the command /add, or the message that it replies to."""
        message = update.message
        replied = message.reply_to_message if message is not None else None
        if message is None or replied is None or command_arguments(message):
            await self._additions.add(update, context)
        elif replied.document or self._reads(replied):
            await self.receive(update, context)
        else:
            await self._additions.add(update, context)

    async def edited(self, update: Update, context: CallbackContext) -> None:
        """Answer the question in a caption that was edited, in place of the earlier answer."""
        message = update.edited_message
        if message is None or not (question := read_caption(context.bot.bot, message).question):
            return
        find = self._context.additions.find_by_message
        addition = await self._context.state_threads.run(find, message.chat_id, message.message_id)
        if addition is not None:
            language = await self._context.language(update)
            asker, article = user_id(update), addition.article
            await self._questions.answer(message, question, language, asker=asker, article=article)

    def _reads(self, message: Message) -> bool:
        """Return whether a message is a photo whose text is read here."""
        return self._context.library.reads_pictures and is_picture_to_read(message)

    async def receive(self, update: Update, context: CallbackContext) -> None:
        """Add the file that a message holds or replies to, and answer what it asks."""
        message, bot = update.message, context.bot.bot
        if message is None or (file := file_of(message)) is None:
            return
        caption = read_caption(bot, message)
        if not caption.is_addressed or not await self._additions.is_allowed(update):
            return
        pending = self._context.pending_downloads
        run, number = self._context.state_threads.run, message.message_id
        if await run(pending.has, message.chat_id, number):
            # An earlier process left it, and `resume` goes on with it.
            return
        request = await self._additions.request(update, message)
        fetching = asyncio.create_task(self._context.downloads.fetch(file))
        try:
            async with self._progress(request, file) as progress:
                has_room = await run(self._has_room, message.chat_id)
                async with show_typing(message):
                    await asyncio.wait({fetching}, timeout=_IN_TURN_S if has_room else None)
                if fetching.done():
                    await self._finish(request, progress, fetching, caption)
                    return
                body = replace_surrogates(update_to_json(update))
                await run(pending.add, message.chat_id, number, body)
                text = request.language(wording.FETCHING_BESIDE, name=name_of(file))
                await progress.finish(render_text(text)[0])
        except BaseException:
            fetching.cancel()
            raise
        self._context.background.spawn(self._go_on(request, fetching, caption))

    def _has_room(self, chat: int) -> bool:
        """Return whether another file of a chat may be fetched beside its turn. Blocks."""
        pending = self._context.pending_downloads
        return pending.count(chat) < _MAX_BESIDE and pending.count() < _MAX_BESIDE_OVERALL

    async def resume(self, bot: Bot, chat: int | None = None) -> None:
        """Go on with the files that an earlier process was fetching, for a chat or for all."""
        pending = self._context.pending_downloads
        for each in await self._context.state_threads.run(pending.start_again, chat):
            update = update_from_json(each.body, bot)
            self._context.background.spawn(self._resume(bot, update, each))

    async def _resume(self, bot: Bot, update: Update | None, pending: PendingDownload) -> None:
        message = update.message if update is not None else None
        file = file_of(message) if message is not None else None
        if update is None or message is None or file is None or pending.starts > _MAX_STARTS:
            delete = self._context.pending_downloads.delete
            await self._context.state_threads.run(delete, pending.chat, pending.message)
            return
        request = await self._additions.request(update, message)
        fetching = asyncio.create_task(self._context.downloads.fetch(file))
        await self._go_on(request, fetching, read_caption(bot.bot, message))

    async def _go_on(
        self, request: AdditionRequest, fetching: "asyncio.Task[bytes]", caption: Caption
    ) -> None:
        """Wait for a file, then deal with it in its chat's turn."""
        message = request.message
        file = file_of(message)
        if file is None:
            return
        try:
            await asyncio.wait({fetching})
            async with (
                self._context.chat_locks.hold(message.chat_id),
                self._progress(request, file) as progress,
            ):
                await self._finish(request, progress, fetching, caption)
        finally:
            fetching.cancel()
        delete = self._context.pending_downloads.delete
        await self._context.state_threads.run(delete, message.chat_id, message.message_id)

    async def _finish(
        self,
        request: AdditionRequest,
        progress: ProgressMessage,
        fetching: "asyncio.Task[bytes]",
        caption: Caption,
    ) -> None:
        """Add a file that was fetched, or say why not; then answer its caption."""
        file, language = file_of(request.message), request.language
        name = name_of(file) if file is not None else ""
        try:
            data = fetching.result()
        except FileTooLarge as error:
            limit = self._context.max_file_bytes
            text = too_large_text(name, error.size, limit, language)
            await progress.finish(render_text(text)[0])
            return
        except FileIncomplete:
            await progress.finish(render_text(language(wording.FILE_LOST, name=name))[0])
            return
        result = await self._additions.add_file(request, progress, data, name, caption.offered)
        # A photo without a text may go with a question that is not about its text.
        if caption.question and (
            not isinstance(result, QaBotError) or isinstance(result, SourceEmpty)
        ):
            await self._questions.answer(
                request.message,
                caption.question,
                language,
                asker=request.user,
                article="" if isinstance(result, QaBotError) else result.article.id,
            )

    def _progress(
        self, request: AdditionRequest, file: SentFile
    ) -> AbstractAsyncContextManager[ProgressMessage]:
        status = request.language(wording.FETCHING, name=name_of(file))
        return self._additions.progress(request, status)


def file_of(message: Message) -> SentFile | None:
    """Return the file that a message holds or replies to."""
    replied = message.reply_to_message
    own = message.document or _largest(message)
    return own or ((replied.document or _largest(replied)) if replied is not None else None)


def _largest(message: Message) -> PhotoSize | None:
    """Return the largest size of a photo, which Telegram names last."""
    return message.photo[-1] if message.photo else None


def is_picture_to_read(message: Message) -> bool:
    """Return whether a message is a photo whose caption is no text to add by itself."""
    if not message.photo:
        return False
    caption = message.caption or ""
    is_forwarded = message.forward_origin is not None
    kind = classify_text(caption, forwarded=is_forwarded) if caption else MessageKind.QUESTION
    return kind is MessageKind.QUESTION or caption.startswith("/")


def name_of(file: SentFile) -> str:
    """Return the name of a file as its sender gave it."""
    if isinstance(file, PhotoSize):
        return _PHOTO_NAME
    return replace_surrogates(getattr(file, "file_name", None) or "file")
