"""Markdown: the words that a reader of the rendered page sees, without the markup.

Knows CommonMark's blocks and inline marks; fetches and runs nothing. Blocks are
separated by a blank line, list items and table rows by a line end.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_bot.loading.draft import Block, Draft, label_by_headings
from qa_bot.loading.encoding import decode
from qa_bot.loading.formats.front_matter import split_front_matter
from qa_bot.loading.formats.html import strip_tags
from qa_bot.loading.raw_source import RawSource

# Deeper than people write, and as deep as the parser can recurse.
_MAX_NESTING = 60
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
# A mark of a list or quote before a line. Ten levels of both, two marks each, are kept ...
_MARK = re.compile(r"[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))")
_MAX_MARKS = 20
# ... and as many levels of indentation, four spaces each.
_MAX_INDENT = 40


def read(raw: RawSource) -> Draft:
    """Extract the draft of a Markdown text.

    The title is that of the front matter, else a leading heading of level one,
    which is then left out of the text. Raises SourceNotText.
    """
    text = decode(raw.data, raw.source, raw.charset)
    metadata, text = split_front_matter(text)
    title = metadata.title
    tokens = _parse(text)
    if any(token.level >= _MAX_NESTING for token in tokens):
        tokens = _parse(flatten_markdown(text))
    if not title:
        title, tokens = _split_title(tokens)
    return Draft(
        label_by_headings(_BlockWriter().write(tokens)),
        title,
        metadata.author,
        metadata.published,
        metadata.language,
        metadata.tags,
    )


def flatten_markdown(text: str) -> str:
    """Limit the marks of lists and quotes before each line, and its indentation.

    Items of lists that are nested deeper become siblings.
    """
    return "\n".join(map(_flatten_line, text.split("\n")))


def _flatten_line(line: str) -> str:
    end = kept_end = marks = 0
    while mark := _MARK.match(line, end):
        end = mark.end()
        marks += 1
        kept_end = end if marks <= _MAX_MARKS else kept_end
    prefix = line[:kept_end]
    bare = prefix.lstrip(" \t")
    indent = min(len(prefix) - len(bare), _MAX_INDENT)
    return " " * indent + bare + line[end:]


def _parse(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING + 1})
    return parser.enable(["table", "strikethrough"]).parse(text)


def _split_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """Return a leading heading of level one, or "", and the tokens after it."""
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return "", tokens
    return _inline_text(tokens[1]).replace("\n", " "), tokens[3:]


def _inline_text(inline: Token) -> str:
    return "".join(_token_text(child) for child in inline.children or ()).strip()


def _token_text(token: Token) -> str:
    if token.type == "image":
        return _inline_text(token)
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    return _BREAKS.get(token.type, token.content)


class _BlockWriter:
    """Collects blocks while it walks the tokens of one text."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = []
        self._levels: dict[int, int] = {}
        self._level = 0
        # The next number of each open list, None for bullets.
        self._lists: list[int | None] = []
        self._marker = ""
        self._cells: list[str] | None = None

    def write(self, tokens: Sequence[Token]) -> list[Block]:
        """Return the blocks of all tokens."""
        for token in tokens:
            self._write_token(token)
        return [
            Block("\n".join(lines), self._levels.get(number, 0))
            for number, lines in enumerate(self._blocks)
            if lines
        ]

    def _write_token(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._add(_inline_text(token))
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

    def _add(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(text)
        elif text and self._lists:
            self._blocks[-1].append(self._marker + text)
            self._marker = ""
        elif text:
            self._levels[len(self._blocks)] = self._level
            self._blocks.append([text])

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
