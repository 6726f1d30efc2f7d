"""The title of an article: as stated, else its headline, else its first sentence.

Knows headlines, and the notices that stand above them; not file formats.
"""

import re

from qa_bot.loading.boilerplate import may_be_boilerplate
from qa_bot.text.sentences import split_sentences

_MAX_STATED_TITLE_CHARS = 200  # bounds a title that the document states
_MAX_SENTENCE_TITLE_CHARS = 90  # an opening sentence as a title is cut to about a line
_MIN_HEADLINE_CHARS, _MAX_HEADLINE_CHARS = 3, 120  # a first line outside these is no headline
_OPENING_CHARS = 4000  # where the first sentence is looked for
_SENTENCE_ENDS = (".", "!", "…", ".”", '."', ":", ";", ",")
# What press releases and circulars say of themselves above their headline, with more on the line,
_NOTICE = re.compile(
    r"\W*(?:for (?:immediate )?release|embargoed\b|under embargo|"
    r"not for (?:release|publication|distribution)|zur sofortigen veröffentlichung|"
    r"pour diffusion immédiate|para publicación inmediata|для немедленной публикации)\b",
    re.IGNORECASE,
)
# and what is no headline only where it is all of the line, but for a date or number.
_LABEL = re.compile(
    r"\W*(?:(?:press|news|media) (?:release|advisory|alert|statement|information)|"
    r"(?:strictly |private and )?confidential|presse(?:mitteilung|information)|"
    r"communiqué de presse|(?:comunicado|nota) de prensa|comunicato stampa|пресс-релиз)"
    r"\W*+(?:no|nr|n°|№)?[\W\d]*+(?:(?!\d)\w{3,12}\.? [\W\d]*+)?",
    re.IGNORECASE,
)
# Below a notice: who to ask, when and where.
_CONTACT = re.compile(
    r"\W*(?:(?:media |press )?(?:contact|enquiries|inquiries)|phone|tel|telephone|e-?mail|fax|date|"
    r"released?|issued|kontakt|ansprechpartner|contacto?|contatto|контакт)\b.{0,40}?:"
    r"|[^@\s]{1,60}@[^@\s]{1,60}$|[\d\s()+./-]{6,40}$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\w{3,12}\.?,? )?(?:\d{1,2}\.? \w{3,12}|\w{3,12}\.? \d{1,2}),? \d{4}")
_MAX_NOTICE_LINES = 12  # lines above a headline that may be notices
_MAX_NOTICE_CHARS = 120  # a longer line says more than a notice


def choose_title(stated: str, text: str, name: str) -> str:
    """Return the stated title, else the text's headline, else its clipped first sentence.

    `name`, such as the file's name, is the last resort, and may be empty.
    """
    if stated.strip():
        return clip(" ".join(stated.split()), _MAX_STATED_TITLE_CHARS)
    text = _below_notices(text)
    first = text.partition("\n")[0].strip()
    if _is_headline(first, text):
        return first
    opening = text[:_OPENING_CHARS]
    for sentence in split_sentences(opening):
        words = " ".join(opening[sentence.start : sentence.end].split())
        if any(character.isalpha() for character in words):
            return clip(words, _MAX_SENTENCE_TITLE_CHARS)
    return name if name.strip() else clip(" ".join(opening.split()), _MAX_SENTENCE_TITLE_CHARS)


def _below_notices(text: str) -> str:
    """Return the text below the notices at its head; all of it where nothing else follows."""
    rest = text.lstrip()
    is_below = False
    for _ in range(_MAX_NOTICE_LINES):
        line, _, below = rest.partition("\n")
        line = line.strip()
        if not _is_notice(line) and not (is_below and _is_about_notice(line)):
            break
        if not below.strip():
            return text
        rest, is_below = below.lstrip(), True
    return rest if is_below else text


def _is_notice(line: str) -> bool:
    if len(line) > _MAX_NOTICE_CHARS:
        return False
    if may_be_boilerplate(line):
        return True  # "21 minutes ago" above a pasted article
    return _NOTICE.match(line) is not None or _LABEL.fullmatch(line) is not None


def _is_about_notice(line: str) -> bool:
    return _CONTACT.match(line) is not None or _DATE.fullmatch(line) is not None


def _is_headline(line: str, text: str) -> bool:
    is_followed = len(line) < len(text)
    is_open_ended = not line.endswith(_SENTENCE_ENDS)
    fits = _MIN_HEADLINE_CHARS <= len(line) <= _MAX_HEADLINE_CHARS
    return is_followed and is_open_ended and fits and line[0].isalnum()


def clip(text: str, max_chars: int) -> str:
    """Cut a text at a word to at most `max_chars`, with an ellipsis where it is cut."""
    if len(text) <= max_chars:
        return text
    cut = text[: max_chars - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:–—-") + "…" if " " in cut else cut + "…"
