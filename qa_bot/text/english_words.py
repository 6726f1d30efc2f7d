"""Whether words are English, by the 80,000 words that symspellpy lists."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

_WORD_LIST = "frequency_dictionary_en_82_765.txt"


def english_among(words: Iterable[str]) -> frozenset[str]:
    """Return those of some lower-case words that are English; few names are.

    The list is searched in its file, in about a millisecond a word, so that
    nothing of it, nor that library, is loaded before a word is in doubt.
    """
    spec = find_spec("symspellpy")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    listed = b"\n" + Path(spec.submodule_search_locations[0], _WORD_LIST).read_bytes()
    return frozenset(word for word in words if b"\n%b " % word.encode("utf-8") in listed)
