"""A scope as a condition on articles, for SQL to apply before anything is counted."""

from qa_bot.documents import Scope


def condition(scope: Scope) -> tuple[str, list[str]]:
    """An SQL condition on `articles a`, with its values; "1" where everything fits."""
    parts: list[str] = []
    values: list[str] = []
    for column, allowed in (("a.collection", scope.collections), ("a.id", scope.articles)):
        if allowed is not None:
            parts.append(f"{column} IN ({','.join('?' * len(allowed))})")
            values += sorted(allowed)
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


def outside(scope: Scope) -> tuple[str, list[str]] | None:
    """An SQL condition on the `articles a` that a scope leaves out, through an index of few.

    Only for all that is shared, with or without some collections; None for any
    other scope.
    """
    if "" not in (scope.collections or ()) or scope != Scope(scope.collections):
        return None
    own = sorted(name for name in scope.collections or () if name)
    return f"a.collection <> '' AND a.collection NOT IN ({','.join('?' * len(own))})", list(own)
