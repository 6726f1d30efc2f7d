"""Which blocks of a page are its article: all of them, unless there is a page around it.

trafilatura finds the article; what it drops within it is kept all the same, but
for lists of links. Knows blocks and where they stand, not how they are written.
"""

import re
import unicodedata
from collections.abc import Sequence
from copy import deepcopy

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement

from qa_bot.documents import BoilerplateKind
from qa_bot.loading.draft import Block, BoilerplateTally
from qa_bot.loading.formats.html_blocks import PlacedBlock, extract_blocks
from qa_bot.loading.formats.html_boilerplate import has_page_around, prune
from qa_bot.loading.formats.html_tables import unwrap_layout

_KEY_CHARS = 80  # as much of a block's letters as identifies it in the page
_LINK_LIST_SHARE = 0.7  # a block with more of its letters in links is navigation
# Where fewer of the article's letters are found again, its text is taken as trafilatura has it.
_FOUND_SHARE = 0.6
_WHOLE_PAGE = frozenset({"body", "html"})


def article_blocks(
    page: HtmlElement, blocks: Sequence[PlacedBlock], tally: BoilerplateTally
) -> list[Block]:
    """Return those of the page's blocks that are its article, in order, and count the others.

    `blocks` are those of the page without its boilerplate elements.
    """
    kept = _article_blocks(page, blocks)
    keys = {_key(block) for block in kept}
    # A heading of the page may be its title. Blocks may have been cut anew, but not their letters.
    page_letters, in_menus = 0, 0
    for placed in blocks:
        is_missing = _keys(placed.block).isdisjoint(keys)
        letters = _letters(placed.block)
        page_letters += 0 if is_missing and placed.level == 1 else letters
        in_menus += letters if is_missing and _is_link_list(placed) else 0
    left_out = max(0, page_letters - sum(map(_letters, kept)))
    in_menus = min(left_out, in_menus)
    tally[BoilerplateKind.NAVIGATION] += in_menus
    tally[BoilerplateKind.AROUND_ARTICLE] += left_out - in_menus
    return kept


def _article_blocks(page: HtmlElement, blocks: Sequence[PlacedBlock]) -> list[Block]:
    whole = [placed.block for placed in blocks]
    if not has_page_around(page) and not any(map(_is_link_list, blocks)):
        return whole
    article = _find_article(page)
    if article and not _is_mostly_in(article, whole):
        # What it chose as the article may be none.
        article = _find_article(prune(deepcopy(page), BoilerplateTally()))
    if not article:
        return whole[_leading_link_lists(blocks) :]
    if not _is_mostly_in(article, whole):
        return _restore_headings(article, whole)
    found = _found(article, whole)
    first, last = _bounds(blocks, found)
    kept = [first <= i <= last and not _is_link_list(placed) for i, placed in enumerate(blocks)]
    for i in found:
        kept[i] = True
    _drop_empty_sections(whole, kept)
    return [block for block, is_kept in zip(whole, kept, strict=True) if is_kept]


def _find_article(page: HtmlElement) -> list[Block]:
    copy = deepcopy(page)
    # Within a table that is the page, trafilatura finds no article.
    unwrap_layout(copy)
    found = trafilatura.bare_extraction(
        copy,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    # A single paragraph is its last resort: all words of the page, without line ends.
    if found is None or isinstance(found, dict) or len(found.body) < 2:
        return []
    return extract_blocks(found.body)


def _found(article: Sequence[Block], page: Sequence[Block]) -> list[int]:
    """Return which blocks of the page are in the article."""
    keys = {_key(block) for block in article}
    return [i for i, block in enumerate(page) if not keys.isdisjoint(_keys(block))]


def _is_mostly_in(article: Sequence[Block], page: Sequence[Block]) -> bool:
    letters = sum(len(page[i].text) for i in _found(article, page))
    return letters >= _FOUND_SHARE * sum(len(block.text) for block in article)


def _bounds(blocks: Sequence[PlacedBlock], found: Sequence[int]) -> tuple[int, int]:
    """Return the first and the last block of the element that holds all that was found."""
    root = _common_ancestor([blocks[i].element for i in found])
    first, last = found[0], found[-1]
    is_page = root is None or root.tag in _WHOLE_PAGE
    while first > 0 and not is_page and _is_within(blocks[first - 1].element, root):
        first -= 1
    # Without an element of its own, the article ends where links begin.
    while last + 1 < len(blocks) and not _is_link_list(blocks[last + 1]):
        if not is_page and not _is_within(blocks[last + 1].element, root):
            break
        last += 1
    return first, last


def _common_ancestor(elements: Sequence[_Element]) -> _Element | None:
    path = _path(elements[0])
    for element in elements[1:]:
        path = [a for a, b in zip(path, _path(element), strict=False) if a is b]
    return path[-1] if path else None


def _path(element: _Element) -> list[_Element]:
    """Return the ancestors of an element and itself, outermost first."""
    return [*reversed(list(element.iterancestors())), element]


def _is_within(element: _Element, root: _Element | None) -> bool:
    return element is root or any(ancestor is root for ancestor in element.iterancestors())


def _is_link_list(placed: PlacedBlock) -> bool:
    letters = sum(map(len, placed.lines))
    return not placed.level and placed.linked_chars > _LINK_LIST_SHARE * letters


def _leading_link_lists(blocks: Sequence[PlacedBlock]) -> int:
    """Return how many lists of links stand before all else; 0 where there is nothing else."""
    others = (i for i, placed in enumerate(blocks) if not _is_link_list(placed))
    return next(others, 0)


def _drop_empty_sections(blocks: Sequence[Block], kept: list[bool]) -> None:
    """Drop each heading over which text stood of which nothing is kept."""
    was_dropped = False
    for i in range(len(blocks) - 1, -1, -1):
        if not blocks[i].level:
            next_is_text = i + 1 < len(blocks) and not blocks[i + 1].level
            was_dropped = not kept[i] and (was_dropped or not next_is_text)
        elif was_dropped:
            kept[i] = False
            was_dropped = False


def _restore_headings(article: Sequence[Block], page: Sequence[Block]) -> list[Block]:
    """Insert the page's headings that trafilatura dropped before the text they stand over.

    A heading over text that is not in the article stays out.
    """
    headings_over = _headings_over(page)
    article_keys = {_key(block) for block in article}
    restored: list[Block] = []
    for block in article:
        if not block.level:
            headings = headings_over.pop(_key(block), ())
            restored += [heading for heading in headings if _key(heading) not in article_keys]
        restored.append(block)
    return restored


def _headings_over(page: Sequence[Block]) -> dict[str, list[Block]]:
    """Return the headings directly over each text of the page, by its key, outermost first."""
    over: dict[str, list[Block]] = {}
    pending: list[Block] = []
    for block in page:
        if block.level:
            pending = [heading for heading in pending if heading.level < block.level]
            pending.append(block)
        else:
            over.setdefault(_key(block), pending)
            pending = []
    return over


def _keys(block: Block) -> set[str]:
    """Return the keys of a block and of its first line: trafilatura parts lines that <br> ends."""
    return {_key(block), _key(Block(block.text.partition("\n")[0]))} - {""}


def _letters(block: Block) -> int:
    return sum(map(len, block.text.split()))


def _key(block: Block) -> str:
    plain = unicodedata.normalize("NFKC", block.text[: 4 * _KEY_CHARS])
    return re.sub(r"[\W_]+", "", plain)[:_KEY_CHARS].casefold()
