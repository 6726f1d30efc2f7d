"""The risk-coverage curve as a picture."""

from collections.abc import Sequence
from pathlib import Path

from qa_bot.errors import QaBotError


def plot_curve(points: Sequence[tuple[float, float]], path: Path) -> None:
    """Draw (coverage, risk) into an image file.

    Raises QaBotError without matplotlib, or when the file cannot be written.
    """
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
    try:
        figure.savefig(path, dpi=120)
    except (OSError, ValueError) as error:
        raise QaBotError(
            f"{path}: cannot be drawn ({error}). Name a .png file in a folder that exists."
        ) from error
    finally:
        pyplot.close(figure)
