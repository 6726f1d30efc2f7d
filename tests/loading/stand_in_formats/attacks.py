"""A format module taken over by its file: tries one thing, and replies with the outcome.

The source is JSON: the name of the attempt, and its target. The reply's only
tag is "refused: ERROR" where the system refused, else "done".
"""

import ctypes
import json
import mmap
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from qa_bot.loading.draft import Draft
from qa_bot.loading.raw_source import RawSource

# Numbers on x86_64 and aarch64.
SYSTEM_CALLS = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "memfd_create": (319, 279),
    "clone": (56, 220),
    "clone3": (435, 435),
    "execveat": (322, 281),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "inotify_init1": (294, 26),
    "personality": (135, 92),
    "prctl": (157, 167),
    "seccomp": (317, 277),
    "setsid": (112, 157),
    "setuid": (105, 146),
    "setpriority": (141, 140),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "reboot": (169, 142),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "setitimer": (38, 103),
    "getsockopt": (55, 209),
    "sendmsg": (46, 211),
    "openat2": (437, 437),
}


def read(raw: RawSource) -> Draft:
    attempt, target = json.loads(raw.data)
    try:
        if attempt in SYSTEM_CALLS:
            _call(attempt)
        else:
            ATTEMPTS[attempt](target)
    except (OSError, RuntimeError, ValueError) as error:
        return Draft((), tags=(f"refused: {type(error).__name__}",))
    return Draft((), tags=("done",))


def _call(name: str) -> None:
    """Make a system call with harmless arguments; errors other than a refusal are failures."""
    libc = ctypes.CDLL(None, use_errno=True)
    column = ("x86_64", "aarch64").index(platform.machine())
    zeros = [ctypes.c_ulong(0)] * 6
    if libc.syscall(ctypes.c_long(SYSTEM_CALLS[name][column]), *zeros) < 0:
        # EPERM, or ENOSYS for what is new; EFAULT, EINVAL and the like come from the call itself.
        if ctypes.get_errno() not in (1, 38):
            raise AssertionError(f"the kernel looked at it: {os.strerror(ctypes.get_errno())}")
        raise OSError(ctypes.get_errno(), name)


def _connect(kind: socket.SocketKind, target: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, kind) as connection:
        connection.connect(tuple(target))
        connection.send(b"x")


def _connect_unix(target: str) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(target)


def _run(_: object) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def _fork(_: object) -> None:
    if os.fork() == 0:
        os._exit(0)


def _raise_limit(_: object) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 4096))


def _limit_parent(process: int) -> None:
    resource.prlimit(process, resource.RLIMIT_CORE)


def _use_more_files(_: object) -> None:
    for _ in range(70):
        os.dup(0)


def _change_code(_: object) -> None:
    with Path(__file__).open("ab") as file:
        file.write(b"")


def _signal_owner(process: int) -> None:
    import fcntl

    fcntl.fcntl(0, fcntl.F_SETOWN, process)


def _type_into_terminal(_: object) -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSTI, b"x")


def _write_shared(target: str) -> None:
    descriptor = os.open(target, os.O_RDWR)
    mmap.mmap(descriptor, 1)


ATTEMPTS: dict[str, Callable[[object], object]] = {
    "read": lambda target: Path(target).read_bytes(),
    "list": lambda target: list(Path(target).iterdir()),
    "create": lambda target: Path(target).write_bytes(b"x"),
    "append": lambda target: Path(target).open("ab").close(),
    "truncate": lambda target: os.truncate(target, 0),
    "make a folder": lambda target: Path(target).mkdir(),
    "delete": lambda target: Path(target).unlink(),
    "rename": lambda target: Path(target).rename(f"{target}.moved"),
    "link": lambda target: os.link(target, f"{target}.linked"),
    "symlink": lambda target: Path(f"{target}.symlinked").symlink_to(target),
    "chmod": lambda target: Path(target).chmod(0o777),
    "chown": lambda target: os.chown(target, os.getuid(), os.getgid()),
    "set times": lambda target: os.utime(target),
    "set an attribute": lambda target: os.setxattr(target, "user.x", b"x"),
    "map for writing": _write_shared,
    "make a pipe": lambda target: os.mkfifo(target),
    "change its code": _change_code,
    "connect by TCP": lambda target: _connect(socket.SOCK_STREAM, target),
    "connect by UDP": lambda target: _connect(socket.SOCK_DGRAM, target),
    "connect by a Unix socket": _connect_unix,
    "make a pair of sockets": lambda _: socket.socketpair(),
    "run a program": _run,
    "become a program": lambda _: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "fork": _fork,
    "start a thread": lambda _: threading.Thread(target=bool).start(),
    "signal the parent": lambda process: os.kill(process, 0),
    "signal everybody": lambda _: os.kill(-1, 0),
    "stop the parent": lambda process: os.kill(process, signal.SIGSTOP),
    "raise its limits": _raise_limit,
    "limit the parent": _limit_parent,
    "have many files open": _use_more_files,
    "have the kernel signal the parent": _signal_owner,
    "type into a terminal": _type_into_terminal,
    "read the next task": lambda _: os.read(0, 1),
}
