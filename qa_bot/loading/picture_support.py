"""Whether text in pictures can be read here, which takes the extra `pictures`.

Apart from `formats.picture`, which loads models as it is imported.
"""

import importlib.util
from typing import Final

from qa_bot.errors import PictureNotRead, install_extra

LIBRARY: Final = "rapidocr"


def reads_pictures() -> bool:
    """Return whether the library that reads pictures is installed."""
    return importlib.util.find_spec(LIBRARY) is not None


def check_picture_support(source: str) -> None:
    """Raise PictureNotRead where the library that reads pictures is not installed."""
    if not reads_pictures():
        raise PictureNotRead(
            source,
            "it is a picture, and what reads text in pictures is not installed",
            f"{install_extra('pictures')}.",
        )
