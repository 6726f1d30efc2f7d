"""`import qa_bot`: what it exports, what its page shows, and what it loads."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import qa_bot
from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import ArticleRef, Span
from tests.fakes import FakeEmbedder, WordReader

ROOT = Path(__file__).parent.parent
EXPORTED = {
    "AddResult", "Answer", "Article", "ArticleRef", "Chat", "Embedder", "Library", "Outcome",
    "Overview", "Passage", "QaBotError", "Quote", "Reader", "Reply", "Scope", "errors",
    "maintenance",
}  # fmt: skip
SUMMIT = (
    "A summit\n\nThe summit took place in May. It was held at Orr. Sanctions were not lifted.\n"
)


@pytest.fixture
def library(folder: Path) -> Iterator[qa_bot.Library]:
    with qa_bot.open(folder, embedder=FakeEmbedder(), reader=WordReader()) as library:
        yield library


@pytest.fixture
def summit(tmp_path: Path) -> Path:
    path = tmp_path / "notes" / "summit.txt"
    path.parent.mkdir()
    path.write_text(SUMMIT)
    return path


def test_exactly_the_documented_names_are_exported() -> None:
    """Each is there, and dir() has them once; a star import leaves Python's `open` alone."""
    assert set(qa_bot.__all__) == EXPORTED
    assert {*EXPORTED, "open"} <= set(dir(qa_bot))
    assert len(dir(qa_bot)) == len(set(dir(qa_bot)))
    assert all(getattr(qa_bot, name) is not None for name in EXPORTED)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = qa_bot.nothing  # type: ignore[attr-defined]


def test_the_import_alone_loads_nothing_heavy() -> None:
    """Neither numpy nor a model is imported before it is used, nor the library itself."""
    script = "import sys, qa_bot; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert not loaded & {"numpy", "onnxruntime", "torch", "faiss", "qa_bot.library"}


def test_the_package_is_typed() -> None:
    """Type checkers of other programs read our annotations (PEP 561)."""
    assert (ROOT / "qa_bot" / "py.typed").is_file()


def test_the_page_on_python_runs(
    tmp_path: Path,
    summit: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every example of docs/python.md runs from a checkout, with stand-ins for the models."""
    examples = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.S
    )
    monkeypatch.chdir(tmp_path)
    opening = qa_bot.open

    def open_with_fakes(*args: Any) -> qa_bot.Library:
        return opening(*args, embedder=FakeEmbedder(), reader=WordReader())

    monkeypatch.setattr(qa_bot, "open", open_with_fakes)
    names: dict[str, object] = {}
    for example in examples:
        sample = str(ROOT / "index/articles/samarkand-summit.md")
        text = example.replace("index/articles/samarkand-summit.md", sample)
        exec(compile(text, "docs/python.md", "exec"), names)
    shown = capsys.readouterr().out
    assert shown.startswith("added A summit\nadded ")
    assert shown.endswith("There is no word in that question. Ask it in words.\n")
    assert len(examples) == 2 and "\nWhere did the summit take place?\n" in shown


def test_a_declined_answer_is_false(library: qa_bot.Library, summit: Path) -> None:
    """An answer is true when the library answers."""
    library.add(summit)
    assert library.ask("When did the summit take place?")
    assert not library.ask("How tall are giraffes?")


def test_filters_choose_what_is_asked_searched_and_listed(
    library: qa_bot.Library, summit: Path
) -> None:
    """Tags and dates apply alike, and no match is an error that says what to do."""
    library.add(summit, tags=["summit"], date="2022-09-16")
    summit.with_name("tea.txt").write_text("Tea\n\nTea was served at the summit.\n")
    results = library.add(str(summit.with_name("tea.txt")))
    assert [result.outcome for result in results] == [qa_bot.Outcome.ADDED]
    for filters in ({"tags": ["summit"]}, {"since": "2022"}, {"articles": ["A summit"]}):
        assert [each.ref.title for each in library.list(**filters)] == ["A summit"]
        found = library.search("Where was tea served?", **filters)
        assert {passage.article.title for passage in found} == {"A summit"}
        assert library.ask("Where was tea served?", **filters).passages[0].article.title != "Tea"
    assert len(library.list()) == 2
    with pytest.raises(qa_bot.errors.NoMatchingArticles, match="ask for less"):
        library.ask("Where was tea served?", tags=["none"])


def test_a_chat_understands_a_follow_up(library: qa_bot.Library, summit: Path) -> None:
    """A follow-up is rewritten from the turns before."""
    library.add(summit)
    chat = library.chat()
    chat.ask("When did the summit take place?")
    assert chat.ask("And where?").understood_as == "Where did the summit take place?"


def test_a_source_that_cannot_be_read_has_its_error_as_result(
    library: qa_bot.Library, summit: Path
) -> None:
    """The others are added all the same."""
    results = library.add([summit.with_name("missing.txt"), summit])
    assert isinstance(results[0].error, qa_bot.QaBotError) and results[0].article is None
    assert results[1].outcome is qa_bot.Outcome.ADDED


def test_a_library_is_shared_between_threads(library: qa_bot.Library, summit: Path) -> None:
    """Questions and additions at once give what they give one after the other."""
    library.add(summit)
    answers: list[Answer] = []

    def ask() -> None:
        answers.extend(library.ask("When did the summit take place?") for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(5):
        library.add_text(f"Bell {n} rang at eight o'clock.", f"bell:{n}")
    for thread in threads:
        thread.join()
    assert len(answers) == 20 and {answer.text for answer in answers} == {"May"}
    assert len(library.list()) == 6


def test_a_notebook_shows_the_quote_marked_in_its_passage() -> None:
    """The words that answer are bold, and what the article says is text, not markup."""
    article = ArticleRef("1", "Mills & co", "https://example.org/?a&b")
    text = "Before <b>.\nThe mill closed in 1904. After."
    start = text.index("The mill")
    year = text.index("1904")
    quote = Quote(article, start, start + 24, text[start : start + 24], (Span(year, year + 4),))
    passage = Passage(article, 0, len(text), text, 0.9)
    answer = Answer("When?", True, 0.876, "1904", quote, (passage,))
    assert answer._repr_html_() == (
        "<p><strong>1904</strong> (88%)</p><blockquote>Before &lt;b&gt;.<br>"
        "<mark>The mill closed in <b>1904</b>.</mark> After.</blockquote>"
        '<p>Mills &amp; co · <a href="https://example.org/?a&amp;b">'
        "https://example.org/?a&amp;b</a></p>"
    )
    declined = replace(answer, answered=False, text=None, quote=None)
    assert "do not answer" in declined._repr_html_() and "&lt;b&gt;" in declined._repr_html_()
    elsewhere = replace(answer, passages=(replace(passage, start=5, end=9, text="e <b"),))
    assert "<blockquote><mark>The mill" in elsewhere._repr_html_()
