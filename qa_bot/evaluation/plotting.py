"""Pictures drawn by matplotlib, which is installed with the extra `plot`."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

from qa_bot.errors import QaBotError, install_extra

# Dots per inch of a picture of pixels, so that 6 by 4 inches are 720 by 480 pixels.
_DPI: Final = 120
_SUFFIXES: Final = (".png", ".svg", ".pdf")
_CURE: Final = f"Name a file that ends in {', '.join(_SUFFIXES)}, in a folder that can be written."


def check_picture(path: Path) -> None:
    """Raise QaBotError where no picture can be saved there, before anything is measured."""
    if path.suffix.lower() not in _SUFFIXES:
        raise QaBotError(f"{path}: no kind of picture ends in '{path.suffix}'. {_CURE}")
    if not path.parent.is_dir():
        raise QaBotError(f"{path}: there is no folder {path.parent}. {_CURE}")
    load_pyplot()


def load_pyplot() -> Any:
    """Return `matplotlib.pyplot`, drawing without a screen; raises QaBotError without it."""
    try:
        import_module("matplotlib").use("Agg")
        return import_module("matplotlib.pyplot")
    except ImportError:
        raise QaBotError(
            f"--plot needs matplotlib, which is not installed. {install_extra('plot')}."
        ) from None


def save_figure(figure: Any, path: Path) -> None:
    """Write a figure and close it; raises QaBotError where the file cannot be written."""
    try:
        figure.savefig(path, dpi=_DPI)
    except (OSError, ValueError) as error:
        raise QaBotError(f"{path}: cannot be drawn ({error}). {_CURE}") from error
    finally:
        load_pyplot().close(figure)
