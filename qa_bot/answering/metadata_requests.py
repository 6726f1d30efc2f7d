"""What a question asks of an article itself: who wrote it, its date or its title.

Knows how English asks for it, and four other languages by `metadata_translations`; not what
articles say. A question that may ask about what a text speaks of is unclear.
"""

import re
from collections.abc import Sequence
from enum import Enum

from qa_bot.answering.bylines import MAKING_VERBS
from qa_bot.text.normalisation import UNACCENTED

_TEXT = (
    r"(?:article|text|page|(?:blog )?post|blog|document|manual|guide|leaflet|flyer|recipe|report"
    r"|review|story|piece|news|obituary|press release|release|interview|profile|diary|entry|notes?"
    r"|letter|paper|minutes|newsletter|bulletin|essay|book|file|terms|rules|notice|faq|test|form"
    r"|handout|brochure|booklet|instructions|information|price list|prices|timetable|policy"
    r"|contract|agreement|circular|announcement|memo|e-?mail|this)"
)
_THIS = rf"(?:this|(?:this|the|these) {_TEXT}|(?:these|the|your|my) (?:{_TEXT}|storie)s|it)"
# What people do with things of other kinds too, of which a text may speak.
_ALSO_DONE = (
    r"(?:issued|drew up|drafted|prepared|put together|put out|edited|signed|sent|took|kept|made"
    r"|created|produced|did|published|released|updated)"
)
_WROTE = rf"(?:wrote|authored|penned|posted|compiled|{_ALSO_DONE})"
_WRITER = r"(?:author|writer|reporter|journalist|editor)"
# What is made, taken or done of a text, and what of other things.
_NOT_OF_TEXT = re.compile(
    r"who (?:made|created|produced|did|sent|signed|took|kept|updated|edited|put out) "
    r"(?:the )?(?:it|this|recipe|book|contract|agreement|form|instructions|prices|news|policy)"
)
_AUTHOR = re.compile(
    rf"(?:who (?:has )?(?:{_WROTE}|written|(?:is|was) the {_WRITER} of) {_THIS}(?: up| out)?"
    rf"|who (?:is|was) {_THIS} (?:written |posted |issued |published |compiled )?(?:by|from)"
    rf"|who(?: is| was)? (?:the )?{_WRITER}(?: of {_THIS})?"
    rf"|(?:and )?(?:the )?(?:{_WRITER}|byline)(?: name)?(?: of {_THIS})?"
    rf"|by whom (?:is|was) {_THIS} written|whose {_TEXT} is (?:this|it)"
    rf"|what is the name of the {_WRITER}|written by(?: who(?:m)?)?"
    rf"|which (?:reporter|journalist|writer|author) wrote {_THIS}"
    rf"|{_THIS} (?:is|was) (?:written )?by who(?:m)?)"
)
_OF_MAKER = re.compile(rf"who (?:has )?(?P<verb>{'|'.join(MAKING_VERBS)})\b")
_PUBLISHED = (
    r"(?:(?:last |first |most recently )?(?:published|posted|written|dated|issued|put out"
    r"|put online|released|uploaded|updated|revised|changed|amended|edited|printed|sent(?: out)?"
    r"|done|made))"
)
_WHEN = r"(?:when|on (?:what|which) (?:date|day)|(?:what|which) (?:date|day)|(?:in )?what year)"
_DATE = re.compile(
    rf"(?:{_WHEN} (?:is|was|were|has|have) {_THIS} (?:been )?{_PUBLISHED}"
    rf"|when (?:did|was) {_THIS} (?:come out|appear)"
    rf"|when is {_THIS} from|(?:{_THIS} )?last (?:updated|revised|changed)(?: when)?"
    rf"|(?:what (?:is|was) )?(?:the )?(?:(?:publication|issue|publishing|release) date"
    rf"|date of {_THIS}|date of publication|date published|last update|date)(?: of {_THIS})?"
    rf"|(?:what|which) (?:date|day|year|month) is (?:on )?{_THIS}(?: from)?"
    rf"|how (?:old|recent|current|up[ -]to[ -]date) (?:is|are) {_THIS}"
    rf"|{_WHEN} (?:was|did) (?:the|this) (?:meeting|session|agm|assembly)"
    r"(?: (?:held|take place|on|happen))?)"
)
_VALID = re.compile(
    r"(?:(?:(?:since|from|until|till|up to) when|when|how long) (?:is|are|do|does|did|will) "
    r"(?:this|these|the|your) (?:prices|price list|rates|fees|charges|tariff|terms|rules|policy"
    r"|conditions|timetable|version|offer|times|opening times|hours|opening hours)(?: be)? "
    r"(?:apply|valid|in force|come into (?:force|effect)|take effect|in effect)"
    r"(?: from| until| till| for| to)?)"
)
_TITLE = re.compile(
    rf"(?:(?:what(?: is| was) )?(?:the )?(?:title|headline|heading)(?: of {_THIS})?"
    rf"|what is (?:the )?(?:name|title) of {_THIS}"
    rf"|(?:what|how) is (?:this|(?:this|the) {_TEXT}) called)"
)
# "It" and the past of a verb alone may be about anything that the text speaks of.
_UNCLEAR = re.compile(
    r"who (?:wrote|made|penned|posted|compiled) it|when was it (?:written|released|made|done)"
    r"|how (?:old|recent|current) is it|when is it from|(?:what|which) (?:date|day|year) is it"
)
# Of these the article is meant where its text says nothing of another thing.
_LIKELY = re.compile(r"who (?:wrote|penned|posted|compiled) it|when was it (?:written|released)")
# "When was the meeting?", "Who made the rules?": said of whatever "this" does not point to.
_EVENT = re.compile(
    rf"who (?:has )?{_ALSO_DONE} (?!this\b|these\b).*"
    r"|(?!.*\bth(?:is|ese)\b).*\b(?:done|made|changed|amended|revised|sent(?: out)?)"
)
_IS = re.compile(r"['’]s\b|(?<=\bwho)s\b|(?<=\bwhat)s\b")
_OPENING_WORDS = frozenset("and so ok hi hey please um btw".split())
_CLOSING_WORDS = frozenset("please pls then".split())
# Characters of a question; a longer one asks for more than the author, date or title.
_MAX_QUESTION_CHARS = 120
# What one in German, Spanish, Russian or Chinese begins with, also without its accents.
_MAY_BE_TRANSLATED = re.compile(
    r"[^\x00-\x7f]|^(?:wer|wann|wie|von|autor\w*|verfasser\w*|datum|welches|titel|der|die|das|was"
    r"|quien|cuando|en|fecha|cual|como|titulo|el|la|de)\b",
    re.IGNORECASE,
)
_SECOND_PART = re.compile(r"[,;] (?:who|when|what)\b.*$|(?: and|,) (?:who|when|what|by whom)\b.*$")
# Before the date that is asked for, where a text has several.
_UPDATED = re.compile(r"\b(?:updated?|revised|amended|changed|edited|up to date)\b", re.I)
_UNTIL = re.compile(r"\b(?:until|till|to|through|expires?)\b", re.I)
_FROM = re.compile(r"\b(?:from|since|as of|effective|in force)\b", re.I)
_MEETING = re.compile(r"\b(?:meeting|session|agm|assembly)\b", re.I)
_ASKS_FOR_END = re.compile(r"\b(?:until|till|up to|how long)\b", re.I)


class MetadataField(Enum):
    """What a question asks of an article itself."""

    AUTHOR = "author"
    DATE = "date"
    TITLE = "title"


_FIELDS = (
    (_AUTHOR, MetadataField.AUTHOR),
    (_DATE, MetadataField.DATE),
    (_VALID, MetadataField.DATE),
    (_TITLE, MetadataField.TITLE),
)


def metadata_request(question: str) -> MetadataField | None:
    """Return what a question asks of an article itself; None for one about what it says."""
    plain = _plain(question)
    if _UNCLEAR.fullmatch(plain) or _NOT_OF_TEXT.fullmatch(plain):
        return None
    return _field(plain) or _translated_field(question)


def unclear_request(question: str) -> MetadataField | None:
    """Return what a question asks that may as well be about what the article speaks of."""
    plain = _plain(question)
    return _field(plain) if _LIKELY.fullmatch(plain) else None


def is_of_event(question: str) -> bool:
    """Return whether a question may ask of an event or a thing that some text speaks of."""
    return date_cue(question)[1] or _EVENT.fullmatch(_plain(question)) is not None


def date_cue(question: str) -> tuple[re.Pattern[str] | None, bool]:
    """Return what stands before the date that is asked for, and whether it must.

    None for the date of the text.
    """
    plain = _plain(question)
    if _VALID.fullmatch(plain):
        return (_UNTIL if _ASKS_FOR_END.search(plain) else _FROM), True
    if _MEETING.search(plain):
        return _MEETING, True
    return (_UPDATED if _UPDATED.search(plain) else None), False


def maker_cue(question: str) -> str:
    """Return the verb of which only the maker is asked for, such as "issued"; "" for any."""
    found = _OF_MAKER.match(_plain(question))
    return found["verb"] if found else ""


def _translated_field(question: str) -> MetadataField | None:
    """Return what a question in another language than English asks of an article itself."""
    if len(question) > _MAX_QUESTION_CHARS or not _MAY_BE_TRANSLATED.search(question):
        return None
    # Imported late, as its wordings would slow the first question in English.
    from qa_bot.answering import metadata_translations as translations

    plain = question.lower().replace("ё", "е").strip(" ?.!¿¡？。！").translate(UNACCENTED)
    wordings = (
        (translations.AUTHOR, MetadataField.AUTHOR),
        (translations.DATE, MetadataField.DATE),
        (translations.TITLE, MetadataField.TITLE),
    )
    return _field(plain, wordings)


def _field(
    plain: str, wordings: Sequence[tuple[re.Pattern[str], MetadataField]] = _FIELDS
) -> MetadataField | None:
    return next((field for pattern, field in wordings if pattern.fullmatch(plain)), None)


def _plain(question: str) -> str:
    """Return a short question in lower case without what opens and closes it, "" for a long one."""
    if len(question) > _MAX_QUESTION_CHARS:
        return ""
    asked = _IS.sub(" is", question.lower()).strip(" ?.!").split()
    while asked and asked[0].strip(",") in _OPENING_WORDS:
        del asked[0]
    while asked and asked[-1] in _CLOSING_WORDS:
        del asked[-1]
    return _SECOND_PART.sub("", " ".join(asked).rstrip(","))
