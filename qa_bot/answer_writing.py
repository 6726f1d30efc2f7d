"""Written answers of a library: the language model and its checks, wired from the settings.

Off unless written.base_url is set. Nothing is sent anywhere before an answer is to be
written, and what writes is made on first use.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from qa_bot.answers import Answer, Passage, WrittenAnswer, WrittenSentence
from qa_bot.components import Components
from qa_bot.conversation.turns import Turn
from qa_bot.documents import EVERYTHING, Scope
from qa_bot.errors import QaBotError, WritingRefused

if TYPE_CHECKING:
    from qa_bot.generation.writer import Writer

# Passages retrieved for a topic; the writer takes the first that its model has room for.
_TOPIC_PASSAGES = 12


class AnswerWriting:
    """Has answers of a library written. Safe to share between threads."""

    def __init__(self, components: Components) -> None:
        self._components = components
        self._lock = threading.Lock()
        self._writer: Writer | None = None

    @property
    def is_on(self) -> bool:
        """Whether the settings name a server; what keeps it from being asked, `write` says."""
        return bool(self._components.config.written.base_url)

    @property
    def destination(self) -> str:
        """The host that questions and passages go to; "" where that is this machine, or none."""
        if not self.is_on:
            return ""
        from qa_bot.generation.server_address import parse_address

        try:
            address = parse_address(self._components.config.written.base_url)
        except WritingRefused:
            return ""
        return "" if address.is_this_machine else address.host

    def write(
        self,
        answer: Answer,
        scope: Scope = EVERYTHING,
        question: str = "",
        person: str = "",
        on_sentence: Callable[[WrittenSentence], None] | None = None,
        is_stopped: Callable[[], bool] | None = None,
    ) -> WrittenAnswer:
        """Have an answer written to the question that `answer` answers, or declines.

        `question` takes the place of the answer's own, as of a follow-up that was
        resolved. `on_sentence` is called with each supported sentence, in order. What goes
        wrong is the `problem` of what is returned. A declined question is not sent to the
        model, unless written.when_declined says so.
        """
        settings = self._components.config.written
        if not self.asks(answer):
            return WrittenAnswer(settings.model)
        from qa_bot.generation.writer import Listener

        asked = question or answer.read_as or answer.question
        listener = Listener(on_sentence, is_stopped)
        try:
            passages = self._passages(answer, scope)
            return self._made_writer().write(asked, answer, passages, person, listener)
        except QaBotError as error:
            return WrittenAnswer(settings.model, problem=str(error))

    @property
    def rewords(self) -> bool:
        """Whether the language model is to reword follow-ups too."""
        return self.is_on and self._components.config.written.rewrites_follow_ups

    def reword(self, person: str, message: str, turns: Sequence[Turn]) -> str:
        """Return the question that a follow-up asks, by the model; "" where it has none."""
        from qa_bot.generation.follow_ups import Exchanged, FollowUpWriter

        try:
            model = self._components.chat_model
        except QaBotError:
            return ""
        if model is None:
            return ""
        # The reply waits for it, so it gets the time of a pause.
        seconds = self._components.config.written.between_tokens_seconds
        earlier = [Exchanged(t.question, t.answer or "", t.quote or "") for t in turns]
        return FollowUpWriter(model, seconds).reword(message, earlier, person)

    def asks(self, answer: Answer) -> bool:
        """Return whether `write` asks the model: metadata and what declines need none."""
        if not answer.answered:
            return self._components.config.written.when_declined and bool(answer.passages)
        return answer.metadata_of is None

    def _passages(self, answer: Answer, scope: Scope) -> Sequence[Passage]:
        from qa_bot.generation.source_passages import source_passages

        return source_passages(answer, self._components.store.article, partial(self._search, scope))

    def _search(self, scope: Scope, topic: str) -> Sequence[Passage]:
        from qa_bot.retrieval.passages import to_passages

        components = self._components
        candidates = components.retriever.retrieve(topic, _TOPIC_PASSAGES, scope)
        most = components.config.chunking.max_characters
        return to_passages(components.store, candidates, most)

    def _made_writer(self) -> "Writer":
        with self._lock:
            if self._writer is None:
                self._writer = self._make_writer()
            return self._writer

    def _make_writer(self) -> "Writer":
        from qa_bot.answering.readers.reader import BUILT_IN, Reader, load_reader
        from qa_bot.errors import WritingNotInstalled
        from qa_bot.generation.support import SupportModel
        from qa_bot.generation.verification import Verifier
        from qa_bot.generation.writer import Writer, WriterLimits

        components, settings = self._components, self._components.config.written
        if (model := components.chat_model) is None:
            raise WritingNotInstalled
        is_shipped = not components.is_multilingual
        is_shipped = is_shipped and components.config.answering.reader == BUILT_IN
        # The support of a sentence is fitted on the shipped English reader alone.
        reader: Reader = components.reader if is_shipped else load_reader(BUILT_IN)
        support = SupportModel(reader)
        limits = WriterLimits(
            settings.context_tokens, settings.answer_tokens, settings.total_seconds
        )
        return Writer(model, Verifier(support), limits)
