"""Brings the text that a reader found to one form, so that content is judged and not its markup.

Tables as HTML or Markdown, raised characters as tags, LaTeX or Unicode, and
emphasis in any markup mean the same here.
"""

import html
import re
import unicodedata
from collections.abc import Sequence

import lxml.html

from benchmarks.documents import Case

_TABLE = re.compile(r"<table\b[^<>]*>.*?</table>", re.IGNORECASE | re.DOTALL)
_BLOCKS = re.compile(
    r"</?(?:p|div|h[1-6]|li|ol|ul|table|tr|thead|tbody|body|html|head|section|figure|figcaption"
    r"|pre|blockquote|aside|details|summary|main|title|meta)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:b|i|u|em|strong|span|a|ruby|rb|rt|rp|code|font|td|th|mark|small|math|m[a-z]+)\b[^<>]*>",
    re.IGNORECASE,
)
_TAGS = (
    (re.compile(r"\s*<sup>", re.IGNORECASE), "^"),
    (re.compile(r"\s*<sub>", re.IGNORECASE), "_"),
    (re.compile(r"</su[bp]>", re.IGNORECASE), ""),
    (re.compile(r"<annotation\b[^<>]*>[^<>]*</annotation>"), ""),
    (re.compile(r"<br\b[^<>]*>", re.IGNORECASE), "\n"),
    (re.compile(r"""<li style="list-style-type: '([^'<>]*)';">"""), r"\n\n\1"),
    (_BLOCKS, "\n\n"),
    (_INLINE, ""),
)
_LATEX = (
    (re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}"), r"\1/\2"),
    (re.compile(r"([\^_])\{([^{}]*)\}"), r"\1\2"),
    (re.compile(r"\\(?:text|mathrm)\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\times\b"), "×"),
    (re.compile(r"\$([^$\n]*)\$"), r"\1"),
)
_MARKDOWN = (
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~^-])"), r"\1"),
    (re.compile(r"\*+|`+|~~"), ""),
    (re.compile(r"^#{1,6} ", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}[-|: \t]*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"\t"), " | "),
    (re.compile(r"[ ]*\|[ ]*"), " ¦ "),
)
_SPACES = ((re.compile(r"\s*\n\s*\n\s*"), " ¶ "), (re.compile(r"[ \n\r\f\v\u00a0\u202f]+"), " "))
_QUOTES = str.maketrans("“”„’‘‐\u2011", '"""\'\'--')
_SCRIPTS = {"<super>": "^", "<sub>": "_"}


def plain(text: str) -> str:
    """The text with cells parted by ¦, paragraphs by ¶, and raised characters after ^.

    Lowered characters stand after _; a soft hyphen is not seen.
    """
    text = _TABLE.sub(lambda found: _rows(found[0]), text)
    text = _scripts_marked(html.unescape(_each(text, _TAGS)))
    text = _each(_each(text, _LATEX), _MARKDOWN).replace("\u00ad", "")
    return _each(text.translate(_QUOTES), _SPACES)


def is_right(case: Case, renderings: Sequence[str]) -> bool:
    """Whether a rendering of a text holds what the document shows, and nothing beyond it."""
    return any(_is_right(case, plain(text)) for text in renderings)


def _is_right(case: Case, found: str) -> bool:
    return all(re.search(p, found) for p in case.contains) and not any(
        re.search(p, found) for p in case.lacks
    )


def _rows(table: str) -> str:
    """The rows of a table as lines; what a cell spans repeats it.

    Raised and lowered characters are marked before, since only text is left of a cell.
    """
    lines: dict[int, dict[int, str]] = {}
    for mark, tag in (("^", "sup"), ("_", "sub")):
        table = re.sub(rf"\s*<{tag}>", mark, table)
    for row, element in enumerate(lxml.html.fragment_fromstring(table).iter("tr")):
        line, column = lines.setdefault(row, {}), 0
        for cell in element.iterchildren("td", "th"):
            while column in line:
                column += 1
            for y in range(int(cell.get("rowspan", 1))):
                for x in range(int(cell.get("colspan", 1))):
                    lines.setdefault(row + y, {})[column + x] = cell.text_content()
    return (
        "\n"
        + "\n".join(
            " | ".join(" ".join(line[column].split()) for column in sorted(line))
            for _, line in sorted(lines.items())
        )
        + "\n"
    )


def _each(text: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, by in rules:
        text = pattern.sub(by, text)
    return text


def _scripts_marked(text: str) -> str:
    """Raised, lowered and fractional characters of Unicode, written out."""
    out: list[str] = []
    running = ""
    for character in text:
        kind, _, codes = unicodedata.decomposition(character).partition(" ")
        mark = _SCRIPTS.get(kind, "")
        if kind == "<fraction>":
            gap = " " if out and out[-1].isdigit() else ""
            out.append(gap + unicodedata.normalize("NFKC", character).replace("\u2044", "/"))
        elif mark:
            out.append(mark * (mark != running) + "".join(chr(int(c, 16)) for c in codes.split()))
        else:
            out.append("/" if character == "\u2044" else character)
        running = mark
    return "".join(out)
