"""Clarifications: the question back where a follow-up may mean two things, and its answer.

Knows the options and how a person names one: by its number, its order or its words.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.turns import Reply, ReplyKind, ReplyOption
from qa_bot.i18n import wording
from qa_bot.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
# Words by which the first option and those after it are named.
_ORDINALS = (
    {"1", "1st", "first", "one", "former", "первый", "первая", "первое", "первые", "один"},
    {"2", "2nd", "second", "two", "latter", "второй", "вторая", "второе", "вторые", "два"},
    {"3", "3rd", "third", "three", "третий", "третья", "третье", "третьи", "три"},
)
# Words of a choice that name nothing: "I meant the second one, please".
_IDLE_WORDS = STOP_WORDS | set(
    "option number please mean meant one ones yes ok no sorry i номер вариант пожалуйста да я"
    " имел имела имею ввиду про".split()
)
# Words of the longest message that is a choice; a longer one is a question of its own.
_MAX_WORDS = 8


def clarification(options: Sequence[ReplyOption]) -> Reply:
    """Return the question which of at least two options is meant."""
    *first, last = [option.label for option in options]
    named = wording.EITHER.format(first=", ".join(first), second=last)
    text = wording.MEAN_WHICH.format(options=named)
    return Reply(ReplyKind.CLARIFICATION, text, options=tuple(options), template=wording.MEAN_WHICH)


def chosen_option(message: str, options: Sequence[ReplyOption]) -> ReplyOption | None:
    """Return the option that a message chooses; None where it chooses none, or several."""
    words = [word.lower() for word in _WORD.findall(message)]
    if not options or not words or len(words) > _MAX_WORDS:
        return None
    for option in options:
        if words == [word.lower() for word in _WORD.findall(option.question)]:
            return option
    named = {word for word in words if word not in _IDLE_WORDS} or set(words) - STOP_WORDS
    for option, ordinals in zip(options, _ORDINALS, strict=False):
        if named and named <= ordinals:
            return option
    found = [option for option in options if named and named <= _label_words(option)]
    return found[0] if len(found) == 1 else None


def _label_words(option: ReplyOption) -> set[str]:
    return {word.lower() for word in _WORD.findall(option.label)}
