"""The parts of a zipped document, unpacked no further than they may.

Knows zip, not what is in it. What an archive claims about its sizes is not
believed: bytes are counted while they come out.
"""

import io
import zipfile
import zlib

from qa_bot.errors import SourceDamaged, SourceLocked, SourceTooLarge
from qa_bot.loading.limits import MEGABYTE
from qa_bot.loading.raw_source import RawSource

_PIECE = 65_536
_MOST_PARTS = 20_000
# Text packs to a tenth or so; a hundredfold is a bomb, unless it is small.
_MOST_RATIO = 100
_SMALL = 4 * MEGABYTE


class ZipContainer:
    """A zip file in memory; raises SourceDamaged when it is none."""

    def __init__(self, raw: RawSource) -> None:
        self._raw = raw
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged("its archive does not open") from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        if len(self._parts) > _MOST_PARTS:
            raise _bomb(self._raw, f"it has more than {_MOST_PARTS} parts")

    @property
    def names(self) -> list[str]:
        """What the parts are called, in their order."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is none of that name.

        Raises SourceTooLarge once all that was read passes the limit,
        SourceLocked for a part with a password, SourceDamaged for a broken one.
        """
        part = self._parts.get(name)
        if part is None:
            return None
        if part.flag_bits & 1:
            raise SourceLocked(
                self._raw.source,
                "is encrypted with a password",
                "Save a copy without the password, then add that.",
            )
        try:
            return self._inflate(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise self._damaged(f"its part {name!r} does not unpack") from error
        except (NotImplementedError, RuntimeError) as error:
            raise self._damaged(f"its part {name!r} is packed in an unknown way") from error

    def need(self, name: str) -> bytes:
        """As `read`; raises SourceDamaged when there is no such part."""
        data = self.read(name)
        if data is None:
            raise self._damaged(f"its part {name!r} is missing")
        return data

    def _inflate(self, part: zipfile.ZipInfo) -> bytes:
        pieces = []
        size = 0
        with self._zip.open(part) as stream:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                self._count(len(piece), size, part)
        return b"".join(pieces)

    def _count(self, more: int, size: int, part: zipfile.ZipInfo) -> None:
        self._unpacked += more
        if self._unpacked > self._raw.limits.max_unpacked_bytes:
            raise too_large_unpacked(self._raw)
        if size > _SMALL and size > _MOST_RATIO * max(1, part.compress_size):
            raise _bomb(
                self._raw, f"its part {part.filename!r} unpacks to over {_MOST_RATIO} times"
            )

    def _damaged(self, why: str) -> SourceDamaged:
        return SourceDamaged(
            self._raw.source,
            f"is damaged: {why}",
            "Fetch it again, or save it anew in the program that made it.",
        )


def too_large_unpacked(raw: RawSource) -> SourceTooLarge:
    """The error for a source that comes to more bytes than it may."""
    most = raw.limits.max_unpacked_bytes / MEGABYTE
    return _bomb(raw, f"it comes to more than {most:g} MB")


def _bomb(raw: RawSource, why: str) -> SourceTooLarge:
    return SourceTooLarge(
        raw.source,
        f"too much to unpack: {why}",
        "Split it, or raise articles.max_unpacked_megabytes if you trust it.",
    )
