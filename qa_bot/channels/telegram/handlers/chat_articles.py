"""The articles of a chat: listed, read, selected, removed and exported.

Knows what each command and button about articles does. Does not know how an
article is added. An article out of the chat's scope does not exist, whatever a
button says.
"""

from collections.abc import Sequence
from dataclasses import replace
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
from qa_bot.channels.telegram.views.article_list import ListEntry, ListPage, Screen
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
            listed = await self._context.answer_threads.run(self._page, message.chat_id, 0)
            page, buttons = article_list.list_page(listed, language)
            await send(message, [page], buttons)

    async def use(self, update: Update, _: CallbackContext) -> None:
        """Limit the chat's answers to the named article, lift that, or show the limit."""
        message = update.effective_message
        if message is None:
            return
        chat, title = message.chat_id, command_arguments(message)
        language, run = await self._context.language(update), self._context.answer_threads.run
        if not title:
            await send(message, _render_selection(await run(self._chosen, chat), language))
            return
        is_all = title.casefold() in _ALL
        namesakes, containing = await run(self._titled, chat, title)
        found = [] if is_all else namesakes or containing
        if not is_all and len(found) != 1:
            await _offer_choice(message, found, language)
            return
        select = self._context.preferences.select_articles
        await self._context.state_threads.run(select, chat, tuple(ref.id for ref in found))
        await send(message, _render_selection(await run(self._chosen, chat), language))
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
            listed = await run(self._page, chat, data.number())
            return article_list.list_page(listed, language)
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
        listed = await self._context.answer_threads.run(self._page, chat, page)
        return article_list.list_page(listed, language)

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

    def _page(self, chat: int, page: int) -> ListPage:
        """Return a page of the articles in the chat's scope. Blocks."""
        selected = self._context.preferences.selected_articles(chat)
        library, scope = self._context.library, self._context.scopes.scope_of(chat)
        count = library.count(scope)
        page = article_list.existing_page(page, count)
        refs = library.refs_from(page * article_list.PER_PAGE, article_list.PER_PAGE, scope)
        return ListPage([ListEntry(ref, ref.id in selected) for ref in refs], page, count)

    def _chosen(self, chat: int) -> Sequence[ArticleRef]:
        """Return the articles that the chat's answers are limited to. Blocks."""
        selected = frozenset(self._context.preferences.selected_articles(chat))
        scope = replace(self._context.scopes.scope_of(chat), articles=selected)
        return self._context.library.refs_from(0, len(selected), scope)

    def _titled(self, chat: int, title: str) -> tuple[Sequence[ArticleRef], Sequence[ArticleRef]]:
        """Return the articles of a title, and those whose title contains it. Blocks."""
        wanted = title.strip(_QUOTATION_MARKS)
        found = self._context.library.titled(wanted, self._context.scopes.scope_of(chat))
        # In the order of adding, as they are listed.
        containing = found[::-1]
        exact = [ref for ref in containing if ref.title.casefold() == wanted.casefold()]
        return exact, containing

    def _find(self, chat: int, article_id: str) -> Article:
        """Return an article in the chat's scope; raise ArticleNotFound. Blocks."""
        return self._context.library.article(article_id, self._context.scopes.scope_of(chat))

    def _own_articles(self, chat: int) -> Sequence[Article]:
        """Return the articles that the chat added; raise ExportTooLarge. Blocks."""
        library = self._context.library
        own = Scope(collections=frozenset({self._context.scopes.collection_of(chat)}))
        ids, characters = [], 0
        for each in library.iter_list(own):
            characters += each.characters
            # At once, as the articles of no limit are many.
            check_size(characters)
            ids.append(each.ref.id)
        return [library.article(article_id, own) for article_id in ids]


async def _offer_choice(message: Message, found: Sequence[ArticleRef], language: Language) -> None:
    if not found:
        await send(message, render_text(language(wording.NO_SUCH_ARTICLE)))
        return
    buttons = article_choice_keyboard(found[:_MAX_NAMED])
    await send(message, render_text(language(wording.WHICH_ARTICLE)), buttons)


def _render_selection(
    chosen: Sequence[ArticleRef], language: Language
) -> tuple[RenderedMessage, ...]:
    blocks = [line(language(wording.USING if chosen else wording.USING_ALL))]
    blocks += [
        line(f"– {ref.title}").truncated(article_list.TITLE_UNITS) for ref in chosen[:_MAX_NAMED]
    ]
    blocks.append(line(language(wording.HOW_TO_USE), italic=True))
    return to_messages(blocks)
