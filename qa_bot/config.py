"""Every setting and its default; the only reader of TOML and of the environment.

A setting given in the environment (QA_BOT_<SECTION>_<KEY>) wins over the file,
the file over the default. config/qa_bot.toml shows each with one sentence.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

# Looking for plugins of pydantic, of which there are none here, would take longer than the rest.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from qa_bot.errors import ConfigError

FILE = Path("config") / "qa_bot.toml"
PREFIX = "QA_BOT_"
TOKEN_VARIABLE = "QA_BOT_TELEGRAM_TOKEN"
_MAY_BE_EMPTY = (
    ("chat", "history_file"),
    ("embedding", "cache_folder"),
    ("telegram", "token_file"),
)
# Read elsewhere, or meant for people: not settings, and not misspelt ones.
_NOT_SETTINGS = {TOKEN_VARIABLE, "QA_BOT_DEBUG", "QA_BOT_INDEX", "QA_BOT_CONFIG"}


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _parts(value: Any) -> Any:
    """The parts of a string, as an environment variable gives a list."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


Ids = Annotated[tuple[int, ...], BeforeValidator(_parts)]
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], BeforeValidator(_parts)]
Names = Annotated[tuple[str, ...], BeforeValidator(_parts)]


class LibrarySettings(_Section):
    """Where the library lives and how long to wait for its other writers."""

    folder: Path = Path("index/built")
    lock_timeout: float = Field(60.0, ge=0)


class ArticleSettings(_Section):
    """What may be taken in."""

    max_megabytes: float = Field(20.0, gt=0)
    max_unpacked_megabytes: float = Field(200.0, gt=0)
    max_seconds: float = Field(60.0, gt=0)
    max_memory_megabytes: float = Field(1000.0, ge=100)


class WebSettings(_Section):
    """How pages and feeds are fetched."""

    seconds: float = Field(30.0, gt=0)
    delay: float = Field(1.0, ge=0)
    patience: float = Field(30.0, ge=0)
    feed_entries: int = Field(50, ge=1)
    ports: Ports = (80, 443)
    allow_private_hosts: Names = ()


class EmbeddingSettings(_Section):
    """Which model turns text into vectors."""

    model: str = Field("all-MiniLM-L6-v2", min_length=1)
    cache_folder: Path | None = None


class ChunkingSettings(_Section):
    """How articles are cut."""

    max_tokens: int = Field(254, ge=16)
    max_characters: int = Field(1200, ge=100)
    overlap_tokens: int = Field(50, ge=0)

    @property
    def as_line(self) -> str:
        """All that decides where articles are cut, to tell whether it has changed."""
        return self.model_dump_json()


class RetrievalSettings(_Section):
    """How passages are found."""

    dense_weight: float = Field(0.6, ge=0, le=1)
    candidates: int = Field(18, ge=1, le=200)


class AnsweringSettings(_Section):
    """How an answer is chosen, and when to decline."""

    reader: str = Field("built-in", min_length=1)
    confidence: float = Field(0.2, ge=0, le=1)
    max_question_characters: int = Field(2000, ge=1)


class ChatSettings(_Section):
    """The terminal's own settings."""

    history_file: Path | None = Path("index/built/chat_history")


class TelegramSettings(_Section):
    """The bot's own settings; the token comes from the environment only."""

    token_file: Path | None = None
    base_url: str = ""
    open: bool = False
    allowed: Ids = ()
    operators: Ids = ()
    leave_unknown_groups: bool = False
    questions_per_minute: int = Field(20, ge=1)
    waiting_per_chat: int = Field(50, ge=1)
    waiting_overall: int = Field(1000, ge=1)
    sharing: Literal["own", "shared", "private"] = "own"
    health_port: int = Field(0, ge=0, le=65535)
    health_listen: str = Field("127.0.0.1", min_length=1)
    webhook_url: str = ""
    webhook_listen: str = Field("127.0.0.1", min_length=1)
    webhook_port: int = Field(8443, ge=1, le=65535)
    max_file_megabytes: float = Field(20.0, gt=0)
    inline: bool = True
    token: SecretStr | None = Field(None, exclude=True)


class Config(_Section):
    """All settings, checked, with paths made absolute."""

    library: LibrarySettings = LibrarySettings()
    articles: ArticleSettings = ArticleSettings()
    web: WebSettings = WebSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answering: AnsweringSettings = AnsweringSettings()
    chat: ChatSettings = ChatSettings()
    telegram: TelegramSettings = TelegramSettings()


def load_config(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    index: Path | None = None,
) -> Config:
    """The settings in force; `index` overrides the library's folder.

    Without `file`, config/qa_bot.toml of this folder or the nearest above it
    is read, if there is one. Raises ConfigError naming the key, its value and
    what was expected.
    """
    found = file or _nearest_file(Path.cwd())
    values = _read(found) if found else {}
    origins = {key: str(found) for key in _keys(values)}
    _overlay(values, environment, origins)
    root = found.resolve().parent.parent if found else Path.cwd()
    config = _checked(values, origins)
    return _absolute(config, root, index)


def _nearest_file(folder: Path) -> Path | None:
    return next((p / FILE for p in (folder, *folder.parents) if (p / FILE).is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not valid TOML ({error}). Mend that line.") from error


def _keys(values: Mapping[str, Any]) -> list[str]:
    sections = ((name, section) for name, section in values.items() if isinstance(section, dict))
    return [f"{name}.{key}" for name, section in sections for key in section]


def debugging(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person wants the details of unexpected errors: QA_BOT_DEBUG is set."""
    return bool(environment.get("QA_BOT_DEBUG"))


def known_settings() -> dict[str, str]:
    """Every setting as `section.key`, with its environment variable."""
    names = [
        f"{section}.{key}"
        for section, field in Config.model_fields.items()
        for key in _fields(field.annotation)
        if (section, key) != ("telegram", "token")
    ]
    return {name: PREFIX + name.replace(".", "_").upper() for name in names}


def _fields(section: Any) -> list[str]:
    return list(section.model_fields)


def _overlay(
    values: dict[str, Any], environment: Mapping[str, str], origins: dict[str, str]
) -> None:
    by_variable = {variable: name for name, variable in known_settings().items()}
    for variable, value in environment.items():
        if variable in by_variable:
            section, key = by_variable[variable].split(".")
            values.setdefault(section, {})[key] = value
            origins[by_variable[variable]] = variable
        elif variable.startswith(PREFIX) and variable not in _NOT_SETTINGS:
            near = _nearest(variable, by_variable)
            raise ConfigError(f"The environment variable {variable} is not a setting.{near}")
    if "token" in values.get("telegram", {}):
        raise ConfigError(
            "telegram.token: a token does not belong in a settings file. "
            f"Put it in {TOKEN_VARIABLE} or in the file that telegram.token_file names."
        )
    if environment.get(TOKEN_VARIABLE):
        values.setdefault("telegram", {})["token"] = environment[TOKEN_VARIABLE]


def _checked(values: dict[str, Any], origins: Mapping[str, str]) -> Config:
    for section, key in _MAY_BE_EMPTY:
        if values.get(section, {}).get(key) == "":
            values[section][key] = None
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_told(error.errors()[0], origins)) from None


def _told(error: ErrorDetails, origins: Mapping[str, str]) -> str:
    name = ".".join(map(str, error["loc"]))
    origin = origins.get(name)
    where = f" (from {origin})" if origin else ""
    if error["type"] == "extra_forbidden":
        known = list(known_settings()) + list(Config.model_fields)
        return f"{name}{where} is not a setting.{_nearest(name, known)}"
    expected = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return f"{name} is {error['input']!r}{where}; expected {expected}. Correct or remove it."


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else " config/qa_bot.toml lists them all."


def _absolute(config: Config, root: Path, index: Path | None) -> Config:
    def at(path: Path | None) -> Path | None:
        return None if path is None else (root / path.expanduser()).resolve()

    folder = index.expanduser().resolve() if index else at(config.library.folder)
    history = config.chat.history_file
    if index and history == ChatSettings().history_file and folder:
        history = folder / "chat_history"
    return config.model_copy(
        update={
            "library": config.library.model_copy(update={"folder": folder}),
            "embedding": config.embedding.model_copy(
                update={"cache_folder": at(config.embedding.cache_folder)}
            ),
            "chat": config.chat.model_copy(update={"history_file": at(history)}),
            "telegram": config.telegram.model_copy(
                update={"token_file": at(config.telegram.token_file)}
            ),
        }
    )
