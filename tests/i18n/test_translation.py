"""Every message of the Telegram bot is translated, with its placeholders and plural forms."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from qa_bot.i18n import translation, wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, language
from qa_bot.i18n.wording import Counted

PACKAGE = Path(translation.__file__).parents[1]
OTHERS = [code for code in LANGUAGES if code != ENGLISH_CODE]


def catalogue(code: str) -> Catalog:
    text = (PACKAGE / "i18n" / f"{code}.po").read_text("utf-8")
    return read_po(io.StringIO(text), locale=code, abort_invalid=True)


def telegram_messages() -> set[str | tuple[str, ...]]:
    """The messages that the Telegram channel takes from `wording`, and those of a chat."""
    sources = [
        *(PACKAGE / "channels" / "telegram").rglob("*.py"),
        *(PACKAGE / "conversation").glob("*.py"),
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


def test_plural_forms_and_number_format() -> None:
    """Russian has three plural forms, English two, and each groups digits in its own way."""
    counted = [language("ru").count(wording.ARTICLE_COUNT, n) for n in (1, 3, 11, 21, 25)]
    assert counted == ["1 статья", "3 статьи", "11 статей", "21 статья", "25 статей"]
    english = [language("en").count(wording.ARTICLE_COUNT, n) for n in (1, 2, 1234)]
    assert english == ["1 article", "2 articles", "1,234 articles"]
    assert language("ru").number(1234.56) == "1\xa0234,6"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ru", "ru"), ("RU-ru", "ru"), ("en-GB", "en"), ("xx", "en"), ("", "en"), (None, "en")],
)
def test_language_tags_of_telegram(tag: str | None, code: str) -> None:
    """The region is ignored, and an unknown language is English."""
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
