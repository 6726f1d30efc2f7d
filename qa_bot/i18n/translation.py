"""Messages in a person's language, from the gettext catalogue beside this module.

`wording` holds every message in English and `ru.po` its translation. Knows plural
forms and the format of numbers.
"""

import gettext
import io
from functools import cache
from importlib import resources
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from qa_bot.i18n.wording import Counted

ENGLISH_CODE: Final = "en"
# Each language by its own name.
LANGUAGES: Final = {ENGLISH_CODE: "English", "ru": "Русский"}


class Language:
    """A translator of the messages of `qa_bot.i18n.wording` into one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._locale = Locale(code)
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
        return format_decimal(round(number, 1), locale=self._locale)

    def name_of(self, code: str) -> str:
        """Return the name of the language with an ISO 639 code; the code itself if unknown."""
        try:
            return Locale(code).get_language_name(self.code) or code
        except (UnknownLocaleError, ValueError):
            return code


@cache
def language(code: str | None) -> Language:
    """Return the language of an IETF tag as Telegram sends it ("ru", "en-GB"), else English."""
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
