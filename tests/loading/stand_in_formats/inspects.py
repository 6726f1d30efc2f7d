"""Stands in for a file that took over its reader and looks what there is, and was, in its process.

Its tags are: the environment's names, how many descriptors are open for
writing or reading besides the null device, and how often it was used.
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
    """Descriptors that lead anywhere."""
    count = 0
    for descriptor in range(64):
        try:
            count += not stat.S_ISCHR(os.fstat(descriptor).st_mode)
        except OSError:
            continue
    return count
