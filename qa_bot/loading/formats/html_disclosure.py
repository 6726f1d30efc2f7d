"""Parts of a page that a control shows: the panels of accordions and tabs.

Knows the patterns of the WAI-ARIA Authoring Practices (accordion, disclosure, tabs)
and of Bootstrap. Menus and dialogs are shown by controls too, and are left hidden.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from qa_bot.loading.formats.html_boilerplate import has_prose

_TARGETS = ("aria-controls", "data-target", "data-bs-target")
_HIDING_ATTRIBUTES = ("hidden", "style", "aria-hidden")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_NOT_CONTENT_TAGS = frozenset({"nav", "dialog", "header", "footer", "form"})
_NOT_CONTENT_ROLES = frozenset({"dialog", "alertdialog", "menu", "navigation", "tooltip", "search"})


def open_disclosed(page: HtmlElement) -> None:
    """Show, in place, each panel with prose that a control shows, and the words of the control."""
    controls = _controls(page)
    for panel in list(page.iter("div", "section", "article", "dd", "ul", "ol", "p", "table")):
        control = controls.get(panel.get("id", "")) or _control_before(panel)
        is_panel = control is not None or panel.get("role") == "tabpanel"
        if not is_panel or _is_apart(panel) or not has_prose(panel):
            continue
        for name in _HIDING_ATTRIBUTES:
            panel.attrib.pop(name, None)
        if control is not None and control.tag == "button" and control.get("role") != "tab":
            control.tag = "span" if _is_in_heading(control) else "p"


def _controls(page: HtmlElement) -> dict[str, HtmlElement]:
    """Return the controls by the id of what each shows."""
    return {
        control.get(name, "").removeprefix("#"): control
        for control in page.iter("button", "a", "summary")
        for name in _TARGETS
        if control.get(name)
    }


def _control_before(panel: HtmlElement) -> HtmlElement | None:
    """Return the button that stands alone before a panel, in a heading or not."""
    before = panel.getprevious()
    if before is None or (before.tail or "").strip():
        return None
    if before.tag == "button":
        return before
    buttons = list(before.iter("button")) if before.tag in _HEADINGS else []
    return buttons[0] if len(buttons) == 1 else None


def _is_in_heading(control: HtmlElement) -> bool:
    return any(ancestor.tag in _HEADINGS for ancestor in control.iterancestors())


def _is_apart(panel: HtmlElement) -> bool:
    """Return whether a panel is, or is within, what is no part of an article."""
    return any(
        element.tag in _NOT_CONTENT_TAGS or element.get("role") in _NOT_CONTENT_ROLES
        for element in _outwards(panel)
    )


def _outwards(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()
