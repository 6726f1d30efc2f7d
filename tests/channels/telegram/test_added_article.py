"""What a person is shown of what the bot took in."""

from dataclasses import replace

from qa_bot.channels.telegram.views.added_article import ArticleAdded, render_added_article
from qa_bot.documents import ArticleRef, Outcome, Remarks
from qa_bot.i18n import wording
from qa_bot.i18n.translation import language
from tests.channels.telegram.fakes import LIGHTHOUSE

ADDED = ArticleAdded(replace(LIGHTHOUSE, link="", language="ru"), Outcome.ADDED, Remarks())


def test_nothing_to_remark() -> None:
    """Title, length and language are told of every article."""
    shown = render_added_article(ADDED, language("en"))
    length = len(LIGHTHOUSE.text)
    assert shown.plain == f"{wording.ADDED}\n{LIGHTHOUSE.title}\n{length} characters, Russian"


def test_places_without_text() -> None:
    """Pages that are pictures are named, as many as a person would look up."""
    pages = tuple(f"page {n}" for n in range(1, 30))
    shown = render_added_article(replace(ADDED, remarks=Remarks(unread=pages)), language("ru"))
    assert "Картинки без текста пропущены: стр. 1, стр. 2," in shown.plain
    assert shown.plain.endswith("стр. 8 ….")


def test_a_title_is_text_and_not_markup() -> None:
    """The title of a like article is shown as it is, and a long one is cut."""
    similar = ArticleRef("1", "<b>Mills & co</b> " + "of Orr " * 60, "")
    shown = render_added_article(replace(ADDED, remarks=Remarks(similar)), language("en"))
    assert "&lt;b&gt;Mills &amp; co&lt;/b&gt;" in shown.html
    assert len(shown.plain) < 400
