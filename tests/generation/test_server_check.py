"""`qa-bot doctor` tries the language model that the settings name, and says where texts go."""

import subprocess
import sys

import pytest

from qa_bot.components import Components
from qa_bot.config import Config, WrittenSettings
from qa_bot.doctor import where_texts_go
from qa_bot.errors import ConfigError, WritingNotInstalled
from qa_bot.generation import openai_chat
from qa_bot.generation.limited_chat import LimitedChat
from qa_bot.generation.server_address import parse_address
from tests.generation.chat_server import MODEL, ChatServer, Wire, responds
from tests.generation.real_server import RealServer
from tests.shell import Shell


@pytest.fixture
def doctor(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a model set; the server is set by the test."""
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", MODEL)
    return shell


def said(shell: Shell, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the doctor says of written answers, on one line."""
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", url)
    printed = " ".join(shell("doctor").split())
    return printed[printed.index("written answers") : printed.index(" telegram:")]


def test_off_is_no_failure(doctor: Shell) -> None:
    """Without a server it says so, and which settings there are; nothing is imported for it."""
    printed = " ".join(doctor("doctor").split())
    assert "✓ written answers: off Set written.base_url" in printed
    assert doctor.status == 0


def test_a_model_is_tried(
    doctor: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word is asked for; model, host, time, count and list are named, and where texts go."""
    chat_server.reply_with("ok")
    host = f"127.0.0.1:{chat_server.port}"
    line = said(doctor, chat_server.url, monkeypatch)
    assert f"written answers: {MODEL} at {host}, first words after " in line
    assert "tokens counted by it, which lists it" in line
    assert f"Questions and passages are sent to {host}, which is this machine." in line
    (request,) = chat_server.requests
    assert request.body["max_tokens"] == 8
    assert doctor.status == 0


def test_what_a_server_lacks_is_said(
    doctor: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens that it does not count are estimated, and a model may be missing from its list."""

    def cut_short(wire: Wire, request: object) -> None:
        wire.begin()
        wire.delta("length", content="okay, here")
        wire.end()

    chat_server.behave(cut_short)
    chat_server.models = ["another"]
    line = said(doctor, chat_server.url, monkeypatch)
    assert "tokens estimated" in line and "does not list it" in line
    assert doctor.status == 0


def test_a_failure_has_its_cure(
    doctor: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that cannot be used makes the doctor fail, with the message of the error."""
    chat_server.behave(responds(401))
    line = said(doctor, chat_server.url, monkeypatch)
    assert "written answers: cannot be used" in line and "QA_BOT_WRITTEN_KEY" in line
    assert doctor.status == 1
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", "")
    assert "written.model is not" in said(doctor, chat_server.url, monkeypatch)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://models.example.org/v1", "sent to models.example.org, which is another machine."),
        ("http://192.0.2.7:80/v1", "192.0.2.7:80, which is another machine. They are not encryp"),
        ("http://[::1]:11434", "[::1]:11434, which is this machine."),
        ("http://localhost/v1", "localhost, which is this machine."),
        ("http://127.8.9.1/v1", "127.8.9.1, which is this machine."),
    ],
)
def test_where_texts_go_is_said(url: str, words: str) -> None:
    """Whether they leave the machine, and whether they are encrypted then."""
    address = parse_address(url)
    said = where_texts_go(address)
    assert words in said
    assert ("encrypted" in said) == ("encryp" in words)


def test_the_model_is_wired_from_the_settings(chat_server: ChatServer) -> None:
    """No server is no model, a server without a model is refused, and limits are around both."""
    assert Components(Config()).chat_model is None
    with pytest.raises(ConfigError, match=r"written\.model is not"):
        Components(Config(written=WrittenSettings(base_url=chat_server.url))).chat_model  # noqa: B018
    settings = WrittenSettings(base_url=chat_server.url, model=MODEL)
    components = Components(Config(written=settings))
    assert isinstance(components.chat_model, LimitedChat)
    assert components.chat_model is components.chat_model


def test_without_the_extra_the_cure_is_to_install_it(
    doctor: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is set, and no library to ask it, is said with the extra."""
    monkeypatch.setattr(openai_chat, "_LIBRARIES", ("no_such_library",))
    line = said(doctor, "http://localhost:1/v1", monkeypatch)
    assert "[written]" in line and doctor.status == 1
    settings = WrittenSettings(base_url="http://localhost:1/v1", model=MODEL)
    with pytest.raises(WritingNotInstalled):
        Components(Config(written=settings)).chat_model  # noqa: B018


def test_nothing_is_imported_before_a_model_is_asked() -> None:
    """The wiring, and a client that asks nobody, leave the library of the server alone."""
    script = """
import sys
from qa_bot.components import Components
from qa_bot.config import Config, WrittenSettings
settings = WrittenSettings(base_url="http://localhost:1/v1", model="m")
assert Components(Config(written=settings)).chat_model is not None
print(*sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not set(ran.stdout.split()) & {"openai", "pybreaker"}


@pytest.mark.model
def test_a_real_model_is_tried(
    doctor: Shell, real_server: RealServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """llama.cpp's server completes, counts and lists."""
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", real_server.model)
    line = said(doctor, real_server.url, monkeypatch)
    assert "tokens counted by it, which lists it" in line
