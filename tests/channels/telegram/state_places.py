"""Where the bot's state is in a test: in a file or in PostgreSQL."""

from pathlib import Path

from qa_bot.channels.telegram.storage.state_database import StateDatabase, open_state
from qa_bot.server_url import ServerUrl


class StatePlace:
    """A folder, or a database where a URL names one."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.url = url
        self._opened: list[StateDatabase] = []

    def open(self) -> StateDatabase:
        """Open the state as another process would."""
        self._opened.append(open_state(self.folder, ServerUrl(self.url)))
        return self._opened[-1]

    def close(self) -> None:
        """Close what was opened."""
        for state in self._opened:
            state.close()
