"""Commands of the chat about one article: show it, open its source, answer from it alone."""

from typing import Final

from rich.console import RenderableType

from qa_bot.answers import Answer, Quote
from qa_bot.channels.terminal import views
from qa_bot.channels.terminal.article_view import ArticleView
from qa_bot.channels.terminal.session import Session
from qa_bot.channels.terminal.source_opening import open_source
from qa_bot.documents import Span
from qa_bot.i18n import terminal_wording, wording

# What lifts /use; an article of that title is named in quotation marks, or by its id.
EVERY_ARTICLE: Final = "all"
_QUOTATION_MARKS: Final = ('"', "'")


def latest_quotes(answer: Answer | None) -> list[Quote]:
    """Return the quotes of an answer, or the nearest passage where it has none."""
    if answer is None:
        return []
    quotes = [part.quote for part in answer.parts or (answer,) if part.quote is not None]
    return quotes or [
        Quote(passage.article, passage.start, passage.end, passage.text, place=passage.place)
        for passage in answer.passages[:1]
    ]


def show(session: Session, name: str) -> RenderableType:
    """Show an article, or without a name what stands around the latest quote."""
    if name:
        return ArticleView(session.article(session.find(unquoted(name)).id))
    quotes = latest_quotes(session.chat.last)
    if not quotes:
        return views.notice(terminal_wording.WHAT_TO_SHOW)
    quote = quotes[0]
    article = session.article(quote.article.id)
    is_there = article.text[quote.start : quote.end] == quote.text
    return ArticleView(article, Span(quote.start, quote.end) if is_there else None)


def open_(session: Session, name: str) -> RenderableType:
    """Open the source of an article, or without a name of the latest quote's."""
    quotes = latest_quotes(session.chat.last)
    if name:
        article = session.find(unquoted(name))
    elif quotes:
        article = quotes[0].article
    else:
        return views.notice(terminal_wording.WHAT_TO_SHOW)
    return views.notice(terminal_wording.opened(open_source(article)))


def use(session: Session, name: str) -> RenderableType:
    """Answer from one article only, or from all again; without a name say from which."""
    if name.casefold() == EVERY_ARTICLE:
        session.use(None)
    elif name:
        session.use(session.find(unquoted(name)))
    if session.used is None:
        return views.notice(f"{wording.USING_ALL} {terminal_wording.HOW_TO_USE}")
    return views.notice(f"{wording.USING} {session.used.title}. {terminal_wording.HOW_TO_USE_ALL}")


def unquoted(name: str) -> str:
    """Return a name without the quotation marks that it was typed in."""
    is_quoted = len(name) > 1 and name[0] == name[-1] and name[0] in _QUOTATION_MARKS
    return name[1:-1] if is_quoted else name
