"""Every setting and its default; the only reader of TOML and of the environment.

A setting given in the environment (QA_BOT_<SECTION>_<KEY>) wins over the file,
the file over the default. config/qa_bot.toml shows each with one sentence.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from qa_bot.errors import ConfigError
from qa_bot.files import read_bounded

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
# What people call the types that msgspec names.
_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "str": "text",
}
# Settings with every comment that one could wish for.
_LONGEST = 1_000_000
_TYPE = re.compile(r"`(\w+)`")


class Secret:
    """A string that prints as stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The string itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"


class _Settings(Struct, frozen=True, kw_only=True):
    def but(self, **changes: Any) -> Self:
        """The same settings with some changed, which are not checked again."""
        return msgspec.structs.replace(self, **changes)


Port = Annotated[int, Meta(ge=1, le=65535)]
Count = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Text = Annotated[str, Meta(min_length=1)]


class LibrarySettings(_Settings, frozen=True):
    """Where the library lives and how long to wait for its other writers."""

    folder: Path = Path("index/built")
    lock_timeout: NotNegative = 60.0


class ArticleSettings(_Settings, frozen=True):
    """What may be taken in."""

    max_megabytes: Positive = 20.0
    max_unpacked_megabytes: Positive = 200.0
    max_seconds: Positive = 60.0
    max_memory_megabytes: Annotated[float, Meta(ge=100)] = 1000.0


class WebSettings(_Settings, frozen=True):
    """How pages and feeds are fetched."""

    seconds: Positive = 30.0
    delay: NotNegative = 1.0
    patience: NotNegative = 30.0
    feed_entries: Count = 50
    ports: tuple[Port, ...] = (80, 443)
    allow_private_hosts: tuple[str, ...] = ()


class EmbeddingSettings(_Settings, frozen=True):
    """Which model turns text into vectors."""

    model: Text = "all-MiniLM-L6-v2"
    cache_folder: Path | None = None


class ChunkingSettings(_Settings, frozen=True):
    """How articles are cut."""

    max_tokens: Annotated[int, Meta(ge=16)] = 254
    max_characters: Annotated[int, Meta(ge=100)] = 1200
    overlap_tokens: Annotated[int, Meta(ge=0)] = 50

    @property
    def as_line(self) -> str:
        """All that decides where articles are cut, to tell whether it has changed."""
        return msgspec.json.encode(self).decode()


class RetrievalSettings(_Settings, frozen=True):
    """How passages are found."""

    dense_weight: Share = 0.6
    candidates: Annotated[int, Meta(ge=1, le=200)] = 18


class AnsweringSettings(_Settings, frozen=True):
    """How an answer is chosen, and when to decline."""

    reader: Text = "built-in"
    confidence: Share = 0.2
    max_question_characters: Count = 2000


class ChatSettings(_Settings, frozen=True):
    """The terminal's own settings."""

    history_file: Path | None = Path("index/built/chat_history")


class TelegramSettings(_Settings, frozen=True):
    """The bot's own settings; the token comes from the environment only."""

    token_file: Path | None = None
    base_url: str = ""
    open: bool = False
    allowed: tuple[int, ...] = ()
    operators: tuple[int, ...] = ()
    leave_unknown_groups: bool = False
    questions_per_minute: Count = 20
    waiting_per_chat: Count = 50
    waiting_overall: Count = 1000
    sharing: Literal["own", "shared", "private"] = "own"
    health_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    health_listen: Text = "127.0.0.1"
    webhook_url: str = ""
    webhook_listen: Text = "127.0.0.1"
    webhook_port: Port = 8443
    max_file_megabytes: Positive = 20.0
    inline: bool = True
    token: Secret | None = None


class Config(_Settings, frozen=True):
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
    here = _here()
    found = file or _nearest_file(here)
    values = _read(found) if found else {}
    origins = {key: str(found) for key in _keys(values)}
    _overlay(values, environment, origins)
    root = found.resolve().parent.parent if found else here
    config = _checked(values, origins)
    return _absolute(config, root, index)


def _fields(settings: type[Struct]) -> dict[str, Any]:
    """The type of each setting or section, by name."""
    return {field.name: field.type for field in msgspec.structs.fields(settings)}


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise ConfigError("This folder is gone. Change to one that exists, with cd.") from error


def _nearest_file(folder: Path) -> Path | None:
    return next((p / FILE for p in (folder, *folder.parents) if (p / FILE).is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(read_bounded(file, _LONGEST).decode())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: not valid TOML ({error}). Mend that line.") from error
    for name, section in values.items():
        if not isinstance(section, dict):
            raise _unknown(name, {name: str(file)})
    return values


def _keys(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}.{key}" for name, section in values.items() for key in section]


def debugging(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person wants the details of unexpected errors: QA_BOT_DEBUG is set."""
    return bool(environment.get("QA_BOT_DEBUG"))


def known_settings() -> dict[str, str]:
    """Every setting as `section.key`, with its environment variable."""
    names = [
        f"{section}.{key}"
        for section, settings in _fields(Config).items()
        for key in _fields(settings)
        if (section, key) != ("telegram", "token")
    ]
    return {name: PREFIX + name.replace(".", "_").upper() for name in names}


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
        values.setdefault("telegram", {})["token"] = Secret(environment[TOKEN_VARIABLE])


def _checked(values: dict[str, Any], origins: Mapping[str, str]) -> Config:
    for section, key in _MAY_BE_EMPTY:
        if values.get(section, {}).get(key) == "":
            values[section][key] = None
    kinds = {name: _fields(settings) for name, settings in _fields(Config).items()}
    checked: dict[str, Any] = {name: {} for name in kinds}
    for section, given in values.items():
        if section not in kinds:
            raise _unknown(section, origins)
        for key, value in given.items():
            if key not in kinds[section]:
                raise _unknown(f"{section}.{key}", origins)
            kind = kinds[section][key]
            checked[section][key] = _value(f"{section}.{key}", kind, value, origins)
    sections = _fields(Config).items()
    return Config(**{name: settings(**checked[name]) for name, settings in sections})


def _value(name: str, kind: Any, value: Any, origins: Mapping[str, str]) -> Any:
    """A setting as it is to be used; text stands for a number or a list where one is meant."""
    listed = isinstance(value, str) and get_origin(kind) is tuple
    given = value.replace(",", " ").split() if listed else value
    try:
        return msgspec.convert(given, kind, strict=False, dec_hook=_made)
    except msgspec.ValidationError as error:
        origin = f" (from {origins[name]})" if name in origins else ""
        expected = _expected(kind, str(error))
        raise ConfigError(
            f"{name} is {value!r}{origin}; expected {expected}. Correct or remove it."
        ) from None


def _made(kind: type[Any], value: Any) -> Any:
    """A path of its text, and what is made already as it is."""
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise ValueError("Expected `str`")
    return kind(value)


def _expected(kind: Any, said: str) -> str:
    """What would have been right, for people, from how msgspec says it."""
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    plain = said.removeprefix("Expected ").partition(", got")[0].partition(" - at")[0]
    return _TYPE.sub(lambda match: _WORDS.get(match[1], match[1]), plain)


def _unknown(name: str, origins: Mapping[str, str]) -> ConfigError:
    origin = f" (from {origins[name]})" if name in origins else ""
    known = [*known_settings(), *_fields(Config)]
    return ConfigError(f"{name}{origin} is not a setting.{_nearest(name, known)}")


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else " config/qa_bot.toml lists them all."


def _absolute(config: Config, root: Path, index: Path | None) -> Config:
    def at(path: Path | None) -> Path | None:
        return None if path is None else (root / _home(path)).resolve()

    folder = _home(index).resolve() if index else at(config.library.folder)
    history = config.chat.history_file
    if index and history == ChatSettings().history_file and folder:
        history = folder / "chat_history"
    telegram = config.telegram
    return config.but(
        library=config.library.but(folder=folder),
        embedding=config.embedding.but(cache_folder=at(config.embedding.cache_folder)),
        chat=config.chat.but(history_file=at(history)),
        telegram=telegram.but(token_file=at(telegram.token_file)),
    )


def _home(path: Path) -> Path:
    """The path with "~" as home; as it is where nobody goes by that name."""
    with suppress(RuntimeError):
        return path.expanduser()
    return path
