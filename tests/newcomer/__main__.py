"""Install from the package index and run the documents: `python -m tests.newcomer`.

Prints the size of the install and each command with what it shows. Needs the index that
pip is set to, and ends with status 1 at the first command that fails.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.newcomer.commands import commands
from tests.newcomer.environment import ROOT, build_wheel, install_from_index, megabytes
from tests.newcomer.person import Newcomer


def main() -> int:
    """Install, run, print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--columns", type=int, default=80, help="width of the terminal")
    parser.add_argument("documents", nargs="*", type=Path, default=[ROOT / "README.md"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        programs = install_from_index(wheel, Path(folder) / "environment")
        print(f"installed: {megabytes(Path(folder) / 'environment')} MB")
        for number, document in enumerate(arguments.documents):
            person = Newcomer(Path(folder) / f"home-{number}", programs, arguments.columns)
            for command in commands(document):
                if command.obstacle:
                    print(f"$ {command.line}\n(not run: {command.obstacle})")
                    continue
                shown = person.types(command)
                print(f"$ {command.line}", *shown.lines, shown.errors, sep="\n")
                if shown.status:
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
