"""Layout of replies, articles and notices on a terminal.

Text of articles is escaped and put into Text objects only, so that rich finds no
markup in it and the terminal no control sequences.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qa_bot.answers import Answer, Overview, Passage, Quote
from qa_bot.conversation.turns import Reply, ReplyKind, ReplyOption
from qa_bot.documents import ArticleRef, readable_source
from qa_bot.escape import escape_block as _escape
from qa_bot.i18n import terminal_wording, wording

# Styles without colour, so that the words of an answer stand out under NO_COLOR too.
_HIGHLIGHT: Final = "bold underline"
_ANSWER: Final = "bold"
_DIM: Final = "dim"
_ERROR: Final = "red"
_INDENT: Final = "  "
# Lines shown of the nearest passage to a declined question.
_NEAREST_LINES: Final = 4
# Articles in a list: about two screens, after which a word narrows it better.
MOST_LISTED: Final = 50
# The text around a quote may begin within a word, and ends within one unless a sentence ends.
_FIRST_WORD: Final = re.compile(r"\A\S*\s+")
_SENTENCE_ENDS: Final = tuple(".!?\"'”’)")


def reply(reply: Reply) -> RenderableType:
    """Lay out a reply: its answer, its evidence, or what it asks back."""
    parts: list[RenderableType] = []
    if reply.understood_as is not None:
        parts.append(notice(terminal_wording.understood_as(reply.understood_as)))
    if reply.answer is None:
        parts.append(Text(_escape(reply.text)))
        parts += [
            part for quote in reply.quotes for part in (_Block(_quoted(quote)), _cited(quote))
        ]
        parts += [_option(number, each) for number, each in enumerate(reply.options, 1)]
    elif reply.kind is ReplyKind.OVERVIEW and reply.answer.overview is not None:
        if reply.answer.quote is not None and reply.answer.quote.marks:
            parts += [Text(_escape(reply.text), _ANSWER), Text()]
        parts.append(_overview(reply.answer.overview))
    elif reply.kind is ReplyKind.ANSWER:
        parts += _answered(reply.answer)
    else:
        parts += _declined(reply.text, reply.answer)
    return Group(*parts)


def _option(number: int, option: ReplyOption) -> RenderableType:
    return _Block(Text(terminal_wording.numbered(number, _line(option.question))))


def passages(passages: Iterable[Passage]) -> RenderableType:
    """Lay out whole passages, each with its source."""
    return _spaced([_passage(passage) for passage in passages])


def indented(text: Text) -> RenderableType:
    """Lay out a text with the indent of quotes."""
    return _Block(text)


def numbered_quote(number: int, quote: Quote, is_shown: bool = False) -> RenderableType:
    """Lay out a quote after its number, with its source; the source alone where it is shown."""
    if is_shown:
        return _cited(quote, number=number)
    numbered = Text.assemble((f"[{number}] ", _DIM), _quoted(quote))
    return Group(_Block(numbered), _cited(quote))


def source(quote: Quote, surroundings: Callable[[Quote], str]) -> RenderableType:
    """Lay out a quote within its surroundings, which are dim."""
    before, found, after = surroundings(quote).partition(quote.text)
    if not found:
        return Group(_Block(_quoted(quote)), _cited(quote))
    if len(before) < quote.start:
        before = _FIRST_WORD.sub("…", before)
    after = _without_cut_word(after.rstrip())
    whole = Text.assemble((_escape(before.lstrip()), _DIM), _quoted(quote), (_escape(after), _DIM))
    return Group(_Block(whole), _cited(quote))


def _without_cut_word(after: str) -> str:
    """Replace the last word by an ellipsis, unless a sentence ends there."""
    if not after or after.endswith(_SENTENCE_ENDS):
        return after
    before = after[: len(after) - len(after.split()[-1])]
    return before.rstrip() + "…" if before else after


def articles(articles: Sequence[ArticleRef], count: int = 0) -> RenderableType:
    """Lay out articles, the first of `count`, as a table of titles and sources."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_DIM)
    table.add_column("Title", overflow="fold")
    table.add_column("Source", overflow="fold")
    for article in articles[:MOST_LISTED]:
        table.add_row(Text(_line(article.title)), Text(_location(article.source), _DIM))
    hidden = max(count, len(articles)) - MOST_LISTED
    return Group(table, notice(terminal_wording.hidden_articles(hidden))) if hidden > 0 else table


def commands() -> RenderableType:
    """Lay out the commands and what each does."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, help_text in terminal_wording.TERMINAL_COMMANDS.items():
        table.add_row(Text(name, "bold", no_wrap=True), Text(help_text))
    return table


def notice(text: str) -> Text:
    """Lay out a line that is not an answer."""
    return Text(_line(text), _DIM)


def error(text: str) -> Text:
    """Lay out an error on one line."""
    return Text(_line(text), _ERROR)


@dataclass(frozen=True, slots=True)
class _Block:
    """Indented text, cut to a number of lines if one is given."""

    text: Text
    max_lines: int | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - len(_INDENT), 1)
        lines = list(self.text.wrap(console, width))
        shown = lines[: self.max_lines]
        if len(shown) < len(lines):
            shown[-1].rstrip()
            shown[-1].truncate(width - 1)
            shown[-1].append("…")
        for line in shown:
            line.rstrip()
            yield Text(_INDENT if line.plain else "").append_text(line)


@dataclass(frozen=True, slots=True)
class _SourceLine:
    """Dim parts separated by dots, wrapped between two parts where that is possible."""

    parts: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width - len(_INDENT)
        lines: list[str] = []
        for part in self.parts:
            longer = f"{lines[-1]} · {part}" if lines else part
            separator = "" if part is self.parts[-1] else " ·"
            if lines and cell_len(longer + separator) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
        yield _Block(Text(" ·\n".join(lines), _DIM))


def _answered(answer: Answer) -> list[RenderableType]:
    if answer.parts:
        return [_spaced([_part(part) for part in answer.parts])]
    parts: list[RenderableType] = []
    is_answer = answer.quote is not None and _is_same_text(answer.text or "", answer.quote.text)
    if answer.text and not is_answer:
        said = Text(_escape(answer.text), _ANSWER)
        parts.append(_perhaps(said) if answer.is_unsure else said)
    elif answer.is_unsure:
        parts.append(notice(wording.PERHAPS_THIS))
    if answer.quote is not None:
        parts.append(_Block(_quoted(answer.quote, is_answer)))
        parts.append(_cited(answer.quote, answer.confidence))
    elif answer.metadata_of is not None:
        parts.append(notice(terminal_wording.metadata_of(answer.metadata_of.title)))
    if answer.others:
        parts.append(notice(terminal_wording.ALSO))
        parts.append(_spaced([Group(_Block(_quoted(q)), _cited(q)) for q in answer.others]))
    return parts


def _perhaps(said: Text) -> Text:
    """Return an answer after the word that it may be wrong."""
    before, _, after = wording.PERHAPS.partition("{answer}")
    return Text.assemble((before, _DIM), said, (after, _DIM))


def _part(part: Answer) -> RenderableType:
    """Lay out one part of a question, as it was asked, with its answer."""
    shown = _answered(part) if part.answered else [Text(wording.DECLINED)]
    return Group(notice(part.question), *shown)


def _overview(overview: Overview) -> RenderableType:
    """Lay out an overview by article: its title, sentences with their places, and source."""
    blocks: list[RenderableType] = []
    for _, group in groupby(overview.sentences, lambda quote: quote.article.id):
        quotes = list(group)
        article = quotes[0].article
        title, location = _line(article.title), _location(article.link or article.source)
        blocks.append(
            Group(
                Text(title, _ANSWER),
                *(_Block(_sentence(quote)) for quote in quotes),
                *([_SourceLine([location])] if location != title else []),
            )
        )
    if overview.left_out:
        counted = wording.MORE_ARTICLES
        message = counted.one if overview.left_out == 1 else counted.several
        blocks.append(notice(message.format(count=overview.left_out)))
    if overview.suggestions:
        questions = "\n".join(_line(question) for question in overview.suggestions)
        blocks.append(Group(notice(wording.YOU_COULD_ASK), _Block(Text(questions))))
    return _spaced(blocks)


def _sentence(quote: Quote) -> Text:
    """Lay out a sentence of an overview, its place after it."""
    place = f"  {_line(quote.place_in_article)}" if quote.place_in_article else ""
    return Text.assemble(_escape(quote.text).strip(), (place, _DIM))


def _declined(lead: str, answer: Answer) -> list[RenderableType]:
    if not answer.passages:
        return [Text(lead)]
    if answer.near_miss is not None:
        words = wording.in_quotation_marks([_line(word) for word in answer.near_miss.missing])
        found = answer.near_miss.quote
        label = notice(wording.NEAR_MISS.format(words=words))
        return [Text(lead), label, _Block(_quoted(found)), _cited(found)]
    nearest = answer.passages[0]
    return [Text(lead), notice(wording.NEAREST), _passage(nearest, _NEAREST_LINES)]


def _passage(passage: Passage, max_lines: int | None = None) -> RenderableType:
    return Group(_Block(Text(_escape(passage.text).strip()), max_lines), _cited(passage))


def _quoted(quote: Quote, is_answer: bool = False) -> Text:
    """Lay out a quote with its answer highlighted, or in bold where it is itself the answer."""
    text = Text(_escape(quote.text), _ANSWER if is_answer else "")
    for mark in quote.marks:
        start, end = max(mark.start, quote.start), min(mark.end, quote.end)
        if start < end and not is_answer:
            # An escaped character is longer than it is in the article.
            escaped = (len(_escape(quote.text[: at - quote.start])) for at in (start, end))
            text.stylize(_HIGHLIGHT, *escaped)
    return text


def _cited(
    cited: Quote | Passage, confidence: float | None = None, number: int | None = None
) -> RenderableType:
    article = cited.article
    location = _location(article.link or article.source)
    if cited.place:
        location = terminal_wording.source_and_place(location, _line(cited.place))
    # A title that is the source itself appears once.
    parts = list(dict.fromkeys((_line(article.title), location)))
    parts.append(terminal_wording.character_range(cited.start, cited.end))
    if number is not None:
        parts[0] = f"[{number}] {parts[0]}"
    if confidence is not None:
        parts.append(terminal_wording.confidence(confidence))
    line = _SourceLine(parts)
    also = [
        _SourceLine(
            (terminal_wording.also_in(_line(ref.title), _location(ref.link or ref.source)),)
        )
        for ref in cited.also
    ]
    return Group(line, *also) if also else line


def _spaced(blocks: Sequence[RenderableType]) -> Group:
    spaced: list[RenderableType] = []
    for block in blocks:
        spaced += [Text(), block] if spaced else [block]
    return Group(*spaced)


def _location(source: str) -> str:
    """Return a source as a person would type it: relative to this folder or to home."""
    for base, prefix in ((Path.cwd, ""), (Path.home, "~")):
        with suppress(ValueError, OSError, RuntimeError):
            return _line(str(Path(prefix) / Path(source).relative_to(base())))
    return _line(readable_source(source))


def _is_same_text(answer: str, quote: str) -> bool:
    first, second = (
        " ".join(text.split()).strip(" .!?\"'“”‘’").casefold() for text in (answer, quote)
    )
    return first == second


def _line(text: str) -> str:
    return " ".join(_escape(text).split())
