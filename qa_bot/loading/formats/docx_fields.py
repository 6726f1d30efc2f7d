"""Fields of a Word document: which of the text around them is seen.

Knows the characters that begin, part and end a field; what a code means is in
`field_codes`.
"""

from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_bot.loading.formats.docx_styles import is_on
from qa_bot.loading.formats.field_codes import is_contents, shown_by
from qa_bot.loading.formats.xml import attribute, child, local_name

_DELETED = ("del", "moveFrom")


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    in_result: bool = False
    is_contents: bool = False
    has_result: bool = False
    form: str = ""

    @property
    def is_hiding(self) -> bool:
        return not self.in_result or self.is_contents

    def shown(self) -> str:
        return self.form or shown_by("".join(self.code))


class FieldStack:
    """The fields that are open where a story is being read; a field that never ends is none."""

    def __init__(self, story: _Element | None = None) -> None:
        self._open: list[_Field] = []
        # How many of the open fields hide the text here, and are tables of contents.
        self._hiding = 0
        self._contents = 0
        # Held, so that each stays the same object while the story is read.
        self._ignored = set() if story is None else _unbalanced(story)

    @property
    def is_hiding(self) -> bool:
        """Whether text here is a code, or an entry of a table of contents."""
        return self._hiding > 0

    @property
    def has_contents(self) -> bool:
        """Whether a table of contents is open."""
        return self._contents > 0

    def has_shown(self) -> None:
        """Note that the innermost field has a result, and so have those around it."""
        if self._open:
            self._open[-1].has_result = True

    def open(self, code: str) -> None:
        """Open a field whose code is known, and whose result follows."""
        self._push(_Field([code], True, is_contents(code)))

    def close(self) -> str:
        """Close the innermost field, and return what it shows where it has no result."""
        closed = self._open.pop()
        self._hiding -= closed.is_hiding
        self._contents -= closed.is_contents
        if self._open and closed.has_result:
            self._open[-1].has_result = True
        return "" if closed.has_result else closed.shown()

    def _push(self, opened: _Field) -> None:
        self._open.append(opened)
        self._hiding += opened.is_hiding
        self._contents += opened.is_contents

    def read(self, element: _Element) -> str:
        """Follow a character or code of a field; return the text that it shows itself."""
        if local_name(element) == "instrText":
            if self._open and not self._open[-1].in_result:
                self._open[-1].code.append(element.text or "")
            return ""
        kind = attribute(element, "fldCharType")
        if element in self._ignored or (kind != "begin" and not self._open):
            return ""
        if kind == "begin":
            self._push(_Field(form=_form_text(child(element, "ffData"))))
        elif kind == "separate":
            self._begin_result(self._open[-1])
        elif kind == "end":
            return self.close()
        return ""

    def _begin_result(self, opened: _Field) -> None:
        self._hiding -= opened.is_hiding
        self._contents -= opened.is_contents
        opened.in_result = True
        opened.is_contents = is_contents("".join(opened.code))
        self._hiding += opened.is_hiding
        self._contents += opened.is_contents

    def follow(self, paragraph: _Element) -> None:
        """Follow the fields of a paragraph that is not read."""
        for element in paragraph.iter():
            if local_name(element) in ("fldChar", "instrText") and not _is_deleted(element):
                self.read(element)


def _form_text(form: _Element | None) -> str:
    """Return what an old form field shows: a box, or the chosen entry of a list."""
    box, choices = child(form, "checkBox"), child(form, "ddList")
    if box is not None:
        checked = child(box, "checked")
        return "☒" if is_on(child(box, "default") if checked is None else checked) else "☐"
    if choices is None:
        return ""
    entries = [attribute(each, "val") for each in choices if local_name(each) == "listEntry"]
    chosen = attribute(child(choices, "result"), "val") or attribute(
        child(choices, "default"), "val"
    )
    index = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else 0
    return entries[index] if index < len(entries) else ""


def _unbalanced(story: _Element) -> set[_Element]:
    """Return the characters of fields that never end or never began."""
    begun: list[list[_Element]] = []
    ignored: set[_Element] = set()
    for element in story.iter():
        if local_name(element) != "fldChar" or _is_deleted(element):
            continue
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            begun.append([element])
        elif not begun:
            ignored.add(element)
        elif kind == "end":
            begun.pop()
        else:
            begun[-1].append(element)
    return ignored.union(*begun)


def _is_deleted(element: _Element) -> bool:
    return any(local_name(above) in _DELETED for above in element.iterancestors())
