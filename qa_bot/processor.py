"""The instruction set with which onnxruntime multiplies matrices on this processor.

onnxruntime chooses its kernels by the processor's features and does not say which,
so the choice is repeated here.
"""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CPUINFO: Final = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class InstructionSet:
    """An instruction set, and whether answers were compared on it (docs/processors.md)."""

    name: str
    is_measured: bool


# By the flag in /proc/cpuinfo, in the order in which onnxruntime prefers them.
_INSTRUCTION_SETS: Final = {
    "avx512_vnni": InstructionSet("AVX-512 VNNI", True),
    "avx_vnni": InstructionSet("AVX-VNNI", False),
    "avx512bw": InstructionSet("AVX-512 without VNNI", True),
    "avx2": InstructionSet("AVX2", True),
    "sse4_2": InstructionSet("SSE4.2", True),
    "i8mm": InstructionSet("NEON with 8-bit matrix products", True),
    "asimddp": InstructionSet("NEON with dot products", True),
    "asimd": InstructionSet("NEON", True),
}


def instruction_set(cpuinfo: Path = _CPUINFO) -> InstructionSet:
    """Return the instruction set in use; for an unknown one, the name of the architecture."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:  # Only Linux has the file.
        lines = []
    features = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    flags = set(features.partition(":")[2].split())
    for flag, known in _INSTRUCTION_SETS.items():
        if flag in flags:
            return known
    architecture = platform.machine() or "an unknown processor"
    return InstructionSet(f"{architecture}, instructions unknown", False)
