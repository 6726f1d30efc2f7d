"""Load the settings from the environment, the settings file and the defaults, in that order.

The only reader of TOML and of the environment. A setting is QA_BOT_<SECTION>_<KEY>
in the environment.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from qa_bot.config.library_search import (
    CONFIG_FILE,
    Discovery,
    Search,
    is_users_own,
    user_library,
)
from qa_bot.config.settings import Config, LibrarySettings, Secret, TerminalSettings
from qa_bot.errors import ConfigError
from qa_bot.files import read_bounded
from qa_bot.server_url import ServerUrl

TOKEN_VARIABLE: Final = "QA_BOT_TELEGRAM_TOKEN"
KEY_VARIABLE: Final = "QA_BOT_WRITTEN_KEY"
_PREFIX: Final = "QA_BOT_"
_DEBUG_VARIABLE: Final = "QA_BOT_DEBUG"
# Read elsewhere, so neither settings nor misspelt ones.
_OTHER_VARIABLES: Final = {
    *(TOKEN_VARIABLE, KEY_VARIABLE, _DEBUG_VARIABLE, "QA_BOT_INDEX", "QA_BOT_CONFIG")
}
# What no settings file may hold: its variable, the setting of a file for it, and what it is called.
_SECRETS: Final = {
    ("telegram", "token"): (TOKEN_VARIABLE, "telegram.token_file", "a token"),
    ("written", "key"): (KEY_VARIABLE, "written.key_file", "a key"),
}
# Paths that may be the empty string, which stands for none.
_OPTIONAL_PATHS: Final = (
    ("chat", "history_file"),
    ("embedding", "cache_folder"),
    ("telegram", "token_file"),
    ("voice", "model"),
    ("written", "key_file"),
)
# The types in msgspec's error messages, in words for people.
_TYPE_NAMES: Final = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "str": "text",
}
_TYPE: Final = re.compile(r"`(\w+)`")
# Bytes of a settings file: a hundred times what all settings and comments need.
_MAX_FILE_BYTES: Final = 1_000_000


def load_config(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    index: Path | None = None,
) -> Config:
    """Return the settings in force; `index` overrides the library's folder.

    Without `file`, config/qa_bot.toml of this folder or the nearest above it is
    read, else the user's own, if there is one. Where the settings leave the
    library's folder open, it is that of the project that the settings belong to,
    else the nearest library, else the user's. Raises ConfigError naming the key,
    its value and what was expected.
    """
    here = _working_folder()
    search = Search(here)
    found = file or search.settings_file()
    values = _read(found) if found else {}
    origins = {key: str(found) for key in _keys(values)}
    _overlay(values, environment, origins)
    config = _validate(values, origins)
    root = found.resolve().parent.parent if found and not is_users_own(found) else here
    if index is not None:
        # A folder that is named now is meant, whatever the settings say.
        config = config.replace(library=config.library.replace(url=ServerUrl()))
    elif _is_folder_open(config, found, origins):
        index = _folder_beside_database() if config.library.url else search.library(also=[root])
    discovery = Discovery(
        settings_file=found.resolve() if found else None,
        without_library=tuple(search.without_library),
        of_others=tuple(search.of_others),
    )
    own = {name: found.parent for name, origin in origins.items() if found and origin == str(found)}
    starts = own if is_users_own(found) else {}
    return _with_absolute_paths(config, root, starts, index).replace(discovery=discovery)


def _folder_beside_database() -> Path | None:
    """Return where a library in a database has the files of this machine; None to leave it."""
    try:
        return user_library()
    except ConfigError:
        return None


def _is_folder_open(config: Config, file: Path | None, origins: Mapping[str, str]) -> bool:
    """Return whether neither a setting nor the place of the settings file says the folder.

    The user's own settings may be a copy of a project's, with the default in it.
    """
    origin = origins.get("library.folder")
    if file is None or is_users_own(file):
        is_default = config.library.folder == LibrarySettings().folder
        return origin is None or (origin == str(file) and is_default)
    return origin is None and file.resolve().parent.name != CONFIG_FILE.parent.name


def known_settings() -> dict[str, str]:
    """Return the environment variable of every setting, by its name `section.key`."""
    names = [
        f"{section}.{key}"
        for section, settings in _sections().items()
        for key in _field_types(settings)
        if (section, key) not in _SECRETS
    ]
    return {name: _PREFIX + name.replace(".", "_").upper() for name in names}


def is_debug(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether QA_BOT_DEBUG asks for the traceback of unexpected errors."""
    return bool(environment.get(_DEBUG_VARIABLE))


def _sections() -> dict[str, Any]:
    return {name: kind for name, kind in _field_types(Config).items() if kind is not Discovery}


def _field_types(settings: type[Struct]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(settings)}


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise ConfigError("This folder is gone. Change to one that exists, with cd.") from error


def _read(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(read_bounded(file, _MAX_FILE_BYTES).decode())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: not valid TOML ({error}). Correct that line.") from error
    for name, section in values.items():
        if not isinstance(section, dict):
            raise _unknown_setting(name, {name: str(file)})
    return values


def _keys(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}.{key}" for name, section in values.items() for key in section]


def _overlay(
    values: dict[str, Any], environment: Mapping[str, str], origins: dict[str, str]
) -> None:
    """Put the settings of the environment into `values`, and their variables into `origins`."""
    by_variable = {variable: name for name, variable in known_settings().items()}
    for variable, value in environment.items():
        if variable in by_variable:
            section, key = by_variable[variable].split(".")
            values.setdefault(section, {})[key] = value
            origins[by_variable[variable]] = variable
        elif variable.startswith(_PREFIX) and variable not in _OTHER_VARIABLES:
            hint = _suggestion(variable, by_variable)
            raise ConfigError(f"The environment variable {variable} is not a setting.{hint}")
    for (section, key), (variable, file_setting, secret) in _SECRETS.items():
        if key in values.get(section, {}):
            raise ConfigError(
                f"{section}.{key}: {secret} does not belong in a settings file. "
                f"Put it in {variable} or in the file that {file_setting} names."
            )
        if environment.get(variable):
            values.setdefault(section, {})[key] = Secret(environment[variable])


def _validate(values: dict[str, Any], origins: Mapping[str, str]) -> Config:
    for section, key in _OPTIONAL_PATHS:
        if values.get(section, {}).get(key) == "":
            values[section][key] = None
    sections = _sections()
    valid: dict[str, Any] = {name: {} for name in sections}
    for section, settings in values.items():
        if section not in sections:
            raise _unknown_setting(section, origins)
        types = _field_types(sections[section])
        for key, value in settings.items():
            if key not in types:
                raise _unknown_setting(f"{section}.{key}", origins)
            valid[section][key] = _convert(f"{section}.{key}", types[key], value, origins)
    return Config(**{name: settings(**valid[name]) for name, settings in sections.items()})


def _convert(name: str, kind: Any, value: Any, origins: Mapping[str, str]) -> Any:
    """Convert a value to its type; text may stand for a number or a list, as in a variable."""
    is_list_as_text = isinstance(value, str) and get_origin(kind) is tuple
    parsed = value.replace(",", " ").split() if is_list_as_text else value
    try:
        return msgspec.convert(parsed, kind, strict=False, dec_hook=_convert_custom)
    except msgspec.ValidationError as error:
        origin = f" (from {origins[name]})" if name in origins else ""
        expected = _expected(kind, str(error))
        # What stands in the place of an address may hold a password too.
        shown = f"a {type(value).__name__}" if kind is ServerUrl else repr(value)
        raise ConfigError(
            f"{name} is {shown}{origin}; expected {expected}. Correct or remove it."
        ) from None


def _convert_custom(kind: type[Any], value: Any) -> Any:
    """Convert what msgspec has no conversion for: a Path from text, or a Secret as it is."""
    if isinstance(value, kind):
        return value
    if not isinstance(value, str):
        raise ValueError("Expected `str`")
    return kind(value)


def _expected(kind: Any, message: str) -> str:
    """Return what msgspec's error message expects, in words for people."""
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    plain = message.removeprefix("Expected ").partition(", got")[0].partition(" - at")[0]
    return _TYPE.sub(lambda match: _TYPE_NAMES.get(match[1], match[1]), plain)


def _unknown_setting(name: str, origins: Mapping[str, str]) -> ConfigError:
    origin = f" (from {origins[name]})" if name in origins else ""
    known = [*known_settings(), *_sections()]
    return ConfigError(f"{name}{origin} is not a setting.{_suggestion(name, known)}")


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else " config/qa_bot.toml lists them all."


def _with_absolute_paths(
    config: Config, root: Path, starts: Mapping[str, Path], index: Path | None
) -> Config:
    """Resolve the path of each setting against its folder in `starts`, or against `root`.

    `index` starts at this folder. The history lies beside the library by default.
    """

    def absolute(name: str, path: Path | None) -> Path | None:
        return None if path is None else (starts.get(name, root) / _expand_home(path)).resolve()

    folder = absolute("library.folder", config.library.folder)
    if index:
        folder = _expand_home(index).resolve()
    history, cache = config.chat.history_file, config.embedding.cache_folder
    if history == TerminalSettings().history_file and folder:
        history = folder / "chat_history"
    token_file = absolute("telegram.token_file", config.telegram.token_file)
    return config.replace(
        library=config.library.replace(folder=folder),
        embedding=config.embedding.replace(cache_folder=absolute("embedding.cache_folder", cache)),
        chat=config.chat.replace(history_file=absolute("chat.history_file", history)),
        voice=config.voice.replace(model=absolute("voice.model", config.voice.model)),
        written=config.written.replace(
            key_file=absolute("written.key_file", config.written.key_file)
        ),
        telegram=config.telegram.replace(token_file=token_file),
    )


def _expand_home(path: Path) -> Path:
    """Expand "~"; leave a path with an unknown user's "~name" as it is."""
    with suppress(RuntimeError):
        return path.expanduser()
    return path
