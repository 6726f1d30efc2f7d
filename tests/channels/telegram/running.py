"""A bot that runs in a thread of the test, as it would in a process."""

import threading
from collections.abc import Callable, Sequence
from typing import Self

from qa_bot.channels.telegram.bot import TelegramBot
from qa_bot.channels.telegram.bot_settings import BotSettings
from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.transport.bot_token import parse_token
from qa_bot.conversation.chat import QuestionAnswerer
from qa_bot.documents import ArticleRef
from qa_bot.library import Library
from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.library import FakeLibrary
from tests.patience import PATIENCE_S


def open_to_all(url: str, token: str = TOKEN) -> BotSettings:
    """Settings of a bot that lets everyone in and is slow for nobody."""
    limits = UsageLimits(questions_per_minute=1000)
    return BotSettings(parse_token(token), url, access=AccessSettings(open=True), limits=limits)


class RunningBot:
    """Runs from entering the block until leaving it; `error` is what it ended with."""

    def __init__(
        self,
        settings: BotSettings,
        answers: QuestionAnswerer,
        list_articles: Callable[[], Sequence[ArticleRef]] = list,
        library: Library | None = None,
    ) -> None:
        self.error: BaseException | None = None
        self._bot = TelegramBot(settings, library or FakeLibrary(answers, list_articles))
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._bot.run()
        except BaseException as error:
            self.error = error

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._bot.stop()
        self.wait_ended()

    @property
    def database(self) -> StateDatabase:
        """The bot's own file."""
        return self._bot._database

    def metric(self, name: str, **labels: str) -> float:
        """One of the bot's metrics; 0 where nothing was counted."""
        return self._bot._metrics.registry.get_sample_value(name, labels) or 0.0

    def unhandled(self) -> int:
        """How many updates were received and are not done with."""
        return len(list(self._bot._queue.journal.pending()))

    def attempts(self) -> dict[int, tuple[int, int]]:
        """How often each update that is not done with was begun, beside others and alone."""
        pending = self._bot._queue.journal.pending()
        return {each.update_id: (each.tries, each.tries_alone) for each in pending}

    def wait_ended(self, timeout: float = PATIENCE_S) -> None:
        """Wait until the bot has ended."""
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the bot did not stop"
