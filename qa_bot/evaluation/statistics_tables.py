"""The statistics of a library as tables with bars, and as tab-separated lines for programs.

A table shows the latest months and weeks, those with nothing too; what is before
them is one row. A line is written for everything that has been counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.bar import Bar
from rich.table import Table
from rich.text import Text

from qa_bot.console import SafeConsole, cell
from qa_bot.evaluation.library_statistics import (
    UNKNOWN,
    ArticleCount,
    LibraryStatistics,
    WeekCount,
    is_year,
    latest_months,
    latest_weeks,
)
from qa_bot.i18n import terminal_wording
from qa_bot.table_output import write_row

# As many rows as stand on one screen together: a year of months, a quarter of weeks.
_MONTHS: Final = 12
_WEEKS: Final = 13
_LARGEST: Final = 10
# Terminal columns of the longest bar, and those below which there are neither bars nor chunks.
_BAR_WIDTH: Final = 24
_NARROW: Final = 60


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of a table: its name and its numbers, in the order of the table's columns."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of counts: what its rows are, the names of its numbers, and the rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[CountRow]


def tables(statistics: LibraryStatistics) -> Sequence[CountTable]:
    """Return the tables for people; without those that have no row."""
    columns = ("articles", "chunks")
    found = [
        CountTable("kind", columns, _largest(statistics.kinds)),
        CountTable("language", columns, _largest(statistics.languages)),
        CountTable("month added", columns, _latest_months(statistics.added)),
        CountTable("month published", columns, _latest_months(statistics.published)),
        CountTable("week", ("answered", "declined", "good", "bad"), _weeks(statistics.weeks)),
    ]
    return [table for table in found if table.rows]


def print_tables(out: SafeConsole, statistics: LibraryStatistics) -> None:
    """Print the totals and the tables, with bars where the terminal is wide enough."""
    out.print(terminal_wording.library_totals(statistics.articles, statistics.chunks))
    is_narrow = out.width < _NARROW
    for table in tables(statistics):
        out.print()
        out.print(_table(table, is_narrow))
    if not statistics.weeks and not statistics.problem:
        out.print()
        out.print(terminal_wording.NOTHING_COUNTED, style="dim")


def write_lines(out: SafeConsole, statistics: LibraryStatistics) -> None:
    """Write a line for each count: what it is of, its name, and its numbers."""
    groups = {
        "kind": statistics.kinds,
        "language": statistics.languages,
        "added": statistics.added,
        "published": statistics.published,
    }
    write_row(out, ("total", "", statistics.articles, statistics.chunks))
    for name, counts in groups.items():
        for count in counts:
            write_row(out, (name, count.name, count.articles, count.chunks))
    for week in statistics.weeks:
        write_row(out, ("week", week.week, week.answered, week.declined, week.good, week.bad))


def _table(table: CountTable, is_narrow: bool) -> Table:
    """Lay out a table; the bars are of its first two numbers, or of the first of articles."""
    shown = Table(box=None, pad_edge=False)
    shown.add_column(cell(table.name, "bold"), no_wrap=not is_narrow)
    is_of_articles = table.columns[0] == "articles"
    columns = table.columns[:1] if is_narrow and is_of_articles else table.columns
    for column in columns:
        shown.add_column(cell(column), justify="right")
    if not is_narrow:
        shown.add_column("", width=_BAR_WIDTH)
    barred = 1 if is_of_articles else 2
    most = max(sum(row.numbers[:barred]) for row in table.rows)
    for row in table.rows:
        numbers = [f"{number:,}" for number in row.numbers[: len(columns)]]
        bars = [] if is_narrow else [_bar(sum(row.numbers[:barred]), most)]
        shown.add_row(cell(row.name), *numbers, *bars)
    return shown


def _bar(number: int, most: int) -> Bar | Text:
    return Bar(most, 0, number, width=_BAR_WIDTH) if most else Text()


def _largest(counts: Sequence[ArticleCount]) -> list[CountRow]:
    """Return the largest counts, and the others as one row."""
    rows = [_row(count) for count in counts[:_LARGEST]]
    others = counts[_LARGEST:]
    return [*rows, *_sum(terminal_wording.others(len(others)), others)]


def _latest_months(counts: Sequence[ArticleCount]) -> list[CountRow]:
    months = latest_months(counts, _MONTHS)
    by_name = {count.name: count for count in counts}
    dated = [count for count in counts if count.name != UNKNOWN and not is_year(count.name)]
    rows = [*_sum(terminal_wording.EARLIER, [c for c in dated if c.name < months[0]])]
    rows += [_row(by_name.get(month, ArticleCount(month, 0, 0))) for month in months]
    rows += _sum(terminal_wording.YEAR_ALONE, [c for c in counts if is_year(c.name)])
    # Where nothing has a date, one row that says so tells nothing.
    unknown = [by_name[UNKNOWN]] if UNKNOWN in by_name and rows else []
    return [*rows, *map(_row, unknown)]


def _weeks(counts: Sequence[WeekCount]) -> list[CountRow]:
    weeks = latest_weeks(counts, _WEEKS)
    by_name = {count.week: count for count in counts}
    earlier = [count for count in counts if count.week < weeks[0]]
    rows = [by_name.get(week, WeekCount(week)) for week in weeks]
    if earlier:
        numbers = zip(*map(_numbers, earlier), strict=True)
        rows.insert(0, WeekCount(terminal_wording.EARLIER, *map(sum, numbers)))
    return [CountRow(row.week, _numbers(row)) for row in rows]


def _numbers(week: WeekCount) -> tuple[int, int, int, int]:
    return week.answered, week.declined, week.good, week.bad


def _row(count: ArticleCount) -> CountRow:
    return CountRow(count.name, (count.articles, count.chunks))


def _sum(name: str, counts: Sequence[ArticleCount]) -> Iterator[CountRow]:
    """Yield one row for several counts; none for none."""
    if counts:
        numbers = sum(count.articles for count in counts), sum(count.chunks for count in counts)
        yield CountRow(name, numbers)
