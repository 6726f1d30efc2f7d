"""The statistics of a library as a picture: the tables that people see, as bars."""

from pathlib import Path
from typing import Any, Final

from qa_bot.evaluation.library_statistics import LibraryStatistics
from qa_bot.evaluation.plotting import load_pyplot, save_figure
from qa_bot.evaluation.statistics_tables import CountTable, tables
from qa_bot.i18n import terminal_wording

# Inches of the picture's width, and of its height: for each table, and for each row of one.
_WIDTH, _TABLE_HEIGHT, _ROW_HEIGHT = 7.0, 0.9, 0.22
# Grey levels of the two numbers that a bar of weeks is made of, and of any other bar: between
# black and white, so that they are told apart in print and by everybody.
_SHADES: Final = ("0.35", "0.75")


def save_statistics_plot(statistics: LibraryStatistics, path: Path) -> None:
    """Draw a panel of bars for each table into an image file; raises QaBotError."""
    pyplot = load_pyplot()
    drawn = tables(statistics)
    rows = [len(table.rows) for table in drawn] or [1]
    height = sum(_TABLE_HEIGHT + _ROW_HEIGHT * count for count in rows)
    figure, panels = pyplot.subplots(
        len(rows),
        figsize=(_WIDTH, height + _TABLE_HEIGHT),
        height_ratios=[_TABLE_HEIGHT + _ROW_HEIGHT * count for count in rows],
        layout="constrained",
        squeeze=False,
    )
    figure.suptitle(terminal_wording.library_totals(statistics.articles, statistics.chunks))
    for panel, table in zip(panels[:, 0], drawn, strict=False):
        _draw(panel, table)
    if not drawn:
        panels[0, 0].set_axis_off()
    save_figure(figure, path)


def _draw(panel: Any, table: CountTable) -> None:
    """Draw the rows of a table from the top down, the numbers of a week one after the other."""
    drawn = table.columns[:1] if table.columns[0] == "articles" else table.columns[:2]
    names = [row.name for row in table.rows]
    begins = [0] * len(names)
    for index, (column, shade) in enumerate(zip(drawn, _SHADES, strict=False)):
        numbers = [row.numbers[index] for row in table.rows]
        panel.barh(range(len(names)), numbers, left=begins, color=shade, label=column)
        begins = [begin + number for begin, number in zip(begins, numbers, strict=True)]
    panel.set_yticks(range(len(names)), names, fontsize="small", parse_math=False)
    panel.invert_yaxis()
    panel.set_title(f"{' and '.join(drawn)} by {table.name}", loc="left", fontsize="medium")
    panel.xaxis.get_major_locator().set_params(integer=True)
    panel.spines[["top", "right"]].set_visible(False)
    if len(drawn) > 1:
        panel.legend(fontsize="small", frameon=False)
