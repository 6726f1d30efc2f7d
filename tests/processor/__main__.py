"""Run a command as on another processor: `python -m tests.processor avx512|vnni COMMAND …`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.processor import HIDDEN, CannotHide, environment


def main() -> int:
    """Run the command; the status to end with."""
    hidden, *command = sys.argv[1:] or [""]
    if hidden not in HIDDEN or not command:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        try:
            surroundings = environment(Path(folder), hidden)
        except CannotHide as reason:
            sys.stderr.write(f"Instruction sets cannot be hidden: {reason}.\n")
            return 1
        return subprocess.run(command, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
