"""Messages with what a language model wrote: its sentences, their sources, what was left out.

Knows that a model's words are data, which may say anything. Does not know how they were
checked, nor chats.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from telegram import InlineKeyboardMarkup

from qa_bot.answers import DroppedSentence, Quote, WrittenAnswer, WrittenSentence
from qa_bot.channels.telegram.views.keyboards import left_out_keyboard, written_keyboard
from qa_bot.channels.telegram.views.message_layout import (
    ELLIPSIS,
    LayoutBlock,
    RenderedMessage,
    TextRun,
    join_surrogates,
    line,
    to_message,
    truncate,
    utf16_length,
)
from qa_bot.channels.telegram.views.reply_messages import cite
from qa_bot.escape import UNSAFE
from qa_bot.i18n import wording
from qa_bot.i18n.part_names import place_name
from qa_bot.i18n.translation import Language

# UTF-16 units of the sentences and of their sources: with the other lines below the 4096 of a
# message, which cannot be split as long as it is edited.
_SENTENCES_UNITS: Final = 2400
_SOURCES_UNITS: Final = 1200
# UTF-16 units of one source, of which half is the quote; fewer show no sentence.
_SOURCE_UNITS, _MIN_SOURCE_UNITS = 500, 80
# UTF-16 units of all dropped sentences, and of one with its words: of more than 20 only beginnings.
_LEFT_OUT_UNITS: Final = 3000
_DROPPED_UNITS, _MIN_DROPPED_UNITS = 600, 60
# UTF-16 units of the name of a model or of a host: one line on a phone.
_NAME_UNITS: Final = 60

_Place = tuple[str, str, int, int]


def render_writing(sentences: Sequence[WrittenSentence], language: Language) -> RenderedMessage:
    """Render the sentences so far of an answer that is being written."""
    return _rendered(language(wording.WRITING), sentences, language, is_whole=False)


def render_written(written: WrittenAnswer, language: Language, host: str = "") -> RenderedMessage:
    """Render a written answer; `host` is named as that to which the question went."""
    lead = language(wording.WRITTEN, model=_name(written.model))
    return _rendered(lead, written.sentences, language, host=host)


def written_screen(
    answer_id: int, written: WrittenAnswer, language: Language, host: str = ""
) -> tuple[RenderedMessage, InlineKeyboardMarkup | None]:
    """Return a written answer and its buttons."""
    buttons = written_keyboard(answer_id, len(written.dropped), language)
    return render_written(written, language, host), buttons


def left_out_screen(
    answer_id: int, written: WrittenAnswer, language: Language
) -> tuple[RenderedMessage, InlineKeyboardMarkup | None]:
    """Return the sentences that were left out, each with the reason, and their buttons."""
    limit = max(_MIN_DROPPED_UNITS, _LEFT_OUT_UNITS // max(1, len(written.dropped)))
    limit = min(_DROPPED_UNITS, limit)
    blocks = [line(language(wording.LEFT_OUT_LEAD), italic=True)]
    blocks += [
        block for sentence in written.dropped for block in _dropped(sentence, language, limit)
    ]
    return to_message(blocks), left_out_keyboard(answer_id, language)


def _rendered(
    lead: str,
    sentences: Sequence[WrittenSentence],
    language: Language,
    *,
    is_whole: bool = True,
    host: str = "",
) -> RenderedMessage:
    fitting = _fitting(sentences)
    quotes = _cited(fitting)
    runs = list(_sentence_runs(fitting, quotes))
    if not is_whole or len(fitting) < len(sentences):
        runs.append(TextRun(f" {ELLIPSIS}"))
    blocks = [line(lead, italic=True), LayoutBlock(tuple(runs)).truncated(_SENTENCES_UNITS)]
    if host:
        notice = language(wording.WRITTEN_AT_HOST, host=_name(host))
        blocks.append(line(notice, italic=True))
    return to_message([*blocks, _sources(list(quotes.values()), language)])


def _fitting(sentences: Sequence[WrittenSentence]) -> list[WrittenSentence]:
    """Return as many whole sentences as fit in a message, at least one."""
    fitting: list[WrittenSentence] = []
    units = 0
    for sentence in sentences:
        marks = "".join(f"[{len(sentences)}]" for _ in sentence.citations)
        units += utf16_length(_plain(sentence.text)) + len(marks) + 2
        if fitting and units > _SENTENCES_UNITS:
            break
        fitting.append(sentence)
    return fitting


def _cited(sentences: Sequence[WrittenSentence]) -> dict[_Place, Quote]:
    """Return each quote by its place, in the order in which they are cited."""
    return {_place(quote): quote for each in sentences for quote in each.citations}


def _sentence_runs(
    sentences: Sequence[WrittenSentence], quotes: Iterable[_Place]
) -> Iterator[TextRun]:
    numbers = {place: number for number, place in enumerate(quotes, start=1)}
    for index, sentence in enumerate(sentences):
        cited = dict.fromkeys(numbers[_place(quote)] for quote in sentence.citations)
        marks = "".join(f"[{number}]" for number in cited)
        yield TextRun(f"{' ' if index else ''}{_plain(sentence.text)} {marks}")


def _sources(quotes: Sequence[Quote], language: Language) -> LayoutBlock:
    """Return each quote under its number, with its article, as one expandable quotation."""
    limit = max(_MIN_SOURCE_UNITS, _SOURCES_UNITS // max(1, len(quotes)))
    limit = min(_SOURCE_UNITS, limit)
    runs: list[TextRun] = []
    for number, quote in enumerate(quotes, start=1):
        words = truncate(" ".join(quote.text.split()), limit // 2)
        quoted = language(wording.QUOTED, text=words)
        cited = cite(quote.article, place_name(quote.place, language)).truncated(limit // 2)
        before = "\n" if runs else ""
        runs += [TextRun(join_surrogates(f"{before}[{number}] {quoted} ")), *cited.runs]
    block = LayoutBlock(tuple(runs), is_quotation=True, is_expandable=True)
    return block.truncated(_SOURCES_UNITS)


def _dropped(sentence: DroppedSentence, language: Language, limit: int) -> Iterator[LayoutBlock]:
    """Yield a dropped sentence and its reason; its words are code, so that they link nowhere."""
    text = TextRun(truncate(_plain(sentence.text), limit), code=True)
    yield LayoutBlock((text,), has_gap_before=True)
    unknown = wording.DROPPED_BECAUSE["unsupported"]
    reason = language(wording.DROPPED_BECAUSE.get(sentence.reason, unknown))
    if not (words := _plain(sentence.words)):
        yield line(reason, italic=True)
        return
    template = language(wording.REASON_AND_WORDS)
    before, _, after = template.partition("{words}")
    said = TextRun(truncate(words, limit), code=True)
    first = TextRun(before.format(reason=reason), italic=True)
    yield LayoutBlock(tuple(run for run in (first, said, TextRun(after)) if run.text))


def _place(quote: Quote) -> _Place:
    return quote.article.id, quote.article.digest, quote.start, quote.end


def _plain(text: str) -> str:
    """Return what a model wrote, on one line, without what reorders the text around it."""
    return UNSAFE.sub("", " ".join(join_surrogates(text).split()))


def _name(text: str) -> str:
    return truncate(_plain(text), _NAME_UNITS)
