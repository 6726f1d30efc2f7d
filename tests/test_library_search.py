"""The library and the settings are found from any folder, and never another user's."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import qa_bot
from qa_bot.components import Components
from qa_bot.config import CONFIG_FILE, load_config
from qa_bot.doctor import examine
from qa_bot.errors import ConfigError, LibraryDamaged
from tests.fakes import FakeEmbedder, WordReader
from tests.shell import Shell

LIBRARY = Path("index") / "built"
# A user that owns nothing in the tests' folders.
STRANGER = 54321
GiveAway = Callable[[Path], None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with notes/deep/ in it, where the command is run; nothing is there yet."""
    home = tmp_path / "home"
    (home / "notes" / "deep").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
    monkeypatch.chdir(home / "notes" / "deep")
    return home


@pytest.fixture
def give_away(monkeypatch: pytest.MonkeyPatch) -> GiveAway:
    """Makes a path another user's: by chown as root, else this process runs as another."""

    def give(path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, STRANGER, -1, follow_symlinks=False)
        else:
            monkeypatch.setattr(os, "geteuid", lambda: STRANGER)

    return give


def library(folder: Path) -> Path:
    """Make a library in index/built of a folder."""
    at = folder / LIBRARY
    with qa_bot.open(at, embedder=FakeEmbedder(), reader=WordReader()) as made:
        made.add_text("Tea grows in Assam.", "tea")
    return folder / LIBRARY


def settings(folder: Path, text: str) -> Path:
    """Write a project's settings file."""
    (folder / CONFIG_FILE).parent.mkdir()
    (folder / CONFIG_FILE).write_text(text)
    return folder / CONFIG_FILE


def found() -> Path:
    """The library's folder that a command without options uses."""
    return load_config(None, {}).library.folder


def test_without_any_library_it_is_in_the_data_folder(home: Path) -> None:
    """Libraries and history are then the user's own, whatever the working folder is."""
    config = load_config(None, {})
    assert config.library.folder == home / "data" / "qa-bot" / "library"
    assert config.chat.history_file == config.library.folder / "chat_history"
    searched = config.discovery.without_library
    assert searched[:3] == tuple(
        each / LIBRARY for each in (home / "notes" / "deep", home / "notes", home)
    )
    assert not list(home.rglob("qa-bot"))


def test_a_library_in_the_working_folder_or_above_is_used(home: Path) -> None:
    """The nearest wins, so that libraries of former versions go on being found."""
    assert library(home) == found()
    assert library(home / "notes") == found()
    assert library(home / "notes" / "deep") == found()
    assert load_config(None, {}).chat.history_file == found() / "chat_history"


def test_python_uses_the_same_library(home: Path) -> None:
    """`qa_bot.open()` opens what the command line would."""
    expected = library(home / "notes")
    with qa_bot.open(embedder=FakeEmbedder(), reader=WordReader()) as opened:
        assert opened.components.config.library.folder == expected


def test_a_project_keeps_its_library(home: Path) -> None:
    """Beside config/qa_bot.toml it is index/built, also before the first article."""
    library(home)
    settings(home / "notes", "[retrieval]\ncandidates = 5\n")
    config = load_config(None, {})
    assert config.library.folder == home / "notes" / LIBRARY
    assert config.retrieval.candidates == 5
    assert config.discovery.without_library == ()


def test_the_options_and_settings_override_what_is_found(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--index, then QA_BOT_LIBRARY_FOLDER, then library.folder of the settings file."""
    library(home)
    variables = {"QA_BOT_LIBRARY_FOLDER": "mine"}
    here = home / "notes" / "deep"
    assert load_config(None, variables).library.folder == here / "mine"
    assert load_config(None, variables, Path("given")).library.folder == here / "given"
    assert load_config(None, {}, Path("given")).chat.history_file == here / "given/chat_history"
    file = settings(home / "notes", '[library]\nfolder = "kept"\n')
    assert found() == home / "notes" / "kept"
    monkeypatch.chdir("/")
    assert load_config(file, {}).library.folder == home / "notes" / "kept"


def test_a_settings_file_elsewhere_that_names_no_library_leaves_it_to_be_found(
    home: Path,
) -> None:
    """--config FILE outside a project does not move the library."""
    file = home / "mine.toml"
    file.write_text("[retrieval]\ncandidates = 5\n")
    assert load_config(file, {}).library.folder == home / "data" / "qa-bot" / "library"
    nearest = library(home / "notes")
    assert load_config(file, {}).library.folder == nearest


def test_the_users_own_settings_are_read_where_no_project_has_any(home: Path) -> None:
    """They may be a copy of the project's, and their relative paths start at their folder."""
    own = home / "settings" / "qa-bot" / "qa_bot.toml"
    own.parent.mkdir(parents=True)
    shipped = Path(__file__).parent.parent / CONFIG_FILE
    own.write_text(shipped.read_text("utf-8").replace("candidates = 18", "candidates = 7"))
    config = load_config(None, {})
    assert config.retrieval.candidates == 7
    assert config.discovery.settings_file == own
    assert config.library.folder == home / "data" / "qa-bot" / "library"
    own.write_text('[library]\nfolder = "kept"\n')
    assert found() == own.parent / "kept"
    variables = {"QA_BOT_LIBRARY_FOLDER": "mine"}
    assert load_config(None, variables).library.folder == Path.cwd() / "mine"
    settings(home, "[retrieval]\ncandidates = 9\n")
    assert load_config(None, {}).retrieval.candidates == 9


@pytest.mark.parametrize("part", ["index", "index/built", "index/built/library.sqlite"])
def test_a_library_of_another_user_is_not_used(
    home: Path, give_away: GiveAway, part: str, shell: Shell
) -> None:
    """Whoever may write to a folder above cannot put a library there; the message says so."""
    planted = library(home / "notes")
    give_away(home / "notes" / part)
    config = load_config(None, {})
    assert config.library.folder == home / "data" / "qa-bot" / "library"
    assert config.discovery.of_others == (planted / "library.sqlite",)
    shell.index = None
    assert shell("list") == "" and "is empty" in shell.errors
    assert f"{planted}/library.sqlite belongs to another user" in shell.errors
    assert f"give --index {planted}." in shell.errors
    assert load_config(None, {}, planted).discovery.of_others == ()


def test_settings_of_another_user_are_not_read(home: Path, give_away: GiveAway) -> None:
    """They could name any library, model or server; --config reads them all the same."""
    file = settings(home, "[retrieval]\ncandidates = 5\n")
    give_away(file.parent)
    config = load_config(None, {})
    assert config.retrieval.candidates == 18
    assert config.discovery.of_others == (file,)
    assert load_config(file, {}).retrieval.candidates == 5
    with qa_bot.open("anywhere", embedder=FakeEmbedder()) as opened:
        (notice,) = opened.take_notices()
    assert notice.endswith(f"If you trust it, give --config {file}.")


def test_a_link_is_followed_where_both_it_and_its_target_are_ones_own(
    home: Path, tmp_path: Path, give_away: GiveAway
) -> None:
    """A symbolic link of somebody else's to a library of one's own is not followed."""
    library(tmp_path / "disk")
    (home / "notes" / "index").symlink_to(tmp_path / "disk" / "index")
    assert found() == tmp_path / "disk" / LIBRARY
    give_away(home / "notes" / "index")
    assert found() == home / "data" / "qa-bot" / "library"


def test_a_library_that_has_lost_its_record_is_still_the_nearest(home: Path) -> None:
    """It is refused as damaged, where an empty one in its place would hide the loss."""
    at = library(home / "notes")
    (at / "library.sqlite").unlink()
    assert found() == at
    with pytest.raises(LibraryDamaged), qa_bot.open() as opened:
        opened.list()


def test_a_record_that_is_a_link_to_nowhere_is_refused(home: Path) -> None:
    """Its target may be on a disk that is not mounted."""
    at = library(home / "notes")
    (at / "library.sqlite").unlink()
    (at / "library.sqlite").symlink_to(home / "unmounted" / "library.sqlite")
    assert found() == at


def test_root_who_came_by_sudo_uses_what_is_the_callers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git does: SUDO_UID names the one who typed the command."""
    library(home)
    owner = (home / LIBRARY).stat().st_uid or STRANGER
    if os.geteuid() == 0:
        for path in (home / "index", *(home / "index").rglob("*")):
            os.chown(path, owner, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert found() != home / LIBRARY
    monkeypatch.setenv("SUDO_UID", str(owner))
    assert found() == home / LIBRARY


@pytest.mark.model
def test_without_a_home_folder_the_message_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No library in a folder called "~"; one in the working folder is still found."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    with pytest.raises(ConfigError, match=r"Set HOME, or name a folder with --index DIR"):
        load_config(None, {})
    given = load_config(None, {}, Path("given"))
    assert given.library.folder == Path.cwd() / "given"
    assert Components(given).embedder.dimension
    assert library(home / "notes") == found()


def test_a_home_that_cannot_be_written_to_is_named(
    home: Path, shell: Shell, tmp_path: Path
) -> None:
    """Adding says which folder it is, and how to choose another."""
    (home / "data").write_text("not a folder")
    shell.index = None
    text = tmp_path / "a.txt"
    text.write_text("Tea grows in Assam.")
    shell("add", str(text))
    assert shell.status == 1
    assert f"{home}/data/qa-bot/library" in shell.errors
    assert "--index DIR" in shell.errors


def test_an_empty_library_names_its_folder_and_the_others(home: Path, shell: Shell) -> None:
    """`list`, `ask`, `doctor` and Python say where the library is and where none was found."""
    shell.index = None
    own, others = home / "data" / "qa-bot" / "library", f"{home}/notes/index/built, {home}/index"
    assert shell("list") == ""
    assert str(own) in (listed := shell.errors)
    assert others in listed
    assert "qa-bot add FILE" in listed
    shell("ask", "Where does tea grow?")
    assert str(own) in shell.errors
    assert others in shell.errors
    said = shell("doctor")
    assert f"in {own}" in said
    assert others in said
    with qa_bot.open(embedder=FakeEmbedder(), reader=WordReader()) as opened:
        opened.ask("Where does tea grow?")
        assert [str(own) in notice for notice in opened.take_notices()] == [True]


def test_the_doctor_names_the_settings_file(home: Path) -> None:
    """Or where the user's own would be."""
    first = next(iter(examine(load_config(None, {}))))
    assert first.cure == f"Your own may be in {home}/settings/qa-bot/qa_bot.toml."
    file = settings(home, "[retrieval]\ncandidates = 5\n")
    assert next(iter(examine(load_config(None, {})))).summary == f"settings: {file}"
