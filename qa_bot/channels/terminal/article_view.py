"""An article as a terminal shows it: its title, what is known of it, and its text.

With a quote, only what stands around that is shown, the quote highlighted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from qa_bot.documents import Article, Span, place_at
from qa_bot.errors import QuoteNotFound
from qa_bot.escape import escape_block, escape_line

# Characters shown before and after a quote: about half a screen each.
_MARGIN: Final = 800
_QUOTATION_MARKS: Final = " \t\n\"'“”‘’«»…"
# Styles without colour, so that a quote stands out under NO_COLOR too.
_QUOTE: Final = "bold underline"


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What is shown of an article: all of it, or what stands around a quote."""

    article: Article
    quote: Span | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.lines()

    def lines(self) -> Iterator[Text]:
        """Yield the heading and then the text line by line, as a long text is read in parts."""
        article = self.article
        yield Text(escape_line(article.title), "bold")
        details = (article.author, article.published[:10], article.link or article.source)
        yield Text(" · ".join(escape_line(each) for each in details if each), "dim")
        if self.quote is not None and (place := place_at(article.places, self.quote.start)):
            yield Text(escape_line(place), "dim")
        yield Text()
        start, end = (_after_title(article), len(article.text))
        if self.quote is not None:
            start, end = _around(self, start)
        if start > _after_title(article):
            yield Text("…", "dim")
        at = start
        for line in article.text[start:end].removesuffix("\n").split("\n"):
            yield self._line(line, at)
            at += len(line) + 1
        if end < len(article.text):
            yield Text("…", "dim")

    def _line(self, line: str, at: int) -> Text:
        """Lay out the line that begins at a character of the article."""
        quote = self.quote or Span(0, 0)
        start, end = (min(max(edge - at, 0), len(line)) for edge in (quote.start, quote.end))
        before, found, after = (
            escape_block(part) for part in (line[:start], line[start:end], line[end:])
        )
        return Text.assemble(before, (found, _QUOTE), after)


def find_quote(article: Article, quote: str) -> Span:
    """Return where a quote stands in an article, whatever its case and spaces.

    Quotation marks around it do not count. Raises QuoteNotFound.
    """
    wanted, _ = _folded(quote.strip(_QUOTATION_MARKS))
    text, offsets = _folded(article.text)
    at = text.find(wanted) if wanted else -1
    if at < 0:
        raise QuoteNotFound(quote, article.title)
    return Span(offsets[at], offsets[at + len(wanted) - 1] + 1)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return a text in lower case with single spaces, and the offset of each character of it."""
    characters: list[str] = []
    offsets: list[int] = []
    is_after_space = True
    for at, character in enumerate(text):
        is_space = character.isspace()
        if not (is_space and is_after_space):
            # A letter that is two in lower case stays as it is, one for one.
            lower = character.lower()
            characters.append(" " if is_space else lower if len(lower) == 1 else character)
            offsets.append(at)
        is_after_space = is_space
    return "".join(characters), offsets


def article_json(view: ArticleView) -> dict[str, object]:
    """Return an article with its text as JSON, and where in it the quote stands, or null."""
    article, quote = view.article, view.quote
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "link": article.link or None,
        "author": article.author or None,
        "published": article.published or None,
        "language": article.language or None,
        "tags": list(article.tags),
        "collection": article.collection or None,
        "text": article.text,
        "places": [{"start": place.start, "label": place.label} for place in article.places],
        "start": quote.start if quote else None,
        "end": quote.end if quote else None,
    }


def _after_title(article: Article) -> int:
    """Return where the text begins below its title, which the heading shows already."""
    is_titled = article.title and article.text.startswith(f"{article.title}\n")
    rest = article.text[len(article.title) :] if is_titled else ""
    return len(article.text) - len(rest.lstrip()) if is_titled else 0


def _around(view: ArticleView, first: int) -> tuple[int, int]:
    """Return the start and end of what is shown: whole lines or words around the quote."""
    text, quote = view.article.text, view.quote or Span(0, 0)
    first = min(first, quote.start)
    start, end = max(first, quote.start - _MARGIN), min(len(text), quote.end + _MARGIN)
    if start > first:
        line, word = text.find("\n", start, quote.start), text.find(" ", start, quote.start)
        start = 1 + next((at for at in (line, word) if at >= 0), start - 1)
    if end < len(text):
        line, word = text.rfind("\n", quote.end, end), text.rfind(" ", quote.end, end)
        end = next((at for at in (line, word) if at >= 0), end)
    return start, end
