"""Every setting with its type, range and default; a class for each section of the file.

config/qa_bot.toml describes each setting, with its unit, in one sentence.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, Struct

from qa_bot.config.library_search import LIBRARY_FOLDER, Discovery
from qa_bot.server_url import ServerUrl

Port = Annotated[int, Meta(ge=1, le=65535)]
PositiveCount = Annotated[int, Meta(ge=1)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
PositiveNumber = Annotated[float, Meta(gt=0)]
# Seconds, at most a day: no system can wait for ever, or for any number of them.
Wait = Annotated[float, Meta(gt=0, le=86_400)]
NonNegativeNumber = Annotated[float, Meta(ge=0)]
NonEmptyText = Annotated[str, Meta(min_length=1)]


AUTO = "auto"
"""The embedding model that the library was built with, or that reads its first article."""


class Secret:
    """A string that prints as stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """Return the string itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"


class _Settings(Struct, frozen=True, kw_only=True):
    def replace(self, **changes: Any) -> Self:
        """Return a copy with some settings changed; the changes are not validated."""
        return msgspec.structs.replace(self, **changes)


class LibrarySettings(_Settings, frozen=True):
    """Section [library]: where it is, how long to wait for other writers, what is counted."""

    folder: Path = LIBRARY_FOLDER
    url: ServerUrl = ServerUrl()
    lock_timeout: NonNegativeNumber = 60.0
    count_questions: bool = True


class ArticleSettings(_Settings, frozen=True):
    """Section [articles]: limits on reading one file."""

    max_megabytes: PositiveNumber = 20.0
    max_unpacked_megabytes: PositiveNumber = 200.0
    max_seconds: PositiveNumber = 60.0
    # 100 MB is what the process needs before it reads anything; an estimate, not measured.
    max_memory_megabytes: Annotated[float, Meta(ge=100)] = 1000.0


class WebSettings(_Settings, frozen=True):
    """Section [web]: how pages and feeds are fetched."""

    seconds: PositiveNumber = 30.0
    delay: NonNegativeNumber = 1.0
    patience: NonNegativeNumber = 30.0
    feed_entries: PositiveCount = 50
    ports: tuple[Port, ...] = (80, 443)
    allow_private_hosts: tuple[str, ...] = ()


class EmbeddingSettings(_Settings, frozen=True):
    """Section [embedding]: the model that embeds chunks and questions."""

    model: NonEmptyText = AUTO
    cache_folder: Path | None = None


class ChunkingSettings(_Settings, frozen=True):
    """Section [chunking]: how articles are cut into chunks."""

    # The 256 tokens of the default model less its two special tokens.
    max_tokens: Annotated[int, Meta(ge=16)] = 254
    # Below 16 tokens or 100 characters a chunk would hardly hold a sentence.
    max_characters: Annotated[int, Meta(ge=100)] = 1200
    overlap_tokens: Annotated[int, Meta(ge=0)] = 50

    @property
    def as_line(self) -> str:
        """These settings as JSON, which the library stores to see whether they have changed."""
        return msgspec.json.encode(self).decode()


class RetrievalSettings(_Settings, frozen=True):
    """Section [retrieval]: how candidates are found and ranked."""

    dense_weight: Fraction = 0.6
    # 200 bounds the time of the reader, which is in proportion to the candidates.
    candidates: Annotated[int, Meta(ge=1, le=200)] = 18


class SearchSettings(_Settings, frozen=True):
    """Section [search]: the server that searches in place of the library's own engine."""

    url: ServerUrl = ServerUrl()


class AnsweringSettings(_Settings, frozen=True):
    """Section [answering]: the reader, and the confidence below which it declines."""

    reader: NonEmptyText = "built-in"
    second_reader: bool = True
    conversation_reader: bool = True
    confidence: Fraction = 0.3
    max_question_characters: PositiveCount = 2000


class WrittenSettings(_Settings, frozen=True):
    """Section [written]: the language model that writes answers; its key is no setting."""

    base_url: str = ""
    model: str = ""
    key_file: Path | None = None
    # Windows below 1,000 tokens hold no two passages beside the instructions.
    context_tokens: Annotated[int, Meta(ge=1000)] = 4096
    answer_tokens: PositiveCount = 400
    first_token_seconds: Wait = 60.0
    between_tokens_seconds: Wait = 10.0
    total_seconds: Wait = 120.0
    tokens_per_day: Annotated[int, Meta(ge=0)] = 0
    tokens_per_person: Annotated[int, Meta(ge=0)] = 0
    when_declined: bool = False
    rewrites_follow_ups: bool = False
    key: Secret | None = None


class TerminalSettings(_Settings, frozen=True):
    """Section [chat]: the chat in the terminal."""

    history_file: Path | None = LIBRARY_FOLDER / "chat_history"


class VoiceSettings(_Settings, frozen=True):
    """Section [voice]: how speech is recognised."""

    model: Path | None = None


class TelegramSettings(_Settings, frozen=True):
    """Section [telegram]: the bot; its token comes from the environment only."""

    token_file: Path | None = None
    state_url: ServerUrl = ServerUrl()
    base_url: str = ""
    open: bool = False
    allowed: tuple[int, ...] = ()
    operators: tuple[int, ...] = ()
    leave_unknown_groups: bool = False
    questions_per_minute: PositiveCount = 20
    waiting_per_chat: PositiveCount = 50
    waiting_overall: PositiveCount = 1000
    sharing: Literal["own", "shared", "private"] = "own"
    health_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    health_listen: NonEmptyText = "127.0.0.1"
    webhook_url: str = ""
    webhook_listen: NonEmptyText = "127.0.0.1"
    webhook_port: Port = 8443
    # The most that the Bot API lets a bot download.
    max_file_megabytes: PositiveNumber = 20.0
    inline: bool = True
    send_files: bool = True
    token: Secret | None = None


class Config(_Settings, frozen=True):
    """All settings, validated, with absolute paths; `discovery` says where they came from."""

    library: LibrarySettings = LibrarySettings()
    articles: ArticleSettings = ArticleSettings()
    web: WebSettings = WebSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    search: SearchSettings = SearchSettings()
    answering: AnsweringSettings = AnsweringSettings()
    written: WrittenSettings = WrittenSettings()
    chat: TerminalSettings = TerminalSettings()
    voice: VoiceSettings = VoiceSettings()
    telegram: TelegramSettings = TelegramSettings()
    discovery: Discovery = Discovery()
