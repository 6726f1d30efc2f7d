"""Markdown to a draft: the words a reader sees, without the marks.

Knows Markdown's blocks and inline marks; nothing is fetched or run. Blocks
are separated by a blank line, list items and table rows by a line end.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_bot.loading.draft import Block, Draft, label_by_headings
from qa_bot.loading.encoding import decode
from qa_bot.loading.formats.front_matter import take_front_matter
from qa_bot.loading.formats.html import strip_tags
from qa_bot.loading.formats.html_nesting import flattened_markdown
from qa_bot.loading.raw_source import RawSource

# Deeper than people write, and as deep as the parser can call itself.
_DEEPEST = 60
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def read(raw: RawSource) -> Draft:
    """The draft of a Markdown text; raises SourceNotText.

    Its title is the front matter's, else a first heading of level one, which
    then leaves the text.
    """
    text = decode(raw.data, raw.source, raw.charset)
    facts, text = take_front_matter(text)
    title = facts.title
    tokens = _parse(text)
    if any(token.level >= _DEEPEST for token in tokens):
        tokens = _parse(flattened_markdown(text))
    if not title:
        title, tokens = _take_first_heading(tokens)
    pieces = label_by_headings(_Page().write(tokens))
    return Draft(pieces, title, facts.author, facts.published, facts.language, facts.tags)


def _parse(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 1})
    return parser.enable(["table", "strikethrough"]).parse(text)


def _take_first_heading(tokens: list[Token]) -> tuple[str, list[Token]]:
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return "", tokens
    return _words(tokens[1]).replace("\n", " "), tokens[3:]


def _words(inline: Token) -> str:
    return "".join(_word(child) for child in inline.children or ()).strip()


def _word(token: Token) -> str:
    if token.type == "image":
        return _words(token)
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    return _BREAKS.get(token.type, token.content)


class _Page:
    """Collects blocks while it walks the tokens of one text."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = []
        self._levels: dict[int, int] = {}
        self._level = 0
        self._lists: list[int | None] = []
        self._marker = ""
        self._cells: list[str] | None = None

    def write(self, tokens: Sequence[Token]) -> list[Block]:
        for token in tokens:
            self._take(token)
        return [
            Block("\n".join(lines), self._levels.get(number, 0))
            for number, lines in enumerate(self._blocks)
            if lines
        ]

    def _take(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._add(_words(token))
            case "heading_open":
                self._level = int(token.tag[1])
            case "heading_close":
                self._level = 0
            case "fence" | "code_block":
                self._add(token.content.rstrip("\n"))
            case "html_block":
                self._add(strip_tags(token.content))
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = self._next_marker()
            case "table_open":
                self._blocks.append([])
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._close_row()

    def _add(self, words: str) -> None:
        if self._cells is not None:
            self._cells.append(words)
        elif words and self._lists:
            self._blocks[-1].append(self._marker + words)
            self._marker = ""
        elif words:
            self._levels[len(self._blocks)] = self._level
            self._blocks.append([words])

    def _open_list(self, token: Token) -> None:
        if not self._lists:
            self._blocks.append([])
        first = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
        self._lists.append(first)

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _close_row(self) -> None:
        self._blocks[-1].append(" | ".join(self._cells or ()))
        self._cells = None
