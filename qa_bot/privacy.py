"""Telemetry of the libraries that we use, switched off, and their caches kept in our folder.

Each library reads its switch from the environment when it is imported, so `qa_bot`
sets them before it imports anything else, and its child processes inherit them.
A value that a person has set stays.
"""

import errno
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

SWITCHES: Final = {
    # onnxruntime's Linux build keeps a device id in the user's cache folder and sends events
    # to Microsoft from about nine seconds after it was imported.
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub sends, with each request for a model, the name of the coding agent that
    # runs it, and fetches a list of those for that.
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def switch_off_telemetry(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set each switch that is not set or empty."""
    for name, value in SWITCHES.items():
        if not environment.get(name):
            environment[name] = value


def cache_folder() -> Path:
    """Return our folder in this system's cache folder; raises OSError without a home folder."""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path("qa-bot", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, str(error)) from error
    if not folder.is_absolute():
        raise FileNotFoundError(errno.ENOENT, f"{folder} is not an absolute path")
    return folder
