"""A format module taken over by its file: writes the source's bytes as the reply.

The name of the source says how: "replies" and ends, "floods" without end, or
"lingers" afterwards.
"""

import contextlib
import itertools
import os
import time

from qa_bot.loading.raw_source import RawSource


def read(raw: RawSource) -> None:
    for _ in itertools.count() if raw.source == "floods" else range(1):
        # Every descriptor but the reply's is not writable, or the null device.
        for descriptor in range(64):
            with contextlib.suppress(OSError):
                os.write(descriptor, raw.data)
    if raw.source == "lingers":
        os.closerange(0, 64)
        time.sleep(600)
    os._exit(0)
