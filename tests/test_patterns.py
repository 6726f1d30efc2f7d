"""Each regular expression takes time in proportion to the text, whatever the text."""

import time

import pytest

from tests.patterns import Use, attacks, uncollected, uses

_SMALL, _LARGE = 2_000, 8_000
# A linear expression takes well under this for the small size, a quadratic one over four times.
_SUSPICIOUS_S = 0.0025
# Linear is 4 here, and quadratic 16.
_MOST_GROWTH = 9
_EXPONENTIAL_S = 0.5


def cost(use: Use, text: str, tries: int = 1) -> float:
    """The least processor seconds that it takes."""
    times = []
    for _ in range(tries):
        began = time.process_time()
        use.apply(text)
        times.append(time.process_time() - began)
    return min(times)


def test_every_expression_is_collected() -> None:
    """None is compiled inside a function or imported under another name, where it is not seen."""
    assert uncollected() == []
    assert len(uses()) > 100


@pytest.mark.parametrize("use", uses(), ids=str)
def test_time_grows_as_the_text_does(use: Use) -> None:
    """Four times the text takes about four times as long: nothing is tried again and again."""
    for make in attacks(use.pattern):
        assert cost(use, make(30)) < _EXPONENTIAL_S, make(30)
        if cost(use, make(_SMALL)) > _SUSPICIOUS_S:
            growth = cost(use, make(_LARGE), 3) / cost(use, make(_SMALL), 5)
            assert growth < _MOST_GROWTH, make(12)
