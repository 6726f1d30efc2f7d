"""Markdown to the text that a reader sees."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from qa_bot.library.draft import Draft

_PARSER = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)


def read_markdown(source: str) -> Draft:
    """Plain text, a blank line between blocks; the title is front matter's or the first H1.

    Links keep their words, code its lines; a heading that is the title is left
    out of the text.
    """
    tokens = _PARSER.parse(source)
    title = _front_matter_title(tokens)
    blocks: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        text = _text(token)
        if title is None and before is not None and (before.type, before.tag) == _H1 and text:
            title = text
        elif text:
            blocks.append(text)
    return Draft("\n\n".join(blocks), title)


_H1 = ("heading_open", "h1")


def _text(token: Token) -> str:
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    if token.type != "inline":
        return ""
    parts = [_inline(child) for child in token.children or ()]
    return "".join(parts).strip()


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    return token.content if token.type in ("text", "code_inline", "image") else ""


def _front_matter_title(tokens: Sequence[Token]) -> str | None:
    for token in tokens[:1]:
        if token.type == "front_matter":
            for line in token.content.splitlines():
                key, _, value = line.partition(":")
                if key.strip().lower() == "title" and value.strip():
                    return value.strip().strip("\"'")
    return None
