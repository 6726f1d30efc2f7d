"""Which instructions the models' products are made of on this machine's processor.

onnxruntime chooses its kernels by what the processor says of itself, and does
not tell which. Knows the processor; nothing of models.
"""

import platform
from dataclasses import dataclass
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
# The best first, as onnxruntime prefers them: a flag as Linux names it, and whether answers were
# compared on such a processor, or one made or emulated to be such (docs/processors.md).
_KERNELS = (
    ("avx512_vnni", "AVX-512 VNNI", True),
    ("avx_vnni", "AVX-VNNI", False),
    ("avx512bw", "AVX-512 without VNNI", True),
    ("avx2", "AVX2", True),
    ("sse4_2", "SSE4.2", True),
    ("i8mm", "NEON with 8-bit matrix products", True),
    ("asimddp", "NEON with dot products", True),
    ("asimd", "NEON", True),
)


@dataclass(frozen=True, slots=True)
class Kernel:
    """The instructions in use, and whether the models' answers were compared with them."""

    name: str
    measured: bool


def kernel(cpuinfo: Path = _CPUINFO) -> Kernel:
    """Return the kernel that this processor gets; of an unknown one, its architecture."""
    try:
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
    except OSError:  # Systems other than Linux do not tell.
        lines = []
    named = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    flags = set(named.partition(":")[2].split())
    for flag, name, measured in _KERNELS:
        if flag in flags:
            return Kernel(name, measured)
    return Kernel(f"{platform.machine() or 'an unknown processor'}, instructions unknown", False)
