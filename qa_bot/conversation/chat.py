"""One chat: earlier turns, and what was shown of the latest answer.

Turns messages into replies. Does not know the terminal, Telegram or where
answers come from.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from qa_bot.answering.overview_intent import OverviewKind, overview_request
from qa_bot.answers import Answer, Passage
from qa_bot.conversation.small_talk import small_talk_reply
from qa_bot.conversation.turns import (
    MAX_TURNS,
    Reply,
    ReplyKind,
    Turn,
    quoted_article,
    reply_to,
)
from qa_bot.documents import EVERYTHING, Scope

# Passages of one request for more: about a screenful of a terminal.
_MORE_PASSAGES = 3


class QuestionAnswerer(Protocol):
    """Anything that answers a stand-alone question from the articles of a scope."""

    def answer(self, question: str, scope: Scope) -> Answer:
        """Answer or decline; raises QuestionError for an invalid question."""
        ...


@dataclass(frozen=True, slots=True)
class _Resolved:
    """An answer with the question that it answers, None where that is the message."""

    answer: Answer
    question: str | None


class Chat:
    """One conversation with a library. Not thread-safe: one message at a time.

    `scope` is what the chat is answered from, and may be set between messages;
    `turns` are those of an earlier session, oldest first.
    """

    def __init__(
        self, answerer: QuestionAnswerer, scope: Scope = EVERYTHING, turns: Sequence[Turn] = ()
    ) -> None:
        self.scope = scope
        self._answerer = answerer
        self._turns: deque[Turn] = deque(turns, maxlen=MAX_TURNS)
        self._last: Answer | None = None
        self._shown = 0

    def ask(self, message: str) -> Reply:
        """Reply to one message; raises QuestionError for an invalid question."""
        remark = small_talk_reply(message)
        if remark is not None:
            return Reply(ReplyKind.REMARK, remark)
        resolved = self._resolve(message)
        answer = resolved.answer
        quoted = answer.quote.text if answer.quote else None
        # What follows an overview refers to the text's lead, not to all that was shown.
        said = answer.text if answer.overview is None else quoted
        about = quoted_article(answer)
        self._turns.append(Turn(resolved.question or message, said, quoted, about))
        self._last, self._shown = answer, 1
        return replace(reply_to(answer), understood_as=resolved.question)

    @property
    def last(self) -> Answer | None:
        """The latest answer of this chat, answered or declined."""
        return self._last

    def more(self, count: int = _MORE_PASSAGES) -> tuple[Passage, ...]:
        """Return the next `count` passages of the latest answer, and count them as shown."""
        if self._last is None:
            return ()
        passages = self._last.passages[self._shown : self._shown + count]
        self._shown += len(passages)
        return passages

    def forget(self) -> None:
        """Clear the turns and the latest answer."""
        self._turns.clear()
        self._last, self._shown = None, 0

    def _resolve(self, message: str) -> _Resolved:
        """Answer the rewritten message, or the message itself where that does better."""
        request = overview_request(message)
        if request is not None and not (request.may_follow_up and self._turns):
            return self._overview(message, request.kind)
        rewritten = self._rewritten(message)
        if rewritten is None:
            plain = self._answerer.answer(message, self.scope)
            return _Resolved(plain, plain.read_as)
        answer = self._answerer.answer(rewritten, self.scope)
        if not answer.answered:
            plain = self._answerer.answer(message, self.scope)
            if plain.answered:
                return _Resolved(plain, plain.read_as)
        return _Resolved(replace(answer, question=message), answer.read_as or rewritten)

    def _overview(self, message: str, kind: OverviewKind) -> _Resolved:
        """Answer a request for an overview. What "this" is in one, is what is talked about.

        Only a topic is rewritten, such as that of "Tell me about his mother".
        """
        rewritten = self._rewritten(message) if kind is OverviewKind.TOPIC else None
        resolved = overview_request(rewritten) if rewritten else None
        if rewritten and resolved is not None and resolved.kind is OverviewKind.TOPIC:
            overview = self._answerer.answer(rewritten, self.scope)
            return _Resolved(replace(overview, question=message), rewritten)
        overview = self._answerer.answer(message, self._scope_of(kind))
        if not overview.answered:
            overview = self._answerer.answer(message, self.scope)
        return _Resolved(overview, overview.read_as)

    def _scope_of(self, kind: OverviewKind) -> Scope:
        """Return the scope of an overview: the article that was talked about last, or all."""
        about = self._turns[-1].article if self._turns else ""
        is_of_one = about and kind not in (OverviewKind.LIBRARY, OverviewKind.TOPIC)
        return replace(self.scope, articles=frozenset({about})) if is_of_one else self.scope

    def _rewritten(self, message: str) -> str | None:
        if not self._turns:
            return None
        # Imported late, as its word lists would slow the start of every program.
        from qa_bot.conversation.rewriting.query_rewriter import rewrite_query

        return rewrite_query(message, tuple(self._turns))
