"""Parts of a formula on one line: "x²", "v_max", "(a + b)/c", "√(2g)", "∑_(k=1)ⁿ".

Knows how they are written; not the markup that they come from.
"""

import re

from qa_bot.loading.raised_text import subscript, superscript

# One number, name or bracketed term needs no brackets of its own.
_TERM = re.compile(r"[\w.,∞′]*|√?\([^()]*\)|\[[^\[\]]*\]")
_LARGE = frozenset("∑∏∐∫∬∭∮⋂⋃⋀⋁")  # what they go over stands after a space
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "_": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "˙": "\u0307", "¨": "\u0308", "→": "\u20d7", "⃗": "\u20d7",
}  # fmt: skip
# Signs that are typed high already.
_HIGH = frozenset("′″‴'*∗†°")


def with_scripts(base: str, below: str = "", above: str = "") -> str:
    """Return a base with its index and exponent, or a sum with its limits."""
    base = base.strip()
    if base in _LARGE:
        return f"{base}{subscript(below)}{superscript(above)} "
    is_high = _HIGH.issuperset(above.strip())
    return term(base) + subscript(below) + (above.strip() if is_high else superscript(above))


def with_accent(base: str, mark: str) -> str:
    """Return a base with a mark above it, or with an exponent where that is no accent."""
    if mark.strip() in _ACCENTS:
        return base.strip() + _ACCENTS[mark.strip()]
    return with_scripts(base, "", mark)


def over(above: str, below: str) -> str:
    """Return a fraction."""
    return f"{term(above)}/{term(below)}"


def root(degree: str, radicand: str) -> str:
    """Return a root; of the second degree where none is given."""
    degree, radicand = degree.strip(), radicand.strip()
    sign = _ROOTS.get(degree) or f"{superscript(degree)}√"
    return sign + (radicand if radicand.isalnum() and _is_one(radicand) else f"({radicand})")


def term(text: str) -> str:
    """Return a text in brackets unless it is one number, name or bracketed term."""
    text = text.strip()
    return text if len(text) == 1 or _TERM.fullmatch(text) else f"({text})"


def _is_one(radicand: str) -> bool:
    """Return whether a radicand is one number or letter, which a root without brackets covers."""
    return len(radicand) == 1 or radicand.isdigit()
