"""The libraries that load models other than the shipped ones, which a plain install lacks.

They are the extra `models` of the package: torch and what stands on it. This module
finds whether they are there, and prepares the environment before they are imported.
"""

import contextlib
import importlib.util
import os
from collections.abc import MutableMapping
from typing import Final

from qa_bot.errors import ModelLibrariesMissing
from qa_bot.privacy import cache_folder

# What is imported to load or export a model.
MODULES: Final = ("torch", "transformers", "sentence_transformers", "onnx")
# torch creates this folder when it is imported; by default in the temporary folder.
_TORCH_CACHE_VARIABLE: Final = "TORCHINDUCTOR_CACHE_DIR"


def prepare_model_libraries(setting: str, model: str, default: str) -> None:
    """Prepare to import the libraries; raises ModelLibrariesMissing where there are none.

    `setting` is the one that names the `model`, and `default` its value that needs none of them.
    """
    missing = [name for name in MODULES if importlib.util.find_spec(name) is None]
    if missing:
        raise ModelLibrariesMissing(setting, model, default, missing)
    set_torch_cache_folder()


def set_torch_cache_folder(environment: MutableMapping[str, str] = os.environ) -> None:
    """Put torch's folder into our cache folder, if that is writable; call before its import."""
    if environment.get(_TORCH_CACHE_VARIABLE):
        return
    with contextlib.suppress(OSError):
        folder = cache_folder() / "torch"
        folder.mkdir(parents=True, exist_ok=True)
        environment[_TORCH_CACHE_VARIABLE] = str(folder)
