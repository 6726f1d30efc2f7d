"""Acronyms of a question, written out as the texts write them.

A reader knows nothing of "SCO" where a text says "Shanghai Cooperation Organisation". The long
form of an acronym is a run of words that begin with its letters, as Schwartz and Hearst look for
it beside an acronym ("A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical
Text", PSB 2003); here the texts do not have the acronym at all.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qa_bot.text.english_words import english_among
from qa_bot.text.words import STOP_WORDS

# Not within an address, a code or a time of day ("9 PM"); longer words are seldom acronyms.
_SHORT_WORD = re.compile(r"(?<![\w.@/&-])(?<!\d )[A-Za-z]{2,6}(?![\w@/&-])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"['’]s$")
# Words of a name that an acronym may pass over.
_SMALL = frozenset("of the and for in on to de du des la le der und y del".split())
# Two letters are the initials of many people and places, so their long form needs an article.
_FEW_LETTERS = 2
_ARTICLE = "the"

# "Who is the CEO", "our MD"; "a PM session" and what pigeons "coo" are no offices.
_BEFORE_OFFICE = re.compile(
    r"(?:\b(?:the|our|your|their|its)|^\W*(?:and )?who(?: is| was|['’]?s)) \Z", re.I
)
# Offices are written out without capitals, and often by fewer words than the acronym has letters.
_OFFICES = {
    "ceo": ("chief executive officer", "chief executive"),
    "cfo": ("chief financial officer", "finance director", "head of finance"),
    "coo": ("chief operating officer", "operations director", "head of operations"),
    "cto": ("chief technology officer", "chief technical officer", "technical director"),
    "cio": ("chief information officer",),
    "md": ("managing director",),
    "pm": ("prime minister",),
    "vp": ("vice-president", "vice president"),
}


def expand_acronyms(question: str, texts: Sequence[str]) -> str:
    """Return the question with each acronym that the texts do not have as its long form there."""
    acronyms = list(_possible_acronyms(question))
    if not acronyms or not texts:
        return question
    known = {word for text in texts for word in _WORD.findall(text)}
    folded = {word.casefold() for word in known}
    parts, end = [], 0
    for match in acronyms:
        word = match.group()
        is_known = (
            word.casefold() in folded
            if word.islower()
            else not known.isdisjoint({word, word.capitalize()})
        )
        if is_known:
            continue
        form = _long_form(word.upper(), texts) or _written_in(_offices(question, match), texts)
        if form is not None:
            parts += [question[end : match.start()], form]
            end = match.end()
    return "".join([*parts, question[end:]])


def _possible_acronyms(question: str) -> Iterator[re.Match[str]]:
    """Yield the short words in capitals, and those in lower case that are not English."""
    has_case = any(map(str.islower, question))
    for match in _SHORT_WORD.finditer(question):
        word = match.group()
        if (word.isupper() and has_case) or _offices(question, match) or _is_unknown(word):
            yield match


def _is_unknown(word: str) -> bool:
    if not word.islower() or len(word) <= _FEW_LETTERS or word in STOP_WORDS:
        return False
    return not english_among([word])


def _offices(question: str, match: re.Match[str]) -> Sequence[str]:
    """Return what texts call the office of a word that stands where a question names one."""
    is_named = _BEFORE_OFFICE.search(question[: match.start()]) is not None
    return _OFFICES.get(match.group().lower(), ()) if is_named else ()


def _written_in(forms: Sequence[str], texts: Sequence[str]) -> str | None:
    """Return the first of some forms in lower case that a text has."""
    return next((form for form in forms if any(form in text.casefold() for text in texts)), None)


def _long_form(acronym: str, texts: Sequence[str]) -> str | None:
    """Return the run of words with these initials that the texts have most often."""
    forms = Counter(form for text in texts for form in _runs(acronym, text))
    return forms.most_common(1)[0][0] if forms else None


def _runs(acronym: str, text: str) -> Iterator[str]:
    found = list(_WORD.finditer(text))
    for at, first in enumerate(found):
        if first.group()[0] != acronym[0]:
            continue
        after_article = at > 0 and found[at - 1].group().casefold() == _ARTICLE
        if len(acronym) <= _FEW_LETTERS and not after_article:
            continue
        last = _last_word(acronym[1:], text, found, at)
        if last is not None:
            form = " ".join(text[first.start() : found[last].end()].split())
            yield _POSSESSIVE.sub("", form)


def _last_word(letters: str, text: str, found: Sequence[re.Match[str]], at: int) -> int | None:
    """Return the index of the word that ends the run after the word `at`, if there is one."""
    last = at
    for i in range(at + 1, len(found)):
        if not letters:
            break
        if text[found[i - 1].end() : found[i].start()].strip(" \n-"):
            return None
        word = found[i].group()
        if word[0] == letters[0]:
            letters, last = letters[1:], i
        elif word not in _SMALL:
            return None
    return None if letters else last
