"""The buttons under an answer, passages, paragraph, votes, other articles; and reactions to it.

Knows what each button does to the message it stands under. Does not know how an
answer is found. Anybody in a chat may turn the pages; a vote is the person's own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from telegram import (
    CallbackQuery,
    Message,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeEmoji,
    Update,
)
from telegram.constants import ReactionEmoji

from qa_bot.answers import Answer
from qa_bot.channels.telegram.handlers.answer_sources import SourceSender
from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    message_of,
)
from qa_bot.channels.telegram.handlers.questions import (
    QuestionHandlers,
    articles_to_search,
    title_asked,
)
from qa_bot.channels.telegram.storage.stored_answers import StoredAnswer
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit
from qa_bot.channels.telegram.views import keyboards
from qa_bot.channels.telegram.views.article_list import Screen
from qa_bot.channels.telegram.views.keyboards import (
    AnswerAction,
    CallbackData,
    parse_callback_data,
)
from qa_bot.channels.telegram.views.reply_messages import (
    render_paragraph,
    render_passage,
    render_reply,
)
from qa_bot.channels.telegram.views.written_messages import left_out_screen, written_screen
from qa_bot.conversation.turns import reply_to
from qa_bot.documents import Scope
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

_VOTES: Final = (AnswerAction.VOTE_GOOD, AnswerAction.VOTE_BAD)
_SEARCHES: Final = (AnswerAction.SEARCH_IN, AnswerAction.SEARCH_ALL)
_WRITTEN: Final = (AnswerAction.SHOW_WRITTEN, AnswerAction.SHOW_LEFT_OUT)


class AnswerButtonHandlers:
    """Callbacks for the buttons under answers."""

    def __init__(self, context: HandlerContext, questions: QuestionHandlers) -> None:
        self._context = context
        self._questions = questions
        self._sources = SourceSender(context)

    async def press(self, update: Update, _: CallbackContext) -> None:
        """Do what a button says, if it belongs to an answer of this chat."""
        query = update.callback_query
        if query is None:
            return
        language, data = await self._context.language(update), parse_callback_data(query.data)
        stored, message = await self._find(query, data), message_of(query)
        if stored is None or message is None:
            await acknowledge(query, language(wording.BUTTON_TOO_OLD), alert=True)
        elif data.action in _VOTES:
            await self._vote(query, stored, data.action == AnswerAction.VOTE_GOOD, language)
        else:
            await self._turn(query, message, stored, data, language)

    async def _find(self, query: CallbackQuery, data: CallbackData) -> StoredAnswer | None:
        """Return the answer that a button belongs to; None for one of another chat."""
        message = query.message
        stored = await self._context.state_threads.run(self._context.answers.get, data.number())
        is_here = (
            stored is not None and message is not None and stored.asked.chat == message.chat.id
        )
        return stored if is_here else None

    async def _vote(
        self, query: CallbackQuery, stored: StoredAnswer, is_good: bool, language: Language
    ) -> None:
        toggle = self._context.votes.toggle
        stands = await self._context.state_threads.run(
            toggle, query.id, stored.id, query.from_user.id, is_good
        )
        text = wording.THANKS_FOR_FEEDBACK if stands else wording.FEEDBACK_TAKEN_BACK
        await acknowledge(query, language(text))

    async def react(self, update: Update, _: CallbackContext) -> None:
        """Count a thumb up or down that a person puts on an answer as their vote.

        One that they take off again takes the vote back. What somebody does in the name
        of a chat is nobody's vote.
        """
        reaction = update.message_reaction
        if reaction is not None and reaction.user is not None:
            old, new = _thumb(reaction.old_reaction), _thumb(reaction.new_reaction)
            await self._context.state_threads.run(self._count_reaction, reaction, old, new)

    def _count_reaction(
        self, reaction: MessageReactionUpdated, old: bool | None, new: bool | None
    ) -> None:
        """Store the vote of a reaction to an answer. Blocks."""
        stored = self._context.answers.find_by_message(reaction.chat.id, reaction.message_id)
        if stored is None or reaction.user is None:
            return
        if new is not None:
            self._context.votes.set(stored.id, reaction.user.id, new)
        elif old is not None:
            self._context.votes.withdraw(stored.id, reaction.user.id, old)

    async def _turn(
        self,
        query: CallbackQuery,
        message: Message,
        stored: StoredAnswer,
        data: CallbackData,
        language: Language,
    ) -> None:
        run = self._context.answer_threads.run
        answer = await run(self._context.restore_answer, stored)
        if answer is None:
            await acknowledge(query, language(wording.ARTICLE_GONE), alert=True)
            return
        if data.action in _SEARCHES:
            await acknowledge(query)
            scope = await self._context.state_threads.run(self._search_scope, stored, data)
            await self._questions.answer_from(message, stored, scope, language)
            return
        if data.action == AnswerAction.ASK:
            await acknowledge(query)
            suggestions = answer.overview.suggestions if answer.overview else ()
            for question in suggestions[data.number(1) : data.number(1) + 1]:
                await self._questions.answer_suggestion(message, stored, question, language)
            return
        if data.action == AnswerAction.SEND_SOURCE:
            await acknowledge(query)
            if answer.quote is not None:
                await self._sources.send(message, stored.asked.chat, answer.quote, language)
            return
        if data.action in _WRITTEN:
            await _turn_written(query, message, stored, answer, language)
            return
        is_shareable = self._context.is_shareable(message)
        screen = await run(self._screen, stored, answer, data, language, is_shareable)
        if screen is not None:
            await edit(message, *screen)
        await acknowledge(query)

    def _search_scope(self, stored: StoredAnswer, data: CallbackData) -> Scope:
        """Return the scope to ask again in, never more than the chat's own. Blocks."""
        is_one = data.action == AnswerAction.SEARCH_IN
        articles = frozenset(data.arguments[1:2]) if is_one else None
        return self._context.scopes.scope_of(stored.asked.chat, articles)

    def _screen(
        self,
        stored: StoredAnswer,
        answer: Answer,
        data: CallbackData,
        language: Language,
        is_shareable: bool,
    ) -> Screen | None:
        """Return what a button shows; None for forged data. Blocks."""
        if data.action == AnswerAction.SHOW_PASSAGE and answer.passages:
            count = len(answer.passages)
            index = min(max(data.number(1), 0), count - 1)
            buttons = keyboards.passage_keyboard(stored.id, index, count, language)
            return render_passage(answer, index, language), buttons
        if data.action == AnswerAction.SHOW_PARAGRAPH:
            return self._paragraph(stored, answer, language)
        if data.action == AnswerAction.SHOW_ANSWER:
            asked = stored.asked
            resolved = asked.resolved if asked.resolved != asked.question else None
            reply = replace(reply_to(answer), understood_as=resolved)
            search_in = articles_to_search(answer)
            buttons = keyboards.answer_keyboard(
                stored.id, answer, language, search_in, is_shareable=is_shareable
            )
            title = title_asked(answer) if asked.article else ""
            return render_reply(reply, language, title)[-1], buttons
        return None

    def _paragraph(self, stored: StoredAnswer, answer: Answer, language: Language) -> Screen | None:
        cited = answer.quote or next(iter(answer.passages), None)
        if cited is None:
            return None
        article = self._context.article_version(stored.asked.chat, cited.article)
        if article is None:
            return None
        buttons = keyboards.paragraph_keyboard(stored.id, language)
        return render_paragraph(cited, article.text, language), buttons


async def _turn_written(
    query: CallbackQuery,
    message: Message,
    stored: StoredAnswer,
    answer: Answer,
    language: Language,
) -> None:
    """Turn a written answer to what was left out of it, and back."""
    written = answer.written
    if written is None or not written.sentences:
        await acknowledge(query, language(wording.ARTICLE_GONE), alert=True)
        return
    is_back = parse_callback_data(query.data).action == AnswerAction.SHOW_WRITTEN
    screen = written_screen if is_back else left_out_screen
    await edit(message, *screen(stored.id, written, language))
    await acknowledge(query)


def _thumb(reactions: Sequence[ReactionType]) -> bool | None:
    """Return whether reactions hold a thumb up, True, or down, False; None for neither or both."""
    emoji = {each.emoji for each in reactions if isinstance(each, ReactionTypeEmoji)}
    thumbs = emoji & {ReactionEmoji.THUMBS_UP, ReactionEmoji.THUMBS_DOWN}
    return ReactionEmoji.THUMBS_UP in thumbs if len(thumbs) == 1 else None
