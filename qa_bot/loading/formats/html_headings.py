"""Headings that trafilatura lost, put back before the text that they stood over.

Knows blocks; not tags.
"""

import re
from collections.abc import Sequence

from qa_bot.loading.draft import Block

_ENOUGH = 80


def restore_headings(article: Sequence[Block], page: Sequence[Block]) -> list[Block]:
    """The article's blocks, with each heading of the page that led to one of them.

    A heading over text that was left out stays out.
    """
    over = _headings_over(page)
    kept = {_key(block) for block in article}
    restored: list[Block] = []
    for block in article:
        if not block.level:
            headings = over.pop(_key(block), ())
            restored += [heading for heading in headings if _key(heading) not in kept]
        restored.append(block)
    return restored


def _headings_over(page: Sequence[Block]) -> dict[str, list[Block]]:
    """For each text of the page, the headings directly over it, the widest first."""
    over: dict[str, list[Block]] = {}
    waiting: list[Block] = []
    for block in page:
        if block.level:
            waiting = [heading for heading in waiting if heading.level < block.level]
            waiting.append(block)
        else:
            over.setdefault(_key(block), waiting)
            waiting = []
    return over


def _key(block: Block) -> str:
    return re.sub(r"\W+", "", block.text)[:_ENOUGH].casefold()
