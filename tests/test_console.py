"""No control character of untrusted text reaches the terminal, by any command or stream."""

import ast
import io
import itertools
import json
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.table import Table

from qa_bot import console
from qa_bot.cli.progress_display import ProgressDisplay
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.console import SafeConsole, cell, paragraph
from qa_bot.documents import Place
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.identity import article_id, content_digest
from qa_bot.library import Library
from qa_bot.overrides import MetadataOverrides
from tests.fakes import article
from tests.patience import PATIENCE_S
from tests.shell import Shell
from tests.test_escape import is_harmless

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "qa_bot"
SGR = re.compile(r"\x1b\[[0-9;]*m")
# What rich moves the cursor with around a progress bar, and prompt_toolkit around its prompt.
BAR = re.compile(r"\x1b\[\?25[lh]|\x1b\[2K|\x1b\[1A|\r")

TRICKS = [
    "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]52;c;cm0gLXJm\x07", "\x9b31m", "\x9d0;x\x9c",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1bP$qm\x1b\\", "\x1b[6n", "\x1bc",
    "\x1b[200~rm -rf /\n\x1b[201~", "\x1b[8mhidden\x1b[0m", "\rremoved", "\b\b\b", "\x07",
    "line\nadded      forged", "\u202egpj.exe", "\u2066x\u2069", "\u200f", "\u2028next",
    ":x: :warning:", "[bold]b[/bold] [link=http://evil.example]x[/link] [/]", "\x00", "\udce9",
]  # fmt: skip
ANY_TEXT = st.one_of(
    st.sampled_from(TRICKS),
    st.text(st.characters(), min_size=1, max_size=40),
    st.lists(st.sampled_from(TRICKS), min_size=2, max_size=3).map("x".join),
)


def unsafe_in(printed: str) -> set[str]:
    """Return the unsafe characters, line ends excluded."""
    return {char for char in printed if char != "\n" and not is_harmless(char)}


def fields_of(printed: str) -> str:
    """Return the lines of a table without the tabs between their fields."""
    assert len({line.count("\t") for line in printed.split("\n")[:-1]}) <= 1
    return printed.replace("\t", "")


def _no_such_host(host: str, port: int) -> list[str]:
    raise OSError("no such host")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Fetcher(
        AddressPolicy(resolve=_no_such_host),
        FetchLimits(max_attempts=1),
        user_agent="qa-bot/0",
        delay=0,
    )
    monkeypatch.setattr(Components, "_make_fetcher", lambda components: nowhere)


def hostile_library(folder: Path, text: str) -> None:
    """Create a library that has the text in every field."""
    library = Library.open(load_config(environment={}, index=folder))
    said = text.encode("utf-8", "replace").decode()
    words = f"Tea grows {said} in Assam."
    source = f"/x/{said}"
    hostile = replace(
        article(words, source=source), id=article_id(source), title=said,
        digest=content_digest(said, words), author=said, published=said, link=said,
        places=(Place(0, said),), tags=(said,), unread=(said,),
    )  # fmt: skip
    twin = replace(hostile, id=article_id("twin"), source="twin")
    library.components.ingester.add_all([hostile, twin])
    feeds = library.components.store.feeds
    feeds.follow(f"https://example.org/{said}", said, MetadataOverrides(title=said))
    feeds.record_failure(f"https://example.org/{said}", said)
    library.finish_writing()
    library.close()


def harmless_path(text: str) -> str:
    """Return the text without characters by which it could be the path of a folder."""
    return text.translate(dict.fromkeys(map(ord, "/.~")))


def commands(text: str, folder: Path, exported: Path) -> Iterator[list[str]]:
    """Yield every command that prints, with the text in each of its arguments."""
    typed = harmless_path(text).replace("\0", " ")
    for as_json in ([], ["--json"]):
        yield ["list", *as_json]
        yield ["feeds", *as_json]
        yield ["show", "twin", *as_json]
        yield ["show", typed, "--around", typed, *as_json]
        yield ["ask", f"Where {typed} tea grows?", *as_json]
        yield ["ask", "--questions", str(folder / "asked"), *as_json]
        yield ["chat", *as_json]
        yield ["add", str(folder), *as_json]
        yield ["add", f"nowhere {typed}", f"feed:{typed}", f"ftp://{typed}", *as_json]
        yield ["sync", str(folder), "--dry-run", "--all", *as_json]
        yield ["import", str(exported), "--replace", *as_json]
        yield ["verify", *as_json]
        yield ["feedback", *as_json]
    yield ["open", "twin"]
    yield ["export", str(exported)]
    yield ["export", f"/nowhere/{typed}"]
    yield ["import", f"/nowhere/{typed}"]
    yield ["sync", f"/nowhere/{typed}"]
    yield ["eval", f"/nowhere/{typed}"]
    yield ["ask", "--article", typed, "Tea?"]
    yield ["list", "--since", typed]
    yield ["add", str(folder), "--title", typed]
    yield ["remove", typed]
    yield ["remove", f"feed:{typed}"]
    yield ["remove", "twin"]
    yield [typed]
    yield ["list", f"--{typed}"]
    yield ["list", typed]
    yield ["verify", "--sample", typed]
    yield ["--config", f"/nowhere/{typed}", "list"]


def hostile_folder(at: Path, text: str) -> Path:
    """Create a folder with the text in a file name and in a file of questions."""
    folder = at / "notes"
    folder.mkdir()
    name = text.encode("utf-8", "surrogateescape" if "\udce9" in text else "replace")
    name = name.translate(None, b"\0/")[:200]
    (folder / os.fsdecode(name + b".txt")).write_text("7 7 7")
    (folder / os.fsdecode(name + b".pdf")).write_text("%PDF-1.4 no more")
    (folder / "asked").write_text(f"Where tea {text} grows?\n", "utf-8", "replace")
    return folder


@settings(
    max_examples=int(os.environ.get("HOSTILE_TEXTS", "8")),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=ANY_TEXT)
def test_no_command_prints_a_control_character(
    shell: Shell, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Of all controls only line ends are printed, whatever library, files and arguments hold.

    HOSTILE_TEXTS=1000 tries more.
    """
    at = tmp_path_factory.mktemp("hostile")
    shell.index = at / "library"
    hostile_library(shell.index, text)
    folder, path = hostile_folder(at, text), harmless_path(text)
    for arguments in [["export", str(at / "x.zip")], *commands(text, folder, at / "x.zip")]:
        with pytest.MonkeyPatch.context() as patch:
            lines = f"Where {text} tea grows?\n/articles\n/source\n/add nowhere{path}\n/{path}\n"
            data = lines.encode("utf-8", "surrogatepass")
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            printed = shell(*arguments)
        is_table = arguments[0] in ("list", "feeds", "feedback")
        shown = fields_of(printed) if is_table else printed
        assert not unsafe_in(shown), (arguments, printed)
        assert not unsafe_in(shell.errors), (arguments, shell.errors)
        assert "Traceback" not in shell.errors, (arguments, shell.errors)
        if "--json" in arguments:
            assert all(
                isinstance(json.loads(line), dict | list) for line in printed.split("\n")[:-1]
            )


@pytest.mark.parametrize("text", TRICKS)
def test_known_tricks_in_a_title(shell: Shell, text: str) -> None:
    """Sequences for clipboard, title, links, queries, reset and overwriting are shown in a list."""
    hostile_library(shell.index, text)
    said = text.encode("utf-8", "replace").decode()
    listed = shell("list")
    assert not unsafe_in(fields_of(listed)) and listed.count("\t") == 2 * 5
    assert "❌" not in listed and "⚠" not in listed
    assert shell.json("list")[0]["title"] == said


def test_markup_of_rich_is_text(shell: Shell, tmp_path: Path) -> None:
    """Emoji codes, markup and links in a name are printed as they are."""
    name = ":x: [bold]b[/bold] [link=http:x]y[/link].txt"
    shell("add", str(tmp_path / name.replace("/", "")))
    assert ":x: [bold]b[bold] [link=http:x]y[link].txt: cannot be read" in shell.errors


def test_a_name_cannot_forge_a_line(shell: Shell, tmp_path: Path) -> None:
    """A line end in a name or a title is escaped in errors, outcomes and usage."""
    forged = "x\nadded      forged"
    hostile_library(shell.index, forged)
    shell("add", str(tmp_path / forged), f"--{forged}")
    assert "added      forged" not in shell.errors.splitlines()
    shell("add", str(tmp_path / forged))
    assert shell.errors.count("\n") == 1 and r"x\nadded      forged: cannot be" in shell.errors
    assert shell("remove", "twin") == "removed    x\\nadded      forged\n"


@given(ANY_TEXT)
def test_the_console_lets_only_styles_pass(text: str) -> None:
    """In lines, styles, tables and titles on a terminal, nothing unsafe is left but styles."""
    screen = io.StringIO()
    out = SafeConsole(file=screen, force_terminal=True, width=60)
    table = Table("a", title=text, box=None)
    for shown in (text, cell(text, "bold"), paragraph(text)):
        table.add_row(shown)
    out.print(text, style="red")
    out.print(text, text)
    out.print(table)
    out.print(paragraph(text, "bold"))
    assert not unsafe_in(SGR.sub("", screen.getvalue()))


def test_styles_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text cannot colour, conceal or link, and the style of the call still applies."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = io.StringIO()
    SafeConsole(file=screen, force_terminal=True).print("\x1b[8m[red]x[/red]:x:", style="red")
    assert screen.getvalue() == "\x1b[31m\\x1b[8m[red]x[/red]:x:\x1b[0m\n"


def test_a_progress_bar_of_hostile_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile title stays on the line of its progress bar, and on a line of its own piped."""
    monkeypatch.setenv("TERM", "xterm")
    for text in TRICKS:
        for is_terminal in (True, False):
            screen, times = io.StringIO(), itertools.count(0, 60)
            errors = SafeConsole(file=screen, force_terminal=is_terminal, width=100)
            display = ProgressDisplay(errors, clock=lambda times=times: next(times))
            display.show(text, 0, 2)
            display.look()
            display.clear()
            shown = BAR.sub("", SGR.sub("", screen.getvalue()))
            assert not unsafe_in(shown)
            assert cell(text).plain[-40:].strip() in shown


def test_logs_warnings_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    """What Python prints itself is escaped too."""
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "no %s", ("\x1b[2J\u202e",), None)
    assert console.LogFormatter().format(record) == r"no \x1b[2J\u202e"
    try:
        raise ValueError("\x1b]0;x\x07")
    except ValueError as error:
        console._print_traceback(ValueError, error, error.__traceback__)
    printed = capsys.readouterr().err
    assert not unsafe_in(printed) and printed.endswith("ValueError: \\x1b]0;x\\x07\n")


HOOKS = """
import logging, sys, threading, warnings
from qa_bot import console
console.escape_everything()
warnings.warn("\\x1b[2Jwarned")
logging.getLogger("x").warning("\\x1b[2Jlogged")
thread = threading.Thread(target=lambda: 1 / len("\\x1b"[1:]))
thread.start(); thread.join()
print("\\u0436")
raise RuntimeError("\\x1b[2Jraised")
"""


def test_what_python_prints_is_escaped() -> None:
    """Warnings, unhandled logs and uncaught errors of any thread are escaped, in any locale."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", HOOKS], capture_output=True, env=environment, cwd=ROOT, check=False
    )
    assert ran.stdout == b"\\u0436\n"
    assert b"\x1b" not in ran.stderr
    for said in (b"warned", b"logged", b"ZeroDivisionError", b"raised"):
        assert said in ran.stderr


def test_json_where_only_ascii_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the encoding lacks the characters, the JSON is ASCII and still valid."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    console.print_json({"title": "Ж é 👩"})
    assert json.loads(raw.getvalue().decode("ascii")) == {"title": "Ж é 👩"}


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., "pexpect.spawn[bytes]"]:
    """A function that starts `qa-bot` on a pseudo-terminal."""

    def start(*arguments: str) -> "pexpect.spawn[bytes]":
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        command = [
            "-m",
            "tests.maintenance.fake_cli",
            "--index",
            str(tmp_path / "library"),
            *arguments,
        ]
        return pexpect.spawn(
            sys.executable, command, cwd=str(ROOT), env=environment, timeout=PATIENCE_S,
            dimensions=(30, 200),
        )  # fmt: skip

    return start


def test_a_list_on_a_terminal(spawn: Callable[..., "pexpect.spawn[bytes]"], tmp_path: Path) -> None:
    """On a pseudo-terminal, names are shown escaped."""
    (tmp_path / "notes").mkdir()
    for name in (b"\x1b]0;owned\x07.txt", b"\xc2\x9b2J.txt", "\u202egnp.txt".encode(), b"\xff.txt"):
        (tmp_path / "notes" / os.fsdecode(name)).write_text("7 7 7")
    for command in (["add", str(tmp_path / "notes")], ["list"], ["sync", str(tmp_path / "notes")]):
        process = spawn(*command)
        seen = process.read().decode("utf-8")
        # Closing before the process has ended would hang it up.
        process.wait()
        process.close()
        assert process.exitstatus == 0, seen
        assert not unsafe_in(BAR.sub("", SGR.sub("", seen))), seen
        assert command[0] != "list" or all(
            name in seen for name in (r"\x1b]0;owned\x07", r"\x9b2J", r"\u202egnp", "%FF.txt")
        )


def test_a_history_on_a_terminal(
    spawn: Callable[..., "pexpect.spawn[bytes]"], tmp_path: Path
) -> None:
    """A line of the history file is escaped when it is recalled."""
    (tmp_path / "library").mkdir()
    hostile = "+who \x1b]0;owned\x07 \x9b5n \u202egnp\n"
    (tmp_path / "library" / "chat_history").write_text(f"\n# then\n{hostile}", "utf-8")
    chat = spawn("chat")
    chat.expect(b">")
    # The history loads in the background, and the up key does nothing before that.
    for _ in range(int(PATIENCE_S)):
        chat.send(b"\x1b[A")
        if chat.expect([rb"who", pexpect.TIMEOUT], timeout=1) == 0:
            break
    chat.expect(rb"gnp")
    chat.send(b"\x03")
    chat.send(b"\x04")
    seen = (chat.before + chat.after + chat.read()).decode("utf-8", "replace")
    chat.wait()
    chat.close()
    for sequence in ("\x1b]0;owned", "\x9b", "\u202e"):
        assert sequence not in seen
    assert r"\x1b]0;owned" in seen


def test_bidirectional_controls_at_the_prompt() -> None:
    """The prompt shows bidirectional controls instead of obeying them."""
    from prompt_toolkit.layout.screen import Char

    import qa_bot.channels.terminal.prompt  # noqa: F401

    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x9B, 0x1B):
        assert not unsafe_in(Char(chr(code)).char)


_WRITES = re.compile(
    r"print|input|sys\.(__)?(stdout|stderr)(__)?\b.*|click\.(echo|secho|echo_via_pager|prompt|"
    r"confirm|pause|clear|progressbar|style)|(.*\.)?(Console|StreamHandler|basicConfig|"
    r"print_exc|print_exception|print_stack|print_tb|print_formatted_text|showwarning)|"
    r"rich\.(print|print_json|get_console|inspect)|os\.write|faulthandler\..*"
)
_FROM = {"rich": {"print", "print_json", "get_console"}, "sys": {"stdout", "stderr"},
         "click": {"echo", "secho"}, "logging": {"StreamHandler", "basicConfig"}}  # fmt: skip


def writes(tree: ast.AST) -> Iterator[str]:
    """Yield the code of a module that writes to the terminal, or may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _WRITES.fullmatch(name := ast.unparse(node.func)):
            yield name
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr"):
            yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom) and node.module in _FROM:
            yield from (a.name for a in node.names if a.name in _FROM[node.module])


# The pipes between the bot and the processes that read files, which have no terminal.
_NOT_TO_THE_TERMINAL = {"loading/sandbox/protocol.py": {"os.write"}}
MODULES = [path for path in PACKAGE.rglob("*.py") if path.name != "console.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_console_module_writes_to_the_terminal(path: Path) -> None:
    """No other module prints, uses a standard stream, or creates a console or log handler."""
    found = set(writes(ast.parse(path.read_text("utf-8"))))
    assert found == _NOT_TO_THE_TERMINAL.get(path.relative_to(PACKAGE).as_posix(), set())


@pytest.mark.parametrize(
    "code",
    ["print(1)", "sys.stderr.write('x')", "print('x', file=sys.stdout)", "click.echo('x')",
     "from sys import stdout", "Console()", "rich.console.Console()", "logging.basicConfig()",
     "logging.StreamHandler()", "traceback.print_exc()", "os.write(1, b'')", "f = sys.stdout",
     "from rich import print"],
)  # fmt: skip
def test_the_search_finds_every_way_to_write(code: str) -> None:
    """Each known way to write to the terminal is found."""
    assert list(writes(ast.parse(code)))


def test_formatted_warnings_are_escaped() -> None:
    """The text of a warning is escaped wherever it is formatted."""
    before = warnings.formatwarning
    try:
        console.escape_everything()
        assert "\x1b" not in warnings.formatwarning("\x1b[2J", UserWarning, "f", 1)
    finally:
        warnings.formatwarning = before
