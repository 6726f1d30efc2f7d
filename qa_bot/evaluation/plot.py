"""The risk-coverage curve as a picture."""

from collections.abc import Sequence
from pathlib import Path

from qa_bot.errors import QaBotError


def plot_curve(points: Sequence[tuple[float, float]], path: Path) -> None:
    """Draw (coverage, risk) into an image file; raises QaBotError without matplotlib."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        raise QaBotError(
            "--plot needs matplotlib, which is not installed. Run: pip install 'qa-bot[plot]'"
        ) from None
    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    axes.plot([100 * c for c, _ in points], [100 * r for _, r in points])
    axes.set(xlabel="questions answered, %", ylabel="of these wrong, %", xlim=(0, 100))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
