"""A file that takes over its format module finds nothing in the sandbox, and cannot escape."""

import contextlib
import importlib.metadata
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot import doctor, privacy
from qa_bot.cli import telegram
from qa_bot.errors import QaBotError, SourceDamaged, SourceTooSlow
from qa_bot.loading import LoadLimits
from qa_bot.loading.draft import Draft
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox import landlock, restrictions, self_check
from qa_bot.loading.sandbox.worker_process import WorkerProcess
from tests.loading.stand_in_formats.attacks import SYSTEM_CALLS
from tests.patience import PATIENCE_S

STAND_INS = "tests.loading.stand_in_formats."
ROOT = Path(__file__).parents[2]
LIMITS = LoadLimits(max_unpacked_bytes=5_000_000, max_seconds=60, max_memory_bytes=300_000_000)

if sys.platform != "linux":
    pytest.skip("only Linux has these measures: run the tests on Linux", allow_module_level=True)

from qa_bot.loading.sandbox import seccomp  # noqa: E402 - its constants are Linux's

needs_landlock = pytest.mark.skipif(
    not landlock.abi_version(),
    reason="this kernel has no Landlock: boot one of Linux 5.13 or later with lsm=landlock",
)
needs_seccomp = pytest.mark.skipif(
    not seccomp.architecture() or not Path("/proc/sys/kernel/seccomp").exists(),
    reason="no seccomp filter here: run the tests on x86-64 or ARM64, on a kernel with seccomp",
)


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerProcess]:
    shared = WorkerProcess()
    yield shared
    shared.close()


def read(worker: WorkerProcess, name: str, data: bytes = b"x", source: str = "trap") -> Draft:
    """The reply of a stand-in for a format module."""
    return worker.read(STAND_INS + name, RawSource(data, source, LIMITS))


def outcome(worker: WorkerProcess, attempt: str, target: object = None) -> str:
    """The outcome of an attempt by a format module that was taken over."""
    data = json.dumps([attempt, target]).encode()
    (tag,) = read(worker, "attacks", data).tags
    return tag


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that the worker's user may read and write."""
    path = tmp_path / "secret"
    path.write_text("the token")
    return path


@needs_landlock
@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/hostname",
        "/proc/self/environ",
        "/proc/self/maps",
        "/proc/{parent}/environ",
        "/proc/{parent}/cmdline",
        "/proc/{parent}/mem",
        "/proc/{parent}/maps",
        "/proc/{server}/environ",
        "/proc/{server}/mem",
        "/dev/shm/{shared}",
        "/dev/zero",
        "/dev/tty",
        "{secret}",
        "{root}/pyproject.toml",
    ],
)
def test_the_sandbox_opens_no_file(worker: WorkerProcess, path: str, secret: Path) -> None:
    """Neither the system's, the user's or another process's, nor one beside its code."""
    read(worker, "inspects")
    assert worker._process is not None
    server = worker._process.pid
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        target = path.format(
            parent=os.getpid(),
            server=server,
            secret=secret,
            root=ROOT,
            shared=Path(file.name).name,
        )
        assert outcome(worker, "read", target) == "refused: PermissionError", target


@needs_landlock
@pytest.mark.parametrize("path", ["/", "/etc", "/proc", "/tmp", "/dev/shm", "~", "{folder}"])
def test_the_sandbox_lists_no_folder(worker: WorkerProcess, path: str, tmp_path: Path) -> None:
    """Not even the names of files are readable."""
    target = str(Path(path.format(folder=tmp_path)).expanduser())
    assert outcome(worker, "list", target) == "refused: PermissionError"


@needs_seccomp
@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", ".", "~", "{folder}"])
def test_the_sandbox_creates_no_file(worker: WorkerProcess, folder: str, tmp_path: Path) -> None:
    """Neither in world-writable folders, nor the current one, nor the home."""
    target = Path(folder.format(folder=tmp_path)).expanduser() / "made-in-the-sandbox"
    for attempt in ("create", "make a folder", "symlink", "make a pipe"):
        assert outcome(worker, attempt, str(target)) == "refused: PermissionError", attempt
    assert not target.exists()


@needs_seccomp
@pytest.mark.parametrize(
    "attempt",
    [
        "append",
        "truncate",
        "delete",
        "rename",
        "link",
        "chmod",
        "chown",
        "set times",
        "set an attribute",
        "map for writing",
        "change its code",
    ],
)
def test_the_sandbox_changes_no_file(worker: WorkerProcess, attempt: str, secret: Path) -> None:
    """Not even times and permissions, which Landlock does not restrict."""
    before = secret.stat()
    assert outcome(worker, attempt, str(secret)) == "refused: PermissionError"
    after = secret.stat()
    assert (after.st_mode, after.st_mtime) == (before.st_mode, before.st_mtime)
    assert secret.read_text() == "the token"


@needs_seccomp
@pytest.mark.parametrize("kind", ["TCP", "UDP"])
def test_the_sandbox_reaches_no_network(worker: WorkerProcess, kind: str) -> None:
    """Not even the loopback interface."""
    with socket.socket(type=getattr(socket, f"SOCK_{'STREAM' if kind == 'TCP' else 'DGRAM'}")) as s:
        s.bind(("127.0.0.1", 0))
        if kind == "TCP":
            s.listen()
        assert outcome(worker, f"connect by {kind}", s.getsockname()).startswith("refused: ")


@needs_seccomp
@pytest.mark.parametrize("abstract", [False, True])
def test_the_sandbox_reaches_no_unix_socket(
    worker: WorkerProcess, abstract: bool, tmp_path: Path
) -> None:
    """Neither one in the file system nor an abstract one."""
    path = f"\0qa-bot-test-{os.getpid()}" if abstract else f"{tmp_path}/s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        assert outcome(worker, "connect by a Unix socket", path).startswith("refused: ")


@needs_seccomp
@pytest.mark.parametrize(
    "attempt",
    [
        "make a pair of sockets",
        "run a program",
        "become a program",
        "fork",
        "start a thread",
        "signal the parent",
        "signal everybody",
        "stop the parent",
        "raise its limits",
        "limit the parent",
        "have many files open",
        "have the kernel signal the parent",
        "type into a terminal",
        "read the next task",
    ],
)
def test_the_sandbox_starts_signals_and_limits_nothing(worker: WorkerProcess, attempt: str) -> None:
    """No program, process or thread is started, no other process signalled, no limit changed."""
    assert outcome(worker, attempt, os.getpid()).startswith("refused: ")


@needs_seccomp
@pytest.mark.parametrize("call", SYSTEM_CALLS)
def test_the_sandbox_makes_no_call_that_is_not_needed(worker: WorkerProcess, call: str) -> None:
    """The kernel refuses a call before it looks at the arguments."""
    assert outcome(worker, call).startswith("refused: ")


def test_the_sandbox_has_only_its_reply(
    worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs in the root folder, with one pipe, and without keys in its environment."""
    for name in ("QA_BOT_TELEGRAM_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME", "PATH"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    worker.close()
    draft = read(worker, "inspects")
    assert set(draft.author.split()) <= {
        *("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONUTF8", "PYTHONNOUSERSITE"),
        "OPENBLAS_NUM_THREADS",
        # Set by the package itself, in every process that imports it.
        *privacy.SWITCHES,
    }
    assert "LANG" in draft.author.split()
    assert draft.title == "/" and "pipes 1" in draft.tags


def test_a_process_reads_one_file_only(worker: WorkerProcess) -> None:
    """A process that was taken over has ended when the next file is read."""
    for _ in range(3):
        assert "times 1" in read(worker, "inspects").tags


def test_no_file_enters_the_memory_of_the_worker(worker: WorkerProcess) -> None:
    """The process that others are forked from never has a file's name or content."""
    names = [f"{word}-{os.getpid()}-secret" for word in ("content", "name")]
    read(worker, "inspects", b"x")
    for number in range(3):
        content, name = (f"{name}-{number}" for name in names)
        assert read(worker, "inspects", content.encode(), name).pieces[0].text == content
    assert worker._process is not None
    memory = b"".join(_writable(worker._process.pid))
    assert b"tests.loading.stand_in_formats.inspects" in memory
    for name in names:
        assert name.encode() not in memory


def _writable(process: int) -> Iterator[bytes]:
    """Yield the writable memory of a process."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for place, rights, *name in (line.split() for line in lines):
            if rights.startswith("rw") and not name[-1].startswith("[v"):
                start, end = (int(number, 16) for number in place.split("-"))
                memory.seek(start)
                yield memory.read(end - start)


def test_libraries_can_import_lazily(worker: WorkerProcess) -> None:
    """Codecs, parts of packages, their data and the time zone are readable."""
    read_as = read(worker, "imports_late").tags
    assert read_as == (importlib.metadata.version("lxml"), time.strftime("%z"))


def test_the_worker_survives_a_crash(worker: WorkerProcess) -> None:
    """The next file is read by the same worker, without another start."""
    read(worker, "inspects")
    server = worker._process
    with pytest.raises(SourceDamaged, match="broke down"):
        read(worker, "crashes")
    assert "times 1" in read(worker, "inspects").tags
    assert worker._process is server


def test_forked_processes_end_with_their_worker() -> None:
    """Nothing is left running once a worker is killed for taking too long."""
    worker = WorkerProcess()
    try:
        read(worker, "inspects")
        assert worker._process is not None
        server = worker._process.pid
        soon = replace(LIMITS, max_seconds=1)
        with pytest.raises(SourceTooSlow):
            worker.read(STAND_INS + "hangs", RawSource(b"x", "trap", soon))
    finally:
        worker.close()
    deadline = time.monotonic() + PATIENCE_S
    while _session(server):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _session(leader: int) -> list[str]:
    """The ids of the processes that run in a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
            if session == str(leader) and state != "Z":
                found.append(path.parent.name)
    return found


@needs_landlock
@needs_seccomp
def test_the_doctor_lists_the_measures_in_force() -> None:
    """The worker is asked, and tries to break them."""
    assert self_check.measures() == (
        restrictions.MEMORY_LIMIT,
        f"{restrictions.LANDLOCK} ABI {landlock.abi_version()}",
        restrictions.SECCOMP,
    )
    diagnosis = doctor._sandbox()
    assert "memory limit, Landlock ABI" in diagnosis.summary and not diagnosis.cure


def test_the_doctor_reports_missing_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without the measures gets a finding with a cure."""
    monkeypatch.setattr(self_check, "measures", lambda: (restrictions.MEMORY_LIMIT,))
    diagnosis = doctor._sandbox()
    assert diagnosis.summary.endswith("with a time limit, memory limit")
    assert "container" in diagnosis.cure


def test_a_measure_that_does_not_hold_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A measure that the kernel accepted is not listed where it can be broken."""
    monkeypatch.setattr(
        restrictions, "_active_measures", ("memory limit", "Landlock ABI 7", "seccomp")
    )
    assert self_check.read(RawSource(b"", "check")).names == ("memory limit",)


@pytest.mark.parametrize("missing", ["landlock", "seccomp", "both"])
def test_a_kernel_without_a_measure_is_used_without_it(missing: str) -> None:
    """The other measures are in force, and the missing one is not listed."""
    lines = [
        "from qa_bot.loading.sandbox import landlock, seccomp",
        "from qa_bot.loading.sandbox.restrictions import Sandbox, active_measures",
    ]
    if missing != "seccomp":
        lines.append("landlock.abi_version = lambda: 0")
    if missing != "landlock":
        lines.append("seccomp.architecture = lambda: None")
    lines.append("Sandbox().enter(10**9); print(*active_measures())")
    script = "\n".join(lines)
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert output.startswith("memory limit")
    assert (restrictions.LANDLOCK in output) == (
        missing == "seccomp" and landlock.abi_version() > 0
    )
    assert missing == "landlock" or restrictions.SECCOMP not in output


@needs_landlock
def test_rulesets_are_made_for_every_version_of_landlock() -> None:
    """An older ABI is asked for no right that it does not know."""
    for abi in range(1, landlock.abi_version() + 1):
        os.close(
            landlock.create_ruleset(abi, {Path("/usr/lib"): landlock.READ_FILE | landlock.READ_DIR})
        )


def test_of_a_checkout_only_its_code_is_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a library or a file of settings beside the package is readable, nor a home."""
    from qa_bot.loading.sandbox.readable_paths import readable_paths

    for name in ("package/__init__.py", "module.py", "package.libs/x.so", "index/library.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".env").touch()
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), str(Path.home()), "/"])
    rights = readable_paths()
    assert rights[tmp_path] == landlock.READ_DIR
    found = {path.name for path in rights if path.parent == tmp_path}
    assert found == {"package", "module.py", "package.libs"}
    assert Path.home() not in rights and Path("/") not in rights and Path() not in rights


def test_the_bots_memory_is_closed_to_others() -> None:
    """Once a worker has started, the process is not dumpable."""
    script = (
        "import ctypes; from qa_bot.loading.sandbox import self_check\n"
        "libc = ctypes.CDLL(None); before = libc.prctl(3)\n"
        "self_check.measures(); print(before, libc.prctl(3))"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert output.split() == ["1", "0"]


@contextmanager
def _hidden() -> Iterator[int]:
    """Start a process of this user that hides itself."""
    script = (
        "from qa_bot.loading.sandbox.restrictions import hide_process; hide_process()\n"
        "print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root reads everything: run the tests as another user"
)
def test_a_hidden_process_is_not_read_by_its_own_user() -> None:
    """Its environment and memory cannot be read below /proc."""
    with _hidden() as process:
        for name in ("environ", "mem", "maps"):
            with pytest.raises(PermissionError):
                Path(f"/proc/{process}/{name}").read_bytes()


def run_filter(machine: str, architecture: int, number: int, *arguments: int) -> int:
    """Interpret the filter as the kernel does: the errno of a call, or 0 where it is allowed."""
    words = [*arguments, *[0] * (6 - len(arguments))]
    data = {0: number, 4: architecture}
    for at, word in enumerate(words):
        data |= {16 + 8 * at: word & 0xFFFFFFFF, 20 + 8 * at: word >> 32}
    steps, at, value = seccomp.program(machine, 1234), 0, 0
    while True:
        step = steps[at]
        constant = step.constant
        at += 1
        match step.code:
            case 0x20:
                value = data[constant]
            case 0x06:
                return 0 if constant == 0x7FFF0000 else constant & 0xFFFF
            case 0x15:
                at += step.if_true if value == constant else step.if_false
            case 0x35:
                at += step.if_true if value >= constant else step.if_false
            case 0x45:
                at += step.if_true if value & constant else step.if_false


@pytest.mark.parametrize(
    ("machine", "name", "arguments", "error"),
    [
        ("x86_64", 0, (), 0),
        ("aarch64", 63, (), 0),
        ("x86_64", 41, (), 1),
        ("aarch64", 198, (), 1),
        ("x86_64", 59, (), 1),
        ("aarch64", 221, (), 1),
        ("x86_64", 435, (), 38),
        ("aarch64", 435, (), 38),
        ("x86_64", 2, (0, os.O_RDONLY | os.O_CLOEXEC), 0),
        ("x86_64", 2, (0, os.O_WRONLY), 1),
        ("x86_64", 257, (0, 0, os.O_CREAT), 1),
        ("aarch64", 56, (0, 0, os.O_RDWR), 1),
        ("aarch64", 56, (0, 0, os.O_RDONLY), 0),
        ("x86_64", 62, (1234, 11), 0),
        ("x86_64", 62, (1235, 11), 1),
        ("x86_64", 62, (0xFFFFFFFF, 11), 1),
        ("aarch64", 131, (1234, 1234, 6), 0),
        ("aarch64", 131, (1, 1, 6), 1),
        ("x86_64", 302, (0, 7, 0, 1 << 40), 0),
        ("x86_64", 302, (0, 7, 1 << 40, 0), 1),
        ("x86_64", 302, (0, 7, 1, 0), 1),
        ("x86_64", 302, (99, 7, 0, 0), 1),
        ("x86_64", 72, (3, 1030), 0),
        ("x86_64", 72, (3, 8), 1),
        ("aarch64", 29, (3, 0x5401), 0),
        ("aarch64", 29, (3, 0x5412), 1),
        ("x86_64", 0x40000000, (), 1),
        ("x86_64", 0xFFFFFFFF, (), 1),
    ],
)
def test_the_filter_decides_by_number_and_arguments(
    machine: str, name: int, arguments: tuple[int, ...], error: int
) -> None:
    """On both architectures, needed calls are allowed, old ones refused, and new ones unknown."""
    assert run_filter(machine, seccomp.ARCHITECTURES[machine], name, *arguments) == error


def test_the_filter_refuses_calls_of_another_architecture() -> None:
    """32-bit calls of a 64-bit process, which have other numbers, are refused."""
    for machine, number in (("x86_64", 0), ("aarch64", 63)):
        for other in (0x40000003, 0x40000028, *seccomp.ARCHITECTURES.values()):
            if other != seccomp.ARCHITECTURES[machine]:
                assert run_filter(machine, other, number) == 1


@pytest.mark.parametrize(
    ("header", "column"),
    [("x86_64-linux-gnu/asm/unistd_64.h", 0), ("asm-generic/unistd.h", 1)],
)
def test_calls_have_the_numbers_of_the_kernels_headers(header: str, column: int) -> None:
    """Every number in the filter is that of the kernel's headers."""
    path = Path("/usr/include") / header
    if not path.exists():
        pytest.skip(f"{path} is missing: install linux-libc-dev")
    found = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", path.read_text())
    numbers = {name: int(number) for name, number in found}
    numbers.setdefault("newfstatat", numbers.get("fstatat", -1))
    for name, columns in (seccomp.ALLOWED | seccomp.GUARDED).items():
        assert columns[column] == numbers.get(name), name


def test_the_bot_hides_before_it_reads_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """`qa-bot telegram` first closes its memory to other processes."""

    def hide() -> None:
        raise QaBotError("hidden first")

    monkeypatch.setattr(restrictions, "hide_process", hide)
    with pytest.raises(QaBotError, match="hidden first"):
        telegram.telegram.callback.__wrapped__(None, pair=False, copy_state=None)
