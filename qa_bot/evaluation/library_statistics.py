"""What a library holds and how it is used, for `qa-bot stats`: by kind, language, month and week.

Weeks are those of ISO 8601, and belong to the year that has their Thursday. Days
and months are in the time zone of the machine.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from qa_bot.errors import FeedbackError
from qa_bot.library import Library
from qa_bot.loading.kinds import KINDS
from qa_bot.storage.feedback import DayCount
from qa_bot.storage.statistics import ArticleGroup

OTHER_KIND, UNKNOWN = "other", "unknown"
_ORIGINS: Final = {"web": "web page", "chat": "chat message", "stdin": "standard input"}
_KIND_OF_SUFFIX: Final = {
    suffix.removeprefix("."): kind.name for kind in KINDS for suffix in kind.suffixes
}
_MONTHS: Final = 12  # in a year
_YEAR_LENGTH: Final = len("2024")
_MONTH_LENGTH: Final = len("2024-05")


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """The articles of one kind, language or month, and their chunks."""

    name: str
    articles: int
    chunks: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """The questions and votes of one week, such as "2026-W48"."""

    week: str
    answered: int = 0
    declined: int = 0
    good: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class LibraryStatistics:
    """All counts. Kinds and languages by falling number, months and weeks by time.

    Only months and weeks that have something are there. What was published in a year
    alone is counted by that year; what has no date or language, as "unknown".
    `problem` says why there are no weeks, "" where they could be read.
    """

    articles: int
    chunks: int
    kinds: Sequence[ArticleCount]
    languages: Sequence[ArticleCount]
    added: Sequence[ArticleCount]
    published: Sequence[ArticleCount]
    weeks: Sequence[WeekCount]
    problem: str = ""


def library_statistics(library: Library) -> LibraryStatistics:
    """Count a library's articles, questions and votes; raises LibraryError."""
    groups = library.components.store.statistics.article_groups()
    days: Sequence[DayCount] = ()
    problem = ""
    try:
        days = library.components.feedback.day_counts()
    except FeedbackError as error:
        problem = str(error)
    return LibraryStatistics(
        sum(group.articles for group in groups),
        sum(group.chunks for group in groups),
        _by_size(_counted(groups, lambda group: kind_of(group.origin))),
        _by_size(_counted(groups, lambda group: group.language or UNKNOWN)),
        _by_time(_counted(groups, lambda group: group.added or UNKNOWN)),
        _by_time(_counted(groups, lambda group: published_period(group.published))),
        by_week(days),
        problem,
    )


def kind_of(origin: str) -> str:
    """Return the name of a kind for people, for an origin as in ArticleGroup."""
    return _ORIGINS.get(origin) or _KIND_OF_SUFFIX.get(origin, OTHER_KIND)


def published_period(published: str) -> str:
    """Return the month, or else the year, that the beginning of a date names, or "unknown"."""
    for period, rest in ((published, "-01"), (published[:_YEAR_LENGTH], "-01-01")):
        with suppress(ValueError):
            date.fromisoformat(period + rest)
            return period
    return UNKNOWN


def by_week(days: Iterable[DayCount]) -> list[WeekCount]:
    """Add up days by ISO week, in order; a day that is no date is left out."""
    weeks: dict[str, Counter[str]] = {}
    for day in days:
        try:
            week = iso_week(date.fromisoformat(day.day))
        except ValueError:
            continue
        counts = weeks.setdefault(week, Counter())
        counts.update(answered=day.answered, declined=day.declined, good=day.good, bad=day.bad)
    return [WeekCount(week, **counts) for week, counts in sorted(weeks.items())]


def iso_week(day: date) -> str:
    """Return the week of a day as ISO 8601 writes it: "2026-W01" for 2025-12-29."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def latest_months(counts: Sequence[ArticleCount], limit: int) -> list[str]:
    """Return the months up to the last one counted, those with nothing too, at most `limit`."""
    months = [count.name for count in counts if _is_month(count.name)]
    if not months:
        return []
    numbers = [_month_number(month) for month in (months[0], months[-1])]
    first = max(numbers[0], numbers[1] - limit + 1)
    return [
        f"{number // _MONTHS:04}-{number % _MONTHS + 1:02}"
        for number in range(first, numbers[1] + 1)
    ]


def latest_weeks(counts: Sequence[WeekCount], limit: int) -> list[str]:
    """Return the weeks up to the last one counted, those with nothing too, at most `limit`."""
    if not counts:
        return []
    day = date.fromisoformat(f"{counts[-1].week}-1")
    weeks = [iso_week(day)]
    while len(weeks) < limit and weeks[0] > counts[0].week:
        day -= timedelta(weeks=1)
        weeks.insert(0, iso_week(day))
    return weeks


def as_json(statistics: LibraryStatistics) -> dict[str, Any]:
    """Return the statistics as JSON: a list of objects for each grouping."""
    return asdict(statistics)


def _counted(
    groups: Iterable[ArticleGroup], name: Callable[[ArticleGroup], str]
) -> list[ArticleCount]:
    articles: Counter[str] = Counter()
    chunks: Counter[str] = Counter()
    for group in groups:
        articles[name(group)] += group.articles
        chunks[name(group)] += group.chunks
    return [ArticleCount(each, articles[each], chunks[each]) for each in articles]


def _by_size(counts: Iterable[ArticleCount]) -> list[ArticleCount]:
    return sorted(counts, key=lambda count: (-count.articles, count.name))


def _by_time(counts: Iterable[ArticleCount]) -> list[ArticleCount]:
    """Sort years and months, with what is unknown last."""
    return sorted(counts, key=lambda count: (count.name == UNKNOWN, count.name))


def _is_month(name: str) -> bool:
    return len(name) == _MONTH_LENGTH and name != UNKNOWN


def is_year(name: str) -> bool:
    """Return whether a period is a year alone."""
    return name.isdecimal()


def _month_number(month: str) -> int:
    """Return the months since the beginning of our era."""
    return int(month[:4]) * _MONTHS + int(month[5:]) - 1
