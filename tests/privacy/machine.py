"""The machine under test: a cable, a resolver, and a file system that remembers every change.

Run in network and mount namespaces of its own. The whole file system is seen
through an overlay, so whatever is written anywhere lands in one folder.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.privacy.world import CABLE, GATEWAY, GATEWAY_MAC, GATEWAY_V6, ip

ROOT = Path(__file__).parents[2]
HOME = "/home/privacy-test"
_RESOLVER = "/etc/resolv.conf"
_KERNEL_S = ("/dev", "/proc", "/sys")
_SHARED_MEMORY = "dev/shm"


def connect() -> None:
    """Take our end of the cable, and send everything through it."""
    ip("link", "set", "lo", "up")
    ip("addr", "add", "10.99.0.2/24", "dev", CABLE)
    ip("addr", "add", "fd99::2/64", "dev", CABLE, "nodad")
    ip("link", "set", CABLE, "up")
    for gateway in (GATEWAY, GATEWAY_V6):
        ip("neigh", "replace", gateway, "lladdr", GATEWAY_MAC, "dev", CABLE, "nud", "permanent")
    ip("route", "add", "default", "via", GATEWAY)
    ip("-6", "route", "add", "default", "via", GATEWAY_V6, "dev", CABLE)


class Disk:
    """The machine's file system over ours, in `scratch`, an empty folder."""

    def __init__(self, scratch: Path) -> None:
        _mount("-t", "tmpfs", "tmpfs", str(scratch))
        self.root, self._written = scratch / "root", scratch / "written"
        for folder in (self.root, self._written, scratch / "work"):
            folder.mkdir()
        layers = f"lowerdir=/,upperdir={self._written},workdir={scratch / 'work'}"
        _mount("-t", "overlay", "-o", layers, "overlay", str(self.root))
        for folder in (*_KERNEL_S, *_mounts_of(ROOT, Path(sys.prefix), Path(sys.base_prefix))):
            _mount("--rbind", folder, f"{self.root}{folder}")
        _mount("-t", "tmpfs", "tmpfs", str(self.root / _SHARED_MEMORY))
        resolver = self.root / _RESOLVER.lstrip("/")
        resolver.unlink(missing_ok=True)
        resolver.write_text(f"nameserver {GATEWAY}\n", "ascii")

    def changes(self) -> Iterator[str]:
        """Every file made, changed or deleted since, and every folder made."""
        for top, prefix in ((self._written, "/"), (self.root / _SHARED_MEMORY, "/dev/shm/")):
            for path in sorted(top.rglob("*")):
                name = prefix + path.relative_to(top).as_posix()
                if path.is_symlink() or not path.is_dir() or not Path(name).is_dir():
                    yield name


def _mounts_of(*needed: Path) -> set[str]:
    """The file systems other than the root's that hold what Python runs."""
    mounts = {next(str(p) for p in (path, *path.parents) if p.is_mount()) for path in needed}
    return mounts - {"/"}


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def main() -> int:
    """Set up, run the scenario, and print its outcome and what was written, as JSON."""
    scratch, scenario, *arguments = sys.argv[1:]
    print("ready", flush=True)
    assert sys.stdin.readline() == "go\n"
    connect()
    disk = Disk(Path(scratch))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": HOME,
        "TMPDIR": f"{HOME}/tmp",
        "XDG_CACHE_HOME": f"{HOME}/cache",
        "XDG_CONFIG_HOME": f"{HOME}/config",
        "XDG_DATA_HOME": f"{HOME}/data",
        "XDG_STATE_HOME": f"{HOME}/state",
    }
    command = ["chroot", str(disk.root), sys.executable, "-m", scenario, *arguments]
    ran = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    changes = [name for name in disk.changes() if name != _RESOLVER]
    print(json.dumps({"written": changes, "told": ran.stdout, "status": ran.returncode}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
