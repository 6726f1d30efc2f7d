"""Settings are validated by name, and the shipped file holds each with its default."""

import itertools
import tomllib
from pathlib import Path

import msgspec
import pytest

from qa_bot.config import CONFIG_FILE, TOKEN_VARIABLE, Config, known_settings, load_config
from qa_bot.config.library_search import user_library
from qa_bot.errors import ConfigError

SHIPPED = Path(__file__).parent.parent / CONFIG_FILE


def write(tmp_path: Path, text: str) -> Path:
    """A settings file at config/qa_bot.toml under tmp_path."""
    path = tmp_path / CONFIG_FILE
    path.parent.mkdir()
    path.write_text(text)
    return path


def test_the_shipped_file_holds_every_default() -> None:
    """config/qa_bot.toml holds each setting with the default of the code."""
    shown = tomllib.loads(SHIPPED.read_text("utf-8"))
    names = {f"{section}.{key}" for section, keys in shown.items() for key in keys}
    assert names == set(known_settings())
    defaults = msgspec.json.decode(msgspec.json.encode(Config(), enc_hook=str))
    for section, keys in shown.items():
        for key, value in keys.items():
            default = defaults[section][key]
            assert value == ("" if default is None else default), f"{section}.{key}"


def test_each_setting_has_its_one_sentence() -> None:
    """The line above every setting is a comment that ends in a full stop."""
    lines = SHIPPED.read_text("utf-8").splitlines()
    for above, line in itertools.pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert above.startswith("# ") and above.endswith("."), line


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """QA_BOT_SECTION_KEY overrides what the file says."""
    path = write(tmp_path, "[retrieval]\ncandidates = 7\ndense_weight = 0.1\n")
    config = load_config(path, {"QA_BOT_RETRIEVAL_CANDIDATES": "9"})
    assert (config.retrieval.candidates, config.retrieval.dense_weight) == (9, 0.1)


def test_relative_paths_start_at_the_folder_of_config(tmp_path: Path) -> None:
    """The library is found from any working folder; --index wins over all."""
    path = write(tmp_path, '[library]\nfolder = "mine"\n')
    assert load_config(path, {}).library.folder == tmp_path / "mine"
    elsewhere = load_config(path, {}, index=tmp_path / "other")
    assert elsewhere.library.folder == tmp_path / "other"


def test_a_folder_that_is_named_now_wins_over_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--index means that folder; without it the files of this machine are in the user's own."""
    path = write(tmp_path, '[library]\nurl = "postgresql://bot:secret@host/library"\n')
    config = load_config(path, {})
    assert config.library.url.scheme == "postgresql" and "secret" not in repr(config)
    assert not load_config(path, {}, index=tmp_path / "other").library.url
    monkeypatch.chdir(tmp_path.parent)
    from_environment = load_config(None, {"QA_BOT_LIBRARY_URL": "postgresql://host/library"})
    assert from_environment.chat.history_file == user_library() / "chat_history"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[retrieval]\ncandidate = 5\n", r"retrieval\.candidate .*mean retrieval\.candidates"),
        ("[retreival]\n", r"retreival.* is not a setting"),
        ('[retrieval]\ncandidates = "many"\n', r"candidates is 'many'.*a whole number"),
        ("[answering]\nconfidence = 1.5\n", r"confidence is 1\.5.*a number <= 1"),
        ("[written]\ntotal_seconds = inf\n", r"total_seconds is inf.*a number <= 86400"),
        ("[retrieval]\ncandidates = true\n", "candidates is True.*a whole number"),
        ('[embedding]\nmodel = ""\n', "model is ''.*text of length >= 1"),
        ('[telegram]\nsharing = "ours"\n', "sharing is 'ours'.*one of own, shared, private"),
        ("[telegram]\nallowed = 3\n", "allowed is 3.*a list"),
        ("[library]\nfolder = 3\n", "folder is 3.*text"),
        ("candidates = 5\n", r"candidates .*not a setting.*mean retrieval\.candidates"),
        ("[answering\n", "not valid TOML"),
        ('[telegram]\ntoken = "123:abc"\n', "does not belong in a settings file"),
    ],
)
def test_a_bad_setting_is_named_with_what_was_expected(
    tmp_path: Path, text: str, message: str
) -> None:
    """A misspelt key, a wrong type or a value out of range stops the start, by name."""
    with pytest.raises(ConfigError, match=message):
        load_config(write(tmp_path, text), {})


def test_a_misspelt_variable_is_named() -> None:
    """An unknown QA_BOT_ variable is refused with the nearest that exists."""
    with pytest.raises(ConfigError, match=r"QA_BOT_ANSWERING_READR.*QA_BOT_ANSWERING_READER"):
        load_config(SHIPPED, {"QA_BOT_ANSWERING_READR": "x"})


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    """--config with a path that is not there says which."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        load_config(tmp_path / "nowhere.toml", {})


def test_a_working_folder_that_is_gone_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a working folder that has been deleted, a command says so."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(ConfigError, match=r"folder is gone\. Change"):
        load_config(None, {})


def test_the_token_prints_as_stars() -> None:
    """No way of printing the settings shows the token."""
    config = load_config(SHIPPED, {TOKEN_VARIABLE: "123456:SECRET"})
    assert config.telegram.token is not None
    assert config.telegram.token.get_secret_value() == "123456:SECRET"
    for shown in (repr(config), str(config), f"{config.telegram.token}"):
        assert "SECRET" not in shown
