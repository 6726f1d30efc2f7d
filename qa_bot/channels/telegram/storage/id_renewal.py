"""Article ids that an earlier version kept by their first digits, made whole.

Buttons under old messages go on carrying the former ids, which the library
understands; what is compared with present ids is renewed here, once.
"""

import json
from collections.abc import Callable, Iterable

from qa_bot.channels.telegram.storage.state_database import Database
from qa_bot.identity import FORMER_DIGITS


def renew_ids(database: Database, present: Callable[[], Iterable[str]]) -> None:
    """Make the ids of additions and chosen articles those of `present` that begin so.

    One that no id begins with, or more than one, stays as it is. `present` is
    only asked where there are former ids.
    """
    additions = {row[0] for row in database.all("SELECT DISTINCT article_id FROM additions")}
    chosen = {
        row[0]: json.loads(row[1])
        for row in database.all("SELECT chat_id, chosen FROM chat_settings")
    }
    kept = additions.union(*chosen.values())
    former = {number for number in kept if len(number) == FORMER_DIGITS}
    if not former:
        return
    renewed = _by_beginning(former, present())
    with database.writing() as connection:
        connection.executemany(
            "UPDATE additions SET article_id = ? WHERE article_id = ?",
            [(new, old) for old, new in renewed.items()],
        )
        connection.executemany(
            "UPDATE chat_settings SET chosen = ? WHERE chat_id = ?",
            [
                (json.dumps([renewed.get(number, number) for number in ids]), chat)
                for chat, ids in chosen.items()
            ],
        )


def _by_beginning(former: set[str], present: Iterable[str]) -> dict[str, str]:
    """By former id, the only present one that begins so."""
    found: dict[str, list[str]] = {}
    for number in present:
        if number[:FORMER_DIGITS] in former and number not in former:
            found.setdefault(number[:FORMER_DIGITS], []).append(number)
    return {old: new[0] for old, new in found.items() if len(new) == 1}
