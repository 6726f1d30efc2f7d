"""Command stats: what the library holds, and how many questions it answered."""

from pathlib import Path

import click

from qa_bot.cli.common import PATH, Options, fail, json_option, open_library, out
from qa_bot.console import print_json


@click.command("stats")
@click.option("--plot", type=PATH, metavar="FILE", help="Draw the tables here: .png, .svg or .pdf.")
@json_option
@click.pass_obj
def stats(options: Options, plot: Path | None, as_json: bool) -> None:
    """Count articles, questions and votes.

    Articles are counted by kind, language and month, questions and votes by week.
    Off a terminal each count is a line: what is counted, its name, its numbers, with tabs between.
    Where questions and votes cannot be read, the rest is shown, and the status is 1.
    """
    from qa_bot.evaluation import library_statistics, plotting, statistics_tables

    if plot is not None:
        plotting.check_picture(plot)
    statistics = library_statistics.library_statistics(open_library(options))
    if as_json:
        print_json(library_statistics.as_json(statistics))
    elif out.is_terminal:
        statistics_tables.print_tables(out, statistics)
    else:
        statistics_tables.write_lines(out, statistics)
    if plot is not None:
        from qa_bot.evaluation.statistics_plot import save_statistics_plot

        save_statistics_plot(statistics, plot)
    if statistics.problem:
        fail(statistics.problem)
