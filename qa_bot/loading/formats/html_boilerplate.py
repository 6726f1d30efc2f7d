"""What of a page is never its article: scripts, menus, banners, forms.

Knows tags, roles and tell-tale names; drops whole elements, never words.
"""

import re

from lxml.html import HtmlElement

_NEVER = frozenset(
    "script style noscript template nav footer aside form button select textarea input "
    "iframe object embed svg canvas video audio head dialog".split()
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog"})
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|newsletter|subscribe|adverts?|"
    r"advertisement|ads?|related|breadcrumbs?|sidebar|nav|navbar|menu|masthead|popup|promo)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "main", "article", "h1"})


def prune(page: HtmlElement) -> HtmlElement:
    """The page itself, changed: without the elements that hold no article text."""
    most = _length(page) / 2
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or _is_foreign(element, most):
            _drop(element)
    return page


def _is_foreign(element: HtmlElement, most: float) -> bool:
    if element.tag in _KEPT or element.getparent() is None:
        return False
    if element.tag in _NEVER or "hidden" in element.attrib:
        return True
    if element.tag == "header" and element.find(".//h1") is None:
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if element.get("role") not in _ROLES and not _NAMES.search(named):
        return False
    # "page with-sidebar" names the frame of a page, not what is to be dropped.
    return _length(element) <= most


def _length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
