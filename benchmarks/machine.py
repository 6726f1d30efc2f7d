"""The machine that figures are measured on, and tables and plots of the figures."""

import datetime
import importlib.metadata
import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_LIBRARIES = ("onnxruntime", "faiss-cpu", "tokenizers", "numpy", "sentence-transformers", "torch")


def about() -> dict[str, str]:
    """Return the processor, its cores, the versions of the libraries and the date."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return {
        "date": datetime.date.today().isoformat(),
        "processor": f"{cpu}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **versions,
    }


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def resident_mb() -> float:
    """Return the resident memory of this process in megabytes, 0 where it is unknown."""
    return _status_mb("VmRSS")


def peak_mb() -> float:
    """Return the peak resident memory of this process in megabytes, 0 where it is unknown."""
    return _status_mb("VmHWM")


def _status_mb(name: str) -> float:
    for line in _lines(Path("/proc/self/status")):
        if line.startswith(name):
            return round(int(line.split()[1]) / 1000, 1)
    return 0.0


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as a Markdown table, with the columns of the first row."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def report(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    out: Path | None,
    y: str | Sequence[str],
    by: str = "",
) -> None:
    """Print the rows as a table; with `out`, a folder, also write them as JSON and plot them.

    The plot shows the columns `y`: as bars, one for each row, or, with `by`, as
    lines over that column, both axes logarithmic.
    """
    print(table(rows), flush=True)
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    figures = {"about": about(), "rows": list(rows)}
    (out / f"{name}.json").write_text(json.dumps(figures, indent=1), "utf-8")
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("No plot: pip install '.[plot]'")
        return
    figure = Figure(figsize=(7, 4) if by else (7, 0.9 + 0.45 * len(rows)))
    columns = [y] if isinstance(y, str) else list(y)
    if by:
        _lines_over(figure.subplots(), rows, columns, by)
    else:
        _bars(figure.subplots(1, len(columns), squeeze=False)[0], rows, columns)
    figure.text(0.99, 0.01, _source(), ha="right", fontsize=6, color="grey")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    figure.savefig(out / f"{name}.png", dpi=90)


def _source() -> str:
    machine = about()
    return f"{machine['date']} · {machine['processor']} · Python {machine['python']}"


def _lines_over(axes: Any, rows: Sequence[Mapping[str, Any]], columns: list[str], by: str) -> None:
    for column in columns:
        points = [(_number(row[by]), _number(row[column])) for row in rows if column in row]
        axes.loglog(*zip(*points, strict=True), marker="o", label=column)
    axes.set_xlabel(by)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)


def _bars(plots: Any, rows: Sequence[Mapping[str, Any]], columns: list[str]) -> None:
    names = [str(next(iter(row.values()))) for row in rows]
    for axes, column in zip(plots, columns, strict=True):
        axes.bar_label(axes.barh(names[::-1], [_number(row[column]) for row in rows][::-1]))
        axes.set_xlabel(column)
        axes.margins(x=0.15)


def _number(value: object) -> float:
    return float(str(value).replace(",", ""))
