"""`qa-bot stats` counts what the library holds and how it is used, for people and programs."""

import importlib.util
import io
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from qa_bot.cli import common
from qa_bot.console import SafeConsole
from qa_bot.errors import QaBotError
from qa_bot.evaluation.library_statistics import (
    UNKNOWN,
    ArticleCount,
    LibraryStatistics,
    WeekCount,
    by_week,
    iso_week,
    latest_months,
    latest_weeks,
    published_period,
)
from qa_bot.evaluation.plotting import check_picture
from qa_bot.evaluation.statistics_plot import save_statistics_plot
from qa_bot.evaluation.statistics_tables import print_tables, tables
from qa_bot.i18n import terminal_wording
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.feedback import DayCount, Vote
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import article
from tests.shell import Shell

NEEDS_MATPLOTLIB = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None,
    reason="matplotlib draws: pip install '.[plot]'",
)
SOME = LibraryStatistics(
    5,
    90,
    [ArticleCount("PDF", 3, 80), ArticleCount("Markdown", 2, 10)],
    [ArticleCount("en", 4, 89), ArticleCount("de", 1, 1)],
    [ArticleCount("2025-12", 1, 1), ArticleCount("2026-02", 4, 89)],
    [ArticleCount("1999", 1, 1), ArticleCount("2024-05", 3, 9), ArticleCount(UNKNOWN, 1, 80)],
    [WeekCount("2026-W01", 6, 2, 1, 0), WeekCount("2026-W04", 1, 1, 0, 1)],
)


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine is in Tokyo, nine hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def shown(statistics: LibraryStatistics, width: int) -> list[str]:
    """Return the lines that a terminal of that width shows."""
    file = io.StringIO()
    print_tables(SafeConsole(file=file, width=width, force_terminal=False), statistics)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_an_empty_library(shell: Shell) -> None:
    """Nothing is counted as nothing, in every form."""
    assert shell("stats") == "total\t\t0\t0\n"
    assert shell.status == 0
    counted = shell.json("stats")
    assert (counted["articles"], counted["kinds"], counted["weeks"]) == (0, [], [])
    empty = LibraryStatistics(0, 0, (), (), (), (), ())
    assert shown(empty, 80) == ["0 articles, 0 chunks", "", terminal_wording.NOTHING_COUNTED]


@pytest.mark.usefixtures("tokyo")
def test_articles_are_counted_in_groups(store: SqliteStore, adder: Ingester, shell: Shell) -> None:
    """By kind of source, language, month of adding and of publishing, with their chunks."""
    for source in ("a.pdf", "/x.y/b", "C.PDF", "https://example.org/a.pdf", "telegram:1/2", "n.md"):
        adder.add(article("One bell rang. It rang twice.", source=source))
    at = datetime.fromisoformat("2026-01-31T18:00:00+00:00").timestamp()
    with store._database.writing() as connection:
        connection.execute("UPDATE articles SET added_at = ?, published = '2024-05-17'", (at,))
        connection.execute("UPDATE articles SET published = '1999' WHERE source = 'n.md'")
        connection.execute("UPDATE articles SET published = '' WHERE source = 'a.pdf'")
    store.close()
    counted = shell.json("stats")
    kinds = {each["name"]: each["articles"] for each in counted["kinds"]}
    assert kinds == {"PDF": 2, "chat message": 1, "Markdown": 1, "other": 1, "web page": 1}
    assert counted["added"] == [{"name": "2026-02", "articles": 6, "chunks": counted["chunks"]}]
    published = [(each["name"], each["articles"]) for each in counted["published"]]
    assert published == [("1999", 1), ("2024-05", 4), (UNKNOWN, 1)]
    assert sum(each["chunks"] for each in counted["languages"]) == counted["chunks"] >= 6
    lines = [line.split("\t") for line in shell("stats").splitlines()]
    assert lines[0] == ["total", "", "6", str(counted["chunks"])]
    assert ["published", "1999", "1"] in [line[:3] for line in lines]


def test_questions_and_votes_are_counted_by_week(shell: Shell) -> None:
    """A question of today and a vote of today are of this week."""
    feedback = SqliteFeedback(shell.index)
    feedback.count_question(True)
    feedback.count_question(False)
    feedback.toggle(Vote("terminal", "1", "", "Why?", "Why?", "{}", True, time.time()))
    feedback.close()
    weeks = shell.json("stats")["weeks"]
    # At midnight on Sunday they may be of two weeks.
    assert sum(week["answered"] for week in weeks) == sum(week["declined"] for week in weeks) == 1
    assert sum(week["good"] for week in weeks) == 1
    assert weeks[-1]["week"] in (iso_week(date.today()), iso_week(date.today() - timedelta(1)))


def test_damaged_counts_hide_no_articles(shell: Shell) -> None:
    """Where votes cannot be read, the articles are shown, the problem with its cure, status 1."""
    shell.index.mkdir()
    (shell.index / "feedback.sqlite").write_bytes(b"no database " * 1000)
    assert shell("stats") == "total\t\t0\t0\n"
    assert shell.status == 1
    assert "feedback.sqlite" in shell.errors and "move the file away" in shell.errors


def test_weeks_are_those_of_iso_8601() -> None:
    """The last days of December may be of the next year's first week, and the other way round."""
    days = [
        DayCount("2024-12-29", 1, 0, 0, 0),
        DayCount("2024-12-30", 2, 1, 0, 0),
        DayCount("2025-01-05", 3, 0, 1, 1),
        DayCount("2021-01-01", 1, 0, 0, 0),
        DayCount("no day", 9, 9, 9, 9),
    ]
    assert by_week(days) == [
        WeekCount("2020-W53", 1, 0, 0, 0),
        WeekCount("2024-W52", 1, 0, 0, 0),
        WeekCount("2025-W01", 5, 1, 1, 1),
    ]


def test_periods_with_nothing_are_between_the_others() -> None:
    """Months and weeks without anything are shown, up to a limit; across the years."""
    months = [ArticleCount(name, 1, 1) for name in ("1999", "2025-11", "2026-02", UNKNOWN)]
    assert latest_months(months, 12) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert latest_months(months, 2) == ["2026-01", "2026-02"]
    assert latest_months(months[:1], 2) == latest_months([], 2) == []
    weeks = [WeekCount("2020-W52"), WeekCount("2021-W01")]
    assert latest_weeks(weeks, 9) == ["2020-W52", "2020-W53", "2021-W01"]
    assert latest_weeks(weeks, 1) == ["2021-W01"]
    assert latest_weeks([WeekCount("0001-W01")], 9) == ["0001-W01"]


@pytest.mark.parametrize(
    ("published", "period"),
    [("2024-05", "2024-05"), ("2024", "2024"), ("2024051", "2024"), ("2024-W0", "2024"),
     ("2024-13", "2024"), ("", UNKNOWN), ("0000", UNKNOWN), ("in May", UNKNOWN)],
)  # fmt: skip
def test_months_of_publishing(published: str, period: str) -> None:
    """A date is counted by its month if it names one, by its year otherwise."""
    assert published_period(published) == period


def test_tables_on_a_terminal() -> None:
    """Each table has its rows and a bar in proportion; what is before the latest is one row."""
    lines = shown(SOME, 80)
    assert lines[0] == "5 articles, 90 chunks"
    pdf, markdown = (next(line for line in lines if line.startswith(k)) for k in ("PDF", "Mark"))
    assert pdf.count("█") == 24 and markdown.count("█") == 16
    assert [line.split()[:2] for line in lines if line.startswith("202")][:3] == [
        ["2025-12", "1"],
        ["2026-01", "0"],
        ["2026-02", "4"],
    ]
    assert any(line.split() == ["2026-W02", "0", "0", "0", "0"] for line in lines)
    assert any(line.startswith(f"{terminal_wording.YEAR_ALONE} ") for line in lines)


def test_a_narrow_terminal_has_fewer_columns() -> None:
    """At 40 columns no line is longer, and neither bars nor chunks are shown."""
    lines = shown(SOME, 40)
    assert max(map(len, lines)) <= 40
    assert not any("█" in line or "chunks" in line for line in lines[1:])
    assert any(line.split() == ["2026-W01", "6", "2", "1", "0"] for line in lines)


def test_long_lists_are_summed_up() -> None:
    """The rarer languages are one row, and so are the months and weeks before the latest."""
    languages = [ArticleCount(f"l{n:02}", 30 - n, 1) for n in range(13)]
    months = [ArticleCount(f"2025-{n:02}", 1, 2) for n in range(1, 13)]
    months = [ArticleCount("2024-01", 3, 4), ArticleCount("2024-12", 1, 1), *months]
    weeks = [WeekCount("2025-W01", 1, 2, 3, 4), WeekCount("2025-W40", 1, 0, 0, 0)]
    found = tables(LibraryStatistics(9, 9, (), languages, months, (), weeks))
    by_name = {table.name: [(row.name, row.numbers) for row in table.rows] for table in found}
    assert by_name["language"][-1] == (terminal_wording.others(3), (20 + 19 + 18, 3))
    assert (
        by_name["month added"][0] == (terminal_wording.EARLIER, (4, 5))
        and len(by_name["month added"]) == 13
    )
    assert by_name["week"][0] == (terminal_wording.EARLIER, (1, 2, 3, 4))
    assert len(by_name["week"]) == 14 and "month published" not in by_name


@NEEDS_MATPLOTLIB
@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".SVG", b"<?xml")])
def test_the_picture_is_of_the_kind_that_its_name_says(
    tmp_path: Path, suffix: str, start: bytes
) -> None:
    """PNG and SVG by suffix, of an empty library too."""
    for number, statistics in enumerate([SOME, LibraryStatistics(0, 0, (), (), (), (), ())]):
        path = tmp_path / f"{number}{suffix}"
        save_statistics_plot(statistics, path)
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["stats.gif", "stats", "nowhere/stats.png"])
def test_a_picture_that_cannot_be_drawn(tmp_path: Path, name: str) -> None:
    """An unknown suffix and a missing folder are refused by name, with the cure."""
    with pytest.raises(QaBotError, match=r"Name a file that ends in \.png"):
        check_picture(tmp_path / name)


@NEEDS_MATPLOTLIB
def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    """What the system refuses is an error with the cure."""
    (tmp_path / "stats.png").mkdir()
    with pytest.raises(QaBotError, match="cannot be drawn"):
        save_statistics_plot(SOME, tmp_path / "stats.png")


def test_without_matplotlib_the_cure_is_said(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--plot without the extra says how to install it, and counts nothing first."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert not shell("stats", "--plot", str(tmp_path / "stats.png"))
    assert shell.status == 1 and "pip install '.[plot]' in its folder" in shell.errors


def test_people_see_tables(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the tables are shown, off it tab-separated lines."""
    file = io.StringIO()
    console = SafeConsole(file=file, width=80, force_terminal=True)
    monkeypatch.setattr("qa_bot.cli.statistics.out", console)
    monkeypatch.setattr(common, "out", console)
    assert not shell("stats")
    assert "0 articles, 0 chunks" in file.getvalue() and "\t" not in file.getvalue()


@NEEDS_MATPLOTLIB
def test_the_risk_of_answers_is_drawn(shell: Shell, tmp_path: Path) -> None:
    """`qa-bot eval --plot` writes a picture, and refuses a bad name before it asks anything."""
    (tmp_path / "tea.txt").write_text("Crops of India\n\nTea grows in Assam.\n")
    questions = tmp_path / "asked.jsonl"
    questions.write_text('{"question": "Where does tea grow?", "answers": ["Assam"]}\n')
    measured = ("eval", str(questions), "--articles", str(tmp_path / "tea.txt"), "--plot")
    shell(*measured, str(tmp_path / "risk.svg"))
    assert shell.status == 0, shell.errors
    assert (tmp_path / "risk.svg").read_bytes().startswith(b"<?xml")
    assert not shell(*measured, str(tmp_path / "risk.gif"))
    assert shell.status == 1 and "'.gif'" in shell.errors
