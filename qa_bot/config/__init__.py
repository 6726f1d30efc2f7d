"""Settings: their types in `settings`, their places in `library_search`, reading in `loader`."""

from qa_bot.config.library_search import CONFIG_FILE, Discovery, user_settings_file
from qa_bot.config.loader import (
    KEY_VARIABLE,
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
    VoiceSettings,
    WebSettings,
    WrittenSettings,
)

__all__ = [
    "AUTO",
    "CONFIG_FILE",
    "KEY_VARIABLE",
    "TOKEN_VARIABLE",
    "AnsweringSettings",
    "ArticleSettings",
    "ChunkingSettings",
    "Config",
    "Discovery",
    "EmbeddingSettings",
    "LibrarySettings",
    "RetrievalSettings",
    "Secret",
    "TelegramSettings",
    "TerminalSettings",
    "VoiceSettings",
    "WebSettings",
    "WrittenSettings",
    "is_debug",
    "known_settings",
    "load_config",
    "user_settings_file",
]
