"""What the bot on Telegram needs of the library behind it.

Knows the verbs only. Every one of them is synchronous and may take a while, so
it is called through the door off the loop.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_bot.conversation.dialogue import Dialogue
from qa_bot.conversation.turns import Turn
from qa_bot.documents import Article, ArticleRef, LibraryStatus, Remarks, Scope
from qa_bot.indexing.ingest import Outcome
from qa_bot.storage.store import Listing

# Told an article's title, how many of its parts are done, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of something sent: the article, and whether it is new or changed."""

    article: Article
    outcome: Outcome


class Library(Protocol):
    """The articles, the questions asked of them, and their versions."""

    def dialogue(self, scope: Scope, turns: Sequence[Turn] = ()) -> Dialogue:
        """A conversation about the articles in `scope`, continuing after `turns`."""
        ...

    def status(self) -> LibraryStatus:
        """How much the library holds in all, and with which models."""
        ...

    def listings(self, scope: Scope) -> Sequence[Listing]:
        """Every article in `scope`, in the order of adding."""
        ...

    def article(self, article_id: str, scope: Scope) -> Article:
        """An article that is in `scope`; raises ArticleNotFound."""
        ...

    def version(self, article: ArticleRef) -> Article | None:
        """What the article said when it was cited; None once it is removed."""
        ...

    def take_text(self, text: str, source: str, collection: str, progress: Progress) -> Taken:
        """Add a text; raises SourceError, LibraryError or ModelError, as do all that add."""
        ...

    def take_file(
        self, data: bytes, name: str, source: str, collection: str, progress: Progress
    ) -> Taken:
        """Add a file of a kind that can be read."""
        ...

    def take_link(self, link: str, collection: str, progress: Progress) -> Taken:
        """Add what a web address leads to."""
        ...

    def remarks(self, article_id: str, scope: Scope) -> Remarks:
        """What to say of an article to a chat that sees `scope`."""
        ...

    def remove(self, article_id: str) -> ArticleRef:
        """Remove an article; raises ArticleNotFound."""
        ...

    def cite(self, by: str, versions: Sequence[tuple[str, str]]) -> None:
        """Keep the versions (id and digest) of articles for as long as `by` cites them."""
        ...

    def uncite(self, by: str) -> None:
        """Forget all that `by` cites."""
        ...
