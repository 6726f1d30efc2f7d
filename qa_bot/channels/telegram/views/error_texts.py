"""What a person is told of an error that they can meet, in their language.

Knows the error classes. Their own messages are for whoever runs the bot: they
name files and commands, which mean nothing to a person in a chat.
"""

from qa_bot.errors import QaBotError
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language


def problem(error: QaBotError, words: Language) -> str:
    """The sentence for an error, or for the nearest kind of error that has one."""
    names = (kind.__name__ for kind in type(error).__mro__)
    known = (wording.PROBLEMS[name] for name in names if name in wording.PROBLEMS)
    return words(next(known, wording.APOLOGY))
