"""What the answers were worth: figures by name, for people and for scripts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_bot.evaluation import metrics
from qa_bot.evaluation.run import Asked

_RANKS = (1, 3, 5, 10)
_COVERED = 0.85


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `what` says in words what it is a share or mean of."""

    name: str
    value: float
    what: str


def figures(asked: Sequence[Asked]) -> list[Figure]:
    """Every figure that the answers allow, in the order a person reads them."""
    own = [a for a in asked if not a.left_out]
    answerable = [a for a in own if a.question.answers]
    impossible = [a for a in own if not a.question.answers]
    return [
        Figure("questions", len(own), f"{len(answerable)} of them answerable"),
        *_passages(answerable),
        *_words(own, answerable, impossible),
        *_quotes(answerable),
        *_declining(answerable, impossible or [a for a in asked if a.left_out]),
        *_follow_ups(own),
        Figure("not verbatim", sum(not a.verbatim for a in asked), "quotes that are not the text"),
        Figure("median ms", metrics.quantile((a.answer.took_ms for a in own), 0.5), "a question"),
        Figure("p95 ms", metrics.quantile((a.answer.took_ms for a in own), 0.95), "a question"),
    ]


def _passages(answerable: Sequence[Asked]) -> list[Figure]:
    hits = [
        metrics.first_hit((p.text for p in a.answer.passages), a.question.answers)
        for a in answerable
    ]
    if not hits:
        return []
    found = [
        Figure(
            f"hit@{rank}",
            metrics.mean(h is not None and h < rank for h in hits),
            "a passage up to that rank holds a gold text",
        )
        for rank in _RANKS
    ]
    reciprocal = metrics.mean(0.0 if h is None else 1 / (h + 1) for h in hits)
    return [*found, Figure("MRR", reciprocal, "mean of 1/rank of that passage")]


def _words(
    own: Sequence[Asked], answerable: Sequence[Asked], impossible: Sequence[Asked]
) -> list[Figure]:
    answers = [
        Figure("F1", metrics.mean(map(_f1, own)), "short answer against gold; declining is empty"),
        Figure("EM", metrics.mean(map(_exact, own)), "short answer is a gold one"),
    ]
    if answerable and impossible:
        answers += [
            Figure("F1 answerable", metrics.mean(map(_f1, answerable)), "of these alone"),
            Figure("declined", metrics.mean(map(_f1, impossible)), "of the unanswerable"),
            *_best(own),
        ]
    return answers


def _best(own: Sequence[Asked]) -> list[Figure]:
    scores = [metrics.f1(a.offered.text or "", _golds(a)) for a in own]
    known = [bool(a.question.answers) for a in own]
    best, at = metrics.best_threshold([a.offered.confidence for a in own], scores, known)
    return [
        Figure("F1 best", best, "at the confidence that suits this set best"),
        Figure("F1 best at", min(at, 1.0), "that confidence"),
    ]


def _quotes(answerable: Sequence[Asked]) -> list[Figure]:
    if not answerable:
        return []
    holds = Figure(
        "quote holds", metrics.mean(map(quote_holds, answerable)), "a gold text, as answered"
    )
    meets = Figure("quote meets", metrics.mean(map(_meets, answerable)), "holds it or lies in it")
    why = [a for a in answerable if a.question.text.lower().startswith("why")]
    reasons = [
        Figure("quote holds (why)", metrics.mean(map(quote_holds, why)), f"{len(why)} of them"),
        Figure("quote meets (why)", metrics.mean(map(_meets, why)), f"{len(why)} of them"),
    ]
    told = [a for a in answerable if a.question.evidence]
    lies = Figure("quote in evidence", metrics.mean(map(_in_evidence, told)), "or holds it")
    return [holds, meets, *(reasons if why else []), *([lies] if told else [])]


def _declining(answerable: Sequence[Asked], others: Sequence[Asked]) -> list[Figure]:
    if not answerable or not others:
        return []
    sure = [a.offered.confidence for a in answerable]
    unsure = [a.offered.confidence for a in others]
    right = [quote_holds(a) for a in answerable if a.answer.answered]
    threshold = metrics.quantile(sure, 1 - _COVERED)
    given = len(right) + sum(a.answer.answered for a in others)
    values = [worth(a) for a in answerable] + [0.0] * len(others)
    return [
        Figure("AUROC", metrics.auroc(sure, unsure), f"answerable against {len(others)} not"),
        Figure("answered", metrics.mean(a.answer.answered for a in answerable), "of answerable"),
        Figure(
            "answered wrongly", metrics.mean(a.answer.answered for a in others), "of the others"
        ),
        Figure("false at 85%", metrics.share_above(unsure, threshold), "where 85% are answered"),
        Figure("precision", sum(right) / given if given else 0.0, "of what was answered"),
        Figure("calibration error", metrics.calibration_error(sure + unsure, values), "ECE"),
    ]


def _follow_ups(own: Sequence[Asked]) -> list[Figure]:
    follow = [a for a in own if a.question.before and not a.question.stands_alone]
    alone = [a for a in own if a.question.before and a.question.stands_alone]
    if not follow:
        return []
    good = [quote_holds(a) if a.question.answers else float(not a.answer.answered) for a in follow]
    changed = sum(a.understood_as is not None for a in alone)
    return [
        Figure("follow-ups right", metrics.mean(good), f"of {len(follow)}"),
        Figure("stand-alone changed", changed, f"of {len(alone)}"),
    ]


def said(asked: Asked) -> str:
    """The short answer; empty when declined."""
    return asked.answer.text or ""


def _golds(asked: Asked) -> Sequence[str]:
    return asked.question.answers or ("",)


def _f1(asked: Asked) -> float:
    return metrics.f1(said(asked), _golds(asked))


def _exact(asked: Asked) -> float:
    return metrics.exact_match(said(asked), _golds(asked))


def quote_holds(asked: Asked) -> float:
    """1.0 when the question was answered and the quote holds a gold text."""
    quote = asked.answer.quote
    return float(quote is not None and any(g in quote.text for g in asked.question.answers))


def worth(asked: Asked) -> float:
    """1.0 when what was offered, even if it was withheld, holds a gold text.

    0.0 when the subject was left out: a gold text found elsewhere is chance.
    """
    quote = asked.offered.quote
    found = quote is not None and any(g in quote.text for g in asked.question.answers)
    return float(found and not asked.left_out)


def _meets(asked: Asked) -> float:
    quote = asked.answer.quote
    golds = asked.question.answers
    return float(quote is not None and any(metrics.overlaps(quote.text, g) for g in golds))


def _in_evidence(asked: Asked) -> float:
    quote = asked.answer.quote
    return float(quote is not None and metrics.overlaps(quote.text, asked.question.evidence))


def worst(asked: Sequence[Asked], count: int) -> list[Asked]:
    """The misses most worth reading: surely wrong first, then wrongly declined."""

    def badness(a: Asked) -> float:
        wrong = not quote_holds(a) if a.question.answers else a.answer.answered
        return (a.answer.confidence if a.answer.answered else 0.5) if wrong else -1.0

    bad = [a for a in asked if not a.left_out and badness(a) >= 0]
    return sorted(bad, key=badness, reverse=True)[:count]


def curve(
    asked: Sequence[Asked], right: Callable[[Asked], float] = worth
) -> list[tuple[float, float]]:
    """The risk-coverage curve over all that was asked, withheld answers among them."""
    return metrics.risk_coverage([a.offered.confidence for a in asked], [right(a) for a in asked])
