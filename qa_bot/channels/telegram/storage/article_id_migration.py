"""Replace the short article ids that an earlier version stored by the present ones.

Unlike the schema's migrations this one needs the library. Buttons under old
messages keep the short ids, which the library still resolves.
"""

import json
from collections.abc import Callable, Iterable

from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.identity import FORMER_DIGITS


def expand_article_ids(database: StateDatabase, present: Callable[[], Iterable[str]]) -> None:
    """Replace each short id in additions and chat settings by the present id it begins.

    An id that begins no present one, or more than one, stays as it is. `present`
    lists the library's article ids; it is called only when there are short ids.
    """
    additions = {row[0] for row in database.fetch_all("SELECT DISTINCT article_id FROM additions")}
    selected = {
        row[0]: json.loads(row[1])
        for row in database.fetch_all("SELECT chat_id, chosen FROM chat_settings")
    }
    stored = additions.union(*selected.values())
    short = {article for article in stored if len(article) == FORMER_DIGITS}
    if not short:
        return
    expanded = _by_prefix(short, present())
    with database.transaction() as statements:
        statements.execute_each(
            "UPDATE additions SET article_id = ? WHERE article_id = ?",
            [(new, old) for old, new in expanded.items()],
        )
        statements.execute_each(
            "UPDATE chat_settings SET chosen = ? WHERE chat_id = ?",
            [
                (json.dumps([expanded.get(article, article) for article in articles]), chat)
                for chat, articles in selected.items()
            ],
        )


def _by_prefix(short: set[str], present: Iterable[str]) -> dict[str, str]:
    """Map each short id to the only present id that begins with it."""
    found: dict[str, list[str]] = {}
    for article in present:
        if article[:FORMER_DIGITS] in short and article not in short:
            found.setdefault(article[:FORMER_DIGITS], []).append(article)
    return {old: new[0] for old, new in found.items() if len(new) == 1}
