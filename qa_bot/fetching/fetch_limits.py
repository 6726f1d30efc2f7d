"""How much a site may cost us: bytes, seconds, redirects and tries.

Knows numbers only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The bounds of one fetch, redirects included; times in seconds.

    `seconds` is for the whole of one try, however slowly its bytes arrive;
    `patience` is the longest that a site which asks us to wait is waited for.
    With `cut`, what is longer than `max_bytes` is cut there and not refused.
    """

    max_bytes: int = 20_000_000
    cut: bool = False
    seconds: float = 30.0
    redirects: int = 5
    tries: int = 3
    patience: float = 30.0
