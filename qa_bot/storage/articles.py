"""What the library says of its articles."""

import re
from collections.abc import Sequence
from pathlib import Path

from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope
from qa_bot.errors import ArticleNotFound
from qa_bot.escape import replace_surrogates
from qa_bot.identity import FORMER_DIGITS
from qa_bot.overrides import Given
from qa_bot.paths import path_to_text, resolve_links
from qa_bot.storage.database import Database
from qa_bot.storage.filters import condition
from qa_bot.storage.rows import PLACES, REF, STORY, TAGS, Listing, to_article, to_listing

_WHOLE = (
    "a.id, a.title, a.source, CAST(a.text AS BLOB), a.digest, a.author, a.published, a.language, "
    f"{TAGS}, {PLACES}, a.collection, a.link"
)
_VERSION = (
    "article_id, title, source, CAST(text AS BLOB), digest, author, published, language, "
    "'[]', '[]', collection, link"
)
# As much of an id as a person types; git asks for as many digits.
_ID_BEGUN = re.compile(r"[0-9a-fA-F]{4,32}")
# How many articles whose ids begin alike are named.
_FEW = 3
# How many of the likest articles are compared with a new one.
_ALIKE = 5
# How many bands shared with others are looked at to find them.
_OF_ONE_MOULD = 500


class Reading(Database):
    """Articles by name, by version, and as lists."""

    def full_id(self, article_id: str) -> str:
        """The id of the article that went by a former id of 12 digits; any other as it is.

        Former ids are kept where an earlier version wrote them, such as under
        messages of the bot. One that is now the beginning of two stays as it is.
        """
        if len(article_id) != FORMER_DIGITS:
            return article_id
        found = self._beginning(article_id)
        return found[0].id if len(found) == 1 else article_id

    def _beginning(self, digits: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """The articles of the scope whose id begins so, at most a few."""
        inside, values = condition(scope)
        rows = self.all(
            f"SELECT {REF} FROM articles a WHERE {inside} AND a.id >= ? AND a.id < ? "
            "ORDER BY a.id LIMIT ?",
            *(*values, digits, f"{digits}g", _FEW),
        )
        return [ArticleRef(*row) for row in rows]

    def digest(self, article_id: str) -> str | None:
        """The digest of the article as stored, or None when there is none."""
        row = self.one("SELECT digest FROM articles WHERE id = ?", self.full_id(article_id))
        return None if row is None else row[0]

    def find_digest(self, digest: str, collection: str) -> str | None:
        """The id of the article that says this in a collection, or None when there is none."""
        row = self.one(
            "SELECT id FROM articles WHERE digest = ? AND collection = ?", digest, collection
        )
        return None if row is None else row[0]

    def ref(self, article_id: str) -> ArticleRef:
        """Enough to cite the article as it is now, its text unread; raises ArticleNotFound."""
        row = self.one(f"SELECT {REF} FROM articles a WHERE a.id = ?", self.full_id(article_id))
        if row is None:
            raise not_found(article_id)
        return ArticleRef(*row)

    def article(self, article_id: str) -> Article:
        """The whole article as it is now; raises ArticleNotFound or ArticleDamaged."""
        number = self.full_id(article_id)
        row = self.one(f"SELECT {_WHOLE} FROM articles a WHERE a.id = ?", number)
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def version(self, article_id: str, digest: str) -> Article:
        """The article as it was when its digest was that.

        Raises ArticleNotFound or ArticleDamaged. That is the article as it is
        now, or an earlier version that is kept because it is cited, which has
        neither tags nor places.
        """
        row = self.one(
            f"SELECT {_WHOLE} FROM articles a WHERE a.id = ?1 AND a.digest = ?2 "
            f"UNION ALL SELECT {_VERSION} FROM versions WHERE article_id = ?1 AND digest = ?2",
            self.full_id(article_id),
            digest,
        )
        if row is None:
            raise not_found(article_id)
        return to_article(row)

    def language(self, article_id: str) -> str | None:
        """The language of the article as stored, or None when there is no such article."""
        row = self.one("SELECT language FROM articles WHERE id = ?", article_id)
        return None if row is None else row[0]

    def given(self, article_id: str) -> Given:
        """What a person said of the article."""
        rows = self.all("SELECT field, value FROM given WHERE article_id = ?", article_id)
        return Given.of((field, value) for field, value in rows)

    def twins(self, article_id: str, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """The other articles of the scope that tell nearly the same, in the order of adding."""
        inside, values = condition(scope)
        story = f"(SELECT {STORY} FROM articles a WHERE a.id = ?)"
        # An index leaves out the articles that are like no other, so they are named here.
        rows = self.all(
            f"SELECT {REF} FROM articles a WHERE a.id <> ? AND {inside} AND "
            f"(a.story <> '' AND a.story = {story} OR a.id = {story}) "
            "ORDER BY a.added_at, a.rowid",
            *(article_id, *values, article_id, article_id),
        )
        return [ArticleRef(*row) for row in rows]

    def sharing(self, bands: Sequence[int], article: Article) -> list[tuple[str, str]]:
        """Articles that share a band of the sketch: their story and text, the likest first.

        Only those that whoever may read `article` may read as well.
        """
        marks = ",".join("?" * len(bands))
        rows = self.all(
            f"SELECT {STORY}, a.text FROM (SELECT article_id, count(*) AS shared FROM "
            # So many that look alike are of one mould, and any of them tells the story.
            f"(SELECT article_id FROM sketches WHERE hash IN ({marks}) LIMIT {_OF_ONE_MOULD}) "
            "GROUP BY article_id) JOIN articles a ON a.id = article_id "
            "WHERE a.id <> ? AND a.collection IN ('', ?) ORDER BY shared DESC, a.rowid LIMIT ?",
            *(*bands, article.id, article.collection, _ALIKE),
        )
        return [(row[0], row[1]) for row in rows]

    def find(self, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
        """The article whose id, source, link or title is `name`, or whose id begins so.

        Raises ArticleNotFound, also where several ids begin so.
        """
        inside, values = condition(scope)
        file, name = path_to_text(resolve_links(Path(name))), replace_surrogates(name)
        row = self.one(
            f"SELECT {REF} FROM articles a WHERE {inside} AND (a.id = ? OR a.source IN (?, ?) "
            "OR a.link <> '' AND a.link = ? OR a.title = ? COLLATE NOCASE) "
            "ORDER BY a.id = ? DESC, a.source = ? DESC, a.source = ? DESC, "
            "a.collection, a.added_at",
            *values,
            *(name, name, file, name, name, name, name, file),
        )
        return self._begun(name, scope) if row is None else ArticleRef(*row)

    def _begun(self, name: str, scope: Scope) -> ArticleRef:
        """The only article whose id begins with what was typed; raises ArticleNotFound."""
        found = self._beginning(name.lower(), scope) if _ID_BEGUN.fullmatch(name) else []
        if len(found) > 1:
            ids = ", ".join(f"{ref.id} ({ref.title})" for ref in found)
            raise ArticleNotFound(f"Several ids begin with '{name}': {ids}. Type more of it.")
        if not found:
            raise not_found(name)
        return found[0]

    def listings(self, scope: Scope = EVERYTHING) -> list[Listing]:
        """Every article of the scope in the order of adding."""
        inside, values = condition(scope)
        rows = self.all(
            f"SELECT {REF}, a.characters, "
            "(SELECT count(*) FROM chunks WHERE article_id = a.id), "
            f"a.added_at, a.author, a.language, {TAGS} "
            f"FROM articles a WHERE {inside} ORDER BY a.added_at, a.rowid",
            *values,
        )
        return [to_listing(row) for row in rows]


def not_found(name: str) -> ArticleNotFound:
    """The error for a name that no article goes by."""
    return ArticleNotFound(f"No article called '{name}'. `qa-bot list` shows what there is.")
