"""/health and /metrics are served over HTTP on loopback."""

import socket
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from qa_bot.channels.telegram.monitoring.health_server import HealthSettings, serve_health
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.errors import PollingStopped, QaBotError, TelegramSetupError
from tests.channels.telegram.bot_api import TOKEN, BotApi, Fault, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all


def get(path: str, problem: Callable[[], QaBotError | None] = lambda: None) -> httpx.Response:
    """Return the response to one request."""
    with serve_health(HealthSettings(port=0), PrometheusMetrics(), problem) as port:
        return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False)


def test_health() -> None:
    """A bot that receives updates answers 200, another one 503 with the reason."""
    assert (get("/health").status_code, get("/health").text) == (200, "alive\n")
    stopped = get("/health", lambda: PollingStopped("Polling has stopped."))
    assert (stopped.status_code, stopped.text) == (503, "Polling has stopped.\n")
    assert get("/").status_code == 404


def test_off_by_default() -> None:
    """Without the setting nothing listens."""
    with serve_health(None, PrometheusMetrics(), lambda: None) as port:
        assert port is None
    assert open_to_all("http://127.0.0.1:1").health is None


def test_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """To listen on every address asks no resolver for this machine's own name."""
    lookups: list[str] = []
    monkeypatch.setattr(socket, "getfqdn", lambda name="": lookups.append(name) or "host")
    with serve_health(HealthSettings(0, "0.0.0.0"), PrometheusMetrics(), lambda: None) as port:
        assert port
        answer = httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
    assert (answer.status_code, lookups) == (200, [])


def test_port_in_use() -> None:
    """A port that is taken is named, with the setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = HealthSettings(taken.getsockname()[1])
        with (
            pytest.raises(TelegramSetupError, match=r"telegram\.health_port"),
            serve_health(settings, PrometheusMetrics(), lambda: None),
        ):
            pass


def test_numbers(api: BotApi, person: Person, answers: FakeAnswers) -> None:
    """Answers, refusals, errors and failed requests are counted; no words and no token are told."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = replace(open_to_all(api.url), health=HealthSettings(port))
    with RunningBot(settings, answers, list):
        person.asks("How tall is it?")
        person.asks("Who painted the door?")
        person.asks("please crash on my private matter")
        api.faults.add(Fault.error("sendMessage", 403, "Forbidden: bot was blocked by the user"))
        person.says("When was it lit?")
        api.faults.wait_used()
        person.asks("How tall is it?")
        told = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    numbers = dict(line.rsplit(" ", 1) for line in told.splitlines() if line[:1] != "#")
    assert numbers['qa_bot_questions_total{outcome="answered"}'] == "3.0"
    assert numbers['qa_bot_questions_total{outcome="declined"}'] == "1.0"
    assert numbers["qa_bot_answer_seconds_count"] == "4.0"
    assert numbers["qa_bot_errors_total"] == "1.0"
    refused = 'qa_bot_telegram_errors_total{kind="Forbidden",method="sendMessage"}'
    assert numbers[refused] == "1.0"
    assert "private" not in told
    assert TOKEN.partition(":")[2] not in told
