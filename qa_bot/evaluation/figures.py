"""Figures of a run by name, for people and for scripts; docs/evaluation.md defines them."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answers import Quote
from qa_bot.evaluation import metrics
from qa_bot.evaluation.judging import Verdict, has_right_answer, verdict
from qa_bot.evaluation.metrics import CurvePoint
from qa_bot.evaluation.run import AskedQuestion

# The k of hit@k: the first passage, and lists of three, five and ten.
_RANKS = (1, 3, 5, 10)
# The share of answerable questions that are answered where "false at 85%" is measured.
_COVERAGE = 0.85
# The confidence at which a wrong decline ranks among wrong answers in `worst_misses`.
_DECLINED_BADNESS = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `what` says what it is a share or mean of."""

    name: str
    value: float
    what: str


def compute_figures(asked: Sequence[AskedQuestion]) -> list[Figure]:
    """Return every figure that the data set allows, in the order of the table."""
    kept = [a for a in asked if not a.is_left_out and not a.question.expected_reply]
    answerable = [a for a in kept if a.question.answers]
    unanswerable = [a for a in kept if not a.question.answers]
    latencies = [a.answer.took_ms for a in kept]
    return [
        Figure("questions", len(kept), f"{len(answerable)} of them answerable"),
        *_passages(answerable),
        *_short_answers(kept, answerable, unanswerable),
        *_quotes(answerable),
        *_declining(answerable, unanswerable or [a for a in asked if a.is_left_out]),
        *_follow_ups(kept),
        *_judged([a for a in asked if not a.is_left_out]),
        Figure(
            "not verbatim", sum(not a.is_verbatim for a in asked), "quotes that are not the text"
        ),
        Figure("median ms", metrics.quantile(latencies, 0.5), "a question"),
        Figure("p95 ms", metrics.quantile(latencies, 0.95), "a question"),
    ]


def _passages(answerable: Sequence[AskedQuestion]) -> list[Figure]:
    hits = [
        metrics.first_hit((p.text for p in a.answer.passages), a.question.answers)
        for a in answerable
    ]
    if not hits:
        return []
    hit_rates = [
        Figure(
            f"hit@{rank}",
            metrics.mean(h is not None and h < rank for h in hits),
            "a passage up to that rank holds a gold text",
        )
        for rank in _RANKS
    ]
    reciprocal = metrics.mean(0.0 if h is None else 1 / (h + 1) for h in hits)
    return [*hit_rates, Figure("MRR", reciprocal, "mean of 1/rank of that passage")]


def _short_answers(
    kept: Sequence[AskedQuestion],
    answerable: Sequence[AskedQuestion],
    unanswerable: Sequence[AskedQuestion],
) -> list[Figure]:
    answers = [
        Figure("F1", metrics.mean(map(_f1, kept)), "short answer against gold; declining is empty"),
        Figure("EM", metrics.mean(map(_exact_match, kept)), "short answer is a gold one"),
    ]
    if answerable and unanswerable:
        answers += [
            Figure("F1 answerable", metrics.mean(map(_f1, answerable)), "of these alone"),
            Figure("declined", metrics.mean(map(_f1, unanswerable)), "of the unanswerable"),
            *_at_best_threshold(kept),
        ]
    return answers


def _at_best_threshold(kept: Sequence[AskedQuestion]) -> list[Figure]:
    scores = [metrics.f1(a.best_answer.text or "", _golds(a)) for a in kept]
    answerable = [bool(a.question.answers) for a in kept]
    confidence = [a.best_answer.confidence for a in kept]
    best = metrics.best_threshold(confidence, scores, answerable)
    return [
        Figure("F1 best", best.score, "at the confidence that suits this set best"),
        Figure("F1 best at", min(best.threshold, 1.0), "that confidence"),
    ]


def _quotes(answerable: Sequence[AskedQuestion]) -> list[Figure]:
    if not answerable:
        return []
    contains = Figure(
        "quote holds",
        metrics.mean(map(_quote_contains_gold, answerable)),
        "a gold text, as answered",
    )
    overlaps = Figure(
        "quote meets", metrics.mean(map(_quote_overlaps_gold, answerable)), "holds it or lies in it"
    )
    why = [a for a in answerable if a.question.text.lower().startswith("why")]
    reasons = [
        Figure(
            "quote holds (why)", metrics.mean(map(_quote_contains_gold, why)), f"{len(why)} of them"
        ),
        Figure(
            "quote meets (why)", metrics.mean(map(_quote_overlaps_gold, why)), f"{len(why)} of them"
        ),
    ]
    with_evidence = [a for a in answerable if a.question.evidence]
    in_evidence = Figure(
        "quote in evidence",
        metrics.mean(map(_quote_overlaps_evidence, with_evidence)),
        "or holds it",
    )
    return [
        contains,
        overlaps,
        *(reasons if why else []),
        *([in_evidence] if with_evidence else []),
    ]


def _declining(
    answerable: Sequence[AskedQuestion], others: Sequence[AskedQuestion]
) -> list[Figure]:
    if not answerable or not others:
        return []
    positives = [a.best_answer.confidence for a in answerable]
    negatives = [a.best_answer.confidence for a in others]
    correct = [_quote_contains_gold(a) for a in answerable if a.answer.answered]
    threshold = metrics.quantile(positives, 1 - _COVERAGE)
    answered = len(correct) + sum(a.answer.answered for a in others)
    worth = [_worth(a) for a in answerable] + [0.0] * len(others)
    error = metrics.calibration_error(positives + negatives, worth)
    return [
        Figure(
            "AUROC", metrics.auroc(positives, negatives), f"answerable against {len(others)} not"
        ),
        Figure("answered", metrics.mean(a.answer.answered for a in answerable), "of answerable"),
        Figure(
            "answered wrongly", metrics.mean(a.answer.answered for a in others), "of the others"
        ),
        Figure("false at 85%", metrics.share_above(negatives, threshold), "where 85% are answered"),
        Figure("precision", sum(correct) / answered if answered else 0.0, "of what was answered"),
        Figure("calibration error", error, "ECE"),
    ]


def _follow_ups(kept: Sequence[AskedQuestion]) -> list[Figure]:
    later_turns = [a for a in kept if a.question.previous_turns]
    follow_ups = [a for a in later_turns if not a.question.is_standalone]
    standalone = [a for a in later_turns if a.question.is_standalone]
    if not follow_ups:
        return []
    correct = [
        _quote_contains_gold(a) if a.question.answers else float(not a.answer.answered)
        for a in follow_ups
    ]
    rewritten = sum(a.resolved_question is not None for a in standalone)
    return [
        Figure("follow-ups right", metrics.mean(correct), f"of {len(follow_ups)}"),
        Figure("stand-alone changed", rewritten, f"of {len(standalone)}"),
    ]


def _judged(kept: Sequence[AskedQuestion]) -> list[Figure]:
    """Return the verdicts, where the set says what sort of question each is."""
    judged = [a for a in kept if a.question.kind and not a.question.expected_reply]
    answerable = [a for a in judged if a.question.answers]
    unanswerable = [a for a in judged if not a.question.answers]
    talk = [a for a in kept if a.question.expected_reply]
    found = [verdict(a) for a in answerable]
    figures = []
    if answerable:
        figures += [
            Figure("quote right", metrics.mean(v is Verdict.RIGHT for v in found), "of answerable"),
            Figure("answer right", metrics.mean(map(has_right_answer, answerable)), "of these"),
            Figure("wrong", metrics.mean(v is Verdict.WRONG for v in found), "of these"),
        ]
    if unanswerable:
        declined = metrics.mean(verdict(a) is Verdict.RIGHT for a in unanswerable)
        figures.append(Figure("rightly declined", declined, f"of {len(unanswerable)}"))
    if talk:
        replied = metrics.mean(verdict(a) is Verdict.RIGHT for a in talk)
        figures.append(Figure("talk right", replied, f"of {len(talk)} messages"))
    return figures


def short_answer(asked: AskedQuestion) -> str:
    """Return the short answer, empty if the bot declined."""
    return asked.answer.text or ""


def _golds(asked: AskedQuestion) -> Sequence[str]:
    """Return the gold answers; that of an unanswerable question is empty, as in SQuAD 2.0."""
    return asked.question.answers or ("",)


def _f1(asked: AskedQuestion) -> float:
    return metrics.f1(short_answer(asked), _golds(asked))


def _exact_match(asked: AskedQuestion) -> float:
    return metrics.exact_match(short_answer(asked), _golds(asked))


def _quote_contains_gold(asked: AskedQuestion) -> float:
    """Return 1.0 if the question was answered and the quote contains a gold answer."""
    return float(_contains_gold(asked.answer.quote, asked))


def _worth(asked: AskedQuestion) -> float:
    """Return 1.0 if the quote of the best answer, even a declined one, contains a gold answer.

    0.0 if the subject was left out: a gold answer found elsewhere is chance.
    """
    return float(not asked.is_left_out and _contains_gold(asked.best_answer.quote, asked))


def _contains_gold(quote: Quote | None, asked: AskedQuestion) -> bool:
    return quote is not None and any(gold in quote.text for gold in asked.question.answers)


def _quote_overlaps_gold(asked: AskedQuestion) -> float:
    quote = asked.answer.quote
    golds = asked.question.answers
    return float(quote is not None and any(metrics.overlaps(quote.text, g) for g in golds))


def _quote_overlaps_evidence(asked: AskedQuestion) -> float:
    quote = asked.answer.quote
    parts = asked.question.evidence
    return float(quote is not None and any(metrics.overlaps(quote.text, part) for part in parts))


def _is_miss(asked: AskedQuestion) -> bool:
    if asked.question.kind:
        return verdict(asked) is not Verdict.RIGHT
    return not _quote_contains_gold(asked) if asked.question.answers else asked.answer.answered


def worst_misses(asked: Sequence[AskedQuestion], count: int) -> list[AskedQuestion]:
    """Return the worst misses: wrong answers by falling confidence, with wrong declines between."""

    def badness(a: AskedQuestion) -> float:
        if not _is_miss(a):
            return -1.0
        return a.answer.confidence if a.answer.answered else _DECLINED_BADNESS

    misses = [a for a in asked if not a.is_left_out and badness(a) >= 0]
    return sorted(misses, key=badness, reverse=True)[:count]


def risk_coverage_curve(asked: Sequence[AskedQuestion]) -> list[CurvePoint]:
    """Return the risk-coverage curve over everything that was asked, declined answers too."""
    confidence = [a.best_answer.confidence for a in asked]
    return metrics.risk_coverage(confidence, [_worth(a) for a in asked])
