"""A scope as a condition on articles, for SQL to apply before anything is counted."""

from collections.abc import Sequence

from qa_bot.documents import Scope
from qa_bot.identity import FORMER_DIGITS


def condition(scope: Scope) -> tuple[str, list[str]]:
    """An SQL condition on `articles a`, with its values; "1" where everything fits."""
    parts: list[str] = []
    values: list[str] = []
    if scope.collections is not None:
        parts.append(f"a.collection IN ({','.join('?' * len(scope.collections))})")
        values += sorted(scope.collections)
    if scope.articles is not None:
        parts.append(_named(sorted(scope.articles), values))
    for tag in sorted(scope.tags):
        parts.append("EXISTS (SELECT 1 FROM tags WHERE article_id = a.id AND tag = ?)")
        values.append(tag)
    for sign, bound in ((">=", scope.since), ("<=", scope.until)):
        if bound:
            # Only as much of the date is compared as was given: "2024" includes all of it.
            length = min(len(bound), 10)
            parts.append(f"a.published <> '' AND substr(a.published, 1, {length}) {sign} ?")
            values.append(bound[:10])
    return " AND ".join(parts) or "1", values


def _named(ids: Sequence[str], values: list[str]) -> str:
    """A condition on the articles of these ids, some of which may be former ones."""
    values += ids
    found = [f"a.id IN ({','.join('?' * len(ids))})"]
    for former in (each for each in ids if len(each) == FORMER_DIGITS):
        found.append("a.id >= ? AND a.id < ?")
        values += [former, f"{former}g"]
    return f"({' OR '.join(found)})"


def outside(scope: Scope) -> tuple[str, list[str]] | None:
    """An SQL condition on the `articles a` that a scope leaves out, through an index of few.

    Only for all that is shared, with or without some collections; None for any
    other scope.
    """
    if "" not in (scope.collections or ()) or scope != Scope(scope.collections):
        return None
    own = sorted(name for name in scope.collections or () if name)
    return f"a.collection <> '' AND a.collection NOT IN ({','.join('?' * len(own))})", list(own)
