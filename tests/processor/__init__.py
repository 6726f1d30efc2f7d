"""Another processor: onnxruntime made to believe that instruction sets are missing.

onnxruntime asks the processor once what it can do, and takes its kernels by that.
In a copy of the library every `cpuid` is replaced by an instruction that is
illegal, and a preloaded handler answers in its stead. The kernels then run as
fast as they do on a processor that has no others, unlike under an emulator.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_SOURCE = Path(__file__).with_name("hide.c")
_CPUID, _ILLEGAL = b"\x0f\xa2", b"\x0f\x0b"
# What can be hidden, and the kernels that are left: of AVX2, or of AVX-512 without dot products.
HIDDEN = ("avx512", "vnni")


class CannotHide(Exception):
    """Instruction sets cannot be hidden on this machine; the text says why."""


def environment(folder: Path, hidden: str) -> dict[str, str]:
    """Return the environment in which Python's onnxruntime does without `hidden`.

    The changed copy is made in `folder`, 40 MB. Raises CannotHide.
    """
    if os.uname().sysname != "Linux" or os.uname().machine != "x86_64":
        raise CannotHide("run the tests on Linux on x86-64")
    for tool in ("cc", "objdump", "readelf"):
        if shutil.which(tool) is None:
            raise CannotHide(f"{tool} is missing: install gcc and binutils")
    if not (folder / "onnxruntime").exists():
        _prepare(folder)
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "LD_PRELOAD": str(folder / "hide.so"),
        "HIDDEN_INSTRUCTIONS": hidden,
    }


def _prepare(folder: Path) -> None:
    handler = str(folder / "hide.so")
    subprocess.run(
        ["cc", "-O1", "-shared", "-fPIC", "-o", handler, str(_SOURCE), "-ldl"], check=True
    )
    spec = find_spec("onnxruntime")
    assert spec is not None and spec.submodule_search_locations
    copy = folder / "onnxruntime"
    shutil.copytree(spec.submodule_search_locations[0], copy)
    for library in copy.rglob("*.so*"):
        _replace_cpuid(library)


def _replace_cpuid(library: Path) -> None:
    listing = _output("objdump", "--disassemble", "--no-show-raw-insn", str(library))
    code = bytearray(library.read_bytes())
    segments = list(_segments(library))
    for line in listing.splitlines():
        if line.endswith("\tcpuid"):
            address = int(line.split(":")[0], 16)
            at = next(o + address - v for o, v, size in segments if v <= address < v + size)
            assert code[at : at + 2] == _CPUID, line
            code[at : at + 2] = _ILLEGAL
    library.write_bytes(code)


def _segments(library: Path) -> Iterator[tuple[int, int, int]]:
    """Yield the offset in the file, the address and the size of each part that is loaded."""
    headers = _output("readelf", "--program-headers", "--wide", str(library))
    for line in headers.splitlines():
        if line.split()[:1] == ["LOAD"]:
            _, offset, virtual, _, size, *_ = line.split()
            yield int(offset, 16), int(virtual, 16), int(size, 16)


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
