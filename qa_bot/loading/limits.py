"""How much one source may cost before it is given up.

Knows numbers only; the readers and the process that runs them hold to these.
"""

from dataclasses import dataclass

MEGABYTE = 1_000_000
# A piece is a paragraph: those of the longest book come to a hundredth of this.
MOST_PIECES = 2_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes as they come, bytes once unpacked, seconds and bytes of memory to read them."""

    max_bytes: int = 20 * MEGABYTE
    max_unpacked_bytes: int = 200 * MEGABYTE
    max_seconds: float = 60.0
    max_memory_bytes: int = 1000 * MEGABYTE

    @property
    def max_reply_bytes(self) -> int:
        """How much a reader may reply: the text twice over, since quotes and lines are escaped."""
        return 2 * self.max_unpacked_bytes + MEGABYTE
