"""The wheel, built from the checkout, in an environment that holds nothing else.

In a test, what the wheel asks for is linked from the environment that runs the
test, so that no network is needed and nothing undeclared is at hand. By hand it
is installed as a newcomer does, from the package index.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from zipfile import Path as ZipPath
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


def build_wheel(folder: Path, source: Path = ROOT) -> Path:
    """Build the wheel of a project of the checkout by the backend that this environment has."""
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*_PIP, "wheel", *options, str(source)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_linked(wheel: Path, folder: Path) -> Path:
    """Install the wheel with links to what it needs; return the folder of its programs."""
    programs = _make(folder)
    _install(programs / "python", "--no-deps", "--no-index", str(wheel))
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    for needed in _needed_by(_metadata(wheel)):
        _link(needed, packages)
    return programs


def _install(python: Path, *arguments: str) -> None:
    """Install into an environment, which sees none of this one's packages."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [*_PIP, "--python", str(python), "install", *arguments]
    subprocess.run(command, env=variables, check=True)


def install_from_index(wheel: Path, folder: Path) -> Path:
    """Install the wheel and what it needs as pip finds it; return the folder of its programs."""
    programs = _make(folder)
    _install(programs / "python", str(wheel))
    return programs


def megabytes(folder: Path) -> int:
    """Return the size of all files in a folder, in millions of bytes, each file once."""
    files = (path.lstat() for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum({file.st_ino: file.st_size for file in files}.values()) / 1_000_000)


def _make(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin"


def _metadata(wheel: Path) -> Distribution:
    with ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
    return PathDistribution(ZipPath(wheel, f"{info}/"))  # type: ignore[arg-type]


def _needed_by(wheel: Distribution) -> list[Distribution]:
    """Return what the wheel needs without an extra, and what that needs."""
    waiting = [Requirement(line) for line in wheel.requires or ()]
    found: dict[tuple[str, frozenset[str]], Distribution] = {}
    while waiting:
        wanted = waiting.pop()
        extras = frozenset(wanted.extras)
        key = canonicalize_name(wanted.name), extras
        if key in found or not _applies(wanted, frozenset()):
            continue
        found[key] = distribution(wanted.name)
        lines = found[key].requires or ()
        waiting += [_plain(n) for n in map(Requirement, lines) if _applies(n, extras)]
    return [*{dist.name: dist for dist in found.values()}.values()]


def _applies(wanted: Requirement, extras: frozenset[str]) -> bool:
    marker = wanted.marker
    return marker is None or any(marker.evaluate({"extra": each}) for each in ("", *extras))


def _plain(wanted: Requirement) -> Requirement:
    wanted.marker = None
    return wanted


def _link(needed: Distribution, packages: Path) -> None:
    for file in needed.files or ():
        source, target = Path(str(needed.locate_file(file))), packages / file
        if ".." in file.parts or not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            try:
                os.link(source, target)
            except FileExistsError:
                raise
            except OSError:
                # Another file system, or one without hard links.
                shutil.copyfile(source, target)
