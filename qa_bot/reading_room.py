"""What stands behind the Telegram bot: one library that many chats ask of and add to."""

from collections.abc import Sequence

from qa_bot.app import App, Progress
from qa_bot.channels.telegram.library import Taken
from qa_bot.conversation.dialogue import Dialogue
from qa_bot.conversation.turns import Turn
from qa_bot.documents import Article, ArticleRef, LibraryStatus, Remarks, Scope
from qa_bot.errors import ArticleNotFound
from qa_bot.storage.store import Listing


class ReadingRoom:
    """A library opened for many chats. Safe to share between threads."""

    def __init__(self, app: App) -> None:
        self._app = app

    def dialogue(self, scope: Scope, turns: Sequence[Turn] = ()) -> Dialogue:
        """A conversation about the articles in `scope`, continuing after `turns`."""
        return Dialogue(self._app.answerer, scope, turns)

    def status(self) -> LibraryStatus:
        """How much the library holds in all, and with which models."""
        return self._app.status()

    def listings(self, scope: Scope) -> Sequence[Listing]:
        """Every article in `scope`, in the order of adding."""
        return self._app.listings(scope)

    def article(self, article_id: str, scope: Scope) -> Article:
        """An article of a collection in `scope`; raises ArticleNotFound."""
        article = self._app.store.article(article_id)
        if scope.collections is not None and article.collection not in scope.collections:
            raise ArticleNotFound(f"No article called '{article_id}' is in that collection.")
        return article

    def version(self, article: ArticleRef) -> Article | None:
        """What the article said when it was cited; None once it is removed."""
        store = self._app.store
        if store.digest(article.id) is None:
            return None
        try:
            return store.version(article.id, article.digest)
        except ArticleNotFound:
            return None

    def take_text(self, text: str, source: str, collection: str, progress: Progress) -> Taken:
        """Add a text; raises SourceError, LibraryError or ModelError, as do all that add."""
        return self.take_file(text.encode(errors="replace"), "", source, collection, progress)

    def take_file(
        self, data: bytes, name: str, source: str, collection: str, progress: Progress
    ) -> Taken:
        """Add a file of a kind that can be read."""
        taken = self._app.add_bytes(data, source, collection, name=name, progress=progress)
        return Taken(*taken)

    def take_link(self, link: str, collection: str, progress: Progress) -> Taken:
        """Add what a web address leads to."""
        return Taken(*self._app.add_link(link, collection, progress))

    def remarks(self, article_id: str, scope: Scope) -> Remarks:
        """What to say of an article to a chat that sees `scope`."""
        return self._app.remarks(article_id, scope)

    def remove(self, article_id: str) -> ArticleRef:
        """Remove an article; raises ArticleNotFound."""
        return self._app.remove(article_id)

    def cite(self, by: str, versions: Sequence[tuple[str, str]]) -> None:
        """Keep the versions (id and digest) of articles for as long as `by` cites them."""
        for article_id, digest in versions:
            self._app.store.cite(article_id, digest, by)

    def uncite(self, by: str) -> None:
        """Forget all that `by` cites."""
        self._app.store.uncite(by)
