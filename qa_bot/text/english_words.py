"""Whether words are English, by the 80,000 words that symspellpy lists."""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_WORD_LIST = "frequency_dictionary_en_82_765.txt"


def english_among(words: Iterable[str]) -> frozenset[str]:
    """Return those of some lower-case words that are English; few names are.

    The text of the list is searched, in at most a millisecond a word, so that the
    library is not loaded, nor the list before a word is in doubt.
    """
    return frozenset(word for word in words if b"\n%b " % word.encode("utf-8") in _listed())


@cache
def _listed() -> bytes:
    """Return the lines of the list, 1.3 MB, each after a line end; none without the library."""
    spec = find_spec("symspellpy")
    if spec is None or not spec.submodule_search_locations:
        return b""
    return b"\n" + Path(spec.submodule_search_locations[0], _WORD_LIST).read_bytes()
