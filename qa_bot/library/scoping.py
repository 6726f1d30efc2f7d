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
