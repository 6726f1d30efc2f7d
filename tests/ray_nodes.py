"""Ray nodes on this machine, each started by `ray start`, that a test may kill."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parent.parent
_STARTED = re.compile(r"ray start --address='([^']+)'")
# Ray needs 75 MB.
_OBJECT_STORE = 80_000_000
# For one actor and more, whatever other programs leave of the machine's memory meanwhile.
_MEMORY = 2_000_000_000


class RayNode:
    """A node of one core, in a session of its own."""

    def __init__(self, log: Path, environment: dict[str, str], *where: str) -> None:
        common = ("--block", "--disable-usage-stats", "--num-cpus=1")
        memory = (f"--object-store-memory={_OBJECT_STORE}", f"--memory={_MEMORY}")
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ray.scripts.scripts", "start", *common, *memory, *where],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> str:
        """Wait until the node is started; return what it printed."""
        wait_until(lambda: "Ray runtime started" in self._log.read_text(), self._log.read_text)
        return self._log.read_text()

    def kill(self) -> None:
        """Kill the node and its workers at once, as a power cut would."""
        if self._process.poll() is None:
            for process in _processes_of(self._process.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait(PATIENCE_S)


class RayNodes:
    """Two nodes, of which one may be killed, and what a program needs to know to use them."""

    def __init__(self, folder: Path) -> None:
        token = folder / "token"
        token.write_text(secrets.token_hex(32))
        self.environment = os.environ | {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN_PATH": str(token),
            "RAY_USAGE_STATS_ENABLED": "0",
            # Seconds until a node that died is noticed, which else are many.
            "RAY_health_check_period_ms": "500",
            "RAY_health_check_failure_threshold": "3",
            # Where the workers of the nodes find the tests' embedder.
            "PYTHONPATH": str(ROOT),
        }
        temporary = folder / "r"
        head = ("--head", "--port=0", "--include-dashboard=false", f"--temp-dir={temporary}")
        self._head = RayNode(folder / "head.log", self.environment, *head)
        self._log = folder / "other.log"
        self.address = ""
        self.other: RayNode | None = None

    def start(self) -> None:
        started = _STARTED.search(self._head.wait())
        assert started is not None
        self.address = started[1]
        self.other = RayNode(self._log, self.environment, f"--address={self.address}")
        self.other.wait()

    def stop(self) -> None:
        for node in (self.other, self._head):
            if node is not None:
                node.kill()


def _processes_of(session: int) -> Iterator[int]:
    """The processes of a session; workers of Ray are groups of their own in that of their node."""
    for process in [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]:
        with suppress(ProcessLookupError):
            if os.getsid(process) == session:
                yield process


@contextmanager
def ray_nodes(folder: Path) -> Iterator[RayNodes]:
    """Run a cluster of two nodes within."""
    nodes = RayNodes(folder)
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()


def wait_until(is_so: Callable[[], bool], why_not: Callable[[], str]) -> None:
    """Wait until something is so; fail with what `why_not` returns if it never is."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, why_not()
        time.sleep(0.1)
