"""The instruction set of the models is known, and those never measured are named."""

from pathlib import Path

import pytest

from qa_bot.processor import InstructionSet, instruction_set

# As in /proc/cpuinfo, reduced to the flags that matter.
ZEN_4 = "processor\t: 0\nflags\t\t: fpu avx avx2 avx512f avx512bw avx512_vnni\n"
ALDER_LAKE = "processor\t: 0\nflags\t\t: fpu avx avx2 avx_vnni\n"
ZEN_3 = "processor\t: 0\nflags\t\t: fpu avx avx2 fma\n"
GRAVITON_3 = "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm bf16\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ZEN_4, InstructionSet("AVX-512 VNNI", True)),
        (ALDER_LAKE, InstructionSet("AVX-VNNI", False)),
        (ZEN_3, InstructionSet("AVX2", True)),
        (GRAVITON_3, InstructionSet("NEON with 8-bit matrix products", True)),
    ],
)
def test_the_instruction_set_that_onnxruntime_prefers_is_named(
    tmp_path: Path, text: str, expected: InstructionSet
) -> None:
    """Of the flags that Linux lists, the first in onnxruntime's order counts."""
    path = tmp_path / "cpuinfo"
    path.write_text(text)
    assert instruction_set(path) == expected


def test_an_unknown_processor_counts_as_never_measured(tmp_path: Path) -> None:
    """A missing file, or one without flags, is no error."""
    (tmp_path / "empty").write_text("")
    for path in (tmp_path / "missing", tmp_path / "empty"):
        assert not instruction_set(path).is_measured
