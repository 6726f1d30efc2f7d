"""What a person is shown of what the bot took in.

Knows titles, lengths, languages, likenesses and how they are told. Does not
know how articles are taken in, nor what can be done with them.
"""

from collections.abc import Iterator
from typing import Final

from qa_bot.channels.telegram.library import Taken
from qa_bot.channels.telegram.views.article_list import facts
from qa_bot.channels.telegram.views.message_layout import Block, Message, line, to_message
from qa_bot.channels.telegram.views.replies import cite
from qa_bot.documents import Article, Remarks
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language
from qa_bot.indexing.ingest import Outcome

_HEADINGS: Final = {
    Outcome.ADDED: wording.ADDED,
    Outcome.UPDATED: wording.UPDATED,
    Outcome.UNCHANGED: wording.UNCHANGED,
}
# As many as a person would look up.
_MOST_PLACES: Final = 8
_TITLE: Final = 150


def told(taken: Taken, remarks: Remarks, words: Language) -> Message:
    """The article's title, length, language and source, and what else to know of it."""
    article = taken.article
    blocks = [line(words(_HEADINGS[taken.outcome])), line(article.title, bold=True)]
    blocks.append(line(facts(article, words)))
    if article.link:
        blocks.append(cite(article.ref))
    return to_message([*blocks, *_remarks(article, remarks, words)])


def _remarks(article: Article, remarks: Remarks, words: Language) -> Iterator[Block]:
    if remarks.twin is not None:
        title = line(remarks.twin.title).clipped(_TITLE).text
        yield line(words(wording.NEAR_DUPLICATE, title=title), italic=True)
    if remarks.found_by_words:
        language = words.name_of(article.language)
        yield line(words(wording.FOUND_BY_WORDS, language=language), italic=True)
    if article.unread:
        named = ", ".join(article.unread[:_MOST_PLACES])
        places = named + (" …" if len(article.unread) > _MOST_PLACES else "")
        yield line(words(wording.WITHOUT_TEXT, places=places), italic=True)
