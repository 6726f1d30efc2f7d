"""How much one source may cost to load before it is refused.

Knows numbers only; the format modules and the sandbox enforce them.
"""

from dataclasses import dataclass

MEGABYTE = 1_000_000  # bytes; the unit of the settings and of messages
# A piece is about a paragraph: the longest books have some 20,000, a hundredth of this.
MAX_PIECES = 2_000_000


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Limits on one source: bytes as received, bytes once unpacked, seconds, bytes of memory.

    The settings of `articles` override these defaults.
    """

    max_bytes: int = 20 * MEGABYTE
    max_unpacked_bytes: int = 200 * MEGABYTE
    max_seconds: float = 60.0
    max_memory_bytes: int = 1000 * MEGABYTE

    @property
    def max_reply_bytes(self) -> int:
        """Bytes of a worker's reply: the text twice over, as JSON escapes quotes and line ends."""
        return 2 * self.max_unpacked_bytes + MEGABYTE
