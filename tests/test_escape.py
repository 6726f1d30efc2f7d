"""Unsafe characters are escaped in lines, blocks and JSON, and nothing else changes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.escape import (
    UNSAFE,
    ascii_json,
    escape_block,
    escape_line,
    json_text,
    replace_surrogates,
)

ANY_TEXT = st.text(st.characters())
BIDI = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def is_harmless(character: str) -> bool:
    """Return whether a terminal prints a character in place, by its Unicode properties."""
    plain = unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
    return plain and unicodedata.bidirectional(character) not in BIDI


@given(ANY_TEXT)
def test_a_line_is_one_line_without_a_control(text: str) -> None:
    """No character is left that moves, colours, reorders, breaks or cannot be encoded."""
    assert all(map(is_harmless, escape_line(text)))
    escape_line(text).encode("utf-8")


@given(ANY_TEXT)
def test_a_block_keeps_its_lines_and_nothing_else(text: str) -> None:
    """Of all controls only the line ends are left, as many as there were."""
    assert all(map(is_harmless, escape_block(text).replace("\n", "")))
    assert escape_block(text).count("\n") == text.count("\n")
    assert escape_block(escape_block(text)) == escape_block(text)


@given(ANY_TEXT)
def test_json_gives_the_text_back(text: str) -> None:
    """JSON is lossless, and unsafe characters are escapes in it."""
    written = json_text({"text": text})
    assert json.loads(written) == {"text": replace_surrogates(text)}
    assert UNSAFE.search(written) is None
    assert json.loads(ascii_json(written)) == {"text": replace_surrogates(text)}
    assert ascii_json(written).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "čí je mlýn?",
        "مرحبا بالعالم",
        "שלום",
        "می‌خواهم",
        "👩‍👩‍👧",
        "東京",
        "C:\\x",
        "a  b ",
        ":x: [b]",
    ],
)
def test_words_of_every_script_are_unchanged(text: str) -> None:
    """Right-to-left letters, joiners, emoji, backslashes and brackets are unchanged."""
    assert escape_line(text) == escape_block(text) == text
    assert json_text(text) == json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\x1b]52;c;eA==\x07", r"\x1b]52;c;eA==\x07"), ("\x9b2J", r"\x9b2J"), ("a\r\nb", r"a\r\nb"),
     ("\b\t", r"\x08\t"), ("gpj.\u202egnp", r"gpj.\u202egnp"), ("\u2068x\u2069", r"\u2068x\u2069"),
     ("caf\udce9", r"caf\xe9"), ("\ud800", r"\ud800"), ("\x7f", r"\x7f"), ("\u2028", r"\u2028")],
)  # fmt: skip
def test_an_unsafe_character_is_shown_by_its_code(text: str, shown: str) -> None:
    """Escapes, C1 controls, line ends, bidirectional controls and bytes that are not UTF-8."""
    assert escape_line(text) == shown
