"""How replies look on a terminal: order, weight and layout.

Knows what a Reply holds; knows no prompt, thread or library. Article text goes
into Text objects only, so nothing in it counts as markup, and is escaped on
its way there, so that nothing in it is obeyed by the terminal.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qa_bot.conversation.dialogue import Kind, Reply
from qa_bot.documents import Answer, ArticleRef, Passage, Quote
from qa_bot.escaping import block as _printable
from qa_bot.i18n import terminal_wording, wording

# Bold as well as coloured, so that the words stand out under NO_COLOR too.
_MARK = "bold underline"
_ANSWER = "bold"
_ASIDE = "dim"
_PROBLEM = "red"
_INDENT = "  "
_CLIP = 4
_LIST_LIMIT = 50
# A stretch of an article may begin or end within a word; one that ends a sentence is whole.
_CUT_WORD_BEFORE = re.compile(r"\A\S*\s+")
_SENTENCE_ENDS = tuple(".!?\"'”’)")


def reply(reply: Reply) -> RenderableType:
    """A reply, the answer first; a declined one shows the nearest passage."""
    parts: list[RenderableType] = []
    if reply.understood_as is not None:
        parts.append(aside(terminal_wording.understood_as(reply.understood_as)))
    if reply.answer is None:
        parts.append(Text(_printable(reply.text)))
    elif reply.kind is Kind.ANSWER:
        parts += _answered(reply.answer)
    else:
        parts += _declined(reply.text, reply.answer)
    return Group(*parts)


def passages(passages: Iterable[Passage]) -> RenderableType:
    """Passages in full, each with its source."""
    return _spaced([_passage(passage) for passage in passages])


def source_view(quote: Quote, surroundings: Callable[[Quote], str]) -> RenderableType:
    """A quote within the text around it, the text around it dimmed."""
    before, found, after = surroundings(quote).partition(quote.text)
    if not found:
        return Group(_Block(_quoted(quote)), _source(quote))
    if len(before) < quote.start:
        before = _CUT_WORD_BEFORE.sub("…", before)
    after = _without_cut_word(after.rstrip())
    whole = Text.assemble(
        (_printable(before.lstrip()), _ASIDE), _quoted(quote), (_printable(after), _ASIDE)
    )
    return Group(_Block(whole), _source(quote))


def _without_cut_word(after: str) -> str:
    """The text with its last word made an ellipsis, unless a sentence ends there."""
    if not after or after.endswith(_SENTENCE_ENDS):
        return after
    before = after[: len(after) - len(after.split()[-1])]
    return before.rstrip() + "…" if before else after


def articles(
    articles: Sequence[ArticleRef], characters: Mapping[str, int] | None = None
) -> RenderableType:
    """Articles as a table; `characters` gives each one's size by its id."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_ASIDE)
    table.add_column("Title", overflow="fold")
    table.add_column("Source", overflow="fold")
    if characters is not None:
        table.add_column("Characters", justify="right")
    for article in articles[:_LIST_LIMIT]:
        table.add_row(*_article_cells(article, characters))
    hidden = len(articles) - _LIST_LIMIT
    return Group(table, aside(terminal_wording.hidden_articles(hidden))) if hidden > 0 else table


def commands() -> RenderableType:
    """The commands and what each is for."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, meaning in terminal_wording.TERMINAL_COMMANDS.items():
        table.add_row(Text(name, "bold", no_wrap=True), Text(meaning))
    return table


def plain(text: str) -> Text:
    """Text as it is."""
    return Text(_printable(text))


def aside(text: str) -> Text:
    """A line that is not an answer."""
    return Text(_line(text), _ASIDE)


def problem(text: str) -> Text:
    """An error, on one line."""
    return Text(_line(text), _PROBLEM)


@dataclass(frozen=True, slots=True)
class _Block:
    """Text set in from the margin, and cut to a number of lines if one is given."""

    text: Text
    most: int | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - len(_INDENT), 1)
        lines = list(self.text.wrap(console, width))
        shown = lines[: self.most]
        if len(shown) < len(lines):
            shown[-1].rstrip()
            shown[-1].truncate(width - 1)
            shown[-1].append("…")
        for line in shown:
            line.rstrip()
            yield Text(_INDENT if line.plain else "").append_text(line)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Short facts on one dim line, or on more, broken between two facts where that is possible."""

    facts: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width - len(_INDENT)
        lines: list[str] = []
        for fact in self.facts:
            longer = f"{lines[-1]} · {fact}" if lines else fact
            going_on = "" if fact is self.facts[-1] else " ·"
            if lines and cell_len(longer + going_on) <= width:
                lines[-1] = longer
            else:
                lines.append(fact)
        yield _Block(Text(" ·\n".join(lines), _ASIDE))


def _answered(answer: Answer) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if answer.text and not (answer.quote and _says_the_same(answer.text, answer.quote.text)):
        parts.append(Text(_printable(answer.text), _ANSWER))
    if answer.quote is not None:
        whole = not parts
        parts.append(_Block(_quoted(answer.quote, whole)))
        parts.append(_source(answer.quote, answer.confidence))
    if answer.others:
        parts.append(aside(terminal_wording.ALSO))
        parts.append(_spaced([Group(_Block(_quoted(q)), _source(q)) for q in answer.others]))
    return parts


def _declined(lead: str, answer: Answer) -> list[RenderableType]:
    if not answer.passages:
        return [Text(lead)]
    nearest = answer.passages[0]
    return [Text(lead), aside(wording.NEAREST), _passage(nearest, _CLIP)]


def _passage(passage: Passage, most: int | None = None) -> RenderableType:
    return Group(_Block(Text(_printable(passage.text).strip()), most), _source(passage))


def _quoted(quote: Quote, whole: bool = False) -> Text:
    """The quote with its marks; a whole quote that is the answer is weighted as one."""
    text = Text(_printable(quote.text), _ANSWER if whole else "")
    for mark in quote.marks:
        start, end = max(mark.start, quote.start), min(mark.end, quote.end)
        if start < end and not whole:
            # What is escaped takes more room than it does in the article.
            shown = (len(_printable(quote.text[: at - quote.start])) for at in (start, end))
            text.stylize(_MARK, *shown)
    return text


def _source(cited: Quote | Passage, confidence: float | None = None) -> RenderableType:
    article = cited.article
    source = _place(article.link or article.source)
    if cited.place:
        source = terminal_wording.source_and_place(source, _line(cited.place))
    parts = dict.fromkeys((_line(article.title), source))
    span = terminal_wording.character_range(cited.start, cited.end)
    sure = [] if confidence is None else [terminal_wording.confidence(confidence)]
    cite = _Facts((*parts, span, *sure))
    also = [
        _Facts((terminal_wording.also_in(_line(ref.title), _place(ref.link or ref.source)),))
        for ref in cited.also
    ]
    return Group(cite, *also) if also else cite


def _article_cells(article: ArticleRef, characters: Mapping[str, int] | None) -> list[Text]:
    cells = [Text(_line(article.title)), Text(_place(article.source), _ASIDE)]
    if characters is not None:
        size = characters.get(article.id)
        cells.append(Text("" if size is None else f"{size:,}"))
    return cells


def _spaced(blocks: Sequence[RenderableType]) -> Group:
    spaced: list[RenderableType] = []
    for block in blocks:
        spaced += [Text(), block] if spaced else [block]
    return Group(*spaced)


def _place(source: str) -> str:
    """A source as a person would write it: a path from where they are, or from home."""
    for base, sign in ((Path.cwd, ""), (Path.home, "~")):
        with suppress(ValueError, OSError, RuntimeError):
            return _line(str(Path(sign) / Path(source).relative_to(base())))
    return _line(source)


def _says_the_same(answer: str, quote: str) -> bool:
    first, second = (
        " ".join(text.split()).strip(" .!?\"'“”‘’").casefold() for text in (answer, quote)
    )
    return first == second


def _line(text: str) -> str:
    return " ".join(_printable(text).split())
