"""Articles by id, name and version, and as listings."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope
from qa_bot.errors import ArticleDamaged
from qa_bot.escape import replace_surrogates
from qa_bot.identity import FORMER_DIGITS
from qa_bot.overrides import MetadataOverrides
from qa_bot.paths import path_to_text, resolve_links
from qa_bot.storage.article_matches import (
    ID_PREFIX,
    LOOKED_UP_BANDS,
    NAMED_MATCHES,
    SIMILAR_ARTICLES,
    not_found,
    only_of_prefix,
    only_of_title,
)
from qa_bot.storage.postgres.article_lists import TAGS, PostgresArticleLists
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.rows import CLUSTER, REF, to_article
from qa_bot.storage.store import ClusterText

_PLACES: Final = (
    "coalesce((SELECT json_agg(json_build_array(start, label) ORDER BY start) FROM places "
    "WHERE article_id = a.id), '[]')::text"
)
_ARTICLE: Final = (
    "a.id, a.title, a.source, convert_to(a.text, 'UTF8'), a.digest, a.author, a.published, "
    f"a.language, {TAGS}, {_PLACES}, a.collection, a.link"
)
_VERSION: Final = (
    "article_id, title, source, convert_to(text, 'UTF8'), digest, author, published, language, "
    "'[]', '[]', collection, link"
)
# Characters of texts that are read together, some megabytes; a longer text comes by itself.
_TEXTS_TOGETHER: Final = 2_000_000
# A row for each that is wanted, as far as they are read together; of nulls where it is gone.
_VERSIONS: Final = f"""
WITH wanted AS (
    SELECT * FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS w (id, digest, place)
), sized AS (
    SELECT w.*, sum(coalesce(a.characters, 0)) OVER (ORDER BY place) AS characters
    FROM wanted w LEFT JOIN articles a ON a.id = w.id
)
SELECT s.place, found.* FROM sized s LEFT JOIN LATERAL (
    SELECT {_ARTICLE} FROM articles a WHERE a.id = s.id AND a.digest = s.digest
    UNION ALL SELECT {_VERSION} FROM versions WHERE article_id = s.id AND versions.digest = s.digest
    LIMIT 1
) AS found ON true WHERE s.place = 1 OR s.characters <= %s ORDER BY s.place
"""
# Titles that differ in the case of ASCII letters alone are alike, as in the folder.
_TITLED: Final = "md5(lower(a.title)) = md5(lower({0})) AND lower(a.title) = lower({0})"
_SOURCED: Final = "md5(a.source) = ANY(%s) AND a.source = ANY(%s)"


class PostgresArticles(PostgresArticleLists):
    """Reads articles."""

    def full_id(self, article_id: str) -> str:
        """Return the present id for a former one of 12 digits; any other as it is.

        One that is now the beginning of two stays as it is.
        """
        if len(article_id) != FORMER_DIGITS:
            return article_id
        found = self._with_prefix(article_id)
        return found[0].id if len(found) == 1 else article_id

    def _with_prefix(self, digits: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return the articles of the scope whose id begins so, at most a few."""
        condition = within(scope)
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND a.id >= %s AND a.id < %s "
            "ORDER BY a.id LIMIT %s",
            *(*condition.values, digits, f"{digits}g", NAMED_MATCHES),
        )
        return [ArticleRef(*row) for row in rows]

    def digest(self, article_id: str) -> str | None:
        """Return the digest of the article, or None when there is no such article."""
        number = self.full_id(article_id)
        row = self._database.one("SELECT digest FROM articles WHERE id = %s", number)
        return None if row is None else row[0]

    def find_by_digest(self, digest: str, collection: str) -> str | None:
        """Return the id of the article with that digest in a collection, or None."""
        row = self._database.one(
            "SELECT id FROM articles WHERE digest = %s AND collection = %s", digest, collection
        )
        return None if row is None else row[0]

    def ref(self, article_id: str) -> ArticleRef:
        """Return a reference to the article as it is now; raises ArticleNotFound."""
        row = self._database.one(
            f"SELECT {REF} FROM articles a WHERE a.id = %s", self.full_id(article_id)
        )
        if row is None:
            raise not_found(article_id)
        return ArticleRef(*row)

    def article(self, article_id: str) -> Article:
        """Return the whole article as it is now; raises ArticleNotFound or ArticleDamaged."""
        row = self._database.one(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.id = %s", self.full_id(article_id)
        )
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def version(self, article_id: str, digest: str) -> Article:
        """Return the article as it was when its digest was that.

        Raises ArticleNotFound or ArticleDamaged.
        """
        whose = (self.full_id(article_id), digest)
        row = self._database.one(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.id = %s AND a.digest = %s "
            f"UNION ALL SELECT {_VERSION} FROM versions WHERE article_id = %s AND digest = %s",
            *(*whose, *whose),
        )
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def versions(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str, Article | ArticleDamaged]]:
        """Yield the articles of those ids and digests, of a few million characters a trip."""
        rest = list(wanted)
        while rest:
            ids, digests = ([each[i] for each in rest] for i in (0, 1))
            rows = self._database.all(_VERSIONS, ids, digests, _TEXTS_TOGETHER)
            for (article_id, digest), row in zip(rest, rows, strict=False):
                if row[1] is not None:
                    yield article_id, digest, _article_or_error(row[1:])
            rest = rest[len(rows) :]

    def language(self, article_id: str) -> str | None:
        """Return the language of the article, or None when there is no such article."""
        row = self._database.one("SELECT language FROM articles WHERE id = %s", article_id)
        return None if row is None else row[0]

    def languages(self) -> frozenset[str]:
        """Return the languages of all articles, without those that are unknown."""
        rows = self._database.all("SELECT DISTINCT language FROM articles WHERE language <> ''")
        return frozenset(row[0] for row in rows)

    def overrides(self, article_id: str) -> MetadataOverrides:
        """Return the metadata that a person has overridden."""
        rows = self._database.all(
            "SELECT field, value FROM given WHERE article_id = %s", article_id
        )
        return MetadataOverrides.from_rows((field, value) for field, value in rows)

    def near_duplicates(self, article_id: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return the other articles of the scope in the same cluster, in the order of adding."""
        condition = within(scope)
        cluster = f"(SELECT {CLUSTER} FROM articles a WHERE a.id = %s)"
        # The index leaves out articles without near duplicates, so they are named here.
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE a.id <> %s AND {condition.sql} AND "
            f"(a.story <> '' AND a.story = {cluster} OR a.id = {cluster}) "
            "ORDER BY a.added_at, a.number",
            *(article_id, *condition.values, article_id, article_id),
        )
        return [ArticleRef(*row) for row in rows]

    def similar_articles(self, bands: Sequence[int], article: Article) -> list[ClusterText]:
        """Return articles that share bands of the signature, most bands first."""
        rows = self._database.all(
            f"SELECT {CLUSTER}, a.text FROM (SELECT article_id, count(*) AS shared FROM "
            "(SELECT article_id FROM sketches WHERE hash = ANY(%s) "
            f"LIMIT {LOOKED_UP_BANDS}) AS found GROUP BY article_id) AS counted "
            "JOIN articles a ON a.id = article_id "
            "WHERE a.id <> %s AND a.collection IN ('', %s) ORDER BY shared DESC, a.number LIMIT %s",
            *(list(bands), article.id, article.collection, SIMILAR_ARTICLES),
        )
        return [ClusterText(row[0], row[1]) for row in rows]

    def find(self, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
        """Return the article by id, source, link, title or beginning of an id.

        A title in the case that was typed wins. Raises ArticleNotFound, also where several
        ids begin so, and TitleShared.
        """
        condition = within(scope)
        file, name = path_to_text(resolve_links(Path(name))), replace_surrogates(name)
        sources = [name, file]
        row = self._database.one(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND "
            f"(a.id = %s OR {_SOURCED} OR a.link <> '' AND md5(a.link) = md5(%s) AND a.link = %s) "
            "ORDER BY a.id = %s DESC, a.source = %s DESC, a.source = %s DESC, "
            "a.collection, a.added_at LIMIT 1",
            *condition.values,
            *(name, [_md5(each) for each in sources], sources, name, name),
            *(name, name, file),
        )
        if row is not None:
            return ArticleRef(*row)
        return self._find_by_title(name, scope) or self._find_by_prefix(name, scope)

    def _find_by_title(self, title: str, scope: Scope) -> ArticleRef | None:
        """Return the only article of that title, if there is one; raises TitleShared."""
        condition = within(scope)
        typed = '%s::text COLLATE "C"'
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND {_TITLED.format(typed)} "
            "ORDER BY a.title = %s DESC, a.collection, a.added_at LIMIT %s",
            *(*condition.values, title, title, title, NAMED_MATCHES),
        )
        return only_of_title(title, [ArticleRef(*row) for row in rows])

    def _find_by_prefix(self, name: str, scope: Scope) -> ArticleRef:
        """Return the only article whose id begins so; raises ArticleNotFound."""
        found = self._with_prefix(name.lower(), scope) if ID_PREFIX.fullmatch(name) else []
        return only_of_prefix(name, found)


def _article_or_error(row: Sequence[Any]) -> Article | ArticleDamaged:
    try:
        return to_article(row)
    except ArticleDamaged as error:
        return error


def _md5(text: str) -> str:
    """Return what the server's function of that name does; no secret hangs on it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
