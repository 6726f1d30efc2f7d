"""Which words are ordinary English; the only reader of symspellpy's word list.

The list is looked through in its file, a millisecond's work, so that nothing
of it, nor that library, is loaded before a word is in doubt.
"""

from importlib.util import find_spec
from pathlib import Path

_LIST = "frequency_dictionary_en_82_765.txt"


def is_english(word: str) -> bool:
    """Whether a word in lower case is among some 80,000 of English; few names are."""
    spec = find_spec("symspellpy")
    if spec is None or not spec.submodule_search_locations:
        return False
    listed = Path(spec.submodule_search_locations[0], _LIST).read_bytes()
    return b"\n%b " % word.encode() in b"\n" + listed
