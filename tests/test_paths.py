"""Every path has a text that SQLite and JSON can hold, and is found by it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.paths import is_path_uri, path_to_text, text_to_path

# A name on Linux is any bytes but NUL and the slash.
NAMES = st.binary(min_size=1, max_size=40).map(lambda data: data.translate(None, b"\0/"))
ODD = [b"caf\xe9.txt", b"\xff", b"a%FF\xff", b"\xed\xa0\x80", b"new\nline\xfe", b" \x80 "]


def path(name: bytes) -> Path:
    """Return the absolute path of a file with that name."""
    return Path(os.fsdecode(b"/folder/" + name))


@given(NAMES)
def test_the_path_of_a_text_is_the_original(name: bytes) -> None:
    """The text of a path can be encoded, and leads back to the same bytes."""
    text = path_to_text(path(name))
    text.encode("utf-8")
    assert os.fsencode(text_to_path(text)) == os.fsencode(path(name))


@given(NAMES, NAMES)
def test_two_paths_never_share_a_text(one: bytes, other: bytes) -> None:
    """Other bytes are another text, also where a name imitates a URI."""
    imitated = Path(path_to_text(path(other)).removeprefix("file://"))
    first, second = path(one), path(other)
    assert (path_to_text(first) == path_to_text(second)) is (first == second)
    assert path_to_text(imitated) != path_to_text(second) or imitated == second


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_ordinary_path_is_its_own_text(name: str) -> None:
    """A path of UTF-8 stays as it is, relative or absolute, whatever its characters."""
    for ordinary in (Path(name), Path("/folder") / name):
        assert path_to_text(ordinary) == str(ordinary)
        assert text_to_path(str(ordinary)) == ordinary


@pytest.mark.parametrize("name", ODD)
def test_a_path_that_is_not_utf_8_is_a_uri(name: bytes) -> None:
    """Its text is a file URI with its bytes percent-encoded."""
    text = path_to_text(path(name))
    assert is_path_uri(text) and text.isascii()
    assert text.startswith("file:///folder/")


def test_a_relative_path_that_is_not_utf_8_becomes_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file URI is always absolute."""
    monkeypatch.chdir(tmp_path)
    assert path_to_text(Path(os.fsdecode(b"caf\xe9.txt"))) == f"file://{tmp_path}/caf%E9.txt"


@pytest.mark.parametrize(
    "uri",
    ["file:///etc/passwd", "file:///a/%41%ff", "file:///a/%ff", "file://%FF", "file:///%",
     "FILE:///%FF", "file:///a//%FF", "file:///a/./%FF"],
)  # fmt: skip
def test_other_uris_are_no_paths(uri: str) -> None:
    """Only the exact form that `path_to_text` returns is decoded."""
    assert not is_path_uri(uri)
    assert text_to_path(uri) == Path(uri)
