"""What stands behind the terminal chat: one library, one conversation."""

from collections.abc import Callable, Iterator, Sequence

from qa_bot.app import App
from qa_bot.config import Config
from qa_bot.documents import SHARED, ArticleRef, Quote, Scope
from qa_bot.i18n import terminal_wording


class Desk:
    """A library opened for one person, with the models loaded."""

    def __init__(self, app: App, scope: Scope = SHARED) -> None:
        self._app = app
        self._scope = scope
        self.dialogue = app.dialogue(scope)
        self.notices = tuple(app.notices)

    @classmethod
    def open(cls, config: Config, scope_of: Callable[[App], Scope] = lambda app: SHARED) -> "Desk":
        """Open the library and load the models; raises LibraryError or ModelError.

        `scope_of` says what the chat is about.
        """
        app = App(config)
        return cls(app, scope_of(app))

    def articles(self) -> Sequence[ArticleRef]:
        """Every article that the chat is about."""
        return self._app.articles(self._scope)

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add files, folders or links, yielding a line on each; raises LibraryError."""
        for added in self._app.add(sources):
            if added.error is not None:
                yield str(added.error)
            elif added.article is not None and added.outcome is not None:
                yield terminal_wording.outcome(added.outcome.value, added.article.title)
            if added.note:
                yield added.note

    def surroundings(self, quote: Quote) -> str:
        """The text around a quote."""
        return self._app.surroundings(quote)
