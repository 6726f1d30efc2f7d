"""What figures were measured on and with, and tables and plots of them."""

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
    """The processor, its cores, the versions and the day."""
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
    """The memory of this process that is in use now, in megabytes; 0 where it is not told."""
    for line in _lines(Path("/proc/self/status")):
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1000, 1)
    return 0.0


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a Markdown table, columns in the order of the first."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def report(name: str, rows: Sequence[Mapping[str, Any]], out: Path | None, y: str) -> None:
    """Print the table; with `out`, a folder, also write it there as JSON and draw column `y`."""
    print(table(rows), flush=True)
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    figures = {"about": about(), "rows": list(rows)}
    (out / f"{name}.json").write_text(json.dumps(figures, indent=1), "utf-8")
    _draw(rows, y, out / f"{name}.png")


def _draw(rows: Sequence[Mapping[str, Any]], y: str, path: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("No plot: pip install 'qa-bot[plot]'")
        return
    figure = Figure(figsize=(7, 0.6 + 0.45 * len(rows)))
    axes = figure.subplots()
    names = [str(next(iter(row.values()))) for row in rows]
    bars = axes.barh(names[::-1], [float(row[y]) for row in rows][::-1])
    axes.bar_label(bars)
    axes.set_xlabel(y)
    figure.tight_layout()
    figure.savefig(path)
