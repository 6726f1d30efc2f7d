"""What the libraries that we use would send home or leave behind, kept from doing so.

Each of them reads its switch from the environment when it is imported, so the
package sets them before it imports anything else, and the processes that it
starts inherit them. A value that the person set stays.
"""

import contextlib
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

SWITCHES: Final = {
    # onnxruntime's Linux build keeps a device id in the user's cache folder and sends events
    # to Microsoft from about nine seconds after it was imported.
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub tells the hub, with each request for a model, which coding agent runs it,
    # and fetches a list of them for that.
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
# torch makes this folder when it is imported, among the temporary files unless it is named here.
_TORCH: Final = "TORCHINDUCTOR_CACHE_DIR"


def switch_off_telemetry(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set each switch that is not set, or set to nothing."""
    for name, value in SWITCHES.items():
        if not environment.get(name):
            environment[name] = value


def cache_folder() -> Path:
    """Where this system keeps what we can make again."""
    import platformdirs

    return platformdirs.user_cache_path("qa-bot", appauthor=False)


def keep_torch_in_cache(environment: MutableMapping[str, str] = os.environ) -> None:
    """Give torch its folder in our cache folder, if that can be written to; before its import."""
    if environment.get(_TORCH):
        return
    folder = cache_folder() / "torch"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        environment[_TORCH] = str(folder)
