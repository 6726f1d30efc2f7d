"""Figures of what a language model wrote, beside those of the extractive answers."""

from collections import Counter
from collections.abc import Iterator, Sequence

from qa_bot.answers import DROP_REASONS, Answer, Quote, WrittenAnswer
from qa_bot.evaluation import metrics
from qa_bot.evaluation.figures import Figure
from qa_bot.evaluation.run import AskedQuestion

_Written = tuple[AskedQuestion, WrittenAnswer]
# Problems that are printed: a server that is down has the same one for every question.
_MOST_PROBLEMS = 3


def written_figures(asked: Sequence[AskedQuestion]) -> list[Figure]:
    """Return the figures of the questions that a language model was asked; none without any."""
    every = [(each, each.answer.written) for each in asked if each.answer.written is not None]
    if not every:
        return []
    kept = [(each, written) for each, written in every if not each.is_left_out]
    answerable = [pair for pair in kept if pair[0].question.answers]
    unanswerable = [pair for pair in kept if not pair[0].question.answers]
    unanswerable = unanswerable or [pair for pair in every if pair[0].is_left_out]
    texts = [written for _, written in every]
    return [
        Figure("asked of the model", len(every), "questions"),
        Figure("written", metrics.mean(bool(w.sentences) for w in texts), "of these"),
        *_sentences(texts),
        *_agreement(answerable),
        *_refusals(answerable, unanswerable),
        Figure("written problems", sum(bool(w.problem) for w in texts), "questions"),
        *_costs(texts),
    ]


def problems_of(asked: Sequence[AskedQuestion]) -> list[str]:
    """Return the most frequent reasons for which a model wrote nothing or less, each once."""
    found = Counter(
        each.answer.written.problem for each in asked if each.answer.written is not None
    )
    del found[""]
    return [problem for problem, _ in found.most_common(_MOST_PROBLEMS)]


def _sentences(texts: Sequence[WrittenAnswer]) -> Iterator[Figure]:
    """Yield how many sentences there were, and the shares of those kept and dropped."""
    kept = sum(len(written.sentences) for written in texts)
    dropped = Counter(each.reason for written in texts for each in written.dropped)
    total = kept + dropped.total()
    yield Figure("sentences", total, "that the model wrote")
    if total:
        yield Figure("supported", kept / total, "of the sentences: shown")
    for reason in DROP_REASONS:
        if dropped[reason]:
            yield Figure(f"dropped: {reason}", dropped[reason] / total, "of the sentences")


def _agreement(answerable: Sequence[_Written]) -> Iterator[Figure]:
    """Yield how far what is shown agrees with the gold answers."""
    shown = [(asked, written) for asked, written in answerable if written.sentences]
    if not shown:
        return
    cited = [
        any(_passage_holds_gold(quote, asked) for quote in sentence.citations)
        for asked, written in shown
        for sentence in written.sentences
    ]
    holds = metrics.mean(_holds_gold(written.text, asked) for asked, written in shown)
    f1 = metrics.mean(metrics.f1(written.text, asked.question.answers) for asked, written in shown)
    yield Figure("cited holds", metrics.mean(cited), "supported sentences whose passage has a gold")
    yield Figure("written holds", holds, f"a gold text, of {len(shown)} written answers")
    yield Figure("written F1", f1, "their whole text against gold")


def _refusals(answerable: Sequence[_Written], others: Sequence[_Written]) -> Iterator[Figure]:
    if answerable:
        refused = metrics.mean(written.is_refusal for _, written in answerable)
        yield Figure("refused wrongly", refused, f"of {len(answerable)} answerable")
    if others:
        refused = metrics.mean(written.is_refusal for _, written in others)
        shown = metrics.mean(bool(written.sentences) for _, written in others)
        yield Figure("refused", refused, f"of {len(others)} unanswerable")
        yield Figure("written wrongly", shown, "of these")


def _costs(texts: Sequence[WrittenAnswer]) -> Iterator[Figure]:
    """Yield seconds and tokens; a model that wrote nothing has no first token."""
    begun = [written for written in texts if written.first_ms]
    if begun:
        first = metrics.quantile((written.first_ms for written in begun), 0.5)
        last = metrics.quantile((written.took_ms for written in begun), 0.5)
        yield Figure("first token s", first / 1000, "median")
        yield Figure("last token s", last / 1000, "median, with the checks")
    yield Figure("tokens", sum(written.tokens for written in texts), "read and written, altogether")


def _holds_gold(text: str, asked: AskedQuestion) -> bool:
    """Return whether a text has a gold answer, or all where all are asked for."""
    said = f" {metrics.normalise(text)} "
    held = [f" {metrics.normalise(gold)} " in said for gold in asked.question.answers]
    return all(held) if asked.question.needs_all else any(held)


def _passage_holds_gold(quote: Quote, asked: AskedQuestion) -> bool:
    """Return whether the passage that a quote is of has a gold answer, or else the quote."""
    passages = [
        passage
        for answer in _parts(asked.answer)
        for passage in answer.passages
        if passage.article.id == quote.article.id
        and passage.start <= quote.start
        and quote.end <= passage.end
    ]
    texts = [passage.text for passage in passages] or [quote.text]
    return any(gold in text for text in texts for gold in asked.question.answers)


def _parts(answer: Answer) -> Sequence[Answer]:
    return (answer, *answer.parts)
