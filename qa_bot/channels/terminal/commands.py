"""What is typed at the prompt, told apart, and what each command does at the desk."""

import difflib
import os
import re
import shlex

from rich.console import Group, RenderableType

from qa_bot.channels.terminal import rendering
from qa_bot.channels.terminal.session import Desk
from qa_bot.conversation.dialogue import Kind
from qa_bot.documents import Answer, Quote
from qa_bot.i18n import terminal_wording, wording

_COMMAND = re.compile(r"/[a-z-]+")
_BARE = {"quit": "/quit", "exit": "/quit", "help": "/help", "?": "/help"}
_SAME = {"/": "/help", "/exit": "/quit", "/q": "/quit", "/?": "/help", "/h": "/help"}


def question(desk: Desk, message: str) -> RenderableType:
    """Put what was typed to the dialogue."""
    reply = desk.dialogue.reply(message)
    shown = rendering.reply(reply)
    lost = reply.kind is Kind.DECLINED and not (reply.answer and reply.answer.passages)
    return Group(shown, rendering.aside(terminal_wording.HOW_TO_ADD)) if lost else shown


def _articles(desk: Desk, word: str) -> RenderableType:
    articles = desk.articles()
    if not articles:
        return rendering.aside(f"{wording.EMPTY_LIBRARY} {terminal_wording.HOW_TO_ADD}.")
    wanted = word.casefold()
    found = [a for a in articles if wanted in f"{a.title}\n{a.source}".casefold()]
    return rendering.articles(found) if found else rendering.aside(terminal_wording.NO_SUCH_TITLE)


def _more(desk: Desk, _: str) -> RenderableType:
    if desk.dialogue.last is None:
        return rendering.aside(terminal_wording.NOTHING_ASKED)
    passages = desk.dialogue.more()
    return (
        rendering.passages(passages) if passages else rendering.aside(terminal_wording.NOTHING_MORE)
    )


def _source(desk: Desk, _: str) -> RenderableType:
    last = desk.dialogue.last
    if last is None:
        return rendering.aside(terminal_wording.NOTHING_ASKED)
    quote = last.quote or _nearest_quote(last)
    if quote is None:
        return rendering.aside(terminal_wording.NO_SOURCE)
    return rendering.source_view(quote, desk.surroundings)


def _nearest_quote(answer: Answer) -> Quote | None:
    for passage in answer.passages:
        return Quote(passage.article, passage.start, passage.end, passage.text, place=passage.place)
    return None


def _new(desk: Desk, _: str) -> RenderableType:
    desk.dialogue.forget()
    return rendering.aside(wording.FORGOTTEN)


ACTIONS = {"/articles": _articles, "/more": _more, "/source": _source, "/new": _new}


def parsed(line: str) -> tuple[str | None, str]:
    """The command, if the line is one, and what follows; a path or a fraction is no command."""
    name, _, argument = line.partition(" ")
    name = name.lower()
    known = _BARE.get(line.lower()) or _SAME.get(name)
    if known is None and not _COMMAND.fullmatch(name):
        return None, line
    return known or name, argument.strip()


def nearest(name: str) -> str | None:
    """The command that was probably meant, if any is near."""
    begun = [command for command in terminal_wording.TERMINAL_COMMANDS if command.startswith(name)]
    close = difflib.get_close_matches(name, terminal_wording.TERMINAL_COMMANDS, n=1, cutoff=0.5)
    return next(iter([*begun, *close]), None)


def sources(argument: str) -> list[str]:
    """The paths in what follows /add: quoted or escaped as in a shell, or one path bare."""
    whole = os.path.expanduser(argument)
    if os.path.exists(whole):
        return [whole]
    try:
        words = shlex.split(argument)
    except ValueError:
        words = argument.split()
    return [os.path.expanduser(word) for word in words]
