"""The articles of a chat: listed, read, selected, removed and exported.

Knows what each command and button about articles does. Does not know how an
article is added. An article out of the chat's scope does not exist, whatever a
button says.
"""

from collections.abc import Sequence
from typing import Final

from telegram import Message, Update

from qa_bot.channels.telegram.handlers.context import (
    CallbackContext,
    HandlerContext,
    message_of,
)
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send, send_file
from qa_bot.channels.telegram.views import article_list
from qa_bot.channels.telegram.views.article_files import ExportTooLarge, check_size, export_file
from qa_bot.channels.telegram.views.article_list import ListEntry, Screen
from qa_bot.channels.telegram.views.keyboards import (
    ArticleAction,
    CallbackData,
    article_choice_keyboard,
    parse_callback_data,
)
from qa_bot.channels.telegram.views.message_layout import RenderedMessage, line, to_messages
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.documents import Article, ArticleRef, Scope
from qa_bot.errors import ArticleNotFound
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# What /use takes as all articles.
_ALL: Final = ("all", "*")
# The marks around a title in each language of the bot, and those that keyboards write.
_QUOTATION_MARKS: Final = "“”„\"'«»《》 "
# Articles that a message names or offers to choose from, as many as on a page of the list.
_MAX_NAMED: Final = article_list.PER_PAGE


class ArticleHandlers:
    """Callbacks for the commands and buttons about articles."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context

    async def list(self, update: Update, _: CallbackContext) -> None:
        """List the articles, from the first page."""
        message = update.effective_message
        if message is not None:
            language = await self._context.language(update)
            entries = await self._context.answer_threads.run(self._entries, message.chat_id)
            page, buttons = article_list.list_page(entries, 0, language)
            await send(message, [page], buttons)

    async def use(self, update: Update, _: CallbackContext) -> None:
        """Limit the chat's answers to the named article, lift that, or show the limit."""
        message = update.effective_message
        if message is None:
            return
        chat, title = message.chat_id, command_arguments(message)
        language = await self._context.language(update)
        entries = await self._context.answer_threads.run(self._entries, chat)
        if not title:
            await send(message, _render_selection(entries, language))
            return
        is_all = title.casefold() in _ALL
        found = [] if is_all else _find_by_title(title, [entry.ref for entry in entries])
        if not is_all and len(found) != 1:
            await _offer_choice(message, found, language)
            return
        select = self._context.preferences.select_articles
        await self._context.state_threads.run(select, chat, tuple(ref.id for ref in found))
        namesakes = _find_by_title(title, [each.ref for each in entries], exact=True)
        entries = await self._context.answer_threads.run(self._entries, chat)
        await send(message, _render_selection(entries, language))
        if is_all and namesakes:
            hint = language(wording.NAME_IN_QUOTES, title=namesakes[0].title)
            await send(message, render_text(hint))

    async def export(self, update: Update, _: CallbackContext) -> None:
        """Send the articles that the chat added as a file."""
        message = update.effective_message
        if message is None:
            return
        language = await self._context.language(update)
        try:
            own = await self._context.answer_threads.run(self._own_articles, message.chat_id)
            file = await self._context.answer_threads.run(export_file, own)
        except ExportTooLarge:
            await send(message, render_text(language(wording.EXPORT_TOO_LARGE)))
            return
        if own:
            count = language.count(wording.ARTICLE_COUNT, len(own))
            await send_file(message, file.name, file.data, count)
        else:
            await send(message, render_text(language(wording.NOTHING_TO_EXPORT)))

    async def press(self, update: Update, _: CallbackContext) -> None:
        """Do what a button says."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        language, data = await self._context.language(update), parse_callback_data(query.data)
        is_change = data.action in (ArticleAction.ASK_REMOVAL, ArticleAction.REMOVE)
        if is_change and not await self._context.is_editor(update):
            await acknowledge(query, language(wording.NOT_YOURS), alert=True)
            return
        try:
            screen = await self._screen(message.chat_id, data, language)
        except ArticleNotFound as error:
            await acknowledge(query, error_text(error, language), alert=True)
            return
        await edit(message, *screen)
        await acknowledge(query)

    async def _screen(self, chat: int, data: CallbackData, language: Language) -> Screen:
        run = self._context.answer_threads.run
        if data.action == ArticleAction.LIST:
            entries = await run(self._entries, chat)
            return article_list.list_page(entries, data.number(), language)
        article = await run(self._find, chat, data.argument())
        page = data.number(1)
        if data.action == ArticleAction.READ:
            return await run(article_list.text_page, article, page, data.number(2), language)
        state = self._context.state_threads
        is_removable = await state.run(self._is_removable, chat, article)
        if data.action == ArticleAction.ASK_REMOVAL and is_removable:
            return article_list.confirm_removal(article, page, language)
        if data.action == ArticleAction.REMOVE and is_removable:
            return await self._remove(chat, article, page, language)
        if data.action == ArticleAction.CHOOSE:
            await state.run(self._select, chat, article.id)
        elif data.action == ArticleAction.UNCHOOSE:
            await state.run(self._deselect, chat, article.id)
        is_chosen = article.id in await state.run(self._context.preferences.selected_articles, chat)
        return article_list.card(
            article, page, language, is_chosen=is_chosen, is_removable=is_removable
        )

    async def _remove(self, chat: int, article: Article, page: int, language: Language) -> Screen:
        await self._context.addition_threads.run(self._context.library.remove, article.id)
        await self._context.state_threads.run(self._forget, chat, article.id)
        entries = await self._context.answer_threads.run(self._entries, chat)
        return article_list.list_page(entries, page, language)

    def _forget(self, chat: int, article_id: str) -> None:
        """Delete what is stored about a removed article. Blocks."""
        self._context.additions.delete_for_article(article_id)
        self._deselect(chat, article_id)

    def _select(self, chat: int, article_id: str) -> None:
        """Add an article to those that the chat's answers are limited to. Blocks."""
        preferences = self._context.preferences
        others = [each for each in preferences.selected_articles(chat) if each != article_id]
        preferences.select_articles(chat, (*others, article_id))

    def _deselect(self, chat: int, article_id: str) -> None:
        """Take an article out of those that the chat's answers are limited to. Blocks."""
        preferences = self._context.preferences
        others = [each for each in preferences.selected_articles(chat) if each != article_id]
        preferences.select_articles(chat, tuple(others))

    def _is_removable(self, chat: int, article: Article) -> bool:
        """Return whether a chat may remove an article. Blocks.

        A chat may remove its own articles, and an operator's private chat the
        shared ones as well.
        """
        # The id of a private chat is that of its person.
        is_operator = self._context.is_operator(chat)
        own = self._context.scopes.own_collection(chat)
        return article.collection == own or (is_operator and not article.collection)

    def _entries(self, chat: int) -> Sequence[ListEntry]:
        """Return the articles in the chat's scope. Blocks."""
        selected = self._context.preferences.selected_articles(chat)
        listings = self._context.library.list(self._context.scopes.scope_of(chat))
        return [ListEntry(each.ref, each.ref.id in selected) for each in listings]

    def _find(self, chat: int, article_id: str) -> Article:
        """Return an article in the chat's scope; raise ArticleNotFound. Blocks."""
        return self._context.library.article(article_id, self._context.scopes.scope_of(chat))

    def _own_articles(self, chat: int) -> Sequence[Article]:
        """Return the articles that the chat added; raise ExportTooLarge. Blocks."""
        library = self._context.library
        own = Scope(collections=frozenset({self._context.scopes.collection_of(chat)}))
        listings = library.list(own)
        check_size(sum(each.characters for each in listings))
        return [library.article(each.ref.id, own) for each in listings]


def _find_by_title(
    title: str, refs: Sequence[ArticleRef], *, exact: bool = False
) -> list[ArticleRef]:
    """Return the articles of that title, else, unless `exact`, those whose title contains it."""
    wanted = title.casefold().strip(_QUOTATION_MARKS)
    found = [ref for ref in refs if ref.title.casefold() == wanted]
    if found or exact:
        return found
    return [ref for ref in refs if wanted in ref.title.casefold()]


async def _offer_choice(message: Message, found: Sequence[ArticleRef], language: Language) -> None:
    if not found:
        await send(message, render_text(language(wording.NO_SUCH_ARTICLE)))
        return
    buttons = article_choice_keyboard(found[:_MAX_NAMED])
    await send(message, render_text(language(wording.WHICH_ARTICLE)), buttons)


def _render_selection(
    entries: Sequence[ListEntry], language: Language
) -> tuple[RenderedMessage, ...]:
    chosen = [entry for entry in entries if entry.is_chosen]
    blocks = [line(language(wording.USING if chosen else wording.USING_ALL))]
    blocks += [
        line(f"– {entry.ref.title}").truncated(article_list.TITLE_UNITS)
        for entry in chosen[:_MAX_NAMED]
    ]
    blocks.append(line(language(wording.HOW_TO_USE), italic=True))
    return to_messages(blocks)
