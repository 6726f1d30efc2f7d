"""The key of a server is found, checked and never shown."""

import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.config.settings import Secret
from qa_bot.errors import WritingRefused
from qa_bot.generation.server_key import load_key

KEY = "sk-secret_word.123~"


def test_the_environment_comes_first(tmp_path: Path) -> None:
    """Its value wins over the file, unless it is blank; neither is no key."""
    file = tmp_path / "key"
    file.write_text("of-the-file")
    assert load_key(Secret(f" {KEY}\n"), file) == KEY
    assert load_key(KEY, None) == KEY
    assert load_key(Secret(" "), file) == load_key(None, file) == "of-the-file"
    assert load_key(None, None) == load_key("", None) == ""


@pytest.mark.parametrize(
    "content",
    [
        KEY.encode(),
        b"\xef\xbb\xbf" + KEY.encode() + b"\r\n",
        f"# of the server\n\n  QA_BOT_WRITTEN_KEY={KEY}  \n".encode(),
    ],
)
def test_the_file_holds_one_key(tmp_path: Path, content: bytes) -> None:
    """Blanks, a byte order mark, comments and the name of the variable are no part of it."""
    (tmp_path / "key").write_bytes(content)
    assert load_key(None, tmp_path / "key") == KEY


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"{KEY}\n{KEY}\n".encode(), "more than one line"),
        (b"\n# nothing\n", "no key"),
        (f"{KEY} {KEY}".encode(), "characters that no key may have"),
        (f"{KEY}é".encode(), "characters that no key may have"),
        (f"{KEY}\x00".encode(), "characters that no key may have"),
        (b"\xff" + KEY.encode(), "cannot be read: not text"),
    ],
)
def test_a_file_of_something_else_is_named_and_not_shown(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    """The error has the file and the cure; nothing that led to it has the content."""
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(WritingRefused, match=problem) as caught:
        load_key(None, file)
    assert str(file) in str(caught.value) and "QA_BOT_WRITTEN_KEY" in str(caught.value)
    assert "secret" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With the reason of the system."""
    with pytest.raises(WritingRefused, match="No such file"):
        load_key(None, tmp_path / "missing")


@given(st.text(min_size=1))
def test_a_key_fits_in_a_header(value: str) -> None:
    """Whatever the environment holds is a key of visible ASCII, no key, or refused unshown."""
    try:
        key = load_key(Secret(value), None)
    except WritingRefused as error:
        assert len(value.strip()) < 20 or value.strip() not in str(error)
        return
    assert key == "" or (key.isascii() and key.isprintable() and " " not in key)
