"""Commands, settings and files named in the documents exist; tests/newcomer/ runs them."""

import re
from pathlib import Path

import click

from qa_bot.cli import commands
from qa_bot.config import known_settings
from tests.test_house import FLOORS

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DOCS = [
    README,
    CONTRIBUTING,
    *(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))),
]
COMMAND = re.compile(r"(?:^|`|\$ |\| )(?:\w+=\S+ )*qa-bot ([a-z][^`\n|]*)", re.MULTILINE)
PLACE = re.compile(r"`((?:qa_bot|tests|docs|config|index|training|benchmarks)/[\w./-]*)`")


def test_the_first_screen_shows_an_answer_and_a_refusal() -> None:
    """The first 40 lines show an answer, a declined question and how to install."""
    first = "\n".join(README.splitlines()[:40])
    assert "why does Xi stay neutral" in first
    assert "do not answer that" in first
    assert "uv tool install ." in first and "pipx install ." in first


def test_the_readme_is_short() -> None:
    """Details are in docs/, whose index names every page."""
    assert len(README.splitlines()) <= 180
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(re.findall(r"\]\(([\w-]+\.md)\)", index))


def test_every_command_named_exists() -> None:
    """Each `qa-bot COMMAND` in the documents is a command, with options that it has."""
    context = click.Context(commands)
    for text in DOCS:
        for line in COMMAND.findall(text):
            words = line.split("#")[0].replace("…", "").split()
            command = commands.get_command(context, words[0])
            assert command is not None, line
            known = {o for p in command.params for o in p.opts}
            for option in (w for w in words[1:] if w.startswith("--")):
                assert option in known, line


def test_every_setting_named_exists() -> None:
    """Each QA_BOT_ variable in the documents is one that is read."""
    secrets = {"QA_BOT_TELEGRAM_TOKEN", "QA_BOT_WRITTEN_KEY"}
    others = secrets | {"QA_BOT_DEBUG", "QA_BOT_INDEX", "QA_BOT_CONFIG"}
    known = set(known_settings().values()) | others
    for text in DOCS:
        assert set(re.findall(r"QA_BOT_[A-Z_]+[A-Z]", text)) <= known


def test_every_file_named_exists() -> None:
    """Each file that a document links to, or the README names in code, exists."""
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for document in documents:
        for name in re.findall(r"\]\((?!http|tg:)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / name.strip()).exists(), (document.name, name)
    for name in PLACE.findall(README):
        assert (ROOT / name).exists() or "built" in name, name


def test_the_tree_of_the_package_is_that_of_the_import_order() -> None:
    """The tree of docs/design.md names each module and package once, from the ground up."""
    page = (ROOT / "docs" / "design.md").read_text("utf-8")
    tree = page[page.index("\nqa_bot/ ") : page.index("\nbenchmarks/ ")]
    named = re.findall(r"^  (\w+)(?:/|\.py) ", tree, re.MULTILINE)
    floors = {name: floor for floor, names in enumerate(FLOORS) for name in names}
    assert sorted(named) == sorted(set(floors) - {"__main__"})
    assert [floors[name] for name in named] == sorted(floors[name] for name in named)


def test_every_make_target_named_exists() -> None:
    """`make …` in the documents is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for text in DOCS:
        assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets


def test_the_hooks_of_pre_commit_are_make_check() -> None:
    """pre-commit runs the commands of `make check`, out of the project's environment."""
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe is not None
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    assert re.findall(r"entry: (.*)", hooks) == commands


def test_the_design_page_names_files_that_exist() -> None:
    """A path on the page is that of a file or folder of the package, or of the repository."""
    page = (ROOT / "docs" / "design.md").read_text("utf-8")
    rooms = ["", "loading/formats", "channels/telegram", "channels/telegram/middleware"]
    for named in set(re.findall(r"[\w…]+/[\w/]+\.(?:py|po|md)|`(\w+/[\w/]*)`", page)):
        path = named.replace("…/", "")
        places = [ROOT, *(ROOT / "qa_bot" / room for room in rooms)]
        assert any((place / path).exists() for place in places), path
