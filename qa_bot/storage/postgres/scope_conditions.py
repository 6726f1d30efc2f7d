"""A scope as an SQL condition on articles, applied by the server before it ranks or counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.documents import Scope
from qa_bot.identity import FORMER_DIGITS

# By the index of tags, which may be longer than its rows.
_TAGGED: Final = (
    "EXISTS (SELECT 1 FROM tags g WHERE g.article_id = a.id "
    "AND md5(g.tag) = md5(%s) AND g.tag = %s)"
)


@dataclass(frozen=True, slots=True)
class ScopeCondition:
    """An SQL condition with the values of its parameters."""

    sql: str
    values: tuple[object, ...] = ()


def within(scope: Scope) -> ScopeCondition:
    """Return the condition on `articles a` to be in the scope; "true" where all are."""
    parts: list[str] = []
    values: list[object] = []
    if scope.collections is not None:
        parts.append("a.collection = ANY(%s)")
        values.append(sorted(scope.collections))
    if scope.articles is not None:
        parts.append(_named(sorted(scope.articles), values))
    for tag in sorted(scope.tags):
        parts.append(_TAGGED)
        values += [tag, tag]
    for sign, bound in ((">=", scope.since), ("<=", scope.until)):
        if bound:
            # Only as much of the date is compared as was given: "2024" includes all of it.
            length = min(len(bound), 10)
            parts.append(f"a.published <> '' AND left(a.published, {length}) {sign} %s")
            values.append(bound[:10])
    return ScopeCondition(" AND ".join(parts) or "true", tuple(values))


def _named(ids: Sequence[str], values: list[object]) -> str:
    """Return a condition on the articles of these ids, some of which may be former ones."""
    values.append(list(ids))
    found = ["a.id = ANY(%s)"]
    for former in (each for each in ids if len(each) == FORMER_DIGITS):
        found.append("a.id >= %s AND a.id < %s")
        values += [former, f"{former}g"]
    return f"({' OR '.join(found)})"
