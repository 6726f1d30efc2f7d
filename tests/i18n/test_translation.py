"""Every message of the Telegram bot is translated, with its placeholders and plural forms."""

import ast
import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from qa_bot.i18n import part_names, translation, wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, language
from qa_bot.i18n.wording import Counted

PACKAGE = Path(translation.__file__).parents[1]
OTHERS = [code for code in LANGUAGES if code != ENGLISH_CODE]


def catalogue(code: str) -> Catalog:
    text = (PACKAGE / "i18n" / f"{code}.po").read_text("utf-8")
    return read_po(io.StringIO(text), locale=code, abort_invalid=True)


def telegram_messages() -> set[str | tuple[str, ...]]:
    """The messages that Telegram, a chat and the translators take from `wording`."""
    sources = [
        *(PACKAGE / "channels" / "telegram").rglob("*.py"),
        *(PACKAGE / "conversation").glob("*.py"),
        Path(translation.__file__),
        Path(part_names.__file__),
    ]
    names = {
        node.attr
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "wording"
    }
    certainties = {wording.SURE, wording.FAIRLY_SURE, wording.NOT_SURE}
    return certainties | {each for name in names for each in _messages(getattr(wording, name))}


def _messages(value: Any) -> Iterator[str | tuple[str, ...]]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Counted):
        yield tuple(value)
    elif isinstance(value, frozenset):
        yield from value
    elif isinstance(value, dict):
        yield from (each for part in value.values() for each in _messages(part))


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated(code: str) -> None:
    """A catalogue holds every message of the Telegram bot and no other."""
    translated = {message.id for message in catalogue(code) if message.id}
    used = telegram_messages()
    assert len(used) > 50
    assert used <= translated, f"add to {code}.po: {used - translated}"
    assert translated <= used, f"remove from {code}.po: {translated - used}"


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_placeholders(code: str) -> None:
    """A translation has the placeholders of its message in each plural form."""
    found = catalogue(code)
    for message in found:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(forms) == (found.num_plurals if message.pluralizable else 1), message.id
        for text in forms:
            assert text.strip(), message.id
            assert placeholders(text) == placeholders(ids[-1]), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_plural_forms_are_those_of_the_language(code: str) -> None:
    """Each catalogue has the plural rule that CLDR gives for whole numbers."""
    rule, header = Locale(code).plural_form, catalogue(code)
    choose = gettext.c2py(header.plural_expr)
    chosen: dict[str, set[int]] = {}
    for number in range(1000):
        chosen.setdefault(rule(number), set()).add(choose(number))
    assert all(len(forms) == 1 for forms in chosen.values())
    assert len({form for forms in chosen.values() for form in forms}) == header.num_plurals


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", ["1 article", "3 articles", "11 articles", "21 articles", "1,234 articles"]),
        ("de", ["1 Artikel", "3 Artikel", "11 Artikel", "21 Artikel", "1.234 Artikel"]),
        ("es", ["1 artículo", "3 artículos", "11 artículos", "21 artículos", "1234 artículos"]),
        ("ru", ["1 статья", "3 статьи", "11 статей", "21 статья", "1\xa0234 статьи"]),
        ("zh", ["1 篇文章", "3 篇文章", "11 篇文章", "21 篇文章", "1,234 篇文章"]),
    ],
)
def test_counts(code: str, written: list[str]) -> None:
    """Each language chooses its plural form, and groups digits in its own way."""
    numbers = (1, 3, 11, 21, 1234)
    assert [language(code).count(wording.ARTICLE_COUNT, n) for n in numbers] == written


@pytest.mark.parametrize(
    ("code", "number", "day"),
    [
        ("en", "12,345.6", "3 December 2023"),
        ("de", "12.345,6", "3. Dezember 2023"),
        ("es", "12.345,6", "3 de diciembre de 2023"),
        ("ru", "12\xa0345,6", "3 декабря 2023 г."),
        ("zh", "12,345.6", "2023年12月3日"),
    ],
)
def test_numbers_and_dates(code: str, number: str, day: str) -> None:
    """Numbers have one decimal, dates their month in words; what is no date stays as it is."""
    words = language(code)
    assert words.number(12345.56) == number
    assert " ".join(words.date("2023-12-03").split()) == day
    assert words.date("2023-12-03T10:00:00Z") == words.date("2023-12-03")
    assert words.date("last year") == "last year"


@pytest.mark.parametrize(
    ("code", "listed", "either", "quoted"),
    [
        ("en", "a, b, c", "a, b or c", "“a”, “b”"),
        ("de", "a, b, c", "a, b oder c", "„a“, „b“"),
        ("es", "a, b, c", "a, b o c", "«a», «b»"),
        ("ru", "a, b, c", "a, b или c", "«a», «b»"),
        ("zh", "a、b、c", "a、b还是c", "“a”、“b”"),
    ],
)
def test_lists(code: str, listed: str, either: str, quoted: str) -> None:
    """Each language has its own comma, conjunction and quotation marks."""
    words = language(code)
    assert words.listed("abc") == listed
    assert words.either("abc") == either
    assert words.quoted("ab") == quoted
    assert (words.listed([]), words.either("a"), words.quoted([])) == ("", "a", "")
    assert words.listed(["{0}", "{first}"]).count("{") == 2


def test_sentences() -> None:
    """Two messages follow each other with a space, but in Chinese without one."""
    both = (wording.DECLINED, wording.EMPTY_LIBRARY)
    assert language("en").sentences(*both) == " ".join(both)
    assert " " not in language("zh").sentences(*both)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(("ru", "ru"), ("RU-ru", "ru"), ("en-GB", "en"), ("de-AT", "de"), ("es-MX", "es")),
        *(("es-419", "es"), ("zh", "zh"), ("zh-CN", "zh"), ("zh-hans", "zh"), ("zh-hant", "zh")),
        *(("xx", "en"), ("", "en"), (None, "en"), ("-", "en"), ("deu", "en"), ("zhong", "en")),
    ],
)
def test_language_tags_of_telegram(tag: str | None, code: str) -> None:
    """Region and script are ignored, and an unknown language is English."""
    assert language(tag).code == code


def test_unknown_messages_stay_english() -> None:
    """A message without a translation stays as it is, its braces included."""
    assert language("ru")("No such {message}") == "No such {message}"
    assert language("ru")("") == ""


def test_names_of_languages() -> None:
    """The name of a language is in the reader's language; an unknown code stays itself."""
    assert language("ru").name_of("de") == "немецкий"
    assert language("en").name_of("de") == "German"
    assert language("en").name_of("x?") == "x?"
