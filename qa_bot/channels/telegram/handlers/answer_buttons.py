"""The buttons under an answer: passages, paragraph, votes, other articles.

Knows what each does to the message that it stands under. Does not know how an
answer is found. Anybody in a chat may turn its pages; a vote is the person's own.
"""

from dataclasses import replace
from typing import Final

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update

from qa_bot.channels.telegram.handlers.context import Context, Shared, message_of
from qa_bot.channels.telegram.handlers.questions import Asking, search_in
from qa_bot.channels.telegram.storage.answers import StoredAnswer
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.keyboards import Pressed
from qa_bot.channels.telegram.views.message_layout import Message as Shown
from qa_bot.channels.telegram.views.replies import render_paragraph, render_passage, render_reply
from qa_bot.conversation.dialogue import reply_to
from qa_bot.documents import Answer, Scope
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

PATTERN: Final = f"^{keyboards.ANSWER}:"
_VOTES: Final = {"good": True, "bad": False}

Screen = tuple[Shown, InlineKeyboardMarkup | None]


class AnswerButtons:
    """What the buttons under answers do."""

    def __init__(self, shared: Shared, asking: Asking) -> None:
        self._shared = shared
        self._asking = asking

    async def press(self, update: Update, _: Context) -> None:
        """Do what a button says, if it is one that was under an answer of this chat."""
        query = update.callback_query
        if query is None:
            return
        words, pressed = self._shared.words(update), keyboards.read(query.data or "")
        kept, message = self._kept(query, pressed), message_of(query)
        if kept is None or message is None:
            await acknowledge(query, words(wording.BUTTON_TOO_OLD), alert=True)
        elif pressed.verb in _VOTES:
            await self._vote(query, kept, _VOTES[pressed.verb], words)
        else:
            await self._turn(query, message, kept, pressed, words)

    def _kept(self, query: CallbackQuery, pressed: Pressed) -> StoredAnswer | None:
        """The answer that a button is about; one of another chat is none of this one's."""
        message = query.message
        kept = self._shared.answers.get(pressed.number())
        here = kept is not None and message is not None and kept.asked.chat == message.chat.id
        return kept if here else None

    async def _vote(
        self, query: CallbackQuery, kept: StoredAnswer, good: bool, words: Language
    ) -> None:
        stands = self._shared.feedback.toggle(query.id, kept.id, query.from_user.id, good)
        said = wording.THANKS_FOR_FEEDBACK if stands else wording.FEEDBACK_TAKEN_BACK
        await acknowledge(query, words(said))

    async def _turn(
        self,
        query: CallbackQuery,
        message: Message,
        kept: StoredAnswer,
        pressed: Pressed,
        words: Language,
    ) -> None:
        answer = await self._shared.off_loop.run(self._shared.answer_of, kept)
        if answer is None:
            await acknowledge(query, words(wording.ARTICLE_GONE), alert=True)
            return
        if pressed.verb in ("in", "all"):
            await acknowledge(query)
            await self._asking.answer_from(message, kept, self._other(kept, pressed), words)
            return
        screen = await self._shared.off_loop.run(self._screen, kept, answer, pressed, words)
        if screen is not None:
            await edit(message, *screen)
        await acknowledge(query)

    def _other(self, kept: StoredAnswer, pressed: Pressed) -> Scope:
        """What the question is to be asked of instead; never more than the chat sees."""
        only = frozenset(pressed.arguments[1:2]) if pressed.verb == "in" else None
        return self._shared.shelves.scope_of(kept.asked.chat, only)

    def _screen(
        self, kept: StoredAnswer, answer: Answer, pressed: Pressed, words: Language
    ) -> Screen | None:
        if pressed.verb == "p" and answer.passages:
            number = min(max(pressed.number(1), 0), len(answer.passages) - 1)
            buttons = keyboards.under_passage(kept.id, number, len(answer.passages), words)
            return render_passage(answer, number, words), buttons
        if pressed.verb == "f":
            return self._paragraph(kept, answer, words)
        if pressed.verb == "a":
            asked = kept.asked
            understood = asked.resolved if asked.resolved != asked.question else None
            reply = replace(reply_to(answer), understood_as=understood)
            buttons = keyboards.under_answer(kept.id, answer, words, search_in(answer))
            return render_reply(reply, words)[-1], buttons
        return None

    def _paragraph(self, kept: StoredAnswer, answer: Answer, words: Language) -> Screen | None:
        cited = answer.quote or next(iter(answer.passages), None)
        article = self._shared.version(kept.asked.chat, cited.article) if cited else None
        if cited is None or article is None:
            return None
        return render_paragraph(cited, article.text), keyboards.back_to_answer(kept.id, words)
