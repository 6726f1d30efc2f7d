"""The loopback server refuses what Telegram refuses, in its words."""

import pytest

from tests.channels.telegram.bot_api import ApiError, parse_html
from tests.channels.telegram.bot_api.texts import read_text


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<i>a</b>", 'Unmatched end tag at byte offset 4, expected "</i>", found "</b>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_refusals(html: str, refusal: str) -> None:
    """Bad markup is refused with the reason and the byte at which it stands."""
    with pytest.raises(ApiError) as caught:
        parse_html(html)
    assert caught.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_entities() -> None:
    """Entities count UTF-16 units, empty ones vanish, and only four named characters exist."""
    text, entities = read_text(" 😀<B>x &lt;&amp</B><i></i>&nbsp;&#65; ", "HTML", None)
    assert text == "😀x <&&nbsp;A"
    assert entities == [{"type": "bold", "offset": 2, "length": 4}]
