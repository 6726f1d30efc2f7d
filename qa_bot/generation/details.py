"""The details of a sentence that a passage must have as they are, whatever the wording around them.

Quotations, numbers with their units, names, and addresses. A language model that makes
something up is most often wrong in one of them (Maynez et al., "On Faithfulness and
Factuality in Abstractive Summarization", 2020). Each rule yields the words that the
passages lack; it does not judge what is said of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qa_bot.generation.name_details import missing_names
from qa_bot.generation.number_details import missing_numbers

# In pairs; a single mark within a word is an apostrophe. Quotation marks of CLDR's languages.
_QUOTATION = re.compile(
    r"[\"“„«»「『]([^\"“”„«»「」『』\n]{1,600})[\"“”»«」』]"
    r"|(?<!\w)['‘‚]([^'‘’‚\n]{1,600})['’‘](?!\w)"
)
# Fewer words between marks are a name or a term, which the words themselves are compared for.
_QUOTED_WORDS = 2
_ADDRESS = re.compile(
    r"(?:\b[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.)\S{1,300}"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"
    r"|(?<![\w@/])[@#/][A-Za-z_]\w{1,63}"
    r"|(?<![\w#])#(?=\d{0,9}[^\W\d])\w{1,64}"
    # Hosts may be of any script and end in any of a thousand words, of at least two letters.
    r"|\b[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){0,4}\.[^\W\d_]{2,24}\b(?:/\S{0,300})?",
    re.IGNORECASE,
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Raised and lowered digits and fractions, which are not read as the digits that they are made of.
_OTHER_DIGITS = ("<super>", "<sub>", "<fraction>")
_TRAILING = ".,;:!?)]}>\"'”’»"


@dataclass(frozen=True, slots=True)
class Missing:
    """What the passages lack of a sentence: a reason of `DROP_REASONS`, and the words."""

    reason: str
    words: str


def missing_details(sentence: str, evidence: str) -> Iterator[Missing]:
    """Yield what a sentence has and the evidence, which is its passages' text, lacks."""
    sentence, evidence = _plain_characters(sentence), _plain_characters(evidence)
    yield from (Missing("quotation", quoted) for quoted in _missing_quotations(sentence, evidence))
    yield from (Missing("link", address) for address in _missing_addresses(sentence, evidence))
    yield from (Missing("number", number) for number in missing_numbers(sentence, evidence))
    yield from (Missing("name", name) for name in missing_names(sentence, evidence))


def missing_address(sentence: str, evidence: str) -> Missing | None:
    """Return the first address of a sentence that the evidence lacks; None if it has them all."""
    missing = _missing_addresses(_plain_characters(sentence), _plain_characters(evidence))
    return next((Missing("link", address) for address in missing), None)


def _plain_characters(text: str) -> str:
    """Return a text with ASCII for what is read as it: full-width, circled and styled letters."""
    return _BEYOND_ASCII.sub(lambda found: _plain_character(found[0]), text)


@lru_cache(1024)  # the characters of some languages
def _plain_character(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    is_plain = len(plain) == 1 and plain.isascii() and plain.isprintable()
    return (
        plain
        if is_plain and not unicodedata.decomposition(char).startswith(_OTHER_DIGITS)
        else char
    )


def addresses(text: str) -> list[str]:
    """Return the web and mail addresses, mentions, tags and commands in a text.

    Telegram and terminals make links of them without any markup.
    """
    return [found.group().rstrip(_TRAILING) for found in _ADDRESS.finditer(text)]


def _missing_quotations(sentence: str, evidence: str) -> Iterator[str]:
    plain = _plain(evidence)
    for found in _QUOTATION.finditer(sentence):
        quoted = found[1] or found[2]
        parts = [
            part for each in re.split(r"…|\.\.\.|\[[^\[\]]*\]", quoted) if (part := _plain(each))
        ]
        is_term = len(quoted.split()) < _QUOTED_WORDS
        if parts and not is_term and not all(part in plain for part in parts):
            yield quoted


def _missing_addresses(sentence: str, evidence: str) -> Iterator[str]:
    held = {address.lower() for address in addresses(evidence)}
    for address in addresses(sentence):
        if address.lower() not in held:
            yield address


@lru_cache(64)  # the passages of some questions
def _plain(text: str) -> str:
    """Return a text as quotations are compared: one kind of marks and spaces, in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"[’‘‚`´]", "'", re.sub(r"[“”„«»]", '"', folded))
    return " ".join(re.sub(r"[‐-―−]", "-", folded).split()).strip(" .,;:!?…")
