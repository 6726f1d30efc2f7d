"""Updates arrive by webhook at a secret address, with a secret, and are filtered alike."""

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from qa_bot.channels.telegram.bot import TelegramBot
from qa_bot.channels.telegram.transport import webhook
from qa_bot.channels.telegram.transport.webhook import WebhookSettings
from qa_bot.errors import TelegramSetupError
from tests.channels.telegram.bot_api import TOKEN, BotApi, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot, open_to_all

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hooked(api: BotApi, answers: FakeAnswers, port: int) -> Iterator[RunningBot]:
    """A bot with a webhook and no proxy in front."""
    url = f"http://127.0.0.1:{port}/qa"
    settings = replace(open_to_all(api.url), webhook=WebhookSettings(url, port=port))
    with RunningBot(settings, answers, list) as running:
        api.world.wait(lambda: api.world.queue.webhook is not None)
        yield running
    assert running.error is None


def test_conversation(api: BotApi, person: Person, hooked: RunningBot) -> None:
    """A person is answered as with polling, and the bot never polls."""
    assert person.asks("How tall is it?").startswith("*34 metres*")
    assert person.asks("/help").startswith("Ask me a question")
    assert not api.world.called("getUpdates")


def test_address_and_secret(api: BotApi, person: Person, hooked: RunningBot) -> None:
    """The address cannot be guessed, and a request without the secret is refused."""
    (call,) = api.world.called("setWebhook")
    url, secret = call["url"], call["secret_token"]
    assert len(url.rpartition("/")[2]) >= 32
    assert len(secret) >= 32
    update = {"update_id": 5_000, "message": {}}
    for headers in ({}, {HEADER: "guessed"}):
        assert httpx.post(url, json=update, headers=headers).status_code == 403
    assert httpx.post(url.rpartition("/")[0], json=update).status_code == 404


def test_secrets_are_new_each_time_and_in_no_log(
    api: BotApi,
    person: Person,
    answers: FakeAnswers,
    port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each start has another address and secret, and no log shows them, even at DEBUG."""
    caplog.set_level(logging.DEBUG)
    settings = replace(
        open_to_all(api.url), webhook=WebhookSettings(f"http://127.0.0.1:{port}", port=port)
    )
    for _ in range(2):
        with RunningBot(settings, answers, list):
            assert person.asks("How tall is it?").startswith("*34 metres*")
    calls = api.world.called("setWebhook")
    hidden = [call["secret_token"] for call in calls]
    hidden += [call["url"].rpartition("/")[2] for call in calls]
    assert len(set(hidden)) == 4
    for secret in (*hidden, TOKEN):
        assert secret not in caplog.text


def test_back_to_polling(api: BotApi, person: Person, answers: FakeAnswers, port: int) -> None:
    """A bot that polls again deletes the webhook first, and no pending update is dropped."""
    settings = open_to_all(api.url)
    hook = WebhookSettings(f"http://127.0.0.1:{port}", port=port)
    with RunningBot(replace(settings, webhook=hook), answers, list):
        api.world.wait(lambda: api.world.queue.webhook is not None)
        assert person.asks("How tall is it?").startswith("*34 metres*")
    person.says("When was it lit?")
    with RunningBot(settings, answers, list):
        assert person.hears().shown.startswith("*1871*")
    assert api.world.queue.webhook is None


def test_port_in_use(api: BotApi, answers: FakeAnswers, port: int) -> None:
    """A port that is taken ends the start with the port and the cure."""
    hook = WebhookSettings(f"http://127.0.0.1:{port}", port=port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with RunningBot(replace(open_to_all(api.url), webhook=hook), answers, list) as running:
            running.wait_ended()
    assert isinstance(running.error, TelegramSetupError)
    assert str(port) in str(running.error)
    assert "telegram.webhook_port" in str(running.error)


@pytest.mark.parametrize(
    "url",
    ["http://bot.example.org", "https://", "bot.example.org", "https://bot.example.org/?a=b"],
)
def test_address_that_cannot_work(url: str) -> None:
    """An address without TLS, without a host or with more than a path is named with the cure."""
    with pytest.raises(TelegramSetupError, match=r"telegram\.webhook_url is .*expected https"):
        start(url)


def test_missing_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional dependency for webhooks, the error says how to install it."""
    monkeypatch.setattr(webhook.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(TelegramSetupError, match=r"pip install '\.\[webhook\]'"):
        start("https://bot.example.org")


def start(url: str) -> None:
    settings = replace(open_to_all("http://127.0.0.1:1"), webhook=WebhookSettings(url))
    TelegramBot(settings, FakeLibrary(FakeAnswers()))
