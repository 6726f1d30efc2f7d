"""How the name of a file is spelt where only text can be kept."""

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
    """The absolute path of a file of that name."""
    return Path(os.fsdecode(b"/folder/" + name))


@given(NAMES)
def test_every_name_is_found_again(name: bytes) -> None:
    """A spelling is text that SQLite and JSON can hold, and leads back to the same bytes."""
    spelling = path_to_text(path(name))
    spelling.encode("utf-8")
    assert os.fsencode(text_to_path(spelling)) == os.fsencode(path(name))


@given(NAMES, NAMES)
def test_two_names_are_never_spelt_alike(one: bytes, other: bytes) -> None:
    """Other bytes are another spelling, also where a name imitates a spelling."""
    imitated = Path(path_to_text(path(other)).removeprefix("file://"))
    first, second = path(one), path(other)
    assert (path_to_text(first) == path_to_text(second)) is (first == second)
    assert path_to_text(imitated) != path_to_text(second) or imitated == second


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_ordinary_name_is_spelt_as_it_is(name: str) -> None:
    """A name of UTF-8 stays as it is, relative or absolute, whatever its characters."""
    for ordinary in (Path(name), Path("/folder") / name):
        assert path_to_text(ordinary) == str(ordinary)
        assert text_to_path(str(ordinary)) == ordinary


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_a_uri(name: bytes) -> None:
    """A name that is not UTF-8 is spelt as a file URI of its bytes."""
    spelling = path_to_text(path(name))
    assert is_path_uri(spelling) and spelling.isascii()
    assert spelling.startswith("file:///folder/")


def test_a_relative_odd_name_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URI names a file from the root, wherever the person is."""
    monkeypatch.chdir(tmp_path)
    assert path_to_text(Path(os.fsdecode(b"caf\xe9.txt"))) == f"file://{tmp_path}/caf%E9.txt"


@pytest.mark.parametrize(
    "uri",
    ["file:///etc/passwd", "file:///a/%41%ff", "file:///a/%ff", "file://%FF", "file:///%",
     "FILE:///%FF", "file:///a//%FF", "file:///a/./%FF"],
)  # fmt: skip
def test_a_uri_that_nobody_spelt_is_no_file(uri: str) -> None:
    """Only the one form that is given out is taken back."""
    assert not is_path_uri(uri)
    assert text_to_path(uri) == Path(uri)
