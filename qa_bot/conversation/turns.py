"""One turn of a chat: the question, and the reply to it."""

from dataclasses import dataclass
from enum import Enum

from qa_bot.answers import Answer
from qa_bot.i18n import wording

# Earlier turns that a follow-up may refer to; what was said before them is rarely meant.
MAX_TURNS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A resolved question, with its short answer and the quoted text if it was answered.

    `article` is the id of the one article that was quoted, "" if none or several were.
    """

    question: str
    answer: str | None = None
    quote: str | None = None
    article: str = ""


class ReplyKind(Enum):
    """What a reply is: an answer, an overview, a refusal to answer, or small talk."""

    ANSWER = "answer"
    OVERVIEW = "overview"
    DECLINED = "declined"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the bot.

    `text` is ready to show for a remark, and the lead for a declined question
    (the nearest passage is `answer.passages[0]`). `understood_as` is the resolved
    question where it differs from the message: a follow-up rewritten from
    earlier turns, or a question with its spelling corrected.
    """

    kind: ReplyKind
    text: str
    answer: Answer | None = None
    understood_as: str | None = None


def quoted_article(answer: Answer) -> str:
    """Return the id of the one article that an answer quotes; "" if it quotes none or several."""
    quotes = answer.overview.sentences if answer.overview else (answer.quote,)
    ids = {quote.article.id for quote in quotes if quote is not None}
    return next(iter(ids)) if len(ids) == 1 else ""


def reply_to(answer: Answer) -> Reply:
    """Return the reply to a question by itself: its answer, or that it is declined."""
    if answer.answered:
        kind = ReplyKind.ANSWER if answer.overview is None else ReplyKind.OVERVIEW
        return Reply(kind, answer.text or "", answer, answer.read_as)
    return Reply(ReplyKind.DECLINED, wording.declined(answer), answer, answer.read_as)
