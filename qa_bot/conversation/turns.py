"""One turn of a chat: the question, and the reply to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from qa_bot.answers import Answer, Quote
from qa_bot.documents import Focus
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
    """What a reply is: an answer, an overview, a refusal to answer, or talk.

    From SURE to NEXT_BEST it is about the latest answer: how sure that is, where it
    is from, what the text says on, itself in fewer or in more words, and the passage
    in its place if it is wrong. A CLARIFICATION asks back, a REMARK is any other talk.
    """

    ANSWER = "answer"
    OVERVIEW = "overview"
    DECLINED = "declined"
    REMARK = "remark"
    SURE = "sure"
    SOURCE = "source"
    MORE = "more"
    SHORTER = "shorter"
    LONGER = "longer"
    NEXT_BEST = "next best"
    CLARIFICATION = "clarification"


@dataclass(frozen=True, slots=True)
class ReplyOption:
    """Something that a follow-up may mean: what it is about, and the question that it then asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the bot.

    `text` is ready to show for a remark, and the lead for a declined question
    (the nearest passage is `answer.passages[0]`) and for evidence. `understood_as`
    is the resolved question where it differs from the message: a follow-up
    rewritten from earlier turns, or a question with its spelling corrected.
    `quotes` are what is shown of the latest answer's passages as evidence, and
    `options` what a question back lets the person choose from. `template` and
    `values` are what `text` was made of, for channels that translate it.
    """

    kind: ReplyKind
    text: str
    answer: Answer | None = None
    understood_as: str | None = None
    quotes: tuple[Quote, ...] = ()
    options: tuple[ReplyOption, ...] = ()
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What a chat remembers beside its turns.

    `last` is the latest answer, answered or declined; `shown` how many of its
    passages were shown, and `is_continued` whether what follows its quote was;
    `options` are those of the latest reply, if that asked back. `focus` is what was
    quoted last, which a declined question leaves as it was.
    """

    last: Answer | None = None
    shown: int = 0
    is_continued: bool = False
    options: tuple[ReplyOption, ...] = ()
    focus: Focus | None = None


def focus_of(answer: Answer) -> Focus | None:
    """Return what an answer quotes, None for one that quotes nothing."""
    quote = answer.quote
    if quote is None:
        return None
    part = quote.marks[0] if len(quote.marks) == 1 else None
    is_part = part is not None and part.end - part.start < quote.end - quote.start
    return Focus(quote.article.id, quote.start, quote.end, part if is_part else None)


def quoted_article(answer: Answer) -> str:
    """Return the id of the one article that an answer is from; "" if there are none or several."""
    if answer.metadata_of is not None:
        return answer.metadata_of.id
    quotes = answer.overview.sentences if answer.overview else (answer.quote,)
    ids = {quote.article.id for quote in quotes if quote is not None}
    return next(iter(ids)) if len(ids) == 1 else ""


def reply_to(answer: Answer) -> Reply:
    """Return the reply to a question by itself: its answer, or that it is declined."""
    if answer.answered:
        kind = ReplyKind.ANSWER if answer.overview is None else ReplyKind.OVERVIEW
        return Reply(kind, answer.text or "", answer, answer.read_as)
    return Reply(ReplyKind.DECLINED, wording.declined(answer), answer, answer.read_as)
