"""Errors that a user can meet; each message names what was wrong and ends in the cure.

QaBotError
├── ConfigError            a setting is misspelt or of the wrong type
├── SourceError            a source cannot become an article
│   ├── SourceUnreadable   missing, vanished or not permitted
│   ├── SourceNotText      of a format that cannot be read, whatever its name says
│   │   └── PictureNotRead what reads text in pictures is not installed
│   ├── SourceEmpty        without text
│   ├── SourceLocked       encrypted
│   ├── SourceDamaged      truncated, malformed or hostile
│   ├── SourceTooLarge     above the configured size, packed or unpacked
│   ├── SourceTooSlow      takes longer to read than the configured time
│   ├── LinkRefused        an address that is not fetched
│   ├── FetchFailed        a site that did not respond, or not with a page
│   ├── FeedUnreadable     a response that is no feed
│   ├── NoArticlesFound    a folder without a file of a known format
│   └── FolderEmpty        a synced folder that holds nothing any more
├── LibraryError           the library on disk cannot do what was asked
│   ├── LibraryUnwritable  read-only folder, full disk
│   ├── LibraryDamaged     the library's database does not open or is inconsistent
│   │   └── ArticleDamaged an article's text does not match its digest
│   ├── LibraryUnavailable the database server is away, or refuses this program
│   ├── LibraryBusy        another process holds the write lock for too long
│   ├── SearchServerError  the server of search.url does not search
│   │   ├── SearchNotInstalled the extra `milvus` is missing
│   │   ├── SearchRefused      the server refuses the password or token
│   │   └── SearchUnavailable  the server is away, or cannot do what it is asked
│   ├── ModelMismatch      built with another embedding model
│   ├── ExportFailed       an export cannot be written
│   ├── ExportUnusable     a file is no complete, valid export
│   ├── DuplicateId        two articles would have one id
│   ├── ArticleNotFound    no article by that id, title or source
│   │   ├── ArticleAmbiguous several articles have that in their titles
│   │   └── TitleShared    several articles have that title
│   ├── FeedNotFound       no feed is followed at that address
│   └── NoMatchingArticles no article matches the filters
├── QuoteNotFound          an article does not have the words to show
├── SourceNotOpenable      no program may or can open an article's source
├── TranscriptUnwritable   a conversation cannot be saved in a file
├── ModelError             an embedding model or reader cannot be used
│   ├── ModelLibrariesMissing  the model needs libraries that a plain install lacks
│   └── SpeechUnavailable  what recognises speech, or its model, is missing
├── WritingError           a language model cannot write an answer
│   ├── WritingNotInstalled    the extra `written` is missing
│   ├── WritingRefused     the server refuses the key, the model or the request
│   ├── WritingUnavailable the server is down, too slow, or responds with nonsense
│   ├── WritingCutShort    the model wrote as much as the settings allow, and was not done
│   └── WritingBudgetSpent the tokens of the day are used up
├── ClusterError           texts cannot be embedded on a Ray cluster
│   ├── RayNotInstalled    the extra `ray` is missing
│   ├── ClusterUnreachable no cluster responds at the address, or not to this token
│   ├── NodeUnfit          a node lacks qa-bot, has another version or another model
│   └── BulkEmbeddingFailed the work failed on the nodes, also when tried again
├── DatasetError           a question set cannot be read
├── QuestionError          a question is empty or too long
├── DateUnreadable         a text is no date
├── AmbiguousTitle         one title for several articles
├── TelegramSetupError     the token is missing, malformed or refused
├── MemoryTooSmall         the memory limit of the process is too low
├── StateError             the bot's state database cannot be used
│   └── StateUnavailable   its database server is away or refuses this program
└── PollingStopped         the bot gets no updates (channels/telegram/monitoring/watchdog.py)
"""

from collections.abc import Sequence


def install_extra(extra: str) -> str:
    """Return the cure for a library that a plain install lacks, without a full stop.

    qa-bot is installed from its folder: in a package registry the name may be another's.
    """
    return f"Install qa-bot with the extra `{extra}` (pip install '.[{extra}]' in its folder)"


class QaBotError(Exception):
    """Base of every error that a user can meet; its text can be shown as it is."""

    def __reduce__(self) -> tuple[object, ...]:
        # Whatever the constructor takes, so that copies and other processes get the same error.
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[QaBotError], arguments: tuple[object, ...], fields: dict[str, object]
) -> QaBotError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(fields)
    return error


class ConfigError(QaBotError):
    """A setting is misspelt, of the wrong type or out of range."""


class SourceError(QaBotError):
    """A file, folder or stream cannot become an article."""

    def __init__(self, source: str, problem: str, cure: str) -> None:
        super().__init__(f"{source}: {problem}. {cure}")
        self.source = source
        self.problem = problem
        self.cure = cure


class SourceUnreadable(SourceError):
    """The source is missing, has vanished while it was read, or may not be read."""


class SourceNotText(SourceError):
    """The bytes are of a format that cannot be read, whatever the file name says."""


class PictureNotRead(SourceNotText):
    """The source is a picture, and what reads text in pictures is not installed."""


class SourceEmpty(SourceError):
    """No sentence is left once boilerplate is removed."""


class SourceLocked(SourceError):
    """The source is encrypted."""


class SourceDamaged(SourceError):
    """The source is of a format that can be read, but malformed or hostile."""


class SourceTooLarge(SourceError):
    """The source is larger than the configured limit, packed or unpacked."""


class SourceTooSlow(SourceError):
    """Reading the source takes longer than the configured time."""


class LinkRefused(SourceError):
    """The address is not public, or the site's robots.txt disallows it."""


class FetchFailed(SourceError):
    """The site did not respond, or not with a page.

    `passing`: a retry may succeed. `wait`: the seconds of its Retry-After header.
    `gone`: it responded that there is no such page (404 or 410).
    """

    def __init__(
        self,
        source: str,
        problem: str,
        cure: str,
        *,
        passing: bool = False,
        wait: float | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(source, problem, cure)
        self.passing = passing
        self.wait = wait
        self.gone = gone


class FeedUnreadable(SourceError):
    """The response from a feed's address is no feed."""


class NoArticlesFound(SourceError):
    """A folder holds no file of a known format."""


class FolderEmpty(SourceError):
    """A synced folder holds nothing any more, as if its disk were not mounted."""

    def __init__(self, folder: str, articles: int) -> None:
        super().__init__(
            folder,
            f"it holds nothing at all, while {articles:,} of its files are in the library",
            "Is its disk mounted? If the files are meant to go, give --emptied.",
        )


class LibraryError(QaBotError):
    """The library on disk cannot do what was asked."""


class LibraryUnwritable(LibraryError):
    """The folder is read-only or its disk is full."""


class LibraryDamaged(LibraryError):
    """The library's database does not open or is inconsistent."""


class ArticleDamaged(LibraryDamaged):
    """The stored text of an article does not match its digest, so it is not quoted."""

    def __init__(self, article_id: str, title: str, source: str) -> None:
        super().__init__(
            f"The article '{title}' ({article_id}) is damaged: the text kept of it is not the one "
            f"that was added, so it is not quoted. Add its source again ({source}), restore the "
            f"library from a copy, or remove the article (qa-bot remove {article_id})."
        )


class DuplicateId(LibraryError):
    """An article of another source or collection has this id; it is not replaced."""


class LibraryUnavailable(LibraryError):
    """The library's database server is away or refuses this program; never holds a password."""


class LibraryBusy(LibraryError):
    """Another process holds the write lock for longer than library.lock_timeout."""


class SearchServerError(LibraryError):
    """The server of search.url does not search. Never holds its password or token."""


class SearchNotInstalled(SearchServerError):
    """The library that asks the server is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "search.url is set, and what asks a Milvus server is not installed. "
            f"{install_extra('milvus')}, or leave search.url empty."
        )


class SearchRefused(SearchServerError):
    """The server refuses the name, the password or the token, and will again."""


class SearchUnavailable(SearchServerError):
    """The server cannot be reached, or does not do what it is asked."""


class ModelMismatch(LibraryError):
    """The library was built with another embedding model or dimension."""


class ExportFailed(LibraryError):
    """The file to export to exists, or cannot be written."""


class ExportUnusable(LibraryError):
    """A file to import is no export, is damaged or hostile, or is of a newer version."""


class ArticleNotFound(LibraryError):
    """No article has the given id, title or source."""


class ArticleAmbiguous(ArticleNotFound):
    """Several articles have the given part of a title."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"Several articles have '{name}' in their titles: {', '.join(candidates)}. "
            "Type more of the title, or the id."
        )


class TitleShared(ArticleNotFound):
    """Several articles have the given title, so that it names none of them."""

    def __init__(self, title: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"Several articles are called '{title}': {', '.join(candidates)}. "
            "Name one by its id or its source."
        )


class FeedNotFound(LibraryError):
    """No feed is followed at the given address."""


class NoMatchingArticles(LibraryError):
    """No article of the library matches the filters."""


class QuoteNotFound(QaBotError):
    """An article does not have the words that it is to be shown around."""

    def __init__(self, quote: str, title: str) -> None:
        super().__init__(
            f"'{title}' does not have the words '{quote}'. Give a part of a quote, word for word."
        )


class SourceNotOpenable(QaBotError):
    """The source of an article is nothing that a browser or another program may open."""

    def __init__(self, title: str, article_id: str, problem: str) -> None:
        super().__init__(
            f"The source of '{title}' is not opened: {problem}. "
            f"Read the text that is kept of it: qa-bot show {article_id}"
        )


class TranscriptUnwritable(QaBotError):
    """The file that a conversation is to be saved in exists, or cannot be written."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: cannot be written ({problem}). Choose another file.")


class ModelError(QaBotError):
    """An embedding model or a reader cannot be loaded or used."""


class ModelLibrariesMissing(ModelError):
    """A model other than the shipped one is asked for without the extra `models`."""

    def __init__(self, setting: str, model: str, default: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"{setting} is '{model}', which needs libraries that are not installed "
            f"({', '.join(missing)}). {install_extra('models')}, or set {setting} to '{default}'."
        )


class SpeechUnavailable(ModelError):
    """The library or the model that recognises speech is missing or cannot be loaded."""


class WritingError(QaBotError):
    """A language model cannot write an answer; the extractive one stands. Never holds the key."""


class WritingNotInstalled(WritingError):
    """The library that asks language models is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "written.base_url is set, and what asks a language model is not installed. "
            f"{install_extra('written')}, or leave written.base_url empty."
        )


class WritingRefused(WritingError):
    """The server refuses the key, the model or the request, and will again."""


class WritingUnavailable(WritingError):
    """The server cannot be reached, is too slow, or responds with what is no completion."""


class WritingCutShort(WritingError):
    """The model reached the most tokens that it may write; its last sentence is not whole."""


class WritingBudgetSpent(WritingError):
    """The tokens that the settings allow for a day are used up."""


class ClusterError(QaBotError):
    """Texts cannot be embedded on a Ray cluster. Never holds the token."""


class RayNotInstalled(ClusterError):
    """The library that reaches Ray clusters is not installed."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"`qa-bot ingest` needs Ray, which is not installed ({missing}). "
            f"{install_extra('ray')}, or add the sources with `qa-bot add`."
        )


class ClusterUnreachable(ClusterError):
    """No Ray cluster is at the address, it refuses the token, or this machine is no node of it."""

    def __init__(self, address: str, problem: str, cure: str) -> None:
        super().__init__(f"--ray {address}: {problem}. {cure}")


class NodeUnfit(ClusterError):
    """A node of the cluster would embed otherwise than this machine, or cannot."""

    def __init__(self, node: str, problem: str, cure: str) -> None:
        super().__init__(f"The Ray node {node} {problem}. {cure}")


class BulkEmbeddingFailed(ClusterError):
    """The nodes of the cluster failed to embed texts, also when they were tried again."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"Embedding on the Ray cluster failed: {problem}. Look at `ray status` and at the "
            "nodes' memory, then run the same command again: what was embedded is kept."
        )


class DatasetError(QaBotError):
    """A question set is missing, malformed or lacks a field."""


class QuestionError(QaBotError):
    """The question is empty or longer than the limit."""


class DateUnreadable(QaBotError):
    """A text that should be a date is none."""


class AmbiguousTitle(QaBotError):
    """One title was given for several articles."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"'{title}' would be the title of several articles. "
            "Give a title with one file at a time."
        )


class TelegramSetupError(QaBotError):
    """The bot's token is missing, malformed or refused; the message never holds it."""


class MemoryTooSmall(QaBotError):
    """The memory limit of this process is lower than its work needs."""


class PollingStopped(QaBotError):
    """The Telegram bot no longer receives updates, though its process runs."""


class FeedbackError(QaBotError):
    """The file of votes and counts cannot be used."""


class StateError(QaBotError):
    """The bot's state database of people, settings and answers cannot be used."""


class StateUnavailable(StateError):
    """The server of the bot's state is away or refuses this program; never holds a password."""
