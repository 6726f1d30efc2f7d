"""Every language says everything, with the same things put in, and counts as its speakers do."""

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


def said_on_telegram() -> set[str | tuple[str, ...]]:
    """What the Telegram channel takes from `wording`, and what a dialogue says by itself."""
    sources = [
        *(PACKAGE / "channels" / "telegram").rglob("*.py"),
        PACKAGE / "conversation" / "dialogue.py",
    ]
    names = {
        node.attr
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "wording"
    }
    remarks = {wording.GREETING, wording.THANKS, wording.FAREWELL}
    return remarks | {each for name in names for each in _sentences(getattr(wording, name))}


def _sentences(value: Any) -> Iterator[str | tuple[str, ...]]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Counted):
        yield tuple(value)
    elif isinstance(value, dict):
        yield from (each for part in value.values() for each in _sentences(part))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated(code: str) -> None:
    """Whatever is said on Telegram stands in the language's file, which holds nothing else."""
    in_file = {message.id for message in catalogue(code) if message.id}
    said = said_on_telegram()
    assert len(said) > 50
    assert said <= in_file, f"add to {code}.po: {said - in_file}"
    assert in_file <= said, f"take out of {code}.po: {in_file - said}"


@pytest.mark.parametrize("code", OTHERS)
def test_the_same_things_are_put_in(code: str) -> None:
    """A translation has the placeholders of the sentence, in each of its plural forms."""
    found = catalogue(code)
    for message in found:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(given) == (found.num_plurals if message.pluralizable else 1), message.id
        for text in given:
            assert text.strip(), message.id
            assert placeholders(text) == placeholders(ids[-1]), message.id


def test_numbers_choose_their_form() -> None:
    """Russian has three forms, English two, and each groups digits in its own way."""
    counted = [language("ru").count(wording.ARTICLE_COUNT, n) for n in (1, 3, 11, 21, 25)]
    assert counted == ["1 статья", "3 статьи", "11 статей", "21 статья", "25 статей"]
    english = [language("en").count(wording.ARTICLE_COUNT, n) for n in (1, 2, 1234)]
    assert english == ["1 article", "2 articles", "1,234 articles"]
    assert language("ru").number(1234.56) == "1\xa0234,6"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ru", "ru"), ("RU-ru", "ru"), ("en-GB", "en"), ("xx", "en"), ("", "en"), (None, "en")],
)
def test_telegrams_tags_choose_a_language(tag: str | None, code: str) -> None:
    """A region does not matter, and a language that is not spoken is answered in English."""
    assert language(tag).code == code


def test_unknown_sentences_stay_as_they_are() -> None:
    """What no file translates is said in English; braces in it are only text."""
    assert language("ru")("No such {sentence}") == "No such {sentence}"
    assert language("ru")("") == ""


def test_languages_are_called_as_their_readers_call_them() -> None:
    """The language of an article is named in the person's own; an odd code stays itself."""
    assert language("ru").name_of("de") == "немецкий"
    assert language("en").name_of("de") == "German"
    assert language("en").name_of("x?") == "x?"
