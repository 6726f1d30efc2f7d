"""The options that say which articles are meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from qa_bot.app import App
    from qa_bot.documents import Scope


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes these options, as `filters`."""

    @click.option(
        "--article", multiple=True, metavar="ARTICLE", help="Only this one: id, title or source."
    )
    @click.option("--tag", multiple=True, metavar="TAG", help="Only those with this tag.")
    @click.option(
        "--since",
        default="",
        metavar="DATE",
        help="Only those published then or later: 2024-05-17, 2024.",
    )
    @click.option(
        "--until", default="", metavar="DATE", help="Only those published then or before."
    )
    @wraps(command)
    def taking(
        *args: Any, article: Sequence[str], tag: Sequence[str], since: str, until: str, **rest: Any
    ) -> None:
        command(*args, filters=Filters(article, tag, since, until), **rest)

    return taking


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person gave of these options; each can be given more than once but the dates."""

    articles: Sequence[str]
    tags: Sequence[str]
    since: str
    until: str

    def scope(self, app: "App") -> "Scope":
        """The articles meant; raises ArticleNotFound, DateUnreadable or NothingFits."""
        return app.scope(self.articles, self.tags, self.since, self.until)

    def __bool__(self) -> bool:
        return bool(self.articles or self.tags or self.since or self.until)
