"""The options that say which articles are meant."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qa_bot.app import App
    from qa_bot.documents import Scope

Articles = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="ARTICLE", help="Only this one: id, title or source."),
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Only those with this tag.")]
Since = Annotated[
    str, typer.Option(metavar="DATE", help="Only those published then or later: 2024-05-17, 2024.")
]
Until = Annotated[str, typer.Option(metavar="DATE", help="Only those published then or before.")]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person gave of these options; each can be given more than once but the dates."""

    articles: list[str] | None
    tags: list[str] | None
    since: str
    until: str

    def scope(self, app: "App") -> "Scope":
        """The articles meant; raises ArticleNotFound, DateUnreadable or NothingFits."""
        return app.scope(self.articles or (), self.tags or (), self.since, self.until)

    def __bool__(self) -> bool:
        return bool(self.articles or self.tags or self.since or self.until)
