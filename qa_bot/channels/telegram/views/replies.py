"""How the bot's replies look on Telegram.

Knows replies, answers, quotes and which of their words matter. Does not know
chats, nor how a message is sent.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from qa_bot.channels.telegram.views.message_layout import (
    Block,
    Message,
    Run,
    line,
    sound,
    to_message,
    to_messages,
)
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.documents import Answer, ArticleRef, Passage, Quote, Span
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

_PASSAGE: Final = 1200
_PARAGRAPH: Final = 3000
_OTHER: Final = 600
_SOURCE: Final = 300
_PARAGRAPH_END = re.compile(r"\n\s*\n|\n")
_WEB: Final = ("http://", "https://")


def render_reply(reply: Reply, words: Language) -> tuple[Message, ...]:
    """A reply as messages: how it was understood, then what is said, then its evidence."""
    blocks: list[Block] = []
    if reply.understood_as:
        understood = words(wording.UNDERSTOOD_AS, question=reply.understood_as)
        blocks.append(line(understood, italic=True))
    if reply.kind is ReplyKind.ANSWER:
        blocks += _answered(reply, words)
    elif reply.kind is ReplyKind.DECLINED and reply.answer is not None:
        blocks += _declined(reply, reply.answer, words)
    else:
        blocks.append(line(words(reply.text)))
    return to_messages(blocks)


def render_text(text: str) -> tuple[Message, ...]:
    """Plain words as messages."""
    return to_messages([line(text)])


def render_passage(answer: Answer, number: int, words: Language) -> Message:
    """The answer's passage of that number, counted from 0, with its source."""
    passage, count = answer.passages[number], len(answer.passages)
    heading = words(wording.PASSAGE_OF, number=number + 1, count=count)
    return to_message([line(heading, bold=True), *_passage(passage)])


def render_paragraph(cited: Quote | Passage, text: str) -> Message:
    """The paragraph of an article's `text` that what is cited stands in, marked there."""
    start, end = _paragraph(text, cited.start, cited.end)
    marks = (Span(cited.start, cited.end),)
    around = Quote(cited.article, start, end, text[start:end], marks, cited.place)
    return to_message([_quotation(around), _citation(around)])


def cite(article: ArticleRef, place: str = "") -> Block:
    """An article's title, leading to its address if it has one, and a place in it."""
    title = _title(article)
    where = (Run(sound(f", {place}"), italic=True),) if place else ()
    return Block((title, *where)).clipped(_SOURCE)


def _title(article: ArticleRef) -> Run:
    return Run(sound(article.title), italic=True, link=sound(address(article) or ""))


def address(article: ArticleRef) -> str | None:
    """The article's web address; where a file lies is the operator's own affair."""
    return next((at for at in (article.link, article.source) if at.startswith(_WEB)), None)


def _answered(reply: Reply, words: Language) -> Iterator[Block]:
    answer = reply.answer
    quote = answer.quote if answer else None
    if quote is None or not _same(reply.text, quote.text):
        yield line(reply.text, bold=True)
    if quote is not None:
        yield _quotation(quote)
        yield _citation(quote)
    for other in answer.others if answer else ():
        yield line(words(wording.ANOTHER_ARTICLE), apart=True)
        yield _quotation(other).clipped(_OTHER)
        yield _citation(other)


def _declined(reply: Reply, answer: Answer, words: Language) -> Iterator[Block]:
    if not answer.passages and reply.text == wording.declined(answer):
        yield line(f"{words(wording.DECLINED)} {words(wording.EMPTY_LIBRARY)}")
        return
    # What is said in place of the usual line is already in the person's language.
    yield line(words(reply.text))
    if answer.passages:
        yield line(words(wording.NEAREST))
        yield from _passage(answer.passages[0])


def _passage(passage: Passage) -> Iterator[Block]:
    yield Block((Run(sound(passage.text)),), quoted=True).clipped(_PASSAGE)
    yield _citation(passage)


def _citation(cited: Quote | Passage) -> Block:
    first = cite(cited.article, cited.place)
    others = (run for ref in cited.also for run in (Run("; ", italic=True), _title(ref)))
    return Block((*first.runs, *others)).clipped(_SOURCE)


def _quotation(quote: Quote) -> Block:
    return Block(tuple(_marked(quote)), quoted=True)


def _marked(quote: Quote) -> Iterator[Run]:
    """The quote's text, the words that matter in bold."""
    at = 0
    for start, end in _within(quote):
        if at < start:
            yield Run(sound(quote.text[at:start]))
        if max(at, start) < end:
            yield Run(sound(quote.text[max(at, start) : end]), bold=True)
        at = max(at, end)
    if at < len(quote.text):
        yield Run(sound(quote.text[at:]))


def _within(quote: Quote) -> Iterable[tuple[int, int]]:
    """The marks as ranges of the quote's text, in order."""
    size = len(quote.text)
    ranges = ((mark.start - quote.start, mark.end - quote.start) for mark in quote.marks)
    return sorted((max(0, start), min(size, end)) for start, end in ranges if start < end)


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the paragraph around a range, but no more than can be shown at once."""
    ends = [match.end() for match in _PARAGRAPH_END.finditer(text, 0, start)]
    following = _PARAGRAPH_END.search(text, end)
    first, last = ends[-1] if ends else 0, following.start() if following else len(text)
    spare = max(0, _PARAGRAPH - (end - start)) // 2
    return _whole_words(text, max(first, start - spare), min(last, end + spare), start, end)


def _whole_words(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The bounds moved inwards to where words begin and end, as far as the range lets them."""
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return first, last


def _same(text: str, quoted: str) -> bool:
    return _bare(text) == _bare(quoted)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?\"'“”‘’")
