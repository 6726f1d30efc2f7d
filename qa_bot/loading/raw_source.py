"""The bytes of one source before a format module has read them."""

from dataclasses import dataclass, field

from qa_bot.loading.limits import LoadLimits


@dataclass(frozen=True, slots=True)
class RawSource:
    """The bytes of one file, page or stream; `source` is its name in messages.

    `charset` is the encoding stated beside the bytes, as in a Content-Type header.
    """

    data: bytes
    source: str
    limits: LoadLimits = field(default_factory=LoadLimits)
    charset: str | None = None
