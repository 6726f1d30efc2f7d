"""Voice messages: what was heard is shown, and answered as a question.

Knows how long a voice message may be. Does not know how speech is recognised.
"""

import asyncio
from datetime import timedelta
from typing import Final

from telegram import Message, Update, Voice

from qa_bot.channels.telegram.handlers.context import CallbackContext, HandlerContext, user_id
from qa_bot.channels.telegram.handlers.questions import QuestionHandlers
from qa_bot.channels.telegram.middleware.bot_mentions import addressed_question
from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.transport.downloads import FileIncomplete, FileTooLarge
from qa_bot.channels.telegram.transport.progress import show_typing
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.message_layout import line, to_messages
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.errors import QaBotError
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# A question takes seconds; five minutes take a slow machine as long again to recognise.
_MAX_LENGTH: Final = timedelta(minutes=5)
# Seconds that the turn of a chat waits for a voice message, which has some 100 kB.
_FETCH_S: Final = 30.0
_NAME: Final = "voice.ogg"


class VoiceHandlers:
    """Callback for voice messages."""

    def __init__(self, context: HandlerContext, questions: QuestionHandlers) -> None:
        self._context = context
        self._questions = questions
        # One at a time: the model occupies the whole machine.
        self._threads = WorkerThreads(1, "voices")

    async def receive(self, update: Update, context: CallbackContext) -> None:
        """Show what was heard, then answer it; in a group only in reply to the bot."""
        message = update.message
        if message is None or (voice := message.voice) is None:
            return
        if addressed_question(context.bot.bot, message) is None:
            return
        language = await self._context.language(update)
        if _length(voice) > _MAX_LENGTH:
            minutes = _MAX_LENGTH // timedelta(minutes=1)
            await _say(message, language(wording.VOICE_TOO_LONG, count=minutes))
            return
        async with show_typing(message):
            heard = await self._hear(message, voice, language)
        if heard is not None:
            await self._answer(message, heard, language, user_id(update))

    async def _hear(self, message: Message, voice: Voice, language: Language) -> str | None:
        """Return what is said; None, and say why, where that cannot be known."""
        try:
            async with asyncio.timeout(_FETCH_S):
                data = await self._context.downloads.fetch(voice)
            transcribe = self._context.library.transcribe
            return (await self._threads.run(transcribe, data, _NAME)).text
        except FileTooLarge:
            minutes = _MAX_LENGTH // timedelta(minutes=1)
            await _say(message, language(wording.VOICE_TOO_LONG, count=minutes))
        except (FileIncomplete, TimeoutError):
            await _say(message, language(wording.FILE_LOST, name=_NAME))
        except QaBotError as error:
            await _say(message, error_text(error, language))
        return None

    async def _answer(
        self, message: Message, heard: str, language: Language, asker: int | None
    ) -> None:
        if not heard:
            await _say(message, language(wording.NOTHING_HEARD))
            return
        shown = to_messages([line(language(wording.HEARD, text=heard), italic=True)])
        await send(message, shown)
        await self._questions.answer_reply(message, heard, language, asker)


async def _say(message: Message, text: str) -> None:
    await send(message, render_text(text))


def _length(voice: Voice) -> timedelta:
    length = voice.duration
    return length if isinstance(length, timedelta) else timedelta(seconds=length)
