"""A scope as an SQL condition, applied before anything is ranked or counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.documents import Scope
from qa_bot.identity import FORMER_DIGITS


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition with the values of its parameters."""

    sql: str
    values: tuple[str, ...] = ()


def inside(scope: Scope) -> Condition:
    """Return the condition on `articles a` to be in the scope; "1" where all are."""
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
    return Condition(" AND ".join(parts) or "1", tuple(values))


def _named(ids: Sequence[str], values: list[str]) -> str:
    """Return a condition on the articles of these ids, some of which may be former ones."""
    values += ids
    found = [f"a.id IN ({','.join('?' * len(ids))})"]
    for former in (each for each in ids if len(each) == FORMER_DIGITS):
        found.append("a.id >= ? AND a.id < ?")
        values += [former, f"{former}g"]
    return f"({' OR '.join(found)})"


def outside(scope: Scope) -> Condition | None:
    """Return the condition on `articles a` to be outside the scope, by a partial index.

    Only for a scope of all shared articles, with or without some collections;
    None for any other.
    """
    if "" not in (scope.collections or ()) or scope != Scope(scope.collections):
        return None
    own = sorted(name for name in scope.collections or () if name)
    sql = f"a.collection <> '' AND a.collection NOT IN ({','.join('?' * len(own))})"
    return Condition(sql, tuple(own))
