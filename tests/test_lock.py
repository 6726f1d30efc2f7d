"""The lock file is what an install needs, whole and hashed."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text("ascii")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")


def declared() -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def entries() -> dict[Requirement, list[str]]:
    """Each locked requirement, with its hashes."""
    found: dict[Requirement, list[str]] = {}
    for entry in LOCK.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+(?=--)", entry.strip())
        found[Requirement(requirement)] = hashes
    return found


LOCKED = entries()


def versions(name: str) -> list[str]:
    """The versions that the lock has of a package."""
    pins = [e for e in LOCKED if canonicalize_name(e.name) == canonicalize_name(name)]
    return [str(pin.specifier).removeprefix("==") for pin in pins]


@pytest.mark.parametrize("wanted", declared(), ids=lambda wanted: wanted.name)
def test_the_lock_satisfies_the_project(wanted: Requirement) -> None:
    """Each dependency is locked, on every platform to a version that pyproject.toml allows."""
    locked = versions(wanted.name)
    assert locked
    assert all(wanted.specifier.contains(version) for version in locked)


def test_every_entry_is_hashed_and_names_no_place() -> None:
    """A changed file is refused, and where files come from is left to the one who installs."""
    assert "://" not in LOCK
    for requirement, hashes in LOCKED.items():
        assert str(requirement.specifier).startswith("==")
        assert hashes
        assert all(_HASH.match(each) for each in hashes), requirement


def test_what_dependencies_need_is_locked_too() -> None:
    """Nothing is left to be found at install time."""
    waiting, seen = [d.name for d in declared()], set[str]()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        assert versions(name), name
        waiting += [each.name for each in _needs(name)]


def test_the_extras_are_not_locked() -> None:
    """The plain install is; torch's CPU build has other files than those that one hash fits."""
    assert not versions("torch")
    assert not versions("sentence-transformers")


def _needs(name: str) -> list[Requirement]:
    """What an installed package needs here, without its extras."""
    try:
        needed = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []
    return [n for n in needed if n.marker is None or n.marker.evaluate({"extra": ""})]
