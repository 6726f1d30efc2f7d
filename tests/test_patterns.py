"""Each regular expression takes time in proportion to the text, whatever the text."""

import gc
import re
import time
from collections.abc import Callable

import pytest

from tests.patterns import Use, attacks, uncollected, uses

pytestmark = pytest.mark.long

_SMALL, _LARGE = 1_000, 4_000
# The simplest quadratic expression takes this or more for the small size.
_SUSPICIOUS_S = 0.0005
# Linear is 4 here, and quadratic 16.
_MOST_GROWTH = 9
_EXPONENTIAL_S = 0.5
# Measured anew before it fails: a busy machine makes one measurement slow, an expression all.
_MEASUREMENTS = 4


def cost(use: Use, text: str, tries: int = 1) -> float:
    """The least processor seconds that it takes, without other threads and garbage collection."""
    times = []
    gc.disable()
    try:
        for _ in range(tries):
            began = time.thread_time()
            use.apply(text)
            times.append(time.thread_time() - began)
    finally:
        gc.enable()
    return min(times)


def is_fast(use: Use, make: Callable[[int], str]) -> bool:
    """Whether a short text takes nearly no time."""
    return cost(use, make(30)) < _EXPONENTIAL_S


def is_linear(use: Use, make: Callable[[int], str]) -> bool:
    """Whether four times the text takes far less than sixteen times as long."""
    if cost(use, make(_SMALL)) <= _SUSPICIOUS_S:
        return True
    return cost(use, make(_LARGE)) < _MOST_GROWTH * cost(use, make(_SMALL), 3)


def is_ever(
    measure: Callable[[Use, Callable[[int], str]], bool], use: Use, make: Callable[[int], str]
) -> bool:
    """Whether one of some measurements holds."""
    return any(measure(use, make) for _ in range(_MEASUREMENTS))


def test_every_expression_is_collected() -> None:
    """None is compiled inside a function or imported under another name, where it is not seen."""
    assert uncollected() == []
    assert len(uses()) > 100


@pytest.mark.parametrize("use", uses(), ids=str)
def test_time_grows_as_the_text_does(use: Use) -> None:
    """Four times the text takes about four times as long: nothing is tried again and again."""
    for make in attacks(use.pattern):
        assert is_ever(is_fast, use, make), make(30)
        assert is_ever(is_linear, use, make), make(12)


def test_a_quadratic_expression_is_found() -> None:
    """The measure sees what it is for."""
    assert not is_ever(
        is_linear, Use("here", re.compile("a+$"), "search"), lambda size: "a" * size + "b"
    )
