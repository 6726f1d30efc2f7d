"""Messages in a person's language, from the gettext catalogues beside this module.

`wording` holds every message in English, and the `.po` file of a language its translation.
Knows plural forms, and how numbers, dates and lists are written.
"""

import gettext
import io
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, reduce
from importlib import resources
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from qa_bot.i18n import wording
from qa_bot.i18n.wording import Counted

ENGLISH_CODE: Final = "en"
# Each language by its own name, under its ISO 639-1 code: Telegram takes no other for a menu.
LANGUAGES: Final = {
    ENGLISH_CODE: "English",
    "de": "Deutsch",
    "es": "Español",
    "ru": "Русский",
    "zh": "简体中文",
}
# The least number whose digits are grouped, if not 1000: CLDR, "minimumGroupingDigits" (UTS #35).
_GROUPED_FROM: Final = {"es": 10_000}
# The English messages are British, so that their dates begin with the day.
_LOCALES: Final = {ENGLISH_CODE: "en_GB"}


class Language:
    """A translator of the messages of `qa_bot.i18n.wording` into one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._locale = Locale.parse(_LOCALES.get(code, code))
        self._translations = _translations(code)

    def __call__(self, message: str, **values: object) -> str:
        """Return the message translated, or in English where it is not, and fill in `values`.

        Without `values` the braces of a message stay as they are.
        """
        # The empty message id is the header of a gettext catalogue.
        text = self._translations.gettext(message) if message else ""
        return text.format(**values) if values else text

    def count(self, counted: Counted, count: int) -> str:
        """Return a message about `count` things, in the plural form for that number."""
        message = self._translations.ngettext(counted.one, counted.several, count)
        return message.format(count=self.number(count))

    def number(self, number: float) -> str:
        """Return a number as this language writes it, with at most one decimal."""
        is_grouped = abs(number) >= _GROUPED_FROM.get(self.code, 0)
        return format_decimal(round(number, 1), locale=self._locale, group_separator=is_grouped)

    def date(self, iso: str) -> str:
        """Return an ISO 8601 date, or that of a datetime, in words; as it is if it is neither."""
        try:
            day = date.fromisoformat(iso[:10])
        except ValueError:
            return iso
        return format_date(day, "long", locale=self._locale)

    def listed(self, things: Iterable[str]) -> str:
        """Return things in a row: "a, b, c"."""
        return self._joined(wording.LISTED, things)

    def either(self, things: Sequence[str]) -> str:
        """Return things of which one is to be chosen: "a, b or c"."""
        *first, last = things
        return self._joined(wording.EITHER, [self.listed(first), last] if first else [last])

    def quoted(self, words: Iterable[str]) -> str:
        """Return words in a row, each in the quotation marks of this language."""
        return self.listed(self(wording.QUOTED, text=word) for word in words)

    def sentences(self, *messages: str) -> str:
        """Return messages translated, one after the other."""
        return self._joined(wording.SENTENCES, map(self, messages))

    def _joined(self, template: str, things: Iterable[str]) -> str:
        join, rest = self._translations.gettext(template).format, iter(things)
        first_of_all = next(rest, "")
        return reduce(lambda first, second: join(first=first, second=second), rest, first_of_all)

    def name_of(self, code: str) -> str:
        """Return the name of the language with an ISO 639 code; the code itself if unknown."""
        try:
            return Locale(code).get_language_name(self.code) or code
        except (UnknownLocaleError, ValueError):
            return code


@cache
def language(code: str | None) -> Language:
    """Return the language of an IETF tag as Telegram sends it ("ru", "en-GB"), else English.

    Regions and scripts are ignored: who reads traditional Chinese ("zh-hant") reads simplified
    more easily than English, and Telegram itself shows both the menus of "zh".
    """
    primary = (code or "").partition("-")[0].lower()
    return Language(primary if primary in LANGUAGES else ENGLISH_CODE)


def _translations(code: str) -> gettext.NullTranslations:
    if code == ENGLISH_CODE:
        return gettext.NullTranslations()
    text = resources.files(__package__).joinpath(f"{code}.po").read_text("utf-8")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.StringIO(text), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
