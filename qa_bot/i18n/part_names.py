"""The names of pages and other parts of a source, in a person's language.

The readers of formats name places of an article, and what they leave out of it, in English.
"""

import re
from collections.abc import Sequence
from typing import Final

from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language

# Between a heading and those below it, as `qa_bot.loading.draft` labels them.
_SEPARATOR: Final = " › "
# The first pattern that is the whole name counts.
_PLACES: Final = (
    (re.compile(r"page (?P<number>\d{1,9})"), wording.PAGE),
    (re.compile(r"notes"), wording.NOTES),
    (re.compile(r"forwarded message"), wording.FORWARDED),
    (re.compile(r"forwarded message: (?P<name>.+)"), wording.FORWARDED_ABOUT),
)
_PARTS: Final = (
    *_PLACES,
    (re.compile(r"page (?P<number>\d{1,9}) \(damaged\)"), wording.DAMAGED_PAGE),
    (re.compile(r"comments on page (?P<number>\d{1,9})"), wording.COMMENTS_ON_PAGE),
    (re.compile(r"attachment (?P<name>.+)"), wording.ATTACHMENT),
    (re.compile(r"attached file (?P<name>.+)"), wording.ATTACHED_FILE),
    (re.compile(r"chapter (?P<name>.+) \(missing\)"), wording.MISSING_CHAPTER),
    (re.compile(r"chapter (?P<name>.+) \(not a page\)"), wording.CHAPTER_WITHOUT_TEXT),
    (re.compile(r"part (?P<name>.+)"), wording.PART_OF_MAIL),
    (re.compile(r"an embedded object \((?P<name>.+)\)"), wording.EMBEDDED_OBJECT),
    (re.compile(r"a sign of the font (?P<name>.+)"), wording.SIGN_OF_FONT),
    (
        re.compile(r"line (?P<number>\d{1,9}) \(some bytes are not (?P<name>.+)\)"),
        wording.UNDECODED_LINE,
    ),
)
_COUNTED: Final = (
    (re.compile(r"(?P<count>\d{1,9}) pictures?"), wording.PICTURE_COUNT),
    (re.compile(r"(?P<count>\d{1,9}) more lines?"), wording.MORE_LINES),
)
_CHAPTER: Final = "chapter "


def place_name(place: str, language: Language) -> str:
    """Return a place of an article: a page in the person's language, a heading or time as it is."""
    names = place.split(_SEPARATOR)
    return _SEPARATOR.join(_translated(name, _PLACES, language) or name for name in names)


def part_name(name: str, language: Language) -> str:
    """Return the name of a part that was not read in the person's language, else as it is."""
    if translated := _translated(name, _PARTS, language):
        return translated
    for pattern, counted in _COUNTED:
        if found := pattern.fullmatch(name):
            return language.count(counted, int(found["count"]))
    if name.startswith(_CHAPTER):
        # A chapter is named with each line of it that was not read.
        chapter, colon, remark = name.removeprefix(_CHAPTER).partition(": ")
        named = language(wording.CHAPTER, name=chapter)
        return f"{named}{colon}{part_name(remark, language)}"
    return language(name) if name in wording.PARTS_WITHOUT_A_NAME else name


def _translated(
    name: str, patterns: Sequence[tuple[re.Pattern[str], str]], language: Language
) -> str:
    """Return a name by the first pattern that it matches; "" without one."""
    for pattern, message in patterns:
        if found := pattern.fullmatch(name):
            return language(message, **found.groupdict())
    return ""
