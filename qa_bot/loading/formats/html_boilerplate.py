"""Elements of a page that are never article text: scripts, navigation, banners, forms.

Knows tags, roles and usual class names; drops whole elements, never words.
"""

import re

from lxml.html import HtmlElement

from qa_bot.documents import BoilerplateKind
from qa_bot.loading.draft import BoilerplateTally
from qa_bot.loading.formats.html_blocks import is_checkbox

# Elements that show no words, or only those of a control.
_CONTROL_TAGS = frozenset(
    "script style noscript template button select textarea input iframe object embed canvas video "
    "audio head amp-ad amp-analytics amp-consent amp-embed amp-iframe amp-sidebar amp-social-share "
    "amp-sticky-ad amp-user-notification".split()
)
_BOILERPLATE_TAGS = frozenset({"nav", "footer", "form", "dialog"})
_EDGES = frozenset({"nav", "footer"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog"})
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|newsletter|subscribe|adverts?|"
    r"advertisement|ads?|related|breadcrumbs?|sidebar|nav|navbar|menu|masthead|popup|promo|"
    r"comments)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Of these names, a part that holds a list or table of figures is no less boilerplate.
_SURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|adverts?|advertisement|ads?|"
    r"breadcrumbs?|nav|navbar|masthead|popup)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|breadcrumbs?|sidebar|nav|navbar|menu)(?:$|[\s_-])", re.IGNORECASE
)
_BANNER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|newsletter|subscribe|adverts?|"
    r"advertisement|ads?|popup|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ARTICLE_TAGS = frozenset({"html", "body", "main", "article", "h1"})
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# Words for those who cannot see the page, beside what is seen, or who edit it.
_UNSEEN_NAMES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|mw-editsection)(?:$|\s)", re.I
)
_INTERACTIVE = ("button", "form", "iframe", "input", "select", "textarea")
# A part with more of its letters in links leads elsewhere.
_LINK_SHARE = 0.25
_SENTENCE_END = re.compile(r"[.!?…。]")
_ITEMS = ("tr", "li", "dd")
_LEAST_ITEMS = 2  # one line with a figure may be anything


def prune(page: HtmlElement, tally: BoilerplateTally) -> HtmlElement:
    """Remove from the page, in place, the elements that hold no article text; count their kinds.

    What only a name or role calls boilerplate is removed if it looks like that too:
    it has controls or links, or no sentence.
    """
    half = _text_length(page) / 2
    named = _letters_by_name(page)
    gone: set[HtmlElement] = set()
    for element in list(page.iter()):
        if element.getparent() in gone:
            gone.add(element)
        elif not isinstance(element.tag, str) or _is_boilerplate(element, half, named):
            if isinstance(element.tag, str) and not _is_wordless(element):
                tally[_kind(element)] += _text_length(element)
            gone.add(element)
            _drop(element)
    return page


def prune_controls(page: HtmlElement) -> HtmlElement:
    """Remove from a page that is all article, in place, what shows no words or is a control."""
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or _is_control(element):
            _drop(element)
    return page


def drop_hidden(page: HtmlElement, tally: BoilerplateTally) -> None:
    """Remove, in place, what a reader does not see, unless it is most of the page; count it."""
    half = _text_length(page) / 2
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or element.tag in _ARTICLE_TAGS:
            continue
        if _is_hidden(element) and (letters := _text_length(element)) <= half:
            if not _is_wordless(element) and element.getroottree().getroot() is page:
                tally[BoilerplateKind.HIDDEN_TEXT] += letters
            _drop(element)


def _is_hidden(element: HtmlElement) -> bool:
    parent = element.getparent()
    if element.get("aria-hidden") == "true" and parent is not None:
        # A formula that is drawn too, as by KaTeX and MathJax: its MathML is read.
        return parent.find(".//math") is not None and element.find(".//math") is None
    is_hidden = (
        element.get("hidden", "until-found") != "until-found"
        or _HIDDEN.search(element.get("style", ""))
        or _UNSEEN_NAMES.search(element.get("class", ""))
    )
    # MediaWiki hides the MathML of its pictures of formulas.
    return bool(is_hidden) and element.tag != "math" and element.find(".//math") is None


def has_page_around(page: HtmlElement) -> bool:
    """Return whether a page has more than an article: navigation, a footer, parts so named."""
    return any(
        element.tag in _BOILERPLATE_TAGS
        or element.get("role") in _ROLES
        or _NAMES.search(_names(element))
        for element in page.iter("nav", "footer", "form", "aside", "header", "div", "section", "ul")
    )


def _is_boilerplate(element: HtmlElement, half: float, named: dict[str, int]) -> bool:
    if element.tag in _ARTICLE_TAGS or element.getparent() is None:
        return False
    if _is_control(element) or (element.tag == "svg" and element.find(".//text") is None):
        return True
    if element.tag == "header" and element.find(".//h1") is None and not has_prose(element):
        return True
    names = _names(element)
    is_named = element.get("role") in _ROLES or _NAMES.search(names)
    # "page with-sidebar" names a page's frame, which holds most of its text; "newsletter-item"
    # the items that do so together.
    letters = max(_text_length(element), named.get(names, 0) if is_named else 0)
    if letters > half and not (element.tag in _EDGES and _has_article_beside(element)):
        return False
    if element.tag in _BOILERPLATE_TAGS:
        return not _is_note(element)
    return bool(is_named or element.tag == "aside") and not has_content(element)


def _has_article_beside(element: HtmlElement) -> bool:
    """Return whether a page names its article, and that is not around or within a part."""
    tree = element.getroottree()
    articles = (part for name in ("main", "article") for part in tree.iter(name))
    return any(
        part not in element.iterancestors() and element not in part.iterancestors()
        for part in articles
    )


def _is_note(element: HtmlElement) -> bool:
    """Return whether a footer is that of an article or quotation, and says something."""
    around = {ancestor.tag for ancestor in element.iterancestors()}
    if element.tag != "footer" or around.isdisjoint(("article", "blockquote")):
        return False
    return "blockquote" in around or has_prose(element)


def _kind(element: HtmlElement) -> BoilerplateKind:
    """Return what kind of boilerplate an element is by its tag, role and names."""
    role, names = element.get("role", ""), _names(element)
    if element.tag in ("nav", "amp-sidebar") or role == "navigation" or _MENU_NAMES.search(names):
        return BoilerplateKind.NAVIGATION
    if element.tag in ("header", "footer") or role in ("banner", "contentinfo"):
        return BoilerplateKind.HEADERS_AND_FOOTERS
    is_banner = element.tag in ("form", "dialog") or role in ("search", "dialog")
    if is_banner or element.tag.startswith("amp-") or _BANNER_NAMES.search(names):
        return BoilerplateKind.BANNERS
    return BoilerplateKind.AROUND_ARTICLE


def _is_wordless(element: HtmlElement) -> bool:
    """Return whether an element shows no words of its own: a script, or the list of a control."""
    return element.tag in _CONTROL_TAGS and not element.tag.startswith("amp-")


def _is_control(element: HtmlElement) -> bool:
    """Return whether an element shows no words of the article; boxes that are ticked do."""
    return element.tag in _CONTROL_TAGS and not is_checkbox(element)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _letters_by_name(page: HtmlElement) -> dict[str, int]:
    """Return how many letters the elements of each name that tells of boilerplate hold."""
    letters: dict[str, int] = {}
    for element in page.iter("div", "section", "aside", "ul", "li", "td"):
        names = _names(element)
        if _NAMES.search(names):
            letters[names] = letters.get(names, 0) + _text_length(element)
    return letters


def has_content(element: HtmlElement) -> bool:
    """Return whether a part has a sentence, or a list or table of figures, and few links."""
    if has_prose(element):
        return True
    if _SURE_NAMES.search(_names(element)) or not _is_plain(element):
        return False
    items = [text for item in element.iter(*_ITEMS) if (text := "".join(item.itertext()).strip())]
    figures = sum(any(map(str.isdigit, item)) for item in items)
    return len(items) >= _LEAST_ITEMS and 2 * figures >= len(items)


def has_prose(element: HtmlElement) -> bool:
    """Return whether a part has a sentence, no control and few links."""
    text = "".join(map(str, element.itertext()))
    return _SENTENCE_END.search(text) is not None and _is_plain(element)


def _is_plain(element: HtmlElement) -> bool:
    """Return whether a part has no control and few links."""
    if next(element.iter(*_INTERACTIVE), None) is not None:
        return False
    linked = sum(map(_text_length, element.iter("a")))
    text = "".join(map(str, element.itertext()))
    return linked <= _LINK_SHARE * len(text.strip())


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
