"""Bytes on their way to a reader.

Knows what is said of them; not what they hold.
"""

from dataclasses import dataclass, field

from qa_bot.loading.limits import Limits


@dataclass(frozen=True, slots=True)
class Incoming:
    """The bytes of one source; `source` is what messages call it.

    `charset` is the encoding that came with the bytes, as a web server names one.
    """

    data: bytes
    source: str
    limits: Limits = field(default_factory=Limits)
    charset: str | None = None
