"""Find an article by what a person types: its id, source or title, or a part of its title.

An id, a source or a whole title is that article, whatever else has the text in its title,
unless several have the same title.
A part of a title names an article where only one has it; a name with digits is no part of a
longer one, as "Report 1" is not of "Report 12". Otherwise the error lists those that may have
been meant, by their titles and by difflib's similarity (Ratcliff and Metzener, "Pattern
Matching: the Gestalt Approach", 1988).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from qa_bot.documents import EVERYTHING, ArticleRef, Scope
from qa_bot.errors import ArticleAmbiguous, ArticleNotFound, TitleShared
from qa_bot.identity import SHOWN_DIGITS
from qa_bot.storage.store import Store
from qa_bot.text.words import has_digit

# Articles, the latest first, whose titles are searched for a part: a quarter of a second.
_SEARCHED: Final = 100_000
# Articles, the latest first, whose titles are compared for similarity: half a second.
_COMPARED: Final = 10_000
# Articles that an error names, as many as are read at a glance.
_NAMED: Final = 5
# Similarities, of 0 to 1, from which a title or one of its words counts as misspelt.
_SIMILAR_TITLE: Final = 0.6
_SIMILAR_WORD: Final = 0.75
# Letters of the shortest word that is compared: shorter ones resemble too many.
_SHORTEST_WORD: Final = 4
_RUN: Final = re.compile(r"[^\W_]+")


def find_article(store: Store, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
    """Return the article of that id, source or title, or the only one with it in its title.

    Raises TitleShared or ArticleAmbiguous where several have it, or ArticleNotFound, which
    name the articles that may have been meant.
    """
    try:
        return store.find(name, scope)
    except TitleShared:
        raise
    except ArticleNotFound as error:
        found = articles_titled(store, name, scope)
        if len(found) == 1:
            return found[0]
        if found:
            raise ArticleAmbiguous(name, _named(found)) from None
        raise with_nearest(error, store, name, scope) from None


def articles_titled(
    store: Store, part: str, scope: Scope = EVERYTHING, most: int = _SEARCHED
) -> Sequence[ArticleRef]:
    """Return up to `most` articles that have a part in their title, whatever its case."""
    folded = part.strip().casefold()
    if not folded:
        return ()
    found = (ref for ref in store.refs(_SEARCHED, scope) if _has_part(ref.title.casefold(), folded))
    return [ref for _, ref in zip(range(most), found, strict=False)]


def _has_part(title: str, part: str) -> bool:
    """Return whether a title has a part, without cutting off what follows or precedes a digit."""
    at = title.find(part)
    while at >= 0:
        end = at + len(part)
        cut = (run for run in _RUN.finditer(title) if _cuts(run, at) or _cuts(run, end))
        if not any(has_digit(title[max(at, run.start()) : min(end, run.end())]) for run in cut):
            return True
        at = title.find(part, at + 1)
    return False


def _cuts(run: re.Match[str], at: int) -> bool:
    return run.start() < at < run.end()


def with_nearest(
    error: ArticleNotFound, store: Store, name: str, scope: Scope = EVERYTHING
) -> ArticleNotFound:
    """Return the error of a name that no article has, with those that it may have meant."""
    found = articles_titled(store, name, scope, _NAMED) or _similar(
        name, store.refs(_COMPARED, scope)
    )
    if not found:
        return error
    return ArticleNotFound(
        f"No article called '{name}'. Did you mean {' or '.join(_named(found))}?"
    )


def _similar(name: str, refs: Sequence[ArticleRef]) -> Sequence[ArticleRef]:
    """Return the articles whose title, or words of it, nearly are the name; best first."""
    folded = name.casefold()
    titles, words = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for at, ref in enumerate(refs):
        title = ref.title.casefold()
        titles[title].append(at)
        for word in {*title.split()}:
            words[word].append(at)
    scores = Counter[int]()
    for title in get_close_matches(folded, titles, _NAMED, _SIMILAR_TITLE):
        scores.update(titles[title])
    for typed in {word for word in folded.split() if len(word) >= _SHORTEST_WORD}:
        similar = get_close_matches(typed, words, _NAMED, _SIMILAR_WORD)
        scores.update({at for word in similar for at in words[word]})
    return [refs[at] for at, _ in scores.most_common(_NAMED)]


def _named(refs: Sequence[ArticleRef]) -> list[str]:
    """Return up to a few articles as an error names them: by title and a usable id."""
    named = [f"“{ref.title}” ({ref.id[:SHOWN_DIGITS]})" for ref in refs[:_NAMED]]
    more = len(refs) - _NAMED
    return [*named, f"{more:,} more"] if more > 0 else named
