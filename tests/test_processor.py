"""Doctor names the instructions that the models run on, and those never measured."""

from pathlib import Path

import pytest

from qa_bot.processor import Kernel, kernel

# As in /proc/cpuinfo, of all flags only those that matter.
ZEN_4 = "processor\t: 0\nflags\t\t: fpu avx avx2 avx512f avx512bw avx512_vnni\n"
ALDER_LAKE = "processor\t: 0\nflags\t\t: fpu avx avx2 avx_vnni\n"
ZEN_3 = "processor\t: 0\nflags\t\t: fpu avx avx2 fma\n"
GRAVITON_3 = "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm bf16\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ZEN_4, Kernel("AVX-512 VNNI", True)),
        (ALDER_LAKE, Kernel("AVX-VNNI", False)),
        (ZEN_3, Kernel("AVX2", True)),
        (GRAVITON_3, Kernel("NEON with 8-bit matrix products", True)),
    ],
)
def test_the_best_instructions_of_a_processor_are_named(
    tmp_path: Path, text: str, expected: Kernel
) -> None:
    """As onnxruntime prefers them, from what Linux says of the processor."""
    path = tmp_path / "cpuinfo"
    path.write_text(text)
    assert kernel(path) == expected


def test_a_system_that_does_not_tell_counts_as_never_measured(tmp_path: Path) -> None:
    """No file, or one without flags, is no error."""
    (tmp_path / "empty").write_text("")
    for path in (tmp_path / "missing", tmp_path / "empty"):
        assert not kernel(path).measured
