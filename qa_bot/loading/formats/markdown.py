"""Markdown: the words that a reader of the rendered page sees, without the markup.

Knows CommonMark's blocks and inline marks; fetches and runs nothing. Blocks are
separated by a blank line, list items and table rows by a line end.
"""

import html
import re
from collections.abc import Sequence

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_bot.loading.draft import Block, Draft, Piece, label_by_headings
from qa_bot.loading.encoding import decode_with_remarks
from qa_bot.loading.formats.front_matter import split_front_matter
from qa_bot.loading.formats.html import read_blocks, strip_tags
from qa_bot.loading.formats.markdown_dialects import (
    add_rules,
    environment,
    split_callout,
    split_dialect,
)
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.line_breaks import CELL_SEPARATOR, join_wrapped

# Deeper than people write, and as deep as the parser can recurse.
_MAX_NESTING = 60
# A line end within a paragraph; whether it was meant shows when the paragraph is whole.
_SOFT_BREAK = "\x1f"
_BREAKS = {"softbreak": _SOFT_BREAK, "hardbreak": "\n"}
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_SPACES = re.compile(r" {2,}")
_MAX_INDENT_LEVELS = 8  # levels of lists that are shown by indentation
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
    decoded = decode_with_remarks(raw.data, raw.source, raw.charset)
    metadata, text = split_front_matter(decoded.text)
    title = metadata.title
    plain = split_dialect(text)
    tokens = _parse(plain.text, plain.notes)
    if not title:
        title, tokens = _split_title(tokens)
    notes = tuple(
        Piece(
            "\n".join(block.text for block in _BlockWriter().write(_parse(note, plain.notes))),
            "notes",
        )
        for note in plain.notes.values()
    )
    return Draft(
        label_by_headings(_BlockWriter().write(tokens)) + notes,
        title,
        metadata.author,
        metadata.published,
        metadata.language,
        metadata.tags,
        unread=decoded.remarks,
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


def _parse(text: str, notes: dict[str, str]) -> list[Token]:
    """Parse a text in which the notes with these labels are defined."""
    tokens = _parse_once(text, notes)
    is_too_deep = any(token.level >= _MAX_NESTING for token in tokens)
    return _parse_once(flatten_markdown(text), notes) if is_too_deep else tokens


def _parse_once(text: str, notes: dict[str, str]) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING + 1})
    add_rules(parser.enable(["table", "strikethrough"]))
    return parser.parse(text, environment(notes))


def _split_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """Return a leading heading of level one, or "", and the tokens after it."""
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return "", tokens
    return " ".join(_inline_text(tokens[1]).split()), tokens[3:]


def _inline_text(inline: Token) -> str:
    return _text_of(inline.children or [])


def _text_of(children: Sequence[Token]) -> str:
    """Return the words of inline tokens; tags of HTML among them are read as those of a page."""
    if any(_is_tag(child) for child in children):
        blocks = read_blocks("".join(map(_token_html, children)).replace(_SOFT_BREAK, " "))
        return "\n".join(block.text for block in blocks)
    visible = [child for child in children if child.type != "image"]
    if not any(child.content.strip() for child in visible):
        # A picture by itself is shown with its description; within a sentence there is none.
        return _without_soft_breaks("".join(map(_description, children)).strip())
    text = _without_soft_breaks("".join(map(_token_text, children)).strip())
    return text if len(visible) == len(children) else _SPACES.sub(" ", text)


def _without_soft_breaks(text: str) -> str:
    """Return a paragraph with its line ends kept where they were meant, such as of a price list."""
    if _SOFT_BREAK not in text:
        return text
    return join_wrapped([line.strip(" ") for line in text.split(_SOFT_BREAK) if line.strip()])


def _description(child: Token) -> str:
    return _inline_text(child) if child.type == "image" else _token_text(child)


def _is_tag(token: Token) -> bool:
    """Return whether a token is a tag of HTML; "<key>" in a person's text is a word."""
    if token.type != "html_inline":
        return False
    name = _TAG.match(token.content)
    return name is None or name[1].lower() in defs.tags


def _token_html(token: Token) -> str:
    if _is_tag(token):
        return token.content
    return html.escape(_token_text(token)).replace("\n", "<br>")


def _token_text(token: Token) -> str:
    if token.type == "image":
        return ""
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
        self._quotes = 0

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
            case "inline" if self._quotes:
                title, children = split_callout(token.children or [])
                self._add(title)
                self._add(_text_of(children))
            case "inline":
                self._add(_inline_text(token))
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "heading_open":
                self._level = int(token.tag[1])
            case "heading_close":
                self._level = 0
            case "fence" | "code_block":
                self._add(token.content.rstrip("\n"))
            case "html_block":
                self._add_html(token.content)
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                indent = "  " * min(len(self._lists) - 1, _MAX_INDENT_LEVELS)
                self._marker = indent + self._next_marker()
            case "table_open":
                self._blocks.append([])
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._close_row()

    def _add(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(" ".join(text.split()))
        elif text and self._lists:
            self._blocks[-1].append(self._marker + text)
            self._marker = ""
        elif text:
            self._levels[len(self._blocks)] = self._level
            self._blocks.append([text])

    def _add_html(self, content: str) -> None:
        if self._lists or self._cells is not None:
            self._add(strip_tags(content))
            return
        for block in read_blocks(content):
            self._level = block.level
            self._add(block.text)
        self._level = 0

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
        self._blocks[-1].append(CELL_SEPARATOR.join(self._cells or ()))
        self._cells = None
