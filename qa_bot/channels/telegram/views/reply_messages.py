"""Rendering of the bot's replies as Telegram messages.

Knows replies, answers, quotes and the words to highlight in them. Does not know
chats, nor how a message is sent.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from qa_bot.answers import Answer, Overview, Passage, Quote
from qa_bot.channels.telegram.views.message_layout import (
    LayoutBlock,
    RenderedMessage,
    TextRun,
    join_surrogates,
    line,
    to_message,
    to_messages,
    truncate,
)
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.documents import ArticleRef, Span
from qa_bot.errors import QaBotError
from qa_bot.i18n import wording
from qa_bot.i18n.part_names import place_name
from qa_bot.i18n.translation import Language

# Each part is truncated to so many UTF-16 units, to leave room for the others in one message.
_PASSAGE_UNITS: Final = 2400
_OTHER_QUOTE_UNITS: Final = 600
_SOURCE_UNITS: Final = 300
_TITLE_UNITS: Final = 150
# Characters around a citation, below the 4096 units of a message by room for the source.
_PARAGRAPH_CHARACTERS: Final = 3000
_PARAGRAPH_END: Final = re.compile(r"\n\s*\n|\n")
_WEB: Final = ("http://", "https://")


def render_reply(reply: Reply, language: Language, title: str = "") -> tuple[RenderedMessage, ...]:
    """Render a reply: the question as resolved, the text, then the quotes that support it.

    `title` is that of the article which alone was asked, "" where all were.
    """
    blocks: list[LayoutBlock] = []
    if title:
        only = language(wording.FROM_ARTICLE, title=truncate(title, _TITLE_UNITS))
        blocks.append(line(only, italic=True))
    if reply.understood_as:
        resolved = language(wording.UNDERSTOOD_AS, question=reply.understood_as)
        blocks.append(line(resolved, italic=True))
    overview = reply.answer.overview if reply.answer is not None else None
    if reply.kind is ReplyKind.OVERVIEW and overview is not None:
        if reply.answer is not None and reply.answer.quote and reply.answer.quote.marks:
            blocks.append(line(reply.text, bold=True))
        blocks += _overview(overview, language)
    elif reply.kind is ReplyKind.ANSWER and reply.answer is not None and reply.answer.parts:
        for part in reply.answer.parts:
            blocks += _part(part, language)
    elif reply.kind is ReplyKind.ANSWER:
        blocks += _answer(reply, language)
        blocks += _other_quotes(reply, language)
    elif reply.kind is ReplyKind.DECLINED and reply.answer is not None:
        blocks += _declined(reply, reply.answer, language)
    else:
        blocks.append(line(language(reply.template or reply.text, **_translated(reply, language))))
        blocks += _evidence(reply, language)
    return to_messages(blocks)


def _translated(reply: Reply, language: Language) -> dict[str, str]:
    """Return what a reply's template is filled in with, in the person's language."""
    if not reply.options:
        return dict(reply.values)
    return {"options": language.either([option.label for option in reply.options])}


def _evidence(reply: Reply, language: Language) -> Iterator[LayoutBlock]:
    for quote in reply.quotes:
        yield _quotation(quote).truncated(_PASSAGE_UNITS)
        yield _citation(quote, language)


def render_text(text: str) -> tuple[RenderedMessage, ...]:
    """Render plain text."""
    return to_messages([line(text)])


def render_passage(answer: Answer, index: int, language: Language) -> RenderedMessage:
    """Render one of the answer's passages, `index` counted from 0, with its source."""
    passage, count = answer.passages[index], len(answer.passages)
    heading = language(wording.PASSAGE_OF, number=index + 1, count=count)
    return to_message([line(heading, bold=True), *_passage(passage, language)])


def render_paragraph(cited: Quote | Passage, text: str, language: Language) -> RenderedMessage:
    """Render the paragraph of an article's `text` around a citation, highlighting the latter."""
    paragraph = _paragraph(text, Span(cited.start, cited.end))
    start, end = paragraph.start, paragraph.end
    highlights = (Span(cited.start, cited.end),)
    quote = Quote(cited.article, start, end, text[start:end], highlights, cited.place)
    return to_message([_quotation(quote), _citation(quote, language)])


def error_text(error: QaBotError, language: Language) -> str:
    """Return the sentence for an error, or for its nearest base class that has one.

    The error's own message is for the operator: it names files and commands,
    which mean nothing to a person in a chat.
    """
    names = (base.__name__ for base in type(error).__mro__)
    sentences = (wording.PROBLEMS[name] for name in names if name in wording.PROBLEMS)
    return language(next(sentences, wording.APOLOGY))


def render_source(quote: Quote, language: Language) -> RenderedMessage:
    """Render what stands below the source of a quote: the title, the place and the quote."""
    run = TextRun(join_surrogates(quote.text))
    quotation = LayoutBlock((run,), is_quotation=True, is_expandable=True)
    place = place_name(quote.place, language)
    return to_message([cite(quote.article, place), quotation.truncated(_PASSAGE_UNITS)])


def cite(article: ArticleRef, place: str = "") -> LayoutBlock:
    """Return an article's title, linked to its address if it has one, and a place in it."""
    title = _title(article)
    where = (TextRun(join_surrogates(f", {place}"), italic=True),) if place else ()
    return LayoutBlock((title, *where)).truncated(_SOURCE_UNITS)


def _title(article: ArticleRef) -> TextRun:
    address = join_surrogates(web_address(article))
    return TextRun(join_surrogates(article.title), italic=True, link=address)


def web_address(article: ArticleRef) -> str:
    """Return the article's web address; empty for a file, whose path is the operator's own."""
    return next((each for each in (article.link, article.source) if each.startswith(_WEB)), "")


def _answer(reply: Reply, language: Language) -> Iterator[LayoutBlock]:
    quote = reply.answer.quote if reply.answer is not None else None
    is_unsure = reply.answer is not None and reply.answer.is_unsure
    if quote is None or not _is_same_text(reply.text, quote.text):
        yield _perhaps(reply.text, language) if is_unsure else line(reply.text, bold=True)
    elif is_unsure:
        yield line(language(wording.PERHAPS_THIS))
    if quote is not None:
        yield _quotation(quote)
        yield _citation(quote, language)
    elif reply.answer is not None and reply.answer.metadata_of is not None:
        yield cite(reply.answer.metadata_of)


def _perhaps(text: str, language: Language) -> LayoutBlock:
    """Return an answer in bold after the word that it may be wrong."""
    before, _, after = language(wording.PERHAPS).partition("{answer}")
    said = TextRun(join_surrogates(text), bold=True)
    return LayoutBlock(tuple(run for run in (TextRun(before), said, TextRun(after)) if run.text))


def _part(part: Answer, language: Language) -> Iterator[LayoutBlock]:
    """Yield one part of a question, as it was asked, with its answer."""
    yield line(part.question, italic=True, has_gap_before=True)
    if not part.answered:
        yield line(language(wording.DECLINED))
        return
    reply = Reply(ReplyKind.ANSWER, part.text or "", part)
    yield from _answer(reply, language)
    yield from _other_quotes(reply, language)


def _overview(overview: Overview, language: Language) -> Iterator[LayoutBlock]:
    """Yield the title of each article, and its sentences with their places."""
    is_first = True
    for _, group in groupby(overview.sentences, lambda quote: quote.article.id):
        quotes = list(group)
        yield replace(cite(quotes[0].article), has_gap_before=not is_first)
        is_first = False
        for quote in quotes:
            where = place_name(quote.place_in_article, language)
            place = TextRun(join_surrogates(f" {where}" if where else ""), italic=True)
            runs = (TextRun(join_surrogates(quote.text)), place)
            yield LayoutBlock(runs, is_quotation=True).truncated(_OTHER_QUOTE_UNITS)
    if overview.left_out:
        yield line(language.count(wording.MORE_ARTICLES, overview.left_out))
    if overview.suggestions:
        yield line(language(wording.YOU_COULD_ASK), has_gap_before=True)
        for question in overview.suggestions:
            yield line(f"• {question}")


def _other_quotes(reply: Reply, language: Language) -> Iterator[LayoutBlock]:
    for other in reply.answer.others if reply.answer is not None else ():
        yield line(language(wording.ANOTHER_ARTICLE), has_gap_before=True)
        yield _quotation(other).truncated(_OTHER_QUOTE_UNITS)
        yield _citation(other, language)


def _declined(reply: Reply, answer: Answer, language: Language) -> Iterator[LayoutBlock]:
    suggests_nothing = answer.overview is not None and not answer.overview.topic
    if not answer.passages and not suggests_nothing and reply.text == wording.declined(answer):
        yield line(language.sentences(wording.DECLINED, wording.EMPTY_LIBRARY))
        return
    if answer.overview is not None and reply.text == wording.declined(answer):
        topic = answer.overview.topic
        template = wording.NOTHING_ABOUT if topic else wording.NO_SUGGESTION
        values = {"topic": topic} if topic else {}
        reply = replace(reply, text=language(template, **values))
    # A text that replaces the usual one is already in the person's language.
    yield line(language(reply.text))
    if answer.near_miss is not None:
        words = language.quoted(answer.near_miss.missing)
        yield line(language(wording.NEAR_MISS, words=words))
        yield _quotation(answer.near_miss.quote)
        yield _citation(answer.near_miss.quote, language)
    elif answer.passages:
        yield line(language(wording.NEAREST))
        yield from _passage(answer.passages[0], language)


def _passage(passage: Passage, language: Language) -> Iterator[LayoutBlock]:
    run = TextRun(join_surrogates(passage.text))
    quotation = LayoutBlock((run,), is_quotation=True, is_expandable=True)
    yield quotation.truncated(_PASSAGE_UNITS)
    yield _citation(passage, language)


def _citation(cited: Quote | Passage, language: Language) -> LayoutBlock:
    first = cite(cited.article, place_name(cited.place, language))
    others = (run for ref in cited.also for run in (TextRun("; ", italic=True), _title(ref)))
    return LayoutBlock((*first.runs, *others)).truncated(_SOURCE_UNITS)


def _quotation(quote: Quote) -> LayoutBlock:
    return LayoutBlock(tuple(_highlighted(quote)), is_quotation=True)


def _highlighted(quote: Quote) -> Iterator[TextRun]:
    """Yield the quote's text with its highlights in bold."""
    offset = 0
    for span in _highlights(quote):
        if offset < span.start:
            yield TextRun(join_surrogates(quote.text[offset : span.start]))
        if max(offset, span.start) < span.end:
            text = quote.text[max(offset, span.start) : span.end]
            yield TextRun(join_surrogates(text), bold=True)
        offset = max(offset, span.end)
    if offset < len(quote.text):
        yield TextRun(join_surrogates(quote.text[offset:]))


def _highlights(quote: Quote) -> list[Span]:
    """Return the marks as spans of the quote's own text, in order."""
    size = len(quote.text)
    spans = (Span(mark.start - quote.start, mark.end - quote.start) for mark in quote.marks)
    clamped = (
        Span(max(0, span.start), min(size, span.end)) for span in spans if span.start < span.end
    )
    return sorted(clamped, key=lambda span: (span.start, span.end))


def _paragraph(text: str, cited: Span) -> Span:
    """Return the paragraph around a span, shortened to what can be shown at once."""
    ends = [match.end() for match in _PARAGRAPH_END.finditer(text, 0, cited.start)]
    following = _PARAGRAPH_END.search(text, cited.end)
    start, end = ends[-1] if ends else 0, following.start() if following else len(text)
    context = max(0, _PARAGRAPH_CHARACTERS - (cited.end - cited.start)) // 2
    start, end = max(start, cited.start - context), min(end, cited.end + context)
    return _whole_words(text, Span(start, end), cited)


def _whole_words(text: str, around: Span, cited: Span) -> Span:
    """Shrink a span to word boundaries, but not into what is cited."""
    start, end = around.start, around.end
    while 0 < start < cited.start and not text[start - 1].isspace():
        start += 1
    while cited.end < end < len(text) and not text[end].isspace():
        end -= 1
    return Span(start, end)


def _is_same_text(text: str, quoted: str) -> bool:
    return _normalized(text) == _normalized(quoted)


def _normalized(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?\"'“”‘’")
