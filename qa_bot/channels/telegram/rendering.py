"""How the bot's replies look on Telegram.

Knows replies, answers, quotes and which of their words matter. Does not know
chats, nor how a message is sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qa_bot import wording
from qa_bot.channels.telegram.layout import Block, Message, Run, line, sound, to_messages
from qa_bot.dialogue import Kind, Reply
from qa_bot.documents import Answer, ArticleRef, Passage, Quote, Span

_PASSAGE: Final = 1200
_OTHER: Final = 600
_SOURCE: Final = 300


def render_reply(reply: Reply) -> tuple[Message, ...]:
    """A reply as messages: how it was understood, then what is said, then its evidence."""
    blocks: list[Block] = []
    if reply.understood_as:
        blocks.append(line(wording.understood_as(reply.understood_as), italic=True))
    if reply.kind is Kind.ANSWER:
        blocks += _answered(reply)
    else:
        blocks.append(line(reply.text))
    if reply.kind is Kind.DECLINED and reply.answer is not None:
        blocks += _nearest(reply.answer.passages)
    return to_messages(blocks)


def render_text(text: str) -> tuple[Message, ...]:
    """Plain words as messages."""
    return to_messages([line(text)])


def render_passages(passages: Sequence[Passage]) -> tuple[Message, ...]:
    """Further passages, each with its source."""
    blocks = (block for passage in passages for block in _passage(passage, apart=True))
    return to_messages(blocks)


def render_source(answer: Answer) -> tuple[Message, ...]:
    """Where the answer's quote stands, in the text around it."""
    quote = answer.quote
    if quote is None:
        return to_messages(_nearest(answer.passages))
    around = _around(quote, answer.passages)
    blocks = [line(wording.SOURCE_OF_LAST), _quotation(around), _citation(around)]
    if address := _address(quote.article):
        blocks.append(line(address))
    return to_messages(blocks)


def _answered(reply: Reply) -> Iterator[Block]:
    answer = reply.answer
    quote = answer.quote if answer else None
    if quote is None or not _same(reply.text, quote.text):
        yield line(reply.text, bold=True)
    if quote is not None:
        yield _quotation(quote)
        yield _citation(quote)
    for other in answer.others if answer else ():
        yield line(wording.ANOTHER_ARTICLE, apart=True)
        yield _quotation(other).clipped(_OTHER)
        yield _citation(other)


def _nearest(passages: Sequence[Passage]) -> Iterator[Block]:
    if passages:
        yield line(wording.NEAREST)
        yield from _passage(passages[0])


def _passage(passage: Passage, *, apart: bool = False) -> Iterator[Block]:
    text = Block((Run(sound(passage.text)),), quoted=True, apart=apart)
    yield text.clipped(_PASSAGE)
    yield _citation(passage)


def _citation(cited: Quote | Passage) -> Block:
    citation = wording.citation(cited.article, cited.start, cited.end, cited.place)
    return line(citation, italic=True).clipped(_SOURCE)


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


def _around(quote: Quote, passages: Iterable[Passage]) -> Quote:
    """The passage in which the quote stands, the quote marked; else the quote itself."""
    for passage in passages:
        inside = passage.start <= quote.start and quote.end <= passage.end
        if inside and passage.article == quote.article:
            marks = (Span(quote.start, quote.end),)
            return Quote(
                passage.article, passage.start, passage.end, passage.text, marks, passage.place
            )
    return quote


def _address(article: ArticleRef) -> str | None:
    """The article's web address; where a file lies is the operator's own affair."""
    address = article.link or article.source
    return address if address.startswith(("http://", "https://")) else None


def _same(text: str, quoted: str) -> bool:
    return _bare(text) == _bare(quoted)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?\"'“”‘’")
