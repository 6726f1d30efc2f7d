"""One chat's turns: what was asked, what was shown, what a message means now.

Knows nothing of terminals, Telegram or where answers come from: it is given
something that answers a question and turns a person's messages into replies.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from qa_bot.conversation.rewriting import Turn, complete
from qa_bot.documents import EVERYTHING, Answer, Passage, Scope
from qa_bot.i18n import wording

REMEMBERED = 6


class Answers(Protocol):
    """Anything that answers a stand-alone question from the articles of a scope."""

    def answer(self, question: str, scope: Scope) -> Answer:
        """Answer, or decline; raises QuestionError when it cannot be asked."""
        ...


class Kind(Enum):
    """What sort of thing the bot says."""

    ANSWER = "answer"
    DECLINED = "declined"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing the bot says.

    `text` is ready to show for a remark, and the lead for a declined question
    (the nearest passage is `answer.passages[0]`). `understood_as` is set when a
    follow-up was completed from the turns before, or misspelt words were read
    as others.
    """

    kind: Kind
    text: str
    answer: Answer | None = None
    understood_as: str | None = None


def reply_to(answer: Answer) -> Reply:
    """What the bot says to a question by itself: its answer, or that it declines."""
    if answer.answered:
        return Reply(Kind.ANSWER, answer.text or "", answer, answer.read_as)
    return Reply(Kind.DECLINED, wording.declined(answer), answer, answer.read_as)


class Dialogue:
    """The state of one chat. Not thread-safe: one message at a time.

    `scope` is what the chat is answered from, and may be set between messages;
    `turns` is what was said before.
    """

    def __init__(
        self, answers: Answers, scope: Scope = EVERYTHING, turns: Sequence[Turn] = ()
    ) -> None:
        self.scope = scope
        self._answers = answers
        self._turns: deque[Turn] = deque(turns, maxlen=REMEMBERED)
        self._last: Answer | None = None
        self._shown = 0

    def reply(self, message: str) -> Reply:
        """Reply to one message; raises QuestionError for one that cannot be asked."""
        remark = wording.small_talk(message)
        if remark is not None:
            return Reply(Kind.REMARK, remark)
        answer, understood = self._understood(message)
        self._turns.append(_turn(understood or message, answer))
        self._last, self._shown = answer, 1
        return replace(reply_to(answer), understood_as=understood)

    def _understood(self, message: str) -> tuple[Answer, str | None]:
        """The answer, and the question it answers where that is not the message."""
        completed = complete(message, tuple(self._turns))
        if completed is None:
            plain = self._answers.answer(message, self.scope)
            return plain, plain.read_as
        answer = self._answers.answer(completed, self.scope)
        if not answer.answered:
            plain = self._answers.answer(message, self.scope)
            if plain.answered:
                return plain, plain.read_as
        return replace(answer, question=message), answer.read_as or completed

    @property
    def last(self) -> Answer | None:
        """The latest answer of this chat, answered or declined."""
        return self._last

    def more(self, count: int = 3) -> tuple[Passage, ...]:
        """The next `count` passages of the latest answer not yet shown."""
        if self._last is None:
            return ()
        passages = self._last.passages[self._shown : self._shown + count]
        self._shown += len(passages)
        return passages

    def forget(self) -> None:
        """Start anew, as if nothing had been said."""
        self._turns.clear()
        self._last, self._shown = None, 0


def _turn(question: str, answer: Answer) -> Turn:
    return Turn(question, answer.text, answer.quote.text if answer.quote else None)
