"""The message about an article that was added: title, length, language, source and remarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.answers import Quote
from qa_bot.channels.telegram.views.article_list import summary
from qa_bot.channels.telegram.views.message_layout import (
    LayoutBlock,
    RenderedMessage,
    TextRun,
    join_surrogates,
    line,
    to_message,
)
from qa_bot.channels.telegram.views.reply_messages import cite
from qa_bot.documents import Article, Outcome, Remarks, readable_source
from qa_bot.i18n import wording
from qa_bot.i18n.part_names import part_name
from qa_bot.i18n.translation import Language
from qa_bot.i18n.unread_parts import sort_unread

_HEADINGS: Final = {
    Outcome.ADDED: wording.ADDED,
    Outcome.UPDATED: wording.UPDATED,
    Outcome.UNCHANGED: wording.UNCHANGED,
}
# Places without text that are named: as many as a person would look up.
_MAX_PLACES: Final = 8
# UTF-16 units of the title of a near duplicate: two lines on a phone.
_TITLE_UNITS: Final = 150
# UTF-16 units of a sentence that says what an article is about: some six lines on a phone.
_SENTENCE_UNITS: Final = 300


@dataclass(frozen=True, slots=True)
class ArticleAdded:
    """An article that was added, and the remarks on it."""

    article: Article
    outcome: Outcome
    remarks: Remarks


def render_added_article(
    added: ArticleAdded, language: Language, sentences: Sequence[Quote] = ()
) -> RenderedMessage:
    """Render an added article's title, length, language and source, and the remarks.

    `sentences` say what it is about.
    """
    article = added.article
    blocks = [line(language(_HEADINGS[added.outcome])), line(article.title, bold=True)]
    blocks.append(line(summary(article, language)))
    if article.link and article.source == readable_source(article.source):
        blocks.append(cite(article.ref))
    quoted = (
        LayoutBlock((TextRun(join_surrogates(s.text)),), is_quotation=True) for s in sentences
    )
    blocks += [block.truncated(_SENTENCE_UNITS) for block in quoted]
    return to_message([*blocks, *_remarks(added.remarks, language)])


def _remarks(remarks: Remarks, language: Language) -> Iterator[LayoutBlock]:
    if remarks.near_duplicate is not None:
        title = line(remarks.near_duplicate.title).truncated(_TITLE_UNITS).text
        yield line(language(wording.NEAR_DUPLICATE, title=title), italic=True)
    if remarks.unread_language:
        name = language.name_of(remarks.unread_language)
        yield line(language(wording.FOUND_BY_WORDS, language=name), italic=True)
    unread = sort_unread(remarks.unread)
    for names, says in (
        (unread.pages, wording.WITHOUT_TEXT),
        (unread.others, wording.NOT_FULLY_READ),
    ):
        if names:
            shown = [part_name(name, language) for name in names[:_MAX_PLACES]]
            places = language.listed(shown) + (" …" if len(names) > _MAX_PLACES else "")
            yield line(language(says, places=places), italic=True)
