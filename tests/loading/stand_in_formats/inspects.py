"""A format module that inspects its process.

The title is the current folder and the author the names in the environment.
The tags are how many descriptors are open besides the null device, and how
many files this process has read.
"""

import os
import stat
from pathlib import Path

from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.raw_source import RawSource

_seen = []


def read(raw: RawSource) -> Draft:
    _seen.append(raw)
    names = " ".join(sorted(os.environ))
    return Draft(
        (Piece(raw.data.decode()),),
        title=str(Path.cwd()),
        author=names,
        tags=(f"pipes {_pipes()}", f"times {len(_seen)}"),
    )


def _pipes() -> int:
    """Count the descriptors of anything but a device."""
    count = 0
    for descriptor in range(64):
        try:
            count += not stat.S_ISCHR(os.fstat(descriptor).st_mode)
        except OSError:
            continue
    return count
