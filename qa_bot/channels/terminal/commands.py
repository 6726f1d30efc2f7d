"""Commands of the chat: how a line is parsed, and what each command does to the session."""

import difflib
import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType

from qa_bot.channels.terminal import article_commands, views, written_view
from qa_bot.channels.terminal.session import WRITTEN_KINDS, Session
from qa_bot.channels.terminal.transcript import Exchange
from qa_bot.conversation.turns import ReplyKind
from qa_bot.i18n import terminal_wording, wording

_COMMAND: Final = re.compile(r"/[a-z-]+")
# Whole lines that are commands without a slash.
_BARE_COMMANDS: Final = {"quit": "/quit", "exit": "/quit", "help": "/help", "?": "/help"}
_ALIASES: Final = {"/": "/help", "/exit": "/quit", "/q": "/quit", "/?": "/help", "/h": "/help"}
# The similarity of difflib from which an unknown command counts as a misspelt one.
_MIN_SIMILARITY: Final = 0.5


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A command with its argument, or a question, which has no command."""

    command: str | None
    argument: str


def parse_line(line: str) -> ParsedLine:
    """Parse a line; a path or a fraction such as "1/2" is no command."""
    name, _, argument = line.partition(" ")
    name = name.lower()
    known = _BARE_COMMANDS.get(line.lower()) or _ALIASES.get(name)
    if known is None and not _COMMAND.fullmatch(name):
        return ParsedLine(None, line)
    return ParsedLine(known or name, argument.strip())


def suggest_command(name: str) -> str | None:
    """Return the known command that an unknown one begins or resembles, if there is one."""
    begun = [command for command in terminal_wording.TERMINAL_COMMANDS if command.startswith(name)]
    close = difflib.get_close_matches(
        name, terminal_wording.TERMINAL_COMMANDS, n=1, cutoff=_MIN_SIMILARITY
    )
    return next(iter([*begun, *close]), None)


def split_paths(argument: str) -> list[str]:
    """Split the argument of /add into paths: quoted or escaped as in a shell, or one bare path."""
    whole = os.path.expanduser(argument)
    if os.path.exists(whole):
        return [whole]
    try:
        words = shlex.split(argument)
    except ValueError:
        words = argument.split()
    return [os.path.expanduser(word) for word in words]


def answer_question(session: Session, question: str) -> RenderableType:
    """Return the reply to a question, with a hint where the library is empty."""
    reply = session.chat.ask(question)
    if reply.kind in WRITTEN_KINDS:
        # What was written beside the answer before; talk about an answer leaves it the latest.
        session.written = None
    session.exchanges.append(Exchange(question, reply))
    shown = views.reply(reply)
    answer = reply.answer
    is_empty = reply.kind is ReplyKind.DECLINED and (answer is None or not answer.passages)
    return Group(shown, views.notice(terminal_wording.HOW_TO_ADD)) if is_empty else shown


def _articles(session: Session, word: str) -> RenderableType:
    found, count = session.articles(word, views.MOST_LISTED)
    if found:
        return views.articles(found, count)
    if word and session.count():
        return views.notice(terminal_wording.NO_SUCH_TITLE)
    return views.notice(f"{wording.EMPTY_LIBRARY} {terminal_wording.HOW_TO_ADD}.")


def _more(session: Session, _: str) -> RenderableType:
    if session.chat.last is None:
        return views.notice(wording.NOTHING_ASKED)
    passages = session.chat.more()
    if not passages:
        return views.notice(wording.NOTHING_MORE)
    return views.passages(passages)


def _source(session: Session, _: str) -> RenderableType:
    last = session.chat.last
    if last is None:
        return views.notice(wording.NOTHING_ASKED)
    quotes = article_commands.latest_quotes(last)
    if not quotes:
        return views.notice(terminal_wording.NO_SOURCE)
    return Group(*(views.source(quote, session.surroundings) for quote in quotes))


def _dropped(session: Session, _: str) -> RenderableType:
    if session.written is None or not session.written.dropped:
        return views.notice(terminal_wording.NOTHING_WRITTEN)
    return written_view.dropped(session.written.dropped)


def _vote(session: Session, good: bool) -> RenderableType:
    if session.chat.last is None:
        return views.notice(wording.NOTHING_ASKED)
    stands = session.vote(good)
    return views.notice(wording.THANKS_FOR_FEEDBACK if stands else wording.FEEDBACK_TAKEN_BACK)


def _new(session: Session, _: str) -> RenderableType:
    session.chat.forget()
    session.exchanges.clear()
    return views.notice(wording.FORGOTTEN)


HANDLERS: Final[dict[str, Callable[[Session, str], RenderableType]]] = {
    "/articles": _articles,
    "/more": _more,
    "/source": _source,
    "/dropped": _dropped,
    "/show": article_commands.show,
    "/open": article_commands.open_,
    "/use": article_commands.use,
    "/good": lambda session, _: _vote(session, True),
    "/bad": lambda session, _: _vote(session, False),
    "/new": _new,
}
"""The commands that take a session and an argument, and return what to show."""
