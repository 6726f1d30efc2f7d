"""Read the parts of a zipped document within limits on their unpacked size.

Knows zip, not the document. The sizes that an archive states are not trusted:
bytes are counted while they unpack.
"""

import io
import zipfile
import zlib

from qa_bot.errors import SourceDamaged, SourceLocked, SourceTooLarge
from qa_bot.loading.limits import MEGABYTE
from qa_bot.loading.raw_source import RawSource

_CHUNK_BYTES = 65_536  # bytes unpacked between two checks of the limits
_MAX_PARTS = 20_000  # bounds the work on the directory; books have some hundreds
# Text packs to about a tenth: a hundredfold is a zip bomb, unless the part is small.
_MAX_RATIO = 100
_SMALL_BYTES = 4 * MEGABYTE


class ZipContainer:
    """A zip file in memory.

    Raises SourceDamaged where it is malformed, SourceTooLarge for too many parts.
    """

    def __init__(self, raw: RawSource) -> None:
        self._raw = raw
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged("its archive does not open") from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        if len(self._parts) > _MAX_PARTS:
            raise _bomb(self._raw, f"it has more than {_MAX_PARTS} parts")

    @property
    def names(self) -> list[str]:
        """The names of the parts, in their order."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part; None where there is none of that name.

        Raises SourceTooLarge once all parts read so far exceed the limit,
        SourceLocked for an encrypted part, SourceDamaged for a broken one.
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

    def require(self, name: str) -> bytes:
        """Return the bytes of a part as `read` does; raises SourceDamaged where it is missing."""
        data = self.read(name)
        if data is None:
            raise self._damaged(f"its part {name!r} is missing")
        return data

    def _inflate(self, part: zipfile.ZipInfo) -> bytes:
        chunks = []
        size = 0
        with self._zip.open(part) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                chunks.append(chunk)
                size += len(chunk)
                self._check_size(len(chunk), size, part)
        return b"".join(chunks)

    def _check_size(self, added: int, size: int, part: zipfile.ZipInfo) -> None:
        self._unpacked += added
        if self._unpacked > self._raw.limits.max_unpacked_bytes:
            raise too_large_unpacked(self._raw)
        if size > _SMALL_BYTES and size > _MAX_RATIO * max(1, part.compress_size):
            raise _bomb(self._raw, f"its part {part.filename!r} unpacks to over {_MAX_RATIO} times")

    def _damaged(self, reason: str) -> SourceDamaged:
        return SourceDamaged(
            self._raw.source,
            f"is damaged: {reason}",
            "Fetch it again, or save it anew in the program that made it.",
        )


def too_large_unpacked(raw: RawSource) -> SourceTooLarge:
    """Return the error for a source that exceeds the limit once unpacked."""
    most = raw.limits.max_unpacked_bytes / MEGABYTE
    return _bomb(raw, f"it comes to more than {most:g} MB")


def _bomb(raw: RawSource, reason: str) -> SourceTooLarge:
    return SourceTooLarge(
        raw.source,
        f"too much to unpack: {reason}",
        "Split it, or raise articles.max_unpacked_megabytes if you trust it.",
    )
