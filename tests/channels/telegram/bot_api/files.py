"""The files that people and the bot have sent.

Knows file ids, paths and sizes, true or not. Does not know messages.
"""

from dataclasses import dataclass
from typing import Any

from tests.channels.telegram.bot_api.errors import ApiError, bad

Json = dict[str, Any]
LARGEST_DOWNLOAD = 20 << 20
LARGEST_UPLOAD = 50 << 20


@dataclass
class Stored:
    """A file; `size` is what Telegram says of it, None where it says nothing."""

    id: str
    name: str | None
    mime: str | None
    content: bytes
    size: int | None
    expired: bool = False

    @property
    def path(self) -> str:
        """Where it is downloaded from; Telegram keeps no name there."""
        return f"documents/{self.id}.bin"

    def document(self) -> Json:
        """What a message says of it."""
        about = {"file_name": self.name, "mime_type": self.mime, "file_size": self.size}
        known = {key: value for key, value in about.items() if value is not None}
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", **known}


class Files:
    """All files by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}

    def keep(self, name: str | None, content: bytes, mime: str | None, size: int | None) -> Stored:
        """Take a file in."""
        stored = Stored(f"file{len(self._by_id) + 1}", name, mime, content, size)
        self._by_id[stored.id] = stored
        return stored

    def get(self, file_id: str) -> Stored:
        """The file of an id; raises ApiError."""
        found = self._by_id.get(file_id)
        if found is None:
            raise bad("invalid file_id")
        return found

    def describe(self, file_id: str) -> Json:
        """How to download a file; raises ApiError for one that is too big for it."""
        stored = self.get(file_id)
        if max(stored.size or 0, len(stored.content)) > LARGEST_DOWNLOAD:
            raise bad("file is too big")
        about = {"file_id": stored.id, "file_unique_id": f"u{stored.id}", "file_path": stored.path}
        return about if stored.size is None else about | {"file_size": stored.size}

    def at(self, path: str) -> Stored:
        """The file that lies at a path; raises ApiError when it does not any more."""
        found = next((each for each in self._by_id.values() if each.path == path), None)
        if found is None or found.expired:
            raise ApiError(404, "Not Found")
        return found
