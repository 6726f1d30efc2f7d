"""Marks of Markdown beyond CommonMark: notes, wiki links, callouts, admonitions, comments.

Knows the dialects of GitHub, Pandoc, Obsidian, MkDocs and Docusaurus, as lines
before the parser and as rules of the parser.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from qa_bot.loading.raised_text import lowered_text, raised_text

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*")
_INDENTED = re.compile(r"(?: {2,4}|\t)")
_ADMONITION = re.compile(r' {0,3}(?:!!!|\?\?\?\+?)[ \t]+([\w-]{1,40})[^"\n]{0,80}(?:"([^"\n]*)")?')
_CONTAINER = re.compile(r" {0,3}:{3,}[ \t]*(?:\{?\.?([\w-]{1,40})\}?)?[ \t]*(.*)$")
_COMMENT = re.compile(r"%%[^%\n]{1,500}%%")
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]{1,60}$")
_CALLOUT = re.compile(r"\[!([\w-]{1,40})\][+-]?[ \t]*")
# All but the marks of markdown-it's own rule for text, and "^", "~" and "=".
_PLAIN = re.compile(r"[^\n!#$%&*+\-:<=>@\[\\\]^_`{}~]++")
_SHORT_MARK = re.compile(r"[0-9+−ni-]{1,4}")
_MAX_LINK_CHARS = 400  # a longer one is no name of a page
_MAX_NOTE_CHARS = 1000  # of a note within a sentence
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".mp3", ".mp4", ".webm")
_NOTES = "defined notes"


@dataclass(frozen=True, slots=True)
class PlainMarkdown:
    """A text without its notes and the marks of its dialect, and the notes by their labels."""

    text: str
    notes: dict[str, str]


def split_dialect(text: str) -> PlainMarkdown:
    """Take out the notes, comments and marks that stand on lines of their own."""
    lines = text.split("\n")
    splitter = _Splitter(can_hide=sum(line.strip() == "%%" for line in lines) % 2 == 0)
    for line in lines:
        splitter.take(line)
    notes = {label: "\n".join(note) for label, note in splitter.notes.items()}
    return PlainMarkdown("\n".join(splitter.lines), notes)


class _Splitter:
    """Sorts lines into those of the text and those of its notes."""

    def __init__(self, can_hide: bool) -> None:
        self.lines: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self._note: list[str] | None = None
        self._fence = ""
        self._can_hide = can_hide
        self._is_hidden = False
        self._is_admonition = False

    def take(self, line: str) -> None:
        """Sort the next line."""
        self._fence = _fence_after(line, self._fence)
        if self._fence or _FENCE.match(line):
            self._note = None
            self.lines.append(line[4:] if self._is_admonition and line[:4].isspace() else line)
        elif self._can_hide and (self._is_hidden or line.strip() == "%%"):
            self._is_hidden ^= line.strip() == "%%"
        elif found := _NOTE.match(line):
            self._note = self.notes.setdefault(found[1].casefold(), [])
            self._note.append(line[found.end() :])
        elif self._note is not None and _continues_note(line, self._note):
            self._note.append(_INDENTED.sub("", line, count=1))
        elif title := _title_of_part(line):
            self._note, self._is_admonition = None, not line.lstrip().startswith(":")
            self.lines += ["", title, ""]
        else:
            self._note = None
            is_indented = not line.strip() or line[:4].isspace()
            self._is_admonition = self._is_admonition and is_indented
            line = line[4:] if self._is_admonition else line
            self.lines.append("" if _is_closing(line) else _visible(line))


def add_rules(parser: MarkdownIt) -> MarkdownIt:
    """Let a parser read the marks of notes, wiki links, highlights and raised characters."""
    parser.inline.ruler.before("link", "note_mark", _note_mark)
    parser.inline.ruler.before("link", "wiki_link", _wiki_link)
    parser.inline.ruler.before("emphasis", "highlight", _highlight)
    parser.inline.ruler.before("emphasis", "raised", _raised)
    # Where plain text ends, since a mark may begin.
    parser.inline.ruler.at("text", _text)
    return parser


def environment(notes: dict[str, str]) -> dict[str, object]:
    """Return the environment of a parse in which the notes with these labels are defined."""
    return {_NOTES: frozenset(notes)}


def split_callout(children: list[Token]) -> tuple[str, list[Token]]:
    """Return the title of a callout that a quotation begins with, or "", and what follows it."""
    found = _CALLOUT.match(children[0].content) if children else None
    if found is None or children[0].type != "text":
        return "", children
    ends = [i for i, child in enumerate(children) if child.type in ("softbreak", "hardbreak")]
    end = ends[0] if ends else len(children)
    title = children[0].content[found.end() :] + "".join(c.content for c in children[1:end])
    return title.strip() or found[1].replace("-", " ").capitalize(), children[end + 1 :]


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of code that is open after a line, or ""."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    if not fence:
        return found[1]
    is_closing = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if is_closing else fence


def _visible(line: str) -> str:
    """Return a line without Obsidian's comments and the name of its block."""
    return _BLOCK_ID.sub("", _COMMENT.sub("", line))


def _continues_note(line: str, note: list[str]) -> bool:
    if not line.strip():
        return True
    return bool(_INDENTED.match(line)) or bool(note[-1].strip())


def _title_of_part(line: str) -> str:
    """Return the title of an admonition or container that a line opens, or ""."""
    if found := _ADMONITION.match(line):
        return found[2] or found[1].replace("-", " ").capitalize()
    if (found := _CONTAINER.match(line)) and found[1]:
        return found[2].strip(" []{}") or found[1].replace("-", " ").capitalize()
    return ""


def _is_closing(line: str) -> bool:
    found = _CONTAINER.match(line)
    return found is not None and not found[1] and not found[2].strip()


def _text(state: StateInline, silent: bool) -> bool:
    """Take the characters up to the next that may begin a mark."""
    found = _PLAIN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _note_mark(state: StateInline, silent: bool) -> bool:
    """Drop "[^label]" where the note is defined, and read "^[note]" in brackets."""
    src, start = state.src, state.pos
    if src.startswith("[^", start):
        end = src.find("]", start, min(state.posMax, start + 104))
        label = src[start + 2 : end].casefold() if end > 0 else ""
        if label not in state.env.get(_NOTES, ()):
            return False
        state.pos = end + 1
        return True
    if not src.startswith("^[", start):
        return False
    end = src.find("]", start, min(state.posMax, start + _MAX_NOTE_CHARS))
    if end < 0 or "[" in src[start + 2 : end]:
        return False
    if not silent:
        state.pending += f" ({src[start + 2 : end]})"
    state.pos = end + 1
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """Read "[[Page|shown]]" as what is shown; an embedded picture shows no words."""
    is_embed = state.src.startswith("![[", state.pos)
    start = state.pos + is_embed
    if not state.src.startswith("[[", start):
        return False
    end = state.src.find("]]", start, min(state.posMax, start + _MAX_LINK_CHARS))
    target = state.src[start + 2 : end]
    if end < 0 or not target.strip() or "[" in target or "\n" in target:
        return False
    if not silent:
        page, _, shown = target.partition("|")
        is_picture = is_embed and page.strip().lower().endswith(_PICTURES)
        state.pending += "" if is_picture else shown.strip() or page.replace("#", " › ").strip(" ›")
    state.pos = end + 2
    return True


def _highlight(state: StateInline, _silent: bool) -> bool:
    """Drop the marks of ==highlighted== words."""
    src, start = state.src, state.pos
    if not src.startswith("==", start) or "=" in (
        src[start - 1 : start],
        src[start + 2 : start + 3],
    ):
        return False
    before, after = src[start - 1 : start] if start else "", src[start + 2 : start + 3]
    opens = bool(after.strip()) and not before.isalnum()
    closes = bool(before.strip()) and not after.isalnum()
    if opens == closes or not (opens or closes):
        return False
    state.pos = start + 2
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    """Read Pandoc's "H~2~O" and "10^6^"."""
    mark = state.src[state.pos]
    if mark not in "~^" or state.src.startswith(mark * 2, state.pos):
        return False
    end = state.src.find(mark, state.pos + 1, min(state.posMax, state.pos + 6))
    text = state.src[state.pos + 1 : end] if end > 0 else ""
    if not _SHORT_MARK.fullmatch(text):
        return False
    if not silent:
        after = state.src[end + 1 : end + 2]
        write = lowered_text(state.pending, text) if mark == "~" else None
        state.pending += raised_text(state.pending, text, after) if write is None else write
    state.pos = end + 1
    return True
