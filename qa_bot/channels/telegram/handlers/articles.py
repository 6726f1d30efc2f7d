"""The articles of a chat: listed, read, chosen, removed and given back.

Knows what each command and button about articles does. Does not know how an
article comes in. Whatever a button says, an article that the chat does not see
is not there.
"""

from collections.abc import Sequence
from typing import Final

from telegram import Message, Update

from qa_bot.channels.telegram.handlers.context import Context, Shared, message_of
from qa_bot.channels.telegram.middleware.bot_mentions import command_arguments
from qa_bot.channels.telegram.transport.delivery import acknowledge, edit, send, send_file
from qa_bot.channels.telegram.views import article_list, keyboards
from qa_bot.channels.telegram.views.article_files import TooMuch, as_file, check_size
from qa_bot.channels.telegram.views.article_list import Entry, Screen
from qa_bot.channels.telegram.views.error_texts import problem
from qa_bot.channels.telegram.views.keyboards import Pressed
from qa_bot.channels.telegram.views.message_layout import Message as Shown
from qa_bot.channels.telegram.views.message_layout import line, to_messages
from qa_bot.channels.telegram.views.replies import render_text
from qa_bot.documents import Article, ArticleRef, Scope
from qa_bot.errors import ArticleNotFound
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

PATTERN: Final = f"^{keyboards.LIBRARY}:"
_ALL: Final = ("all", "*")
_FOUND: Final = 8
_TITLE: Final = 150


class Articles:
    """What can be done with articles."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def list(self, update: Update, _: Context) -> None:
        """List the articles, from the first page."""
        message = update.effective_message
        if message is not None:
            words = self._shared.words(update)
            entries = await self._shared.off_loop.run(self._entries, message.chat_id)
            shown, buttons = article_list.list_page(entries, 0, words)
            await send(message, [shown], buttons)

    async def use(self, update: Update, _: Context) -> None:
        """Limit the chat to the article named, lift that, or say what it is limited to."""
        message = update.effective_message
        if message is None:
            return
        chat, words, named = message.chat_id, self._shared.words(update), command_arguments(message)
        entries = await self._shared.off_loop.run(self._entries, chat)
        if not named:
            await send(message, _in_use(entries, words))
            return
        everything = named.casefold() in _ALL
        found = [] if everything else _named(named, [entry.ref for entry in entries])
        if not everything and len(found) != 1:
            await _let_choose(message, found, words)
            return
        self._shared.settings.select_articles(chat, tuple(ref.id for ref in found))
        await send(message, _in_use(await self._shared.off_loop.run(self._entries, chat), words))

    async def export(self, update: Update, _: Context) -> None:
        """Give the chat's own articles back as a file."""
        message = update.effective_message
        if message is None:
            return
        words = self._shared.words(update)
        try:
            own = await self._shared.off_loop.run(self._own, message.chat_id)
            name, data = await self._shared.off_loop.run(as_file, own)
        except TooMuch:
            await send(message, render_text(words(wording.EXPORT_TOO_LARGE)))
            return
        if own:
            await send_file(message, name, data, words.count(wording.ARTICLE_COUNT, len(own)))
        else:
            await send(message, render_text(words(wording.NOTHING_TO_EXPORT)))

    async def press(self, update: Update, _: Context) -> None:
        """Do what a button says."""
        query = update.callback_query
        message = message_of(query) if query else None
        if query is None or message is None:
            return
        words, pressed = self._shared.words(update), keyboards.read(query.data or "")
        changes = pressed.verb in ("remove", "gone")
        if changes and not await self._shared.may_change(update):
            await acknowledge(query, words(wording.NOT_YOURS), alert=True)
            return
        try:
            screen = await self._screen(message.chat_id, pressed, words)
        except ArticleNotFound as error:
            await acknowledge(query, problem(error, words), alert=True)
            return
        await edit(message, *screen)
        await acknowledge(query)

    async def _screen(self, chat: int, pressed: Pressed, words: Language) -> Screen:
        run = self._shared.off_loop.run
        if pressed.verb == "page":
            entries = await run(self._entries, chat)
            return article_list.list_page(entries, pressed.number(), words)
        article = await run(self._seen, chat, pressed.arguments[0] if pressed.arguments else "")
        page = pressed.number(1)
        if pressed.verb == "read":
            return article_list.text_page(article, page, pressed.number(2), words)
        if pressed.verb == "remove" and self._may_remove(chat, article):
            return article_list.confirm_removal(article, page, words)
        if pressed.verb == "gone" and self._may_remove(chat, article):
            return await self._remove(chat, article, page, words)
        if pressed.verb in ("use", "drop"):
            self._choose(chat, article.id, pressed.verb == "use")
        return self._card(chat, article, page, words)

    def _card(self, chat: int, article: Article, page: int, words: Language) -> Screen:
        chosen = article.id in self._shared.settings.selected_articles(chat)
        removable = self._may_remove(chat, article)
        return article_list.card(article, page, words, chosen=chosen, removable=removable)

    async def _remove(self, chat: int, article: Article, page: int, words: Language) -> Screen:
        await self._shared.adding.run(self._shared.library.remove, article.id)
        self._shared.additions.delete_for_article(article.id)
        self._choose(chat, article.id, False)
        entries = await self._shared.off_loop.run(self._entries, chat)
        return article_list.list_page(entries, page, words)

    def _choose(self, chat: int, article: str, chosen: bool) -> None:
        others = [each for each in self._shared.settings.selected_articles(chat) if each != article]
        self._shared.settings.select_articles(chat, (*others, *([article] if chosen else [])))

    def _may_remove(self, chat: int, article: Article | ArticleRef) -> bool:
        """Whether an article is the chat's own, or one of all and this an operator's own chat."""
        # A private chat has the number of its person.
        operator = self._shared.is_operator(chat)
        own = self._shared.shelves.own_collection(chat)
        return article.collection == own or (operator and not article.collection)

    def _entries(self, chat: int) -> Sequence[Entry]:
        chosen = self._shared.settings.selected_articles(chat)
        seen = self._shared.library.listings(self._shared.shelves.scope_of(chat))
        return [Entry(each.ref, each.characters, each.ref.id in chosen) for each in seen]

    def _seen(self, chat: int, article_id: str) -> Article:
        """An article that the chat sees; raises ArticleNotFound."""
        return self._shared.library.article(article_id, self._shared.shelves.scope_of(chat))

    def _own(self, chat: int) -> Sequence[Article]:
        """The articles that the chat added; raises TooMuch."""
        own = Scope(collections=frozenset({self._shared.shelves.collection_of(chat)}))
        library = self._shared.library
        check_size(sum(each.characters for each in library.listings(own)))
        return [library.article(each.ref.id, own) for each in library.listings(own)]


def _named(named: str, refs: Sequence[ArticleRef]) -> list[ArticleRef]:
    """The articles whose title is what was named, else those whose title has it in it."""
    wanted = named.casefold().strip("“”\"'«» ")
    exact = [ref for ref in refs if ref.title.casefold() == wanted]
    return exact or [ref for ref in refs if wanted in ref.title.casefold()]


async def _let_choose(message: Message, found: Sequence[ArticleRef], words: Language) -> None:
    if not found:
        await send(message, render_text(words(wording.NO_SUCH_ARTICLE)))
        return
    buttons = keyboards.choices(found[:_FOUND])
    await send(message, render_text(words(wording.WHICH_ARTICLE)), buttons)


def _in_use(entries: Sequence[Entry], words: Language) -> tuple[Shown, ...]:
    chosen = [entry for entry in entries if entry.chosen]
    blocks = [line(words(wording.USING if chosen else wording.USING_ALL))]
    blocks += [line(f"– {entry.ref.title}").clipped(_TITLE) for entry in chosen[:_FOUND]]
    blocks.append(line(words(wording.HOW_TO_USE), italic=True))
    return to_messages(blocks)
