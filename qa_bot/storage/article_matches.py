"""Which article a name stands for, of those that an engine found for it."""

import re
from collections.abc import Sequence
from typing import Final

from qa_bot.documents import Article, ArticleRef
from qa_bot.errors import ArticleNotFound, DuplicateId, TitleShared
from qa_bot.identity import SHOWN_DIGITS

# The beginning of an id as a person types it; git asks for as many digits.
ID_PREFIX: Final = re.compile(r"[0-9a-fA-F]{4,32}")
# How many articles an error names, whose titles are the same or whose ids begin alike.
NAMED_MATCHES: Final = 3
# With how many of the most similar articles a new one is compared.
SIMILAR_ARTICLES: Final = 5
# How many shared bands are looked up to find them: more articles than that which look alike are
# made from one template, and any of them stands for the cluster.
LOOKED_UP_BANDS: Final = 500


def not_found(name: str) -> ArticleNotFound:
    """Return the error for a name that no article has."""
    return ArticleNotFound(f"No article called '{name}'. `qa-bot list` shows what there is.")


def only_of_title(title: str, found: Sequence[ArticleRef]) -> ArticleRef | None:
    """Return the only article of a title, if there is one; raises TitleShared.

    `found` have it in whatever case; one in the case that was typed wins.
    """
    best = [ref for ref in found if ref.title == title] or found
    if len(best) > 1:
        raise TitleShared(title, [f"{ref.id[:SHOWN_DIGITS]} ({ref.source})" for ref in best])
    return best[0] if best else None


def only_of_prefix(name: str, found: Sequence[ArticleRef]) -> ArticleRef:
    """Return the only article whose id begins so; raises ArticleNotFound."""
    if len(found) > 1:
        ids = ", ".join(f"{ref.id} ({ref.title})" for ref in found)
        raise ArticleNotFound(f"Several ids begin with '{name}': {ids}. Type more of it.")
    if not found:
        raise not_found(name)
    return found[0]


def check_id(article: Article, stored: tuple[str, str] | None) -> None:
    """Refuse an id that belongs to another source or collection, however ids are made.

    `stored` are the source and collection of the article of that id, if there is one.
    """
    if stored is not None and stored != (article.source, article.collection):
        raise DuplicateId(
            f"{article.source}: its id {article.id} is already that of {stored[0]}, which stays as "
            "it is. Rename one of the two and add it again."
        )
