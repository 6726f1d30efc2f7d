"""A conversation as Markdown, with its quotes and their sources, and how that is saved."""

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_bot.answers import Answer, Quote
from qa_bot.conversation.turns import Reply
from qa_bot.errors import TranscriptUnwritable
from qa_bot.escape import UNSAFE, escape_line
from qa_bot.files import open_private
from qa_bot.i18n import terminal_wording

# What would be markup of CommonMark within a line, or begin a block where a line begins.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!=])|^([ \t]*)([-+])|^([ \t]*\d+)([.)])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person wrote, and the reply to it."""

    message: str
    reply: Reply


def as_markdown(exchanges: Iterable[Exchange]) -> str:
    """Return a conversation as Markdown: questions as headings, quotes as block quotes."""
    blocks = [f"# {terminal_wording.TRANSCRIPT_TITLE}"]
    for exchange in exchanges:
        blocks += _exchange(exchange)
    return "\n\n".join(blocks) + "\n"


def _exchange(exchange: Exchange) -> Iterator[str]:
    reply = exchange.reply
    yield f"## {_inline(exchange.message)}"
    if reply.understood_as is not None:
        yield f"*{_inline(terminal_wording.understood_as(reply.understood_as))}*"
    if reply.text:
        yield _inline(reply.text)
    quotes = list(reply.quotes) if reply.answer is None else _quotes(reply.answer)
    for quote in quotes:
        yield from _quote(quote)
    yield from (f"- {_inline(option.question)}" for option in reply.options)


def _quotes(answer: Answer) -> list[Quote]:
    """Return what an answer quotes, each once: of all its parts, and of an overview."""
    found = [quote for part in answer.parts for quote in _quotes(part)]
    found += [answer.quote] if answer.quote is not None and not answer.overview else []
    found += [*answer.others, *(answer.overview.sentences if answer.overview else ())]
    return list(dict.fromkeys(found))


def _quote(quote: Quote) -> Iterator[str]:
    lines = _escaped(quote.text.strip()).split("\n")
    yield "\n".join(f"> {line}".rstrip() for line in lines)
    place = f", {_inline(quote.place)}" if quote.place else ""
    article = quote.article
    source = article.link or article.source
    where = _inline(article.title if source == article.title else f"{article.title} · {source}")
    yield f"— {where}{place}"


def _inline(text: str) -> str:
    """Return a text on one line, without markup."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    plain = "\n".join(escape_line(line) for line in text.split("\n"))
    return _MARKUP.sub(_with_backslash, plain)


def _with_backslash(found: re.Match[str]) -> str:
    before = found[2] or found[4] or ""
    return f"{before}\\{found[1] or found[3] or found[5]}"


def save(text: str, path: Path, *, overwrite: bool = False) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises TranscriptUnwritable, also where the file exists and is not to be overwritten,
    or is none that can be replaced.
    """
    if UNSAFE.search(str(path)):
        raise TranscriptUnwritable(str(path), "its name has control characters")
    if path.exists() and not (overwrite and path.is_file()):
        raise TranscriptUnwritable(str(path), "it exists" if path.is_file() else "it is no file")
    target = path.resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part") if overwrite else target
    try:
        with open_private(part, "xb", like=target) as file:
            try:
                file.write(text.encode("utf-8", "replace"))
                file.flush()
            except OSError:
                part.unlink(missing_ok=True)
                raise
        if overwrite:
            part.replace(target)
    except OSError as error:
        raise TranscriptUnwritable(str(path), error.strerror or str(error)) from error
