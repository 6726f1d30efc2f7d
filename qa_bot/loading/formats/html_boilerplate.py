"""Elements of a page that are never article text: scripts, navigation, banners, forms.

Knows tags, roles and usual class names; drops whole elements, never words.
"""

import re

from lxml.html import HtmlElement

_BOILERPLATE_TAGS = frozenset(
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
_ARTICLE_TAGS = frozenset({"html", "body", "main", "article", "h1"})


def prune(page: HtmlElement) -> HtmlElement:
    """Remove from the page, in place, the elements that hold no article text."""
    half = _text_length(page) / 2
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or _is_boilerplate(element, half):
            _drop(element)
    return page


def _is_boilerplate(element: HtmlElement, max_chars: float) -> bool:
    if element.tag in _ARTICLE_TAGS or element.getparent() is None:
        return False
    if element.tag in _BOILERPLATE_TAGS or "hidden" in element.attrib:
        return True
    if element.tag == "header" and element.find(".//h1") is None:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if element.get("role") not in _ROLES and not _NAMES.search(names):
        return False
    # "page with-sidebar" names a page's frame, which holds most of its text.
    return _text_length(element) <= max_chars


def _text_length(element: HtmlElement) -> int:
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
