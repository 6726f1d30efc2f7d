"""The writer: has a language model write of passages, and keeps what they support.

An extractive answer gives the passages. A summary of more than the model reads at once
is made in two steps: notes on each group of passages, then a summary of the notes. Each
sentence is verified as soon as it is whole, against the passages themselves.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa_bot.answers import (
    Answer,
    DroppedSentence,
    Passage,
    WrittenAnswer,
    WrittenSentence,
)
from qa_bot.errors import WritingCutShort, WritingError
from qa_bot.generation.chat_model import ChatModel, Prompt, Usage
from qa_bot.generation.drafts import NO_ANSWER, DraftParser, DraftSentence
from qa_bot.generation.prompts import (
    ANSWER,
    NOTES,
    SUMMARY,
    TOPIC,
    Task,
    fitting,
    prompt_for,
    tokens_beside_passages,
)
from qa_bot.generation.verification import Verifier

# Passages for a question: more of them distract small models, and are rarely the answer.
_MOST_PASSAGES = 8
# Groups of passages that notes are made of; of more, those at equal distances are read.
_MOST_GROUPS = 8
# Sentences after which a model is stopped: several times what the prompt asks for.
_MOST_DRAFTS = 20
# Repeated sentences after which a model that repeats itself is stopped.
_MOST_REPEATED = 3


@dataclass(frozen=True, slots=True)
class Listener:
    """Who waits for a written answer: called with each sentence, asked whether to stop."""

    on_sentence: Callable[[WrittenSentence], None] | None = None
    is_stopped: Callable[[], bool] | None = None

    def has_stopped(self) -> bool:
        """Return whether nobody waits any longer."""
        return self.is_stopped is not None and self.is_stopped()


NOBODY = Listener()


@dataclass(frozen=True, slots=True)
class WriterLimits:
    """How much a written answer may take: tokens of a model's window, of its text, seconds."""

    context_tokens: int
    answer_tokens: int
    seconds: float


_NOTHING = Usage(0, 0)


@dataclass(slots=True)
class _Progress:
    """What has been written so far."""

    began: float
    sentences: list[WrittenSentence] = field(default_factory=list)
    dropped: list[DroppedSentence] = field(default_factory=list)
    first_ms: float = 0.0
    usage: Usage = _NOTHING
    is_refusal: bool = False
    problem: str = ""


class Writer:
    """Writes answers. Safe to share between threads."""

    def __init__(self, model: ChatModel, verifier: Verifier, limits: WriterLimits) -> None:
        self._model = model
        self._verifier = verifier
        self._limits = limits

    @property
    def model(self) -> str:
        """The name of the language model."""
        return self._model.name

    def write(
        self,
        question: str,
        answer: Answer,
        passages: Sequence[Passage],
        person: str = "",
        listener: Listener = NOBODY,
    ) -> WrittenAnswer:
        """Have an answer, or for an overview a summary, written of passages, the best first.

        The listener is called with each sentence that is supported, in order. What goes
        wrong is the `problem` of what is returned: no WritingError is raised.
        """
        progress = _Progress(time.monotonic())
        task = _task(answer)
        if not passages:
            return self._written(progress)
        try:
            if task is SUMMARY:
                self._summarise(question, passages, person, progress, listener)
            else:
                chosen = self._fitting(task, question, passages[:_MOST_PASSAGES])
                self._write(task, question, chosen, chosen, person, progress, listener)
        except WritingError as error:
            progress.problem = str(error)
        return self._written(progress)

    def _written(self, progress: _Progress) -> WrittenAnswer:
        has_refused = progress.is_refusal or any(d.reason == "refusal" for d in progress.dropped)
        return WrittenAnswer(
            self._model.name,
            tuple(progress.sentences),
            tuple(progress.dropped),
            is_refusal=has_refused and not progress.sentences,
            problem=progress.problem,
            first_ms=progress.first_ms,
            took_ms=1000 * (time.monotonic() - progress.began),
            tokens=progress.usage.total,
        )

    def _summarise(
        self,
        request: str,
        passages: Sequence[Passage],
        person: str,
        progress: _Progress,
        listener: Listener,
    ) -> None:
        """Write a summary of passages, by way of notes where they do not fit at once."""
        groups = list(self._groups(request, passages))
        if len(groups) <= 1:
            only = groups[0] if groups else []
            self._write(SUMMARY, request, only, only, person, progress, listener)
            return
        noted = _Progress(progress.began)
        sources: list[Passage] = []
        try:
            for group in _spread(groups, _MOST_GROUPS):
                self._write(NOTES, request, group, group, person, noted, _silent(listener))
                new = noted.sentences[len(sources) :]
                sources += [_source(sentence, group) for sentence in new]
        except WritingError:
            # What is verified by now is a summary of its own.
            for sentence in noted.sentences:
                _hand_on(sentence, progress, listener)
            raise
        finally:
            progress.dropped += noted.dropped
            progress.usage = noted.usage
            progress.first_ms = noted.first_ms
        notes = [_note(*pair) for pair in zip(noted.sentences, sources, strict=True)]
        if notes:
            fit = self._fitting(SUMMARY, request, notes)
            chosen = [source for note, source in zip(notes, sources, strict=True) if note in fit]
            self._write(SUMMARY, request, fit, chosen, person, progress, listener)

    def _groups(self, request: str, passages: Sequence[Passage]) -> Iterator[list[Passage]]:
        """Yield the passages in groups that the model reads at once."""
        left = list(passages)
        while left:
            group = self._fitting(SUMMARY, request, left)
            if not group:
                return
            yield group
            left = [passage for passage in left if passage not in group]

    def _fitting(self, task: Task, request: str, passages: Sequence[Passage]) -> list[Passage]:
        """Return the first passages that fit in the model's window beside all else."""
        beside = tokens_beside_passages(task, request) + self._limits.answer_tokens
        return fitting(passages, self._limits.context_tokens - beside)

    def _write(
        self,
        task: Task,
        request: str,
        shown: Sequence[Passage],
        sources: Sequence[Passage],
        person: str,
        progress: _Progress,
        listener: Listener,
    ) -> None:
        """Have the model do a task, and verify against `sources`, by the numbers of `shown`."""
        if not shown:
            progress.problem = _no_room(self._limits)
        if not shown or listener.has_stopped():
            return
        seen: set[str] = set()
        repeated = 0
        titles = {passage.article.title.casefold().rstrip(".!?") for passage in shown}
        prompt = prompt_for(task, request, shown)
        for draft in self._drafts(prompt, person, progress, listener):
            key = draft.text.casefold()
            if key in seen:
                repeated += 1
            elif key.strip(" .") == NO_ANSWER.casefold():
                progress.is_refusal = True
            elif key not in titles:  # which says nothing
                self._keep(draft, sources, progress, listener)
            seen.add(key)
            if listener.has_stopped() or len(seen) >= _MOST_DRAFTS or repeated >= _MOST_REPEATED:
                return

    def _keep(
        self,
        draft: DraftSentence,
        sources: Sequence[Passage],
        progress: _Progress,
        listener: Listener,
    ) -> None:
        verified = self._verifier.verify(draft, sources)
        if isinstance(verified, DroppedSentence):
            progress.dropped.append(verified)
            return
        _hand_on(verified, progress, listener)

    def _drafts(
        self, prompt: Prompt, person: str, progress: _Progress, listener: Listener
    ) -> Iterator[DraftSentence]:
        """Yield the sentences of a completion; the last is not, where it is cut off."""
        left = self._limits.seconds - (time.monotonic() - progress.began)
        completion = self._model.complete(prompt, self._limits.answer_tokens, left, person)
        parser = DraftParser()
        try:
            for piece in completion:
                if listener.has_stopped():
                    return
                if piece and not progress.first_ms:
                    progress.first_ms = 1000 * (time.monotonic() - progress.began)
                yield from parser.feed(piece)
            yield from parser.finish()
        except WritingCutShort as error:
            # The last sentence is not whole.
            progress.problem = str(error)
        finally:
            completion.close()
            progress.usage = _sum(progress.usage, completion.usage)


def _no_room(limits: WriterLimits) -> str:
    return (
        f"No passage fits in the {limits.context_tokens:,} tokens of the model, beside the "
        f"question and the {limits.answer_tokens:,} of an answer. Raise written.context_tokens, "
        "or lower written.answer_tokens."
    )


def _hand_on(sentence: WrittenSentence, progress: _Progress, listener: Listener) -> None:
    progress.sentences.append(sentence)
    if listener.on_sentence is not None:
        listener.on_sentence(sentence)


def _silent(listener: Listener) -> Listener:
    """Return a listener that can stop the writing, and hears no sentence of notes."""
    return Listener(None, listener.is_stopped)


def _task(answer: Answer) -> Task:
    if answer.overview is None:
        return ANSWER
    return TOPIC if answer.overview.topic else SUMMARY


def _sum(first: Usage, second: Usage) -> Usage:
    return Usage(first.read + second.read, first.written + second.written)


def _spread(groups: Sequence[list[Passage]], count: int) -> list[list[Passage]]:
    """Return at most `count` groups at equal distances, the first among them."""
    if len(groups) <= count:
        return list(groups)
    return [groups[at * len(groups) // count] for at in range(count)]


def _source(sentence: WrittenSentence, group: Sequence[Passage]) -> Passage:
    """Return the passage that a sentence quotes first."""
    quote = sentence.citations[0]
    return next(
        passage
        for passage in group
        if passage.article.id == quote.article.id and passage.start <= quote.start < passage.end
    )


def _note(sentence: WrittenSentence, source: Passage) -> Passage:
    """Return a note as a passage that the model is shown in its source's place."""
    return Passage(
        source.article, source.start, source.end, sentence.text, source.score, source.place
    )
