"""Ruby annotations of HTML: characters, then their reading in brackets.

Knows <ruby> and <rt>; a reading left between characters would part the word.
"""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

_READINGS = frozenset({"rt", "rtc"})
_FALLBACK_BRACKETS = "rp"
# A space that is not between two characters below the blocks of Chinese and Japanese (U+2E80).
_LAYOUT_SPACE = re.compile(r"(?<![!-\u2e7f]) | (?![!-\u2e7f])")


def spell_out_ruby(page: HtmlElement) -> None:
    """Replace annotated characters by text, in place: those of one word, then all its readings."""
    for ruby in list(page.iter("ruby")):
        if ruby.getparent() is None or ruby.getparent().tag == "ruby":
            continue
        base, reading = _texts(ruby)
        following = ruby.getnext()
        # A program may annotate each character of a word on its own.
        while not ruby.tail and following is not None and following.tag == "ruby":
            more_base, more_reading = _texts(following)
            base, reading = base + more_base, reading + more_reading
            ruby.tail = following.tail
            following.tail = None
            ruby.getparent().remove(following)
            following = ruby.getnext()
        # Dots beside characters stress them, and read nothing.
        is_read = any(character.isalnum() for character in reading)
        for child in list(ruby):
            ruby.remove(child)
        ruby.text = f"{base}（{reading}）" if is_read else base


def _texts(ruby: HtmlElement) -> tuple[str, str]:
    """Return the characters and the reading of an annotation."""
    base: list[str] = [ruby.text or ""]
    reading: list[str] = []
    for child in ruby.iterdescendants():
        if not isinstance(child.tag, str):
            continue
        inside = {child.tag, *(above.tag for above in child.iterancestors() if above is not ruby)}
        if child.tag != _FALLBACK_BRACKETS:
            (reading if inside & _READINGS else base).append(child.text or "")
        parent = child.getparent()
        is_in_reading = parent is not None and parent is not ruby and parent.tag in _READINGS
        (reading if is_in_reading else base).append(child.tail or "")
    return _joined(base), _joined(reading)


def _joined(parts: Iterable[str]) -> str:
    """Return texts as one; between characters of scripts without spaces, spaces are layout."""
    return _LAYOUT_SPACE.sub("", " ".join("".join(parts).split()))
