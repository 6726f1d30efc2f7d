"""Each command prints its result, names what was wrong, and sets the exit status."""

import io
import json
import sys
from pathlib import Path

import pytest

from qa_bot.answer_serialization import serialize_answer
from qa_bot.answers import Answer
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswers
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import ModelError
from qa_bot.i18n import terminal_wording
from qa_bot.retrieval.embedder import DEFAULT_MODEL
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder
from tests.shell import Shell

KEYS = {"question", "answered", "answer", "confidence", "quote", "article", "also", "place",
        "start", "end", "passages", "took_ms", "kind"}  # fmt: skip
CROPS = "Crops of India\n\nTea grows in Assam. Coffee grows in Kerala.\n"


@pytest.fixture
def crops(tmp_path: Path) -> Path:
    """An article in a file."""
    path = tmp_path / "crops.txt"
    path.write_text(CROPS)
    return path


def test_one_unknown_name_does_not_stop_the_others(shell: Shell, tmp_path: Path) -> None:
    """`remove` and `add` go on after an unknown name, report it, and end with status 1."""
    files = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} bell rang at eight o'clock.")
        files.append(str(tmp_path / f"{name}.txt"))
    refused = "feed:http://127.0.0.1:9/feed"
    unknown = ("nothing", "feed:https://example.org/none", refused)
    assert shell("add", files[0], "nothing", refused, files[1]).count("added") == 2
    assert shell.status == 1 and "nothing" in shell.errors and "127.0.0.1" in shell.errors
    printed = shell("remove", files[0], *unknown, files[1])
    assert printed.count("removed") == 2 and shell.status == 1
    assert all(name.removeprefix("feed:") in shell.errors for name in unknown)
    assert shell.json("list") == []


def test_add_list_ask_remove(shell: Shell, crops: Path) -> None:
    """An article is added, listed, answers a question and is removed."""
    assert "added" in shell("add", str(crops))
    assert "Crops of India" in shell("list")
    assert "Coffee grows in Kerala." in shell("ask", "Where does coffee grow, coffee grows?")
    assert "removed" in shell("remove", "Crops of India")
    assert shell("list") == "" and "empty" in shell.errors and shell.status == 0


def test_add_says_how_much_boilerplate_was_left_out(shell: Shell, tmp_path: Path) -> None:
    """With --verbose in words, and always in JSON; a text without any has none."""
    page, plain = tmp_path / "page.html", tmp_path / "plain.txt"
    page.write_text(
        "<html><body><nav><a href='/'>Home</a></nav><h1>Crops</h1><p>Coffee grows in Kerala.</p>"
        "<p>Tea grows in Assam.</p><div class=cookies>Cookies? <button>Yes</button></div></body>"
    )
    plain.write_text("Rice grows in Bengal.")
    said = shell("add", "--verbose", str(page), str(plain))
    counted = "Left out as boilerplate: 15 characters (banners and forms 11, navigation 4)."
    assert " ".join(said.split()).count(counted) == 1 and said.count("Left out") == 1
    assert "Left out" not in shell("add", str(page))
    assert shell.json("add", str(page))["left_out"] == {"banners": 11, "navigation": 4}
    assert shell.json("add", str(plain))["left_out"] == {}


def test_the_same_file_is_unchanged_and_an_edited_one_updated(shell: Shell, crops: Path) -> None:
    """Adding again reports whether the file has changed."""
    assert shell.json("add", str(crops))["outcome"] == "added"
    assert shell.json("add", str(crops))["outcome"] == "unchanged"
    crops.write_text(CROPS.replace("Kerala", "Karnataka"))
    assert shell.json("add", str(crops))["outcome"] == "updated"
    assert len(shell.json("list")) == 1 or isinstance(shell.json("list"), list)


def test_the_json_contract(shell: Shell, crops: Path) -> None:
    """`ask --json` prints exactly the documented keys, and the quote is verbatim."""
    shell("add", str(crops))
    answer = shell.json("ask", "Where does coffee grow, coffee grows?")
    assert set(answer) == KEYS
    assert (answer["answered"], answer["answer"]) == (True, "Kerala")
    assert answer["article"].keys() == {"id", "title", "source", "published", "link"}
    text = Components(load_config(index=shell.index)).store.article(answer["article"]["id"]).text
    assert text[answer["start"] : answer["end"]] == answer["quote"] == "Coffee grows in Kerala."
    for passage in answer["passages"]:
        assert passage.keys() == {"article_id", "title", "text", "place", "start", "end", "score"}
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_a_declined_question_keeps_the_contract(shell: Shell, crops: Path) -> None:
    """A declined question has a null answer, quote and article, and passages."""
    shell("add", str(crops))
    answer = shell.json("ask", "Who painted the Mona Lisa?")
    assert set(answer) == KEYS
    assert not answer["answered"] and answer["passages"]
    assert {answer[key] for key in ("answer", "quote", "start", "end")} == {None}
    assert shell.status == 0


def test_a_file_of_questions_gives_a_line_for_each_in_order(
    shell: Shell, crops: Path, tmp_path: Path
) -> None:
    """Each line gets an object, an invalid question too, which sets the status to 1."""
    shell("add", str(crops))
    asked = ["Where does tea grow?", "", '"NEAR(*', "🙂", "x" * 10_000, "What grows in Kerala?"]
    (tmp_path / "questions.txt").write_text("\n".join(asked) + "\n", "utf-8")
    answers = shell.json("ask", "--questions", str(tmp_path / "questions.txt"))
    assert [answer["question"] for answer in answers] == asked
    assert all(set(answer) == KEYS for answer in answers)
    assert shell.status == 1 and "10,000" in shell.errors


def test_questions_come_from_standard_input(
    shell: Shell, crops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--questions -` reads standard input."""
    shell("add", str(crops))
    monkeypatch.setattr(sys, "stdin", io.StringIO("Where does tea grow?\n"))
    assert shell.json("ask", "--questions", "-")["question"] == "Where does tea grow?"


def test_an_article_comes_from_standard_input(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`add -` reads standard input, in any encoding."""
    piped = io.TextIOWrapper(io.BytesIO("Crêpes are made in Brittany.".encode("utf-16")))
    monkeypatch.setattr(sys, "stdin", piped)
    assert shell.json("add", "-")["outcome"] == "added"
    assert "Crêpes" in shell("list")


def test_bad_sources_are_named_and_the_others_are_added(
    shell: Shell, crops: Path, tmp_path: Path
) -> None:
    """Each bad file gets a line with the cure, the good one is added, and the status is 1."""
    bad = {
        "empty.txt": b"",
        "blank.md": b" \n\n ",
        "binary.txt": bytes(range(256)) * 40,
        "huge.txt": b"word " * 5_000_000,
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "without_files").mkdir()
    names = [
        *(str(tmp_path / name) for name in bad),
        str(tmp_path / "without_files"),
        "nowhere.txt",
    ]
    shell("add", *names[:3], str(crops), *names[3:])
    assert shell.status == 1
    for name in names:
        assert Path(name).name in shell.errors
    assert [listing["title"] for listing in shell.json("list")] == ["Crops of India"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["ask"], 2, "QUESTION"),
        (["ask", "x", "--questions", "y"], 2, "QUESTION"),
        (["ask", ""], 1, "no word"),
        (["ask", "why " * 2500], 1, "10,000 characters"),
        (["ask", "--questions", "nowhere.txt"], 1, "nowhere.txt"),
        (["remove", "nothing"], 1, "'nothing'"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_wrong_use_is_an_error_without_a_traceback(
    shell: Shell, arguments: list[str], status: int, message: str
) -> None:
    """The status is 2 for wrong use and 1 for failure, and the message names what was wrong."""
    shell(*arguments)
    assert shell.status == status
    assert message in shell.errors and "Traceback" not in shell.errors


def test_a_conversation_on_standard_input(
    shell: Shell, crops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`chat --json` prints one object a turn, small talk included."""
    shell("add", str(crops))
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello\nWhere does tea grow?\n"))
    hello, tea = shell.json("chat")
    assert set(hello) >= KEYS and not hello["answered"]
    assert set(tea) >= KEYS and tea["passages"]


def test_feedback_from_telegram(shell: Shell, crops: Path, tmp_path: Path) -> None:
    """Votes are listed with their answers, and the good ones exported as a set that eval reads."""
    assert (shell("feedback"), shell.errors) == ("", f"{terminal_wording.NO_FEEDBACK}\n")
    shell("add", str(crops))
    answer = shell_answer(shell, "Where does tea grow in Assam?")
    database = SqliteState(shell.index)
    votes = Votes(StoredAnswers(database), SqliteFeedback(shell.index))
    for number, good in ((1, True), (2, False)):
        asked = ChatQuestion(1, 0, 1, number, answer.question, answer.question)
        number = StoredAnswers(database).save(asked, serialize_answer(answer))
        votes.toggle(f"press {number}", number, 1, good)
    database.close()
    lines = shell("feedback").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["-", "+"]
    assert lines[0].split("\t")[2:] == [answer.question, answer.text]
    assert [each["good"] for each in shell.json("feedback")] == [False, True]
    exported = tmp_path / "good.jsonl"
    assert shell("feedback", "--export", str(exported)).startswith("1 question written")
    row = json.loads(exported.read_text("utf-8"))
    assert row["question"] == answer.question
    assert row["answers"] == [answer.text]
    figures = shell.json("eval", str(exported), "--articles", str(crops))
    assert figures["questions"] == 1
    written = exported.read_bytes()
    shell("feedback", "--export", str(exported))
    assert (shell.status, exported.read_bytes()) == (1, written)
    assert "--force" in shell.errors
    assert shell("feedback", "--export", str(exported), "--force").startswith("1 question written")
    shell("feedback", "--export", str(tmp_path / "good.txt"))
    assert shell.status == 2


def shell_answer(shell: Shell, question: str) -> Answer:
    """Return the answer of the shell's library to a question."""
    app = Components(load_config(environment={}, index=shell.index))
    answer = app.answerer.answer(question)
    app.store.close()
    return answer


def test_metadata_options_are_listed_and_filtered_by(
    shell: Shell, crops: Path, tmp_path: Path
) -> None:
    """Title, author, date and tags are listed, and list and ask apply the filters."""
    (tmp_path / "rain.txt").write_text("Rain in India\n\nRain falls in July. Tea likes rain.\n")
    shell("add", str(crops), "--tag", "food", "--date", "2022-05-17", "--author", "A. Writer")
    shell("add", str(tmp_path / "rain.txt"), "--title", "On rain", "--date", "2024", "--tag", "sky")
    shell("add", str(crops))
    listed = shell.json("list", "--until", "2022")
    assert (listed[0]["author"], listed[0]["published"], listed[0]["tags"]) == (
        "A. Writer",
        "2022-05-17",
        ["food"],
    )
    assert [entry["title"] for entry in shell.json("list", "--since", "2023")[:1]] == ["On rain"]
    shown = shell("list", "--tag", "food").split()
    assert {"Writer", "2022-05-17", "food"} <= set(shown) and "rain" not in shown
    answer = shell.json("ask", "Where does tea grow?", "--tag", "sky")
    assert {passage["title"] for passage in answer["passages"]} == {"On rain"}
    answer = shell.json("ask", "Where does tea grow?", "--article", "crops of india")
    assert answer["article"]["published"] == "2022-05-17"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "--since", "May"), "'May' is not a date"),
        (("ask", "Where does tea grow?", "--tag", "sheep"), "No article fits"),
        (("ask", "Where does tea grow?", "--article", "sheep"), "No article called 'sheep'"),
        (("add", "{crops}", "--date", "soon"), "'soon' is not a date"),
        (("add", "{crops}", "{crops}", "--title", "One"), "the title of several articles"),
    ],
)
def test_an_invalid_filter_is_an_error(
    shell: Shell, crops: Path, arguments: tuple[str, ...], message: str
) -> None:
    """The message names the value and the cure, and nothing is changed."""
    shell("add", str(crops))
    shell(*(argument.format(crops=crops) for argument in arguments))
    assert message in shell.errors and shell.status == 1
    assert "Traceback" not in shell.errors
    assert len(shell.json("list")) == 1


def test_an_article_in_another_language_gets_one_warning(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The warning says what to install when the article is added, and only then."""
    monkeypatch.setattr(FakeEmbedder, "name", DEFAULT_MODEL)
    text = "Die Burg über dem Fluss wurde vom Bischof gebaut, der nie darin wohnte.\n"
    (tmp_path / "burg.txt").write_text(text, "utf-8")
    warned = shell("add", str(tmp_path / "burg.txt"))
    assert "'de'" in warned and "qa-bot rebuild --model multilingual-e5-small" in warned
    assert "rebuild" not in shell("add", str(tmp_path / "burg.txt"))
    assert shell.json("list")[0]["language"] == "de"


def test_help_imports_nothing_heavy() -> None:
    """`--help` imports no library of models."""
    import subprocess

    code = (
        "import sys; from qa_bot import cli; sys.argv = ['qa-bot', '--help']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "print([m for m in ('torch', 'faiss', 'onnxruntime', 'telegram') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.rstrip().endswith("[]"), ran.stderr


@pytest.mark.parametrize("model", ["_load_embedder", "_load_reader"])
def test_a_model_that_fails_to_load_is_reported_and_retried(
    shell: Shell, crops: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    """The error of either model, which load in parallel, is reported, and the next try succeeds."""
    shell("add", str(crops))

    def fail(components: Components) -> None:
        raise ModelError("The weights are damaged. Install qa-bot again.")

    app = Components(load_config(environment={}, index=shell.index))
    with monkeypatch.context() as patch:
        patch.setattr(Components, model, fail)
        shell("ask", "Where does tea grow?")
        with pytest.raises(ModelError, match="damaged"):
            _ = app.answerer
    assert shell.status == 1 and "Install qa-bot again." in shell.errors
    assert app.answerer.answer("Where does tea grow?").passages
    app.store.close()


def test_a_listed_id_can_be_removed(shell: Shell, crops: Path) -> None:
    """The table shows a prefix of the id, which `remove` accepts, and JSON the whole id."""
    shell("add", str(crops))
    (listed,) = shell.json("list")
    whole = listed["id"]
    shown = shell("list").split()
    assert len(whole) == 32 and whole[:12] in shown and whole not in shown
    shell("remove", whole[:12])
    assert shell.status == 0
    assert shell.json("list") == []


def test_a_damaged_article_is_reported_and_repaired_by_adding_it_again(
    shell: Shell, crops: Path
) -> None:
    """A damaged text is not quoted, the status is 1, and adding the file again repairs it."""
    shell("add", str(crops))
    store = SqliteStore(shell.index)
    with store._database.writing() as connection:
        connection.execute("UPDATE articles SET text = replace(text, 'Assam', 'Essam')")
    store.close()
    assert shell("ask", "Where does tea grow?") == ""
    assert shell.status == 1 and "damaged" in shell.errors and str(crops) in shell.errors
    shell("add", str(crops))
    assert "Assam" in shell("ask", "Where does tea grow?")
