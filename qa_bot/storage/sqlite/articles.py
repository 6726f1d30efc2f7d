"""Articles by id, name and version, and as listings."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope
from qa_bot.errors import ArticleDamaged, ArticleNotFound
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
from qa_bot.storage.rows import CLUSTER, REF, to_article
from qa_bot.storage.sqlite.article_lists import TAGS, SqliteArticleLists
from qa_bot.storage.sqlite.filters import inside
from qa_bot.storage.store import ClusterText

_PLACES = (
    "(SELECT json_group_array(json_array(start, label)) FROM "
    "(SELECT start, label FROM places WHERE article_id = a.id ORDER BY start))"
)
_ARTICLE = (
    "a.id, a.title, a.source, CAST(a.text AS BLOB), a.digest, a.author, a.published, a.language, "
    f"{TAGS}, {_PLACES}, a.collection, a.link"
)
_VERSION = (
    "article_id, title, source, CAST(text AS BLOB), digest, author, published, language, "
    "'[]', '[]', collection, link"
)


class ArticleQueries(SqliteArticleLists):
    """Reads articles."""

    def full_id(self, article_id: str) -> str:
        """Return the present id for a former one of 12 digits; any other as it is.

        Former ids are stored where an earlier version wrote them, such as under
        messages of the bot. One that is now the beginning of two stays as it is.
        """
        if len(article_id) != FORMER_DIGITS:
            return article_id
        found = self._with_prefix(article_id)
        return found[0].id if len(found) == 1 else article_id

    def _with_prefix(self, digits: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return the articles of the scope whose id begins so, at most a few."""
        condition = inside(scope)
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND a.id >= ? AND a.id < ? "
            "ORDER BY a.id LIMIT ?",
            *(*condition.values, digits, f"{digits}g", NAMED_MATCHES),
        )
        return [ArticleRef(*row) for row in rows]

    def digest(self, article_id: str) -> str | None:
        """Return the digest of the article, or None when there is no such article."""
        number = self.full_id(article_id)
        row = self._database.one("SELECT digest FROM articles WHERE id = ?", number)
        return None if row is None else row[0]

    def find_by_digest(self, digest: str, collection: str) -> str | None:
        """Return the id of the article with that digest in a collection, or None."""
        row = self._database.one(
            "SELECT id FROM articles WHERE digest = ? AND collection = ?", digest, collection
        )
        return None if row is None else row[0]

    def ref(self, article_id: str) -> ArticleRef:
        """Return a reference to the article as it is now; raises ArticleNotFound."""
        row = self._database.one(
            f"SELECT {REF} FROM articles a WHERE a.id = ?", self.full_id(article_id)
        )
        if row is None:
            raise not_found(article_id)
        return ArticleRef(*row)

    def article(self, article_id: str) -> Article:
        """Return the whole article as it is now; raises ArticleNotFound or ArticleDamaged."""
        row = self._database.one(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.id = ?", self.full_id(article_id)
        )
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def version(self, article_id: str, digest: str) -> Article:
        """Return the article as it was when its digest was that.

        Raises ArticleNotFound or ArticleDamaged.
        """
        row = self._database.one(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.id = ?1 AND a.digest = ?2 "
            f"UNION ALL SELECT {_VERSION} FROM versions WHERE article_id = ?1 AND digest = ?2",
            self.full_id(article_id),
            digest,
        )
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def versions(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str, Article | ArticleDamaged]]:
        """Yield the articles of those ids and digests, one text at a time."""
        for article_id, digest in wanted:
            try:
                yield article_id, digest, self.version(article_id, digest)
            except ArticleDamaged as error:
                yield article_id, digest, error
            except ArticleNotFound:
                continue

    def language(self, article_id: str) -> str | None:
        """Return the language of the article, or None when there is no such article."""
        row = self._database.one("SELECT language FROM articles WHERE id = ?", article_id)
        return None if row is None else row[0]

    def languages(self) -> frozenset[str]:
        """Return the languages of all articles, without those that are unknown."""
        rows = self._database.all("SELECT DISTINCT language FROM articles WHERE language != ''")
        return frozenset(row[0] for row in rows)

    def overrides(self, article_id: str) -> MetadataOverrides:
        """Return the metadata that a person has overridden."""
        sql = "SELECT field, value FROM given WHERE article_id = ?"
        rows = self._database.all(sql, article_id)
        return MetadataOverrides.from_rows((field, value) for field, value in rows)

    def near_duplicates(self, article_id: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return the other articles of the scope in the same cluster, in the order of adding."""
        condition = inside(scope)
        cluster = f"(SELECT {CLUSTER} FROM articles a WHERE a.id = ?)"
        # The index leaves out articles without near duplicates, so they are named here.
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE a.id <> ? AND {condition.sql} AND "
            f"(a.story <> '' AND a.story = {cluster} OR a.id = {cluster}) "
            "ORDER BY a.added_at, a.rowid",
            *(article_id, *condition.values, article_id, article_id),
        )
        return [ArticleRef(*row) for row in rows]

    def similar_articles(self, bands: Sequence[int], article: Article) -> list[ClusterText]:
        """Return articles that share bands of the signature, most bands first."""
        marks = ",".join("?" * len(bands))
        rows = self._database.all(
            f"SELECT {CLUSTER}, a.text FROM (SELECT article_id, count(*) AS shared FROM "
            f"(SELECT article_id FROM sketches WHERE hash IN ({marks}) LIMIT {LOOKED_UP_BANDS}) "
            "GROUP BY article_id) JOIN articles a ON a.id = article_id "
            "WHERE a.id <> ? AND a.collection IN ('', ?) ORDER BY shared DESC, a.rowid LIMIT ?",
            *(*bands, article.id, article.collection, SIMILAR_ARTICLES),
        )
        return [ClusterText(row[0], row[1]) for row in rows]

    def find(self, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
        """Return the article by id, source, link, title or beginning of an id.

        A title in the case that was typed wins. Raises ArticleNotFound, also where several
        ids begin so, and TitleShared.
        """
        condition = inside(scope)
        file, name = path_to_text(resolve_links(Path(name))), replace_surrogates(name)
        row = self._database.one(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND "
            "(a.id = ? OR a.source IN (?, ?) OR a.link <> '' AND a.link = ?) "
            "ORDER BY a.id = ? DESC, a.source = ? DESC, a.source = ? DESC, "
            "a.collection, a.added_at",
            *condition.values,
            *(name, name, file, name, name, name, file),
        )
        if row is not None:
            return ArticleRef(*row)
        return self._find_by_title(name, scope) or self._find_by_prefix(name, scope)

    def _find_by_title(self, title: str, scope: Scope) -> ArticleRef | None:
        """Return the only article of that title, if there is one; raises TitleShared."""
        condition = inside(scope)
        rows = self._database.all(
            f"SELECT {REF} FROM articles a WHERE {condition.sql} AND a.title = ? COLLATE NOCASE "
            "ORDER BY a.title = ? DESC, a.collection, a.added_at LIMIT ?",
            *(*condition.values, title, title, NAMED_MATCHES),
        )
        return only_of_title(title, [ArticleRef(*row) for row in rows])

    def _find_by_prefix(self, name: str, scope: Scope) -> ArticleRef:
        """Return the only article whose id begins so; raises ArticleNotFound."""
        found = self._with_prefix(name.lower(), scope) if ID_PREFIX.fullmatch(name) else []
        return only_of_prefix(name, found)
