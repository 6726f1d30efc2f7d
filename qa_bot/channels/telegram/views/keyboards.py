"""The buttons under the bot's messages, and what each says when it is pressed.

Knows labels and the short data that a button carries (64 bytes at most): a verb
and ids, never text. Does not know what pressing one does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from qa_bot.channels.telegram.views.message_layout import clip
from qa_bot.documents import Answer, ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, Language

# The first word of a button's data says which handler it is for.
ANSWER: Final = "a"
ADDITION: Final = "u"
OFFER: Final = "o"
LIBRARY: Final = "l"
LANGUAGE: Final = "g"
GOOD, BAD = "👍", "👎"
_LABEL: Final = 40
_TITLE: Final = 28
_OFFERED: Final = 3


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button says: whom it is for, what to do, and to which things."""

    kind: str
    verb: str
    arguments: tuple[str, ...]

    def number(self, position: int = 0) -> int:
        """An argument as a number; 0 where it is none, as in a forged one."""
        said = self.arguments[position] if position < len(self.arguments) else ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def read(data: str) -> Pressed:
    """What a button's data says; whatever a forged one holds, it is only words."""
    kind, verb, *arguments = [*data.split(":"), "", ""]
    return Pressed(kind, verb, tuple(part for part in arguments if part))


def button(label: str, kind: str, verb: str, *arguments: object) -> InlineKeyboardButton:
    """One button; `arguments` are ids or numbers."""
    data = ":".join([kind, verb, *map(str, arguments)])
    return InlineKeyboardButton(clip(label, _LABEL), callback_data=data)


def under_answer(
    answer: int,
    shown: Answer,
    words: Language,
    search_in: Sequence[ArticleRef] = (),
    *,
    everywhere: bool = False,
) -> InlineKeyboardMarkup | None:
    """The buttons under an answer, or under a question that was declined.

    `search_in` are articles that a declined question may be asked of alone;
    `everywhere` offers to ask it of all, where the chat is limited to some.
    """
    row = []
    if len(shown.passages) > 1:
        row.append(button(words(wording.MORE_PASSAGES), ANSWER, "p", answer, 1))
    if shown.quote is not None or shown.passages:
        row.append(button(words(wording.FULL_PARAGRAPH), ANSWER, "f", answer))
    offers = [
        [
            button(
                words(wording.SEARCH_IN, title=clip(each.title, _TITLE)),
                ANSWER,
                "in",
                answer,
                each.id,
            )
        ]
        for each in search_in[:_OFFERED]
    ]
    if everywhere and not shown.answered:
        offers.append([button(words(wording.SEARCH_ALL), ANSWER, "all", answer)])
    return rows([row, *offers, _votes(answer)])


def under_passage(
    answer: int, number: int, count: int, words: Language
) -> InlineKeyboardMarkup | None:
    """The buttons that turn from one passage to its neighbours, and back to the answer."""
    back = button(words(wording.TO_THE_ANSWER), ANSWER, "a", answer)
    row = turning(number, count, ANSWER, "p", answer)
    return rows([row, [back], _votes(answer)])


def back_to_answer(answer: int, words: Language) -> InlineKeyboardMarkup | None:
    """The button that leads back to an answer."""
    return rows([[button(words(wording.TO_THE_ANSWER), ANSWER, "a", answer)], _votes(answer)])


def turning(
    number: int, count: int, kind: str, verb: str, *arguments: object
) -> list[InlineKeyboardButton]:
    """Buttons to the page before and the page after `number` of `count`, counted from 0."""
    row = []
    if number > 0:
        row.append(button("‹", kind, verb, *arguments, number - 1))
    if number + 1 < count:
        row.append(button("›", kind, verb, *arguments, number + 1))
    return row


def under_addition(
    addition: int | None, links: Sequence[tuple[int, str]], words: Language
) -> InlineKeyboardMarkup | None:
    """The button that undoes an addition, and those that add what its links lead to."""
    undo = [[button(words(wording.UNDO), ADDITION, "undo", addition)]] if addition else []
    return rows([*undo, *_links(links, words)])


def text_or_question(
    offer: int, links: Sequence[tuple[int, str]], words: Language
) -> InlineKeyboardMarkup | None:
    """The choice of what a message is; `links` are offers to add what they lead to."""
    return rows(
        [
            [button(words(wording.IS_ARTICLE), OFFER, "article", offer)],
            [button(words(wording.IS_QUESTION), OFFER, "question", offer)],
            *_links(links, words),
        ]
    )


def choices(articles: Sequence[ArticleRef]) -> InlineKeyboardMarkup | None:
    """A button for each of several articles that were meant, perhaps."""
    return rows([[button(each.title, LIBRARY, "card", each.id, 0)] for each in articles])


def _links(links: Sequence[tuple[int, str]], words: Language) -> list[list[InlineKeyboardButton]]:
    return [
        [button(words(wording.ADD_LINK, link=link.partition("://")[2]), OFFER, "link", offer)]
        for offer, link in links
    ]


def languages(words: Language) -> InlineKeyboardMarkup | None:
    """The choice of languages, each by its own name."""
    each = [button(name, LANGUAGE, "set", code) for code, name in LANGUAGES.items()]
    return rows([each, [button(words(wording.LANGUAGE_AS_IN_TELEGRAM), LANGUAGE, "auto")]])


def _votes(answer: int) -> list[InlineKeyboardButton]:
    return [button(GOOD, ANSWER, "good", answer), button(BAD, ANSWER, "bad", answer)]


def rows(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """Buttons in rows, without the rows that are empty; None where there are none at all."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
