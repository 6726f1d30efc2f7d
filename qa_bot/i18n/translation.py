"""The bot's sentences in a person's language.

`qa_bot.i18n.wording` holds every sentence in English; beside this module, one file a
language (`ru.po`) holds their translations, read as it stands. Knows plural
forms and how numbers are written. Does not know where a sentence is said.
"""

import gettext
import io
from functools import cache
from importlib import resources
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from qa_bot.i18n.wording import Counted

ENGLISH_CODE: Final = "en"
# Each language by its own name.
LANGUAGES: Final = {ENGLISH_CODE: "English", "ru": "Русский"}


class Language:
    """Says the sentences of `qa_bot.i18n.wording` in one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._locale = Locale(code)
        self._translations = _translations(code)

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence in this language, English where it has none, with `values` put in."""
        return _filled(self._translations.gettext(sentence) if sentence else "", values)

    def count(self, counted: Counted, count: int) -> str:
        """A sentence about so many things, in the form that the number asks for."""
        sentence = self._translations.ngettext(counted.one, counted.several, count)
        return sentence.format(count=self.number(count))

    def number(self, number: float) -> str:
        """A number as it is written here, with at most one digit after the point."""
        return format_decimal(round(number, 1), locale=self._locale)

    def name_of(self, code: str) -> str:
        """What the language with that ISO 639 code is called here; the code where unknown."""
        try:
            return Locale(code).get_language_name(self.code) or code
        except (UnknownLocaleError, ValueError):
            return code


@cache
def language(code: str | None) -> Language:
    """The language of an IETF tag as Telegram gives it ("ru", "en-GB"); English for others."""
    plain = (code or "").partition("-")[0].lower()
    return Language(plain if plain in LANGUAGES else ENGLISH_CODE)


def _translations(code: str) -> gettext.NullTranslations:
    if code == ENGLISH_CODE:
        return gettext.NullTranslations()
    text = resources.files(__package__).joinpath(f"{code}.po").read_text("utf-8")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.StringIO(text), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _filled(sentence: str, values: dict[str, Any]) -> str:
    return sentence.format(**values) if values else sentence
