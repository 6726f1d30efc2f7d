"""Markdown to a draft: the words a reader sees, without the marks.

Knows Markdown's blocks and inline marks; nothing is fetched or run. Blocks
are separated by a blank line, list items and table rows by a line end.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_bot.library.loading.draft import Draft
from qa_bot.library.loading.html import strip_tags

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_TITLE_KEY = re.compile(r"^title[ \t]*[:=][ \t]*(\S.*?)[ \t]*\r?$", re.M | re.I)
_KEY = re.compile(r"^[\w-]+[ \t]*[:=]", re.M)
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def read_markdown(text: str) -> Draft:
    """The draft of a Markdown text.

    Its title is the front matter's, else a first heading of level one, which
    then leaves the text.
    """
    title, text = _take_front_matter(text)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    if title is None:
        title, tokens = _take_first_heading(tokens)
    return Draft(_Page().write(tokens), title)


def _take_front_matter(text: str) -> tuple[str | None, str]:
    found = _FRONT_MATTER.match(text)
    # Two rules around prose look alike; settings have keys.
    if found is None or not _KEY.search(found[2]):
        return None, text
    title = _TITLE_KEY.search(found[2])
    return (title[1].strip("\"'") if title else None), text[found.end() :]


def _take_first_heading(tokens: list[Token]) -> tuple[str | None, list[Token]]:
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return None, tokens
    return _words(tokens[1]).replace("\n", " ") or None, tokens[3:]


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
        self._lists: list[int | None] = []
        self._marker = ""
        self._cells: list[str] | None = None

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._take(token)
        return "\n\n".join("\n".join(lines) for lines in self._blocks if lines)

    def _take(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._add(_words(token))
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
