"""Shells complete commands, options and titles, whatever is in those."""

import html
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from qa_bot.cli.shell_completion import FishCompletion, last_word
from tests.cli.terminals import ROOT, command, environment, piped
from tests.patience import PATIENCE_S
from tests.shell import Shell

TITLES = [
    "The grey heron", "Rain: a short history", "Crops, in brief", "It's \"quoted\"",
    "Cost $5 & `more`", "Čápi ve městě", "* starred",
]  # fmt: skip
# Completes a line as bash does when Tab is pressed, and prints the replies.
COMPLETE = """
source <(qa-bot completion bash)
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=() COMP_CWORD=0
compopt() { printf 'option %s\\n' "$*"; }
_qa_bot_completion qa-bot
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose qa-bot has a library with odd titles."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash: install it")
    index, notes, folder = (tmp_path_factory.mktemp(name) for name in ("built", "notes", "bin"))
    for number, title in enumerate(TITLES):
        (notes / f"{number}.html").write_text(
            f"<title>{html.escape(title)}</title><p>This is text number {number}.</p>", "utf-8"
        )
    piped(index, "add", str(notes))
    program = folder / "qa-bot"
    run = [part for part in command(index) if part not in ("--index", str(index))]
    program.write_text(f'#!{bash}\ncd {ROOT}\nexec {shlex.join(run)} "$@"\n')
    program.chmod(0o755)
    variables = environment(LC_ALL="C.UTF-8", QA_BOT_INDEX=str(index))
    return {**variables, "PATH": f"{folder}:{variables['PATH']}"}


def replies(programs: dict[str, str], line: str) -> list[str]:
    """Return what bash would put in place of the last word of a line."""
    ran = subprocess.run(
        ["bash", "--norc", "-c", COMPLETE, "bash", line],
        env=programs, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    assert ran.stderr == ""
    return [line for line in ran.stdout.splitlines() if line]


def test_bash_completes_commands_options_titles_and_paths(programs: dict[str, str]) -> None:
    """Each by its beginning, titles in any case, and paths as bash itself does."""
    assert replies(programs, "qa-bot verif") == ["verify"]
    assert replies(programs, "qa-bot ask --que") == ["--questions"]
    assert replies(programs, "qa-bot show The") == [r"The\ grey\ heron"]
    assert replies(programs, "qa-bot ask --article the") == [r"The\ grey\ heron"]
    assert replies(programs, "qa-bot add no") == ["option -o default"]


@pytest.mark.parametrize(
    ("typed", "kept", "reply"),
    [
        ("The\\ g", "", r"The\ grey\ heron"),
        ('"The g', '"', "The grey heron"),
        ("'Cost", "'", "Cost $5 & `more`"),
        ('"Cost', '"', r"Cost \$5 & \`more\`"),
        ("Cost", "", r"Cost\ \$5\ \&\ \`more\`"),
        ('"It', '"', r"It's \"quoted\""),
        ("It", "", r"It\'s\ \"quoted\""),
        ("'It", "'", r"""It'\''s "quoted\""""[:-2] + '"'),
        ("Crops", "", r"Crops,\ in\ brief"),
        ("Rain:", "Rain:", r"\ a\ short\ history"),
        ("Rain\\:", "", r"Rain\:\ a\ short\ history"),
        ("Čáp", "", r"Čápi\ ve\ městě"),
        ("\\*", "", r"\*\ starred"),
    ],
)
def test_what_bash_completes_is_read_back_as_the_title(
    programs: dict[str, str], typed: str, kept: str, reply: str
) -> None:
    """Spaces, quotes, colons and other letters survive, however the word was begun."""
    assert replies(programs, f"qa-bot open {typed}") == [reply]
    closing = kept if kept in ("'", '"') else ""
    line = f"printf %s {kept}{reply}{closing}"
    read = subprocess.run(["bash", "-c", line], env=programs, capture_output=True, check=True)
    assert read.stdout.decode() in TITLES


def test_a_title_after_an_equals_sign(programs: dict[str, str]) -> None:
    """--article=TITLE is completed as --article TITLE is."""
    assert replies(programs, "qa-bot list --article=The") == [r"The\ grey\ heron"]


@pytest.mark.parametrize(
    ("line", "text", "quote", "kept"),
    [
        ("qa-bot show The", "The", "", 0),
        ("qa-bot show ", "", "", 0),
        (r"qa-bot show The\ g", "The g", "", 0),
        ("qa-bot show 'The g", "The g", "'", 0),
        ('qa-bot show "a: b', "a: b", '"', 0),
        ("qa-bot show a: b", "b", "", 0),
        ("qa-bot show a:b", "a:b", "", 2),
        ("qa-bot list --article=Th", "--article=Th", "", 10),
        ("qa-bot list --article='Th", "--article=Th", "'", 10),
    ],
)
def test_the_last_word_of_a_line(line: str, text: str, quote: str, kept: int) -> None:
    """It is read as bash reads it, with the part that bash keeps."""
    word = last_word(line)
    assert (word.text, word.quote, word.kept) == (text, quote, kept)


def test_nothing_is_completed_or_made_without_a_library(
    programs: dict[str, str], tmp_path: Path
) -> None:
    """A library that is not there is not created by a press of Tab."""
    missing = tmp_path / "none"
    assert replies(programs, f"qa-bot --index {missing} show T") == []
    assert not missing.exists()


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_each_script_is_valid_and_says_how_to_install_it(shell: Shell, shell_name: str) -> None:
    """Where the shell is at hand it finds no error in the script."""
    script = shell("completion", shell_name)
    assert shell.status == 0 and script.splitlines()[-1].startswith("# To install it")
    assert "qa-bot" in script and "_QA_BOT_COMPLETE" in script
    if (program := shutil.which(shell_name)) is not None:
        subprocess.run([program, "-n"], input=script, text=True, check=True, timeout=PATIENCE_S)


# Completes the words of a line as zsh does when Tab is pressed, and prints the replies.
ZSH = """
eval "$(qa-bot completion zsh)"
print -r -- "$_comps[qa-bot]"
words=("$@") CURRENT=$#
compadd() { print -rl -- "${completions[@]}" }
_qa_bot_completion
"""
FISH = "qa-bot completion fish | source; complete -C $argv[1]"


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("The\\ g", ["The grey heron"]),
        ('"The g', ["The grey heron"]),
        ("Rain:", ["Rain: a short history"]),
        ("Crops", ["Crops, in brief"]),
        ("Cost", ["Cost $5 & `more`"]),
        ("Čáp", ["Čápi ve městě"]),
        ("--article=The", ["--article=The grey heron"]),
    ],
)
def test_zsh_and_fish_get_whole_titles(
    programs: dict[str, str], tmp_path: Path, typed: str, titles: list[str]
) -> None:
    """Those that are at hand; zsh also where ~/.zshrc has not begun completion."""
    variables = {**programs, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command_ = "list" if typed.startswith("--") else "show"
    runs = {
        "zsh": ["-f", "-c", ZSH, "zsh", "qa-bot", command_, typed],
        "fish": ["--no-config", "-c", FISH, f"qa-bot {command_} {typed}"],
    }
    at_hand = [shell_name for shell_name in runs if shutil.which(shell_name)]
    if not at_hand:
        pytest.skip("there is neither zsh nor fish: install one")
    for shell_name in at_hand:
        ran = subprocess.run(
            [shell_name, *runs[shell_name]],
            env=variables, capture_output=True, text=True, timeout=PATIENCE_S, check=True,
        )  # fmt: skip
        registered = ["_qa_bot_completion"] if shell_name == "zsh" else []
        assert (ran.stdout.splitlines(), ran.stderr) == ([*registered, *titles], "")


def test_fish_keeps_commas() -> None:
    """Fish splits a reply at the first comma only, which ends the kind."""
    assert FishCompletion.source_template.count('string split -m 1 ","') == 1
