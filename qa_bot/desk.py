"""What stands behind the terminal chat: one library, one conversation."""

from collections.abc import Iterator, Sequence

from qa_bot import wording
from qa_bot.app import App
from qa_bot.config import Config
from qa_bot.documents import ArticleRef, Quote


class Desk:
    """A library opened for one person, with the models loaded."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.dialogue = app.dialogue()
        self.notices = tuple(app.notices)

    @classmethod
    def open(cls, config: Config) -> "Desk":
        """Open the library and load the models; raises LibraryError or ModelError."""
        return cls(App(config))

    def articles(self) -> Sequence[ArticleRef]:
        """Every article in the library."""
        return self._app.articles()

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add files, folders or links, yielding a line on each; raises LibraryError."""
        for added in self._app.add(sources):
            if added.error is not None:
                yield str(added.error)
            elif added.article is not None and added.outcome is not None:
                yield wording.outcome(added.outcome.value, added.article.title)
            if added.note:
                yield added.note

    def surroundings(self, quote: Quote) -> str:
        """The text around a quote."""
        return self._app.surroundings(quote)
