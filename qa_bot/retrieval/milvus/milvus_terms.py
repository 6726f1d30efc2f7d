"""The terms that Milvus counts: those of the folder's full text, as plain ASCII.

Texts and questions are cut into terms here, as by SQLite's tokenizers unicode61 and porter, so
that every analyzer of a server sees the same ones: runs of letters and digits between spaces.
"""

import re
import threading
import unicodedata

import Stemmer

from qa_bot.text.unspaced_scripts import unspaced_parts, without_unspaced

_WORD = re.compile(r"[^\W_]+")
_DIACRITICS = re.compile("[\u0300-\u036f]")
_STEMMER = Stemmer.Stemmer("porter")
# A stemmer works in place on one word, so threads must take turns.
_STEMMER_LOCK = threading.Lock()
_STEMMED = 3  # letters that a word has at least, as by SQLite


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, with repetitions; parts of unspaced scripts last."""
    folded = _folded(text)
    words = _WORD.findall(without_unspaced(folded))
    with _STEMMER_LOCK:
        stems = [_STEMMER.stemWord(w) if len(w) >= _STEMMED else w for w in words]
    return [_as_ascii(term) for term in (*stems, *unspaced_parts(folded))]


def gram_term(gram: str) -> str:
    """Return the term of a run of characters of an unspaced script."""
    return _as_ascii(_folded(gram))


def _folded(text: str) -> str:
    plain = _DIACRITICS.sub("", unicodedata.normalize("NFD", text.lower()))
    return unicodedata.normalize("NFC", plain)


def _as_ascii(term: str) -> str:
    return term if term.isascii() else f"x{term.encode('utf-8', 'surrogatepass').hex()}"
