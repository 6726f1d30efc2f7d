"""Any file becomes an article, or an error that names the reason."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import (
    NoArticlesFound,
    SourceDamaged,
    SourceEmpty,
    SourceError,
    SourceNotText,
    SourceTooLarge,
    SourceUnreadable,
)
from qa_bot.loading import LoadLimits, load_file, load_stream
from qa_bot.loading.boilerplate import drop_boilerplate, is_boilerplate
from qa_bot.loading.discovery import iter_files

LIMIT = LoadLimits(max_bytes=1_000_000)
PROSE = "The café on the quay closed in 1998. Its owner, “Old Émile”, moved inland."

WORDS = ["the", "river", "rose", "and", "share", "cookies", "fell", "by", "night"]

PAGE = """<!doctype html><html><head><title>Floods in spring</title><script>alert("x")</script>
<style>p {color: red}</style></head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<div class="cookie-banner">We use cookies. <button>Accept all</button></div>
<article><h1>Floods in spring</h1>
<p>The river rose by three metres &amp; broke its banks in the
night, and four villages were cleared before dawn.</p><p>Nobody was hurt, because the wardens had
rung the bells in time, as they do in every flood.</p>
<ul><li>Upper Mill</li><li>Lower Mill</li></ul>
</article><footer>All rights reserved</footer></body></html>"""

MARKDOWN = """---
date: 2024-05-01
---
# Floods in spring

The river rose by **three metres** and [broke its banks](https://example.org).

## After

- Upper Mill
- Lower Mill

> It fell again.
"""


def write(tmp_path: Path, name: str, content: bytes | str) -> Path:
    """Write a file of the given content."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    """Accents and curly quotes survive, whatever saved the file."""
    path = write(tmp_path, "cafe.txt", PROSE.encode(encoding))
    assert load_file(path, LIMIT).text == PROSE


def test_markdown_becomes_its_rendered_text(tmp_path: Path) -> None:
    """The H1 is the title, links keep their words, markup and front matter are dropped."""
    article = load_file(write(tmp_path, "floods.md", MARKDOWN), LIMIT)
    assert article.title == "Floods in spring"
    assert article.text.split("\n\n") == [
        "The river rose by three metres and broke its banks.",
        "After",
        "- Upper Mill\n- Lower Mill",
        "It fell again.",
    ]


def test_a_page_becomes_its_article(tmp_path: Path) -> None:
    """Navigation, scripts, banners and footers stay out; paragraphs stay apart."""
    article = load_file(write(tmp_path, "floods.html", PAGE), LIMIT)
    assert article.title == "Floods in spring"
    assert "three metres & broke its banks" in article.text
    assert "Upper Mill" in article.text
    for boilerplate in ("alert", "color", "cookies", "News", "rights reserved"):
        assert boilerplate not in article.text


ANNOTATED_PAGE = """<html lang="en-GB"><head><title>Floods | The Mill News</title>
<meta name="author" content="Ann Lee"><meta name="keywords" content="floods, mills">
<meta property="article:published_time" content="2024-05-01T08:30:00Z"></head><body><article>
<h1>Floods in spring</h1><p>The river rose by three metres.<sup class="reference"><a
href="#cite_note-1">[1]</a></sup> Four villages were cleared before dawn, and nobody was hurt.</p>
<h2>After the flood</h2><h3>The mills</h3><p>Upper Mill stood for two days in the water, and its
wheel was found a mile away, as x<sup>2</sup> barrels were.</p>
<h2>Sources</h2><ol><li id="cite_note-1"><a href="#cite_ref-1">↑</a> The wardens’ diary.</li></ol>
</article></body></html>"""


def test_a_page_has_its_metadata_and_headings(tmp_path: Path) -> None:
    """Metadata are found, footnote marks are dropped, and other raised text stays."""
    article = load_file(write(tmp_path, "floods.html", ANNOTATED_PAGE), LIMIT)
    assert (article.author, article.published) == ("Ann Lee", "2024-05-01")
    assert (article.language, article.tags) == ("en", ("floods", "mills"))
    assert "three metres. Four villages" in article.text and "x² barrels" in article.text
    labels = {place.label: article.text[place.start :] for place in article.places}
    assert labels["After the flood › The mills"].startswith("The mills\n\nUpper Mill")


@pytest.mark.parametrize(
    "page",
    [
        "<p>The mill stands by the weir.</p>",
        "<div>The mill stands by the weir.</div>",
        '<html><body><div class="page with-menu menu"><p>The mill stands by the weir.</p></div>',
        "<html><body><form><p>The mill stands by the weir.</p></form></body></html>",
    ],
)
def test_a_small_or_oddly_named_page_keeps_its_words(tmp_path: Path, page: str) -> None:
    """A fragment of a page, or one whose parts are named like boilerplate, is still read."""
    path = tmp_path / "mill.html"
    path.write_text(page, encoding="utf-8")
    assert load_file(path, LIMIT).text == "The mill stands by the weir."


def test_boilerplate_lines_are_dropped_and_prose_is_kept() -> None:
    """Whole lines of boilerplate are dropped; the same words in a sentence stay."""
    boilerplate = ["21 minutes ago", "Share", "Advertisement", "5 min read", "Skip to content"]
    prose = "She left 21 minutes ago to share an advertisement."
    assert drop_boilerplate(["\n".join([*boilerplate, prose])], is_page=True) == [prose]


@pytest.mark.parametrize("is_page", [True, False])
@pytest.mark.parametrize(
    "line", ["Print", "Three days ago.", "AFP", "Sign in", "Next", "Photo credit: Ann Lee"]
)
def test_a_line_that_may_be_an_answer_is_kept(line: str, is_page: bool) -> None:
    """Its shape alone is no evidence that it is a page's."""
    paragraphs = ["When was it sent?", line, "The bell rang.", line, "It rang again."]
    assert drop_boilerplate(paragraphs, is_page) == paragraphs


def test_evidence_is_a_run_of_boilerplate_across_paragraphs() -> None:
    """A line that may be an answer goes with an unmistakable one beside it."""
    run = ["Share this article\nSave", "", "2 hours ago", "The bell rang."]
    assert drop_boilerplate(run, is_page=True) == ["", "", "", "The bell rang."]
    assert drop_boilerplate(run, is_page=False) == ["", "", "", "The bell rang."]


def test_one_line_of_a_page_in_a_persons_own_text_is_kept() -> None:
    """A page that was copied has several in a row."""
    own = ["How long is the tale?\n5 min read", "The notice says:\nAll rights reserved."]
    assert drop_boilerplate(own, is_page=False) == own


@given(st.lists(st.sampled_from(WORDS), min_size=6, max_size=20))
def test_a_sentence_is_never_boilerplate(words: list[str]) -> None:
    """A line of six words or more that ends in a full stop is kept."""
    assert not is_boilerplate("The " + " ".join(words) + " away.")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Floods in spring\n\nThe river rose.", "Floods in spring"),
        ("The river rose.\n\nIt fell.", "The river rose."),
        ("1998 – 2001\n", "1998 – 2001"),
    ],
)
def test_the_title_is_the_headline_or_first_sentence(tmp_path: Path, text: str, title: str) -> None:
    """A text without a stated title is titled by how it begins, or by its file's name."""
    found = load_file(write(tmp_path, "notes.txt", text), LIMIT).title
    assert found == title or (title[0] == "1" and found == "notes")


def test_a_long_first_sentence_is_clipped_at_a_word(tmp_path: Path) -> None:
    """A title has at most 90 characters and ends in a whole word."""
    text = "The river that had not risen since the year of the great frost rose again " * 3 + "."
    title = load_file(write(tmp_path, "long.txt", text), LIMIT).title
    assert len(title) <= 90 and title.endswith("…") and " ris…" not in title


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("empty.txt", b"", SourceEmpty),
        ("blank.txt", b" \n\t\n", SourceEmpty),
        ("signs.txt", "--- *** 🙂".encode(), SourceEmpty),
        ("picture.txt", bytes(range(256)) * 9, SourceNotText),
        ("print.txt", b"%PDF-1.7 ...", SourceDamaged),
        ("huge.txt", b"word " * 300_000, SourceTooLarge),
    ],
)
def test_a_file_that_is_no_article_says_why(
    tmp_path: Path, name: str, content: bytes, error: type[Exception]
) -> None:
    """Empty, binary and oversized files are refused, naming the file and the cure."""
    with pytest.raises(error, match=rf"{name}: .+\. .+\.$"):
        load_file(write(tmp_path, name, content), LIMIT)


def test_a_file_that_vanished_says_so(tmp_path: Path) -> None:
    """A file that was deleted after the folder was listed is an error of that file only."""
    path = write(tmp_path, "gone.txt", PROSE)
    (listed,) = iter_files(tmp_path)
    path.unlink()
    with pytest.raises(SourceUnreadable, match=r"gone\.txt"):
        load_file(listed, LIMIT)


def test_a_folder_gives_its_articles_in_order(tmp_path: Path) -> None:
    """Files of known kinds at any depth are listed once each, without hidden ones and locks."""
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    for name in (
        "b.md",
        "a.txt",
        "sub/c.HTML",
        "sub/.git/d.txt",
        ".hidden.txt",
        "~$b.docx",
        ".~lock.b.odt#",
    ):
        write(tmp_path, name, PROSE)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    names = [path.relative_to(tmp_path).as_posix() for path in iter_files(tmp_path)]
    assert names == ["a.txt", "b.md", "sub/c.HTML"]


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    """The error for a folder without articles lists the known kinds."""
    write(tmp_path, "x.png", b"")
    with pytest.raises(NoArticlesFound, match=r"\.md"):
        iter_files(tmp_path)


def test_the_same_text_piped_in_twice_is_the_same_article() -> None:
    """The source of standard input is derived from its content."""
    first, second = (load_stream(io.BytesIO(PROSE.encode()), LIMIT) for _ in range(2))
    assert first == second and first.source.startswith("stdin:")


def test_an_edit_changes_the_digest_and_not_the_id(tmp_path: Path) -> None:
    """The id is derived from the source, the digest from the content."""
    path = write(tmp_path, "a.txt", PROSE)
    before = load_file(path, LIMIT)
    path.write_text(PROSE.replace("1998", "1999"))
    after = load_file(path, LIMIT)
    assert before.id == after.id and before.digest != after.digest


@given(st.binary(max_size=400))
def test_any_bytes_are_an_article_or_a_source_error(data: bytes) -> None:
    """No content raises anything but a SourceError, and the text of an article is clean."""
    try:
        article = load_stream(io.BytesIO(data), LIMIT)
    except SourceError:
        return
    assert "\r" not in article.text and "\x00" not in article.text
