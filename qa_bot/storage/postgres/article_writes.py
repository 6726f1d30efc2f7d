"""Writes of an article and of what is stored beside it, within a transaction."""

import time

from qa_bot.documents import Article
from qa_bot.postgres.database import Connection
from qa_bot.storage.store import IndexedArticle

_COLUMNS = "title, source, text, digest, collection, author, published, language, link, updated_at"
_UPSERT = (
    f"INSERT INTO articles (id, {_COLUMNS}, added_at) VALUES (%s{', %s' * 11}) "
    "ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", "))
)


def source_of(connection: Connection, article_id: str) -> tuple[str, str] | None:
    """Return the source and collection of the article of an id, or None."""
    row: tuple[str, str] | None = connection.execute(
        "SELECT source, collection FROM articles WHERE id = %s", (article_id,)
    ).fetchone()
    return row


def write_article(connection: Connection, article: Article) -> None:
    """Write the article with its tags and places."""
    now = time.time()
    connection.execute(
        _UPSERT,
        (
            *(article.id, article.title, article.source, article.text, article.digest),
            *(article.collection, article.author, article.published, article.language),
            *(article.link, now, now),
        ),
    )
    for table in ("tags", "places"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = %s", (article.id,))
    # The last of several places with one start is the one that holds.
    places = {place.start: place.label for place in article.places}
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO tags VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(article.id, tag) for tag in article.tags],
        )
        cursor.executemany(
            "INSERT INTO places VALUES (%s, %s, %s)",
            [(article.id, start, label) for start, label in places.items()],
        )


def write_beside(connection: Connection, indexed: IndexedArticle) -> None:
    """Write the cluster, the bands of the signature and the overrides of an article."""
    article_id = indexed.article.id
    connection.execute(
        "UPDATE articles SET story = %s WHERE id = %s AND story <> %s",
        (indexed.cluster, article_id, indexed.cluster),
    )
    connection.execute("DELETE FROM sketches WHERE article_id = %s", (article_id,))
    connection.execute(
        "INSERT INTO sketches SELECT unnest(%s::bigint[]), %s", (list(indexed.bands), article_id)
    )
    if indexed.overrides is not None:
        connection.execute("DELETE FROM given WHERE article_id = %s", (article_id,))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO given VALUES (%s, %s, %s)",
                [(article_id, *pair) for pair in indexed.overrides.to_rows()],
            )
