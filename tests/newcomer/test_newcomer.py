"""Every command of the README and of docs/ does, for a newcomer, what is written there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newcomer.commands import NOT_RUN, Command, commands
from tests.newcomer.environment import ROOT, build_wheel, install_linked
from tests.newcomer.person import Newcomer, Shown

pytestmark = [pytest.mark.model, pytest.mark.waits]

README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
# Percentage points by which a confidence may differ between processors.
TOLERANCE = 3
# What only loading another model needs; absent from a plain install.
EXTRA = ("torch", "sentence_transformers", "transformers", "onnx", "scipy", "sklearn", "pandas")


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of an environment with the wheel and what it asks for, and no more."""
    folder = tmp_path_factory.mktemp("newcomer")
    yield install_linked(build_wheel(folder), folder / "environment")
    # Half a gigabyte where it could not be linked, and pytest keeps folders of several runs.
    shutil.rmtree(folder)


def run_all(person: Newcomer, document: Path) -> list[tuple[Command, Shown]]:
    """Type what can be run of a document; each command must succeed."""
    ran = []
    for command in commands(document):
        if not command.obstacle:
            shown = person.types(command)
            assert shown.status == 0, (command.line, shown)
            assert "Traceback" not in shown.errors, (command.line, shown)
            ran.append((command, shown))
    return ran


def without_percentages(lines: list[str]) -> list[str]:
    return [re.sub(r"\d+%", "N%", line) for line in lines]


def words_of(lines: list[str]) -> str:
    return " ".join(" ".join(without_percentages(lines)).split())


def percentages(lines: list[str]) -> list[int]:
    return [int(number) for number in re.findall(r"(\d+)%", "\n".join(lines))]


def test_the_readme_runs_from_top_to_bottom(programs: Path, tmp_path: Path) -> None:
    """On 80 columns its transcript is shown to the letter, with the confidence that it names."""
    transcript = [
        (command, shown)
        for command, shown in run_all(Newcomer(tmp_path / "home", programs), README)
        if command.shown is not None
    ]
    assert len(transcript) == 3
    for command, shown in transcript:
        expected = command.shown or []
        assert without_percentages(shown.lines) == without_percentages(expected)
        pairs = zip(percentages(shown.lines), percentages(expected), strict=True)
        assert all(abs(one - other) <= TOLERANCE for one, other in pairs)


def test_a_narrow_terminal_shows_the_same_words(programs: Path, tmp_path: Path) -> None:
    """On 40 columns the transcript is the same, its lines broken and its passages cut to fit."""
    person = Newcomer(tmp_path / "home", programs, columns=40)
    for command in commands(README):
        if command.shown is None:
            continue
        shown = person.types(command)
        # A passage is cut where it would be longer than some lines.
        same = ".*".join(map(re.escape, words_of(shown.lines).split("…")))
        assert re.fullmatch(same, words_of(command.shown)), (command.line, shown)
        assert all(len(line) <= person.columns for line in shown.lines), shown


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.stem)
def test_the_commands_of_the_documents_run(document: Path, programs: Path, tmp_path: Path) -> None:
    """Each succeeds, in its order, in a home of its own."""
    if not any(not command.obstacle for command in commands(document)):
        assert document.stem not in ("library", "json", "formats")
        return
    run_all(Newcomer(tmp_path / "home", programs), document)


def test_from_any_other_folder_the_library_is_ones_own(programs: Path, tmp_path: Path) -> None:
    """What is added in one folder is answered in another; the checkout keeps its library."""
    person = Newcomer(tmp_path / "home", programs)
    person.folder = tmp_path / "home"
    (person.folder / "river.txt").write_text("The river rose by three metres in May.")
    added = person.types(Command("qa-bot add river.txt"))
    assert added.status == 0, added
    person.folder = Path("/")
    assert "three metres" in "\n".join(
        person.types(Command('qa-bot ask "How much did the river rise?"')).lines
    )
    person.folder = tmp_path / "home" / "qa_bot"
    listed = person.types(Command("qa-bot list")).lines
    assert "is empty" in " ".join(listed)
    assert str(person.folder / "index" / "built") in "\n".join(listed)


def test_a_plain_install_lacks_what_only_other_models_need(programs: Path) -> None:
    """The extra is not among what the wheel brings."""
    script = f"import importlib.util as u; print(*filter(u.find_spec, {EXTRA!r}))"
    found = subprocess.run(
        [programs / "python", "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


def test_what_is_not_run_is_still_there() -> None:
    """Each reason not to run a command is that of some command."""
    lines = [each.line for document in (README, *DOCS) for each in commands(document)]
    assert {part for part in NOT_RUN if not any(part in line for line in lines)} == set()
