"""The mean of two readings of a passage.

A message in a conversation is read as the question that it is understood as, and after what
was said before it; what a cheap reader leaves open is read again by one of twice its layers.
Readers that were trained apart, or read the question in another form, err on different
passages, and their mean less than either (Lakshminarayanan et al., "Simple and Scalable
Predictive Uncertainty Estimation using Deep Ensembles", 2017).
"""

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.readers.reader import PassageReading, ScoredSpan


def joined_readings(
    first: Sequence[PassageReading], second: Sequence[PassageReading]
) -> list[PassageReading]:
    """Return the means of two readings of the same passages, in their order."""
    return [joined_reading(*both) for both in zip(first, second, strict=True)]


def joined_reading(first: PassageReading, second: PassageReading) -> PassageReading:
    """Return the mean of two readings of a passage, sentence by sentence.

    The words that answer are those of the reader that is surer of them. A sentence, or an item of a
    list, in which only one reader marks words has that reader's score.
    """
    by_score = sorted(second.spans, key=lambda span: span.score)
    of_second = {span.sentence.start: span for span in by_score}
    spans = [_joined(span, of_second.pop(span.sentence.start, None)) for span in first.spans]
    spans += of_second.values()
    spans.sort(key=lambda span: span.sentence.start)
    return PassageReading(tuple(spans), (first.support + second.support) / 2)


def _joined(first: ScoredSpan, second: ScoredSpan | None) -> ScoredSpan:
    if second is None:
        return first
    surer = first if first.score >= second.score else second
    return replace(surer, score=(first.score + second.score) / 2)
