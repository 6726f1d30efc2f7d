"""One chat: earlier turns, and what was shown of the latest answer.

Turns messages into replies. Does not know the terminal, Telegram or where
answers come from.
"""

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from qa_bot.answering.question_history import PriorTurn, with_history
from qa_bot.answers import Answer, Passage
from qa_bot.conversation.clarifications import chosen_option, clarification
from qa_bot.conversation.dialogue_acts import DialogueAct, dialogue_act, without_opening
from qa_bot.conversation.dialogue_replies import reply_to_act
from qa_bot.conversation.turns import (
    MAX_TURNS,
    DialogueState,
    Reply,
    ReplyOption,
    Turn,
    focus_of,
    quoted_article,
    reply_to,
)
from qa_bot.documents import EVERYTHING, Focus, Reference, Scope

if TYPE_CHECKING:
    from qa_bot.answering.overview_intent import OverviewKind

_IT = re.compile(r"\bit\b", re.IGNORECASE)
# Passages of one request for more: about a screenful of a terminal.
_MORE_PASSAGES = 3


# From a message and the turns before it, oldest first, to the question that it asks; "" for none.
Reword = Callable[[str, Sequence[Turn]], str]


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
    options: tuple[ReplyOption, ...] = ()


class Chat:
    """One conversation with a library. Not thread-safe: one message at a time.

    `scope` is what the chat is answered from, and may be set between messages;
    `turns` are those of an earlier session, oldest first, and `state` is that
    chat's `state`. `on_answer` is called with each new answer, answered or declined.
    `reword` returns one more reading of a follow-up, "" for none.
    """

    def __init__(
        self,
        answerer: QuestionAnswerer,
        scope: Scope = EVERYTHING,
        turns: Sequence[Turn] = (),
        state: DialogueState = DialogueState(),  # noqa: B008  # immutable
        on_answer: Callable[[Answer], None] | None = None,
        reword: Reword | None = None,
    ) -> None:
        self.scope = scope
        self._on_answer = on_answer
        self._reword = reword
        self._answerer = answerer
        self._turns: deque[Turn] = deque(turns, maxlen=MAX_TURNS)
        self._state = state

    def ask(self, message: str) -> Reply:
        """Reply to one message; raises QuestionError for an invalid question."""
        chosen = chosen_option(message, self._state.options)
        self._state = replace(self._state, options=())
        if chosen is not None:
            answer = self._answer(chosen.question)
            return self._answered(message, _Resolved(answer, answer.read_as or chosen.question))
        if (act := dialogue_act(message)) is not None:
            return self._talk(act)
        return self._answered(message, self._resolve(without_opening(message)))

    @property
    def last(self) -> Answer | None:
        """The latest answer of this chat, answered or declined."""
        return self._state.last

    @property
    def last_question(self) -> str:
        """The question that the latest answer answers, after query rewriting; "" before any."""
        return self._turns[-1].question if self._turns else ""

    @property
    def state(self) -> DialogueState:
        """What a later chat needs beside the turns to go on from here."""
        return self._state

    def more(self, count: int = _MORE_PASSAGES) -> tuple[Passage, ...]:
        """Return the next `count` passages of the latest answer, and count them as shown."""
        if self._state.last is None:
            return ()
        shown = self._state.shown
        passages = self._state.last.passages[shown : shown + count]
        self._state = replace(self._state, shown=shown + len(passages))
        return passages

    def forget(self) -> None:
        """Clear the turns and the latest answer."""
        self._turns.clear()
        self._state = DialogueState()

    def _talk(self, act: DialogueAct) -> Reply:
        """Reply to a message about the conversation."""
        found = reply_to_act(act, self._state)
        self._state = found.state
        if found.reply.answer is not None and self._turns:
            return replace(found.reply, understood_as=self._turns[-1].question)
        return found.reply

    def _answered(self, message: str, resolved: _Resolved) -> Reply:
        """Reply with an answer, and remember it; or ask back where there are options."""
        if resolved.options:
            self._state = replace(self._state, options=resolved.options)
            return clarification(resolved.options)
        answer = replace(resolved.answer, question=message)
        if self._on_answer is not None:
            self._on_answer(answer)
        quoted = answer.quote.text if answer.quote else None
        # What follows an overview refers to the text's lead, not to all that was shown.
        said = answer.text if answer.overview is None else quoted
        about = quoted_article(answer)
        self._turns.append(Turn(resolved.question or message, said, quoted, about))
        asked = () if answer.overview is None else answer.overview.suggestions
        # Without a label, as a word of a suggested question may as well be a question of its own.
        options = tuple(ReplyOption("", question) for question in asked)
        focus = focus_of(answer) or self._focus()
        self._state = DialogueState(answer, 1, options=options, focus=focus)
        return replace(reply_to(answer), understood_as=resolved.question)

    def _resolve(self, message: str) -> _Resolved:
        """Answer what the message asks: an overview, or the best of its readings."""
        # Imported late, as compiling its wordings would slow the start of every program.
        from qa_bot.answering.metadata_requests import metadata_request
        from qa_bot.answering.overview_intent import overview_request

        if (named := self._of_named(message)) is not None:
            return named
        request = overview_request(message)
        if request is not None and not (request.may_follow_up and self._turns):
            return self._overview(message, request.kind)
        # "This" is the article that is talked about; after an overview, so is "it".
        meant = self._with_this_for_it(message)
        if metadata_request(meant) is not None:
            about_it = self._answerer.answer(meant, self._scope_of_last())
            return _Resolved(about_it, about_it.read_as)
        return self._resolve_question(message)

    def _resolve_question(self, message: str) -> _Resolved:
        """Answer an ordinary question: the best of its readings, if it may follow up a turn."""
        if not self._turns:
            return self._answered_as_typed(message)
        # Imported late, as their word lists would slow the start of every program.
        from qa_bot.conversation.reading_choice import choose_reading
        from qa_bot.conversation.rewriting.joined_questions import joined_readings
        from qa_bot.conversation.rewriting.readings import may_refer_back, readings, with_reworded

        turns = tuple(self._turns)
        found = joined_readings(message, turns) or readings(message, turns)
        if not found:
            return self._answered_as_typed(message, may_refer_back(message))
        if self._reword is not None:
            found = with_reworded(found, self._reword(message, turns))
        # A message that is its own likeliest reading may leave nothing out.
        typed_as = Reference.OPEN if found[0].question == message else Reference.IMPLIED
        answer_reading = partial(self._answer_reading, message, typed_as)
        choice = choose_reading(message, found, answer_reading, self._focus())
        asked = None if choice.reading is None else choice.reading.question
        return _Resolved(choice.answer, choice.answer.read_as or asked, choice.options)

    def _answered_as_typed(self, message: str, may_refer: bool = False) -> _Resolved:
        """Answer a message without readings, near what was quoted last if it may refer to it."""
        if may_refer:
            answer = self._answer_by_focus(message, message, Reference.OPEN)
        else:
            answer = self._answer(message)
        return _Resolved(answer, answer.read_as)

    def _of_named(self, message: str) -> _Resolved | None:
        """Answer a message about an article that it names, whichever was talked about last.

        None for another message, and for one such as "Summarise the report" where no
        article is called so: it is of the one that was talked about.
        """
        from qa_bot.answering.metadata_requests import metadata_request
        from qa_bot.answering.named_articles import described_article
        from qa_bot.answering.overview_intent import overview_request

        description = described_article(message)
        if description is None:
            return None
        plain = description.message
        if overview_request(plain) is None and metadata_request(plain) is None:
            return None
        answer = self._answer(message)
        is_of_last = not answer.answered and not description.words
        return None if is_of_last else _Resolved(answer, answer.read_as)

    def _with_this_for_it(self, message: str) -> str:
        is_overview = self._state.last is not None and self._state.last.overview is not None
        return _IT.sub("this", message, count=1) if is_overview else message

    def _overview(self, message: str, kind: "OverviewKind") -> _Resolved:
        """Answer a request for an overview. What "this" is in one, is what is talked about.

        Only a topic is rewritten, such as that of "Tell me about his mother".
        """
        from qa_bot.answering.overview_intent import OverviewKind, overview_request

        rewritten = self._rewritten(message) if kind is OverviewKind.TOPIC else None
        resolved = overview_request(rewritten) if rewritten else None
        if rewritten and resolved is not None and resolved.kind is OverviewKind.TOPIC:
            return _Resolved(self._answer(rewritten), rewritten)
        is_of_one = kind not in (OverviewKind.LIBRARY, OverviewKind.TOPIC)
        scope = self._scope_of_last() if is_of_one else self.scope
        overview = self._answerer.answer(message, scope)
        if not overview.answered:
            overview = self._answer(message)
        return _Resolved(overview, overview.read_as)

    def _scope_of_last(self) -> Scope:
        """Return the scope of the article that was talked about last, or the chat's own."""
        about = self._turns[-1].article if self._turns else ""
        return replace(self.scope, articles=frozenset({about})) if about else self.scope

    def _rewritten(self, message: str) -> str | None:
        if not self._turns:
            return None
        # Imported late, as its word lists would slow the start of every program.
        from qa_bot.conversation.rewriting.query_rewriter import rewrite_query

        return rewrite_query(message, tuple(self._turns))

    def _answer_reading(self, message: str, typed_as: Reference, question: str) -> Answer:
        """Answer a reading of a follow-up, the message as typed as what it refers to says."""
        is_typed = question == message
        reference = typed_as if is_typed else Reference.NAMED
        return self._answer_by_focus(message, question, reference)

    def _answer_by_focus(self, message: str, question: str, reference: Reference) -> Answer:
        """Answer what a message may ask, rather near what was quoted last than elsewhere."""
        focus = self._focus()
        referred = None if focus is None else replace(focus, reference=reference)
        asked = with_history(message, [PriorTurn(t.question, t.answer or "") for t in self._turns])
        scope = replace(self.scope, focus=referred, question_in_chat=asked)
        return self._answerer.answer(question, scope)

    def _focus(self) -> Focus | None:
        """Return what was quoted last, None where nothing was."""
        last = self._state.last
        # The state of an earlier session may have the answer alone.
        return (last and focus_of(last)) or self._state.focus

    def _answer(self, question: str) -> Answer:
        return self._answerer.answer(question, self.scope)
