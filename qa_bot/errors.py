"""Everything that can go wrong in a way a person can mend.

    QaBotError
    ├── ConfigError            a setting is misspelt or of the wrong type
    ├── SourceError            a source cannot become an article
    │   ├── SourceUnreadable   missing, vanished or not permitted
    │   ├── SourceNotText      of a kind that cannot be read, whatever its name says
    │   ├── SourceEmpty        nothing to read in it
    │   ├── SourceLocked       encrypted
    │   ├── SourceDamaged      broken off, malformed or hostile
    │   ├── SourceTooLarge     above the configured size, packed or unpacked
    │   ├── SourceTooSlow      takes longer to read than the configured time
    │   ├── LinkRefused        a web address that we do not ask
    │   ├── FetchFailed        a site that did not give what was asked for
    │   ├── FeedUnreadable     what a feed's address gives is no feed
    │   ├── NoArticlesFound    a folder without a file of a known kind
    │   └── FolderBare         a folder that held articles holds nothing at all
    ├── LibraryError           the library on disk cannot do what was asked
    │   ├── LibraryUnwritable  read-only folder, full disk
    │   ├── LibraryDamaged     the record of truth itself does not open, or is not what it was
    │   │   └── ArticleDamaged an article is not what its digest says
    │   ├── LibraryBusy        another process is writing for too long
    │   ├── ModelMismatch      built with another embedding model
    │   ├── ExportFailed       an export cannot be written
    │   ├── ExportUnusable     a file is no whole, sound export
    │   ├── IdTaken            two articles would have one id
    │   ├── ArticleNotFound    no article by that id, title or source
    │   ├── FeedNotFound       no feed is followed at that address
    │   └── NothingFits        no article is left by the filters given
    ├── ModelError             an embedding model or reader cannot be used
    ├── DatasetError           a question set cannot be read
    ├── QuestionError          the question cannot be asked
    ├── DateUnreadable         what was given as a date is none
    ├── TitleForMany           one title was given for several articles
    ├── TelegramSetupError     the token is missing, malformed or refused
    ├── MemoryTooSmall         this process may not take what its work needs
    ├── StateError             the bot's own file cannot be used
    └── PollingStopped         the bot has gone deaf (channels/telegram/watchdog.py)

Each message names what was wrong, with the value, and ends in the cure.
"""


class QaBotError(Exception):
    """Base of every error that a user can meet; its text is fit to show."""


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
    """The source is missing, vanished midway or may not be read."""


class SourceNotText(SourceError):
    """The bytes are of a kind that cannot be read, whatever the name says."""


class SourceEmpty(SourceError):
    """No sentence is left once furniture is dropped."""


class SourceLocked(SourceError):
    """The source is encrypted."""


class SourceDamaged(SourceError):
    """The source is of a kind that can be read, but broken or hostile."""


class SourceTooLarge(SourceError):
    """The source is larger than the configured limit, as it is or once unpacked."""


class SourceTooSlow(SourceError):
    """Reading the source takes longer than the configured time."""


class LinkRefused(SourceError):
    """The address is not public, or its site asks programs to stay away."""


class FetchFailed(SourceError):
    """The site did not answer, or not with a page.

    `passing` is whether asking again soon may help, `wait` how many seconds
    the site asks us to wait, and `gone` whether it says that there is no such
    page.
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
    """The bytes at a feed's address hold no entries that can be read."""


class NoArticlesFound(SourceError):
    """A folder holds no file of a known kind."""


class FolderBare(SourceError):
    """A folder that held articles holds nothing at all, as if its disk were not mounted."""

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
    """The SQLite record of truth does not open."""


class ArticleDamaged(LibraryDamaged):
    """The stored text of an article does not match its digest, so it is not quoted."""

    def __init__(self, article_id: str, title: str, source: str) -> None:
        super().__init__(
            f"The article '{title}' ({article_id}) is damaged: the text kept of it is not the one "
            f"that was added, so it is not quoted. Add its source again ({source}), restore the "
            f"library from a copy, or remove the article (qa-bot remove {article_id})."
        )


class IdTaken(LibraryError):
    """An article has the id of another source or collection; it is not replaced."""


class LibraryBusy(LibraryError):
    """Another process holds the write lock for longer than we wait."""


class ModelMismatch(LibraryError):
    """The library was built with another embedding model or dimension."""


class ExportFailed(LibraryError):
    """The file to export to exists, or cannot be written."""


class ExportUnusable(LibraryError):
    """A file to import is no export, damaged, hostile or of a newer program."""


class ArticleNotFound(LibraryError):
    """No article goes by the given id, title or source."""


class FeedNotFound(LibraryError):
    """No feed is followed at the given address."""


class NothingFits(LibraryError):
    """No article of the library fits the filters that were given."""


class ModelError(QaBotError):
    """An embedding model or a reader cannot be loaded or used."""


class DatasetError(QaBotError):
    """A question set is missing, malformed or lacks a field."""


class QuestionError(QaBotError):
    """The question is empty or longer than the limit."""


class DateUnreadable(QaBotError):
    """What was given as a date is not one."""


class TitleForMany(QaBotError):
    """One title was given for several articles."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"'{title}' would be the title of several articles. "
            "Give a title with one file at a time."
        )


class TelegramSetupError(QaBotError):
    """The bot's token is missing, malformed or refused; never holds it."""


class MemoryTooSmall(QaBotError):
    """This process may not take as much memory as its work needs."""


class PollingStopped(QaBotError):
    """The Telegram bot no longer receives updates, though its process runs."""


class StateError(QaBotError):
    """The bot's own file of people, settings and answers cannot be used."""
