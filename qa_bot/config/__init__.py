"""Settings: their types and defaults in `settings`, their file and environment in `loader`."""

from qa_bot.config.loader import (
    CONFIG_FILE,
    TOKEN_VARIABLE,
    is_debug,
    known_settings,
    load_config,
)
from qa_bot.config.settings import (
    AUTO,
    AnsweringSettings,
    ArticleSettings,
    ChunkingSettings,
    Config,
    EmbeddingSettings,
    LibrarySettings,
    RetrievalSettings,
    Secret,
    TelegramSettings,
    TerminalSettings,
    WebSettings,
)

__all__ = [
    "AUTO",
    "CONFIG_FILE",
    "TOKEN_VARIABLE",
    "AnsweringSettings",
    "ArticleSettings",
    "ChunkingSettings",
    "Config",
    "EmbeddingSettings",
    "LibrarySettings",
    "RetrievalSettings",
    "Secret",
    "TelegramSettings",
    "TerminalSettings",
    "WebSettings",
    "is_debug",
    "known_settings",
    "load_config",
]
