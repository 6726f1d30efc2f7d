"""`qa-bot ask` with a language model: its sentences are checked, and the answer stands."""

import json
from pathlib import Path

import pytest

from qa_bot.answer_writing import AnswerWriting
from qa_bot.components import Components
from qa_bot.config import Config
from tests.generation.chat_server import KEY, MODEL, ChatRequest, ChatServer, responds
from tests.shell import Shell

MILL = (
    "The mill on the Ash was built in 1804 by Anna Berg. It grinds rye for the villages.\n\n"
    "The pond behind the mill is full of carp. Fishing costs £4 a day.\n"
)
ASKED = "who built the mill on the Ash?"


@pytest.fixture
def written(
    shell: Shell, tmp_path: Path, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell whose settings name the loopback server, with the article on the mill."""
    (tmp_path / "mill.txt").write_text(MILL)
    shell("add", str(tmp_path / "mill.txt"))
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", chat_server.url)
    monkeypatch.setenv("QA_BOT_WRITTEN_MODEL", MODEL)
    monkeypatch.setenv("QA_BOT_WRITTEN_KEY", KEY)
    monkeypatch.setenv("QA_BOT_ANSWERING_CONFIDENCE", "0")
    return shell


def test_supported_sentences_are_printed_with_their_sources(
    written: Shell, chat_server: ChatServer
) -> None:
    """What the articles do not say is left out and counted; the extractive answer comes first."""
    chat_server.reply_with(
        "The mill on the Ash was built in 1804 by Anna Berg [1]. It was the oldest of Europe [1]."
    )
    printed = written("ask", ASKED)
    assert written.status == 0
    before, lead, after = printed.partition(f"Written by {MODEL}")
    assert lead and "The mill on the Ash was built in 1804 by Anna Berg." in before
    assert "The mill on the Ash was built in 1804 by Anna Berg. [1]" in after
    assert "oldest" not in printed
    assert "1 sentence that the passages do not support was left out" in printed


def test_json_has_the_sentences_with_their_citations(
    written: Shell, chat_server: ChatServer
) -> None:
    """Each with the article's own words at their offsets; the other fields are as ever."""
    chat_server.reply_with(
        "The pond behind the mill is full of carp. [1][2] Fishing costs £40 a day [1]."
    )
    found = written.json("ask", "what is the pond behind the mill full of?")
    assert found["answered"] and found["quote"]
    part = found["written"]
    assert part["model"] == MODEL
    assert part["text"] == "The pond behind the mill is full of carp."
    [sentence] = part["sentences"]
    assert sentence["supported"] is True
    cited = sentence["citations"][0]
    assert cited["text"] == "The pond behind the mill is full of carp."
    around = next(p for p in found["passages"] if p["start"] <= cited["start"] < p["end"])
    start, end = (cited[at] - around["start"] for at in ("start", "end"))
    assert around["text"][start:end] == cited["text"]
    assert part["dropped"] == 1
    assert part["dropped_sentences"] == [
        {"text": "Fishing costs £40 a day.", "reason": "number", "words": "£40"}
    ]


def test_the_model_reads_passages_as_data(written: Shell, chat_server: ChatServer) -> None:
    """The instructions are ours alone; the passages stand within tags, and the question too."""
    seen: list[ChatRequest] = []

    def reply(request: ChatRequest) -> str:
        seen.append(request)
        return "NO ANSWER"

    chat_server.reply_with(reply)
    found = written.json("ask", ASKED)
    assert found["written"]["refused"] is True
    assert found["written"]["text"] is None
    [request] = seen
    assert "Ash" not in request.instructions
    assert '<passage number="1"' in request.text
    assert f"<request>{ASKED}</request>" in request.text
    assert KEY not in json.dumps(found)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_failing_server_leaves_the_extractive_answer(
    written: Shell, chat_server: ChatServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command succeeds, and says in a line what is wrong; the key is nowhere."""
    monkeypatch.setenv("QA_BOT_WRITTEN_FIRST_TOKEN_SECONDS", "5")
    chat_server.behave(*[responds(status, f"bad {KEY}")] * 5)
    printed = written("ask", ASKED)
    assert written.status == 0
    assert "The mill on the Ash was built in 1804 by Anna Berg." in printed
    assert "The written answer is missing or cut short." in printed
    assert KEY not in printed + written.errors


def test_a_server_that_is_away_leaves_the_extractive_answer(
    written: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused connection is a line below the answer."""
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", "http://127.0.0.1:9/v1")
    printed = written("ask", ASKED)
    assert written.status == 0
    assert "built in 1804" in printed
    assert "The written answer is missing or cut short." in printed


@pytest.mark.parametrize("address", ["http://[::1", "localhost:11434/v1", "http://h:99999/v1"])
def test_an_address_that_is_none_leaves_the_extractive_answer(
    written: Shell, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Whatever is wrong with it, a line says which setting to correct."""
    monkeypatch.setenv("QA_BOT_WRITTEN_BASE_URL", address)
    printed = written("ask", ASKED)
    assert written.status == 0
    assert "built in 1804" in printed
    assert "written.base_url is no http or https address." in printed


@pytest.mark.parametrize(
    ("address", "destination"),
    [
        ("http://127.0.0.2:11434/v1", ""),
        ("http://models.localhost/v1", ""),
        ("https://user:secret@api.example.com/v1", ""),
        ("https://api.example.com/v1", "api.example.com"),
        ("http://192.0.2.7:8000/v1", "192.0.2.7:8000"),
    ],
)
def test_a_host_is_named_where_texts_leave_the_machine(address: str, destination: str) -> None:
    """The same addresses are this machine to all parts; what is refused is sent nothing."""
    settings = Config().written.replace(base_url=address, model=MODEL)
    components = Components(Config().replace(written=settings))
    assert AnswerWriting(components).destination == destination


def test_a_missing_model_name_is_said_and_costs_no_answer(
    written: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The problem names the setting."""
    monkeypatch.delenv("QA_BOT_WRITTEN_MODEL")
    found = written.json("ask", ASKED)
    assert found["answered"]
    assert "written.model" in found["written"]["problem"]


def test_what_is_declined_is_not_sent(
    written: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the setting says so; what the model then says is checked like all else."""
    monkeypatch.setenv("QA_BOT_ANSWERING_CONFIDENCE", "1")
    found = written.json("ask", "who paints the lighthouse?")
    assert not found["answered"]
    assert found["written"]["text"] is None
    assert chat_server.requests == []
    monkeypatch.setenv("QA_BOT_WRITTEN_WHEN_DECLINED", "true")
    chat_server.reply_with("The text does not say who paints the lighthouse.")
    found = written.json("ask", "who paints the lighthouse?")
    assert len(chat_server.requests) == 1
    assert found["written"]["refused"] is True
    assert not found["answered"]


def test_without_a_server_nothing_is_written(
    written: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON has no such field, and the output is as ever."""
    monkeypatch.delenv("QA_BOT_WRITTEN_BASE_URL")
    assert "written" not in written.json("ask", ASKED)
    assert "Written" not in written("ask", ASKED)


def test_a_summary_is_written_of_the_whole_article(written: Shell, chat_server: ChatServer) -> None:
    """The model is shown every passage, and each sentence quotes the one that it is of."""
    chat_server.reply_with("It grinds rye for the villages [1]. Fishing costs £4 a day [1].")
    found = written.json("ask", "what is this about?")
    assert found["kind"] == "overview"
    quotes = [each["citations"][0]["text"] for each in found["written"]["sentences"]]
    assert quotes == ["It grinds rye for the villages.", "Fishing costs £4 a day."]
    assert "carp" in chat_server.requests[-1].text


def test_follow_ups_may_be_reworded_by_the_model(
    written: Shell, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rewording is one more reading, and none if it has words that nobody said."""
    monkeypatch.setenv("QA_BOT_WRITTEN_REWRITES_FOLLOW_UPS", "true")
    asked: list[str] = []

    def reply(request: ChatRequest) -> str:
        asked.append(request.text)
        is_rewording = "Last question:" in request.text
        return "What does the mill grind?" if is_rewording else "It grinds rye [1]."

    chat_server.reply_with(reply)
    lines = written_turns(written, [ASKED, "what does it grind?"], monkeypatch)
    assert len(lines) == 2
    assert any("Last question: what does it grind?" in text for text in asked)


def written_turns(
    shell: Shell, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, object]]:
    """Return the objects of a chat with these messages."""
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{each}\n" for each in messages)))
    return [json.loads(line) for line in shell("chat", "--json").splitlines()]
