"""Settings: their types and defaults in `settings`, their file and environment in `loader`."""

from qa_bot.config.loader import (
    CONFIG_FILE,
    TOKEN_VARIABLE,
    is_debug,
    known_settings,
    load_config,
)
from qa_bot.config.settings import (
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
    VoiceSettings,
    WebSettings,
)

__all__ = [
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
    "VoiceSettings",
    "WebSettings",
    "is_debug",
    "known_settings",
    "load_config",
]
