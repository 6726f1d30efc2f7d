"""A scenario run on a machine of its own, whose every packet and file is seen."""

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from tests.privacy.machine import HOME, ROOT
from tests.privacy.person import ARTICLES, CANARIES, CANARY, LIBRARY

_NAMESPACES = ("--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc")
# Ends the wait for what never comes, and nothing else.
_PATIENCE_S = 300.0
_PROGRAMS = ("unshare", "mount", "chroot", "ip")
# Not in a user namespace: there, the root file system cannot be a layer of another.
_NEEDED = (
    "Needs root on Linux with leave to make namespaces (in a container: --privileged), "
    "and unshare, mount, chroot and ip: install util-linux and iproute2"
)
_OURS = (LIBRARY, f"{HOME}/cache/qa-bot", f"{HOME}/state/qa-bot")
# What the scenarios themselves make, and the folder above the library.
_THEIRS = (
    HOME,
    f"{HOME}/tmp",
    f"{HOME}/work",
    f"{HOME}/data",
    f"{HOME}/data/qa-bot",
    f"{HOME}/cache",
)
_THEIR_FOLDERS = (
    str(ARTICLES),
    f"{HOME}/work/reader",
    f"{HOME}/work/callers",
    f"{HOME}/work/library.zip",
)


@dataclass(frozen=True)
class Seen:
    """What a scenario sent and wrote, and its steps: each with its exit status and output.

    `requests` are the first lines of the plain HTTP requests among what was sent.
    """

    sent: list[str]
    requests: list[str]
    written: list[str]
    steps: list[tuple[str, int, str]]

    @property
    def strays(self) -> list[str]:
        """All that was sent, once each, but for the scenario's own canaries."""
        canaries = {line for name in CANARIES for line in (f"dns {name}", f"tcp {name}:443")}
        missed = canaries - set(self.sent)
        assert not missed, f"the recorder missed what was sent on purpose: {missed}"
        return sorted({line for line in self.sent if CANARY not in line})

    @property
    def litter(self) -> list[str]:
        """All that was written outside the library, the cache and the state folders."""
        places = (*_OURS, *_THEIR_FOLDERS)
        assert any(_is_in(name, LIBRARY) for name in self.written), "the recorder missed files"
        return [
            name
            for name in self.written
            if name not in _THEIRS and not any(_is_in(name, place) for place in places)
        ]

    @property
    def failed(self) -> list[tuple[str, int, str]]:
        """The steps that did not end well."""
        return [step for step in self.steps if step[1]]


def why_not() -> str:
    """Why scenarios cannot be run here; empty when they can."""
    if sys.platform != "linux" or os.geteuid() or not all(map(shutil.which, _PROGRAMS)):
        return f"{_NEEDED}."
    try:
        run_isolated("tests.privacy.nothing", [], _PATIENCE_S)
    except AssertionError as error:
        return f"{_NEEDED}: {(str(error).strip().splitlines() or [''])[-1]}"
    return ""


def run_isolated(scenario: str, arguments: Sequence[str], seconds: float) -> Seen:
    """Run the module `scenario` there; raises TimeoutExpired after `seconds`."""
    # As an installer does; else whoever imports a module first leaves its bytecode.
    for package in ("qa_bot", "tests"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with tempfile.TemporaryDirectory(prefix="qa-bot-privacy-") as scratch:
        world = [sys.executable, "-m", "tests.privacy.world", scratch, scenario, *arguments]
        ran = subprocess.run(
            ["unshare", *_NAMESPACES, *world],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told.pop("status") == 0, ran.stderr
    return Seen(steps=json.loads(told.pop("told")), **told)


def _is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}/")
