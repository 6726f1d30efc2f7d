"""No log record holds a token, at any level."""

import io
import logging
from collections.abc import Iterator

import pytest

from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.bot_token import parse_token
from qa_bot.errors import TelegramSetupError
from tests.channels.telegram.bot_api import TOKEN, BotApi, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all

SECRET = TOKEN.partition(":")[2]
WRONG = "987654321:ZZwrongWRONGwrongWRONGwrongWRONG99"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the process logs, at DEBUG."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_messages_arguments_and_tracebacks(log: io.StringIO) -> None:
    """A token is removed from the message, its arguments, exceptions, causes and stacks."""
    redaction.install(parse_token(TOKEN))
    logger = logging.getLogger("test")
    logger.info("url %s and %r", f"https://api.telegram.org/bot{TOKEN}/getMe", [WRONG])
    logger.info("in a mapping %(token)s", {"token": TOKEN})
    logger.info("badly used %d", TOKEN)
    logger.info("half of it: %s", SECRET)
    try:
        try:
            raise ValueError(f"first {TOKEN}")
        except ValueError as error:
            raise RuntimeError(f"then {WRONG}") from error
    except RuntimeError:
        logger.exception("failed", stack_info=True)
    text = log.getvalue()
    assert SECRET not in text
    assert WRONG not in text
    assert "RuntimeError: then **********" in text
    assert "url https://api.telegram.org/bot**********/getMe" in text


def test_other_records_are_untouched(log: io.StringIO) -> None:
    """A record without a token keeps its message, arguments and exception."""
    redaction.install()
    record = logging.getLogRecordFactory()(
        "n", logging.INFO, "p", 1, "%s at 12:30:45", ("noon",), None
    )
    assert (record.msg, record.args) == ("%s at 12:30:45", ("noon",))


def test_ordinary_requests(api: BotApi, log: io.StringIO) -> None:
    """A conversation logged at DEBUG, including the HTTP client, shows no token."""
    with RunningBot(open_to_all(api.url), FakeAnswers(), list):
        for name in ("httpx", "httpcore"):
            assert logging.getLogger(name).level == logging.WARNING
            logging.getLogger(name).setLevel(logging.DEBUG)
        Person(api.world).asks("How tall is it?")
    assert "sendMessage" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_wrong_token(api: BotApi, log: io.StringIO) -> None:
    """A token that Telegram refuses ends the bot with the cure, and is printed nowhere."""
    with RunningBot(open_to_all(api.url, WRONG), FakeAnswers(), list) as running:
        running.wait_ended()
    assert isinstance(running.error, TelegramSetupError)
    assert running.error.__suppress_context__
    assert "@BotFather" in str(running.error)
    assert "Invalid token" in log.getvalue()
    for text in (str(running.error), log.getvalue()):
        assert WRONG.partition(":")[2] not in text
