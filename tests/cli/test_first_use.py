"""What a person types in the first hour: words without quotes, misspelt names, Ctrl-C, `| head`."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_bot import cli
from tests.cli.terminals import ROOT, command, environment, on_terminal, piped, spawn
from tests.patience import PATIENCE_S
from tests.shell import Shell

HERONS = {
    "The grey heron": "The grey heron nests in trees. Forty nests were counted in spring.",
    "The night heron": "The night heron hunts after dark.",
    "Crops of India": "Tea grows in Assam. Coffee grows in Kerala.",
}


@pytest.fixture
def birds(shell: Shell, tmp_path: Path) -> Shell:
    """A shell whose library has two articles on herons and one on crops."""
    for name, text in HERONS.items():
        (tmp_path / f"{name}.txt").write_text(f"{name}\n\n{text}\n")
        shell("add", str(tmp_path / f"{name}.txt"))
    return shell


@pytest.fixture
def flock(tmp_path: Path) -> Path:
    """A library that processes of their own can use, of one article."""
    (tmp_path / "heron.txt").write_text(HERONS["The grey heron"])
    assert piped(tmp_path / "built", "add", str(tmp_path / "heron.txt")).status == 0
    return tmp_path / "built"


@pytest.mark.parametrize(
    "arguments",
    [
        ["how", "many", "nests", "were", "counted"],
        ["--article", "crops", "how", "many", "nests", "were", "counted"],
        ["how", "many", "--article", "crops", "nests", "were", "counted"],
        ["how", "many", "nests", "were", "counted", "--article", "crops"],
        ["--", "how", "many", "nests", "were", "counted"],
        ["how many nests were counted"],
    ],
)
def test_a_question_needs_no_quotes(birds: Shell, arguments: list[str]) -> None:
    """The words are one question, with options before, between or after them."""
    answer = json.loads(birds("ask", "--json", *arguments))
    assert answer["question"] == "how many nests were counted" and birds.status == 0
    assert {p["title"] for p in answer["passages"]} <= (
        {"Crops of India"} if "--article" in arguments else set(HERONS)
    )


def test_a_question_and_a_file_of_questions_exclude_each_other(birds: Shell) -> None:
    """The message names both, and the status is 2."""
    birds("ask", "how many nests", "--questions", "asked.txt")
    assert birds.status == 2
    assert "QUESTION and --questions FILE exclude each other" in birds.errors


@pytest.mark.parametrize("arguments", [["-h"], ["list", "-h"], ["ask", "how", "-h"], ["--help"]])
def test_help_is_at_hand(shell: Shell, arguments: list[str]) -> None:
    """-h works wherever --help does."""
    assert "Usage:" in shell(*arguments) and shell.status == 0


def test_without_a_command_there_is_help(shell: Shell) -> None:
    """`qa-bot` alone lists the commands, with status 0 and nothing on standard error."""
    assert "Commands:" in shell() and (shell.status, shell.errors) == (0, "")


def test_what_each_command_does_is_said_in_full(shell: Shell) -> None:
    """No sentence in the list of commands is cut, in the 80 columns of a pipe."""
    assert not [line for line in shell("-h").splitlines()[1:] if line.endswith("...")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["ask", "what", "is", "-5", "degrees"],
            "option '-5'. If it is no option, write -- before it",
        ),
        (["completion"], "Choose from: bash, fish, zsh"),
        (["--bogus"], "No such option '--bogus'.\n"),
    ],
)
def test_wrong_use_is_one_line_with_its_cure(
    shell: Shell, arguments: list[str], message: str
) -> None:
    """The usage comes first, the message last, and the status is 2."""
    shell(*arguments)
    usage, _, error = shell.errors.partition("\n\nError: ")
    assert usage.startswith("Usage:") and message in error and shell.status == 2
    assert error.count("\n") == 1 and "\\" not in error


@pytest.mark.parametrize("columns", [40, 80])
def test_a_long_line_ends_between_words_on_a_terminal(flock: Path, columns: int) -> None:
    """The terminal never breaks a word of a message; in a pipe the message is one line."""
    for arguments in (["list", "--since", "a long time ago"], ["frob nicate " * 9]):
        in_pipe = piped(flock, *arguments).errors.splitlines()
        ran = on_terminal(flock, *arguments, columns=columns)
        assert max(map(len, ran.lines)) <= columns
        assert {*in_pipe[-1].split()} <= {*" ".join(ran.lines).split()}


def test_a_word_wider_than_the_terminal_stays_whole(flock: Path) -> None:
    """So that a path or a command of a message can be copied."""
    name = "n" * 100
    ran = on_terminal(flock, "add", f"/{name}/{name}.txt", columns=40)
    assert f"/{name}/{name}.txt:" in ran.lines


def test_a_title_of_two_articles_removes_neither(birds: Shell, tmp_path: Path) -> None:
    """`remove` and `show` name both by their ids and sources, and an id removes its own."""
    again = tmp_path / "again.txt"
    again.write_text("Another heron hunts at noon.")
    birds("add", str(again), "--title", "The night heron")
    for command_ in ("remove", "show"):
        birds(command_, "The night heron")
        assert birds.status == 1 and f"({again})" in birds.errors
    assert len(birds.json("list")) == len(HERONS) + 1
    assert birds("remove", str(again)) == "removed    The night heron\n"


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("lst", "Did you mean list?"),
        ("exprot", "Did you mean export?"),
        ("frobnicate", "--help"),
        ("help", "Did you mean --help?"),
        ("version", "Did you mean --version?"),
        ("how many nests", "qa-bot ask 'how many nests'"),
    ],
)
def test_a_misspelt_command_gets_the_nearest(shell: Shell, typed: str, cure: str) -> None:
    """The message names what was typed and the cure, and the status is 2."""
    shell(typed)
    assert shell.status == 2 and typed in shell.errors and cure in shell.errors


@pytest.mark.parametrize("name", ["night", "NIGHT HER", "The night heron"])
def test_a_part_of_a_title_is_enough(birds: Shell, name: str) -> None:
    """`--article` takes the only article that has it in its title, in any case."""
    assert [each["title"] for each in birds.json("list", "--article", name)] == ["The night heron"]


def test_an_exact_title_wins_over_those_that_contain_it(birds: Shell, tmp_path: Path) -> None:
    """ "Heron" is the article of that title though others have it in theirs."""
    (tmp_path / "heron.txt").write_text("Any heron has long legs.")
    birds("add", str(tmp_path / "heron.txt"), "--title", "Heron")
    assert [each["title"] for each in birds.json("list", "--article", "heron")] == ["Heron"]


def test_a_part_of_several_titles_lists_them(birds: Shell) -> None:
    """Each is named with an id that can be given instead, and the status is 1."""
    birds("ask", "how", "many", "--article", "heron")
    assert birds.status == 1
    for title in ("The grey heron", "The night heron"):
        assert f"“{title}” (" in birds.errors
    assert "Crops" not in birds.errors


@pytest.mark.parametrize("name", ["the gray heron", "herron", "Crop of Indja"])
def test_a_misspelt_title_gets_the_nearest(birds: Shell, name: str) -> None:
    """`--article` and `remove` suggest the titles that resemble a name, and change nothing."""
    for arguments in (["list", "--article", name], ["remove", name]):
        birds(*arguments)
        assert birds.status == 1 and f"'{name}'" in birds.errors
        nearest = "Crops of India" if "Crop" in name else "The grey heron"
        assert f"Did you mean “{nearest}”" in birds.errors or nearest in birds.errors
    assert len(birds.json("list")) == len(HERONS)


def test_a_part_of_a_title_removes_nothing(birds: Shell) -> None:
    """`remove` suggests the article that has it in its title, goes on, and ends with status 1."""
    printed = birds("remove", "crops", "nothing like it", "The night heron")
    assert printed == "removed    The night heron\n" and birds.status == 1
    assert "Did you mean “Crops of India”" in birds.errors and "nothing like it" in birds.errors


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["--help"], ["ask", "--questions", "-"], ["ask", "--questions", "-", "--json"],
     ["chat"], ["chat", "--json"]],
)  # fmt: skip
def test_a_closed_pipe_ends_it_quietly(flock: Path, arguments: list[str]) -> None:
    """Where the reader of standard output has left, as `head` does, nothing is printed."""
    process = subprocess.Popen(
        command(flock, *arguments),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(b"how many nests were counted\n" * 200)
    assert process.stderr.read() == b""
    assert process.wait(PATIENCE_S) in (0, 1)
    process.stderr.close()


def test_an_interruption_is_one_line(flock: Path) -> None:
    """Ctrl-C ends a command with one line on standard error and status 130."""
    for arguments in (["chat"], ["chat", "--json"]):
        process = subprocess.Popen(
            command(flock, *arguments),
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert process.stdin and process.stdout
        process.stdin.write(b"how many nests were counted\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE_S)
        assert (errors, process.returncode) == (b"Stopped.\n", 130)


def test_an_interruption_on_a_terminal(flock: Path) -> None:
    """The line stands below what the terminal shows for Ctrl-C."""
    process = spawn(flock, "chat", "--json")
    process.send("how many nests were counted\r")
    process.expect_exact('"answered"')
    process.expect_exact("\n")
    process.send("\x03")
    process.expect_exact("^C\r\n")
    process.expect("Stopped.")
    process.wait()
    process.close()
    assert process.exitstatus == 130


def test_the_program_itself_runs(flock: Path) -> None:
    """A whole process prints on a terminal what it prints in a pipe."""
    for ran in (on_terminal(flock, "remove", "nothing"), piped(flock, "remove", "x")):
        assert ran.status == 1 and "No article called" in ran.printed + ran.errors


def test_an_interruption_before_the_commands_are_imported() -> None:
    """Ctrl-C at the very beginning prints no traceback, and the status is 130."""
    interrupted = """
import sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "qa_bot.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from qa_bot.__main__ import main
main()
"""
    ran = subprocess.run(
        [sys.executable, "-c", interrupted], cwd=ROOT, capture_output=True, timeout=PATIENCE_S
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@pytest.fixture
def handler_of_interruptions() -> Iterator[None]:
    """Have Ctrl-C interrupt, though tests that run in the background ignore it; put it back."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("handler_of_interruptions")
@pytest.mark.parametrize("is_interrupted", [True, False])
def test_an_interruption_that_an_import_reports_as_its_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_interrupted: bool
) -> None:
    """As numpy's does; an import that fails by itself is no interruption."""

    def run(**_: object) -> None:
        try:
            if is_interrupted:
                signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        raise ImportError("numpy._core.multiarray failed to import")

    monkeypatch.setattr(cli.commands, "main", run)
    with pytest.raises(SystemExit if is_interrupted else ImportError) as ended:
        cli.main()
    if is_interrupted:
        assert ended.value.args == (130,)
        assert capsys.readouterr().err.strip() == "Stopped."
