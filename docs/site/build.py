"""Build the documents as a site that can be searched: python docs/site/build.py FOLDER

It is opened from the disk, asks nothing of a network, and is not published. Every
warning is an error, so that no link or anchor leads nowhere.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from pages import ROOT, write_sources
from sphinx.cmd.build import build_main

_STRICTLY: Final = ("--fail-on-warning", "--keep-going", "--quiet", "--fresh-env")


def build(sources: Path, folder: Path) -> int:
    """Build pages into a folder; return the exit status of Sphinx, 0 without any warning."""
    settings = str(ROOT / "docs" / "site")
    with tempfile.TemporaryDirectory() as trees:
        return build_main(
            [*_STRICTLY, "--conf-dir", settings, "--doctree-dir", trees, str(sources), str(folder)]
        )


def main(folder: Path) -> int:
    """Build the site of the repository's documents."""
    with tempfile.TemporaryDirectory() as sources:
        write_sources(Path(sources))
        return build(Path(sources), folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
