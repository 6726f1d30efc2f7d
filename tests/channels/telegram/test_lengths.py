"""In every language, labels fit their buttons, and other texts Telegram's limits."""

import ast
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telegram import BotCommand, InlineKeyboardMarkup

from qa_bot.answers import Answer
from qa_bot.channels import telegram as channel
from qa_bot.channels.telegram.views import article_list, keyboards
from qa_bot.documents import ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, Language, language
from tests.channels.telegram.fakes import LIGHTHOUSE, paragraphs

PACKAGE = Path(channel.__file__).parent
# Columns, of which a Chinese character takes two, that a button and a row of them show on a
# narrow phone.
BUTTON_COLUMNS, ROW_COLUMNS = 30, 36
# Characters of the text that a press is acknowledged with, by the Bot API (answerCallbackQuery).
MAX_ACKNOWLEDGEMENT = 200
# Columns of a description that the menu of a phone shows beside its command on two lines.
MAX_DESCRIPTION = 60
EVERY = pytest.mark.parametrize("words", [language(code) for code in LANGUAGES], ids=LANGUAGES)


def columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)


def boards(words: Language) -> Iterator[InlineKeyboardMarkup | None]:
    """The keyboards whose labels hold no titles, links or questions."""
    declined = Answer("q", answered=False, confidence=0.1, passages=tuple(paragraphs()))
    yield keyboards.answer_keyboard(1, declined, words, has_search_all=True)
    yield keyboards.passage_keyboard(1, 1, 3, words)
    yield keyboards.paragraph_keyboard(1, words)
    yield keyboards.written_keyboard(1, 12, words)
    yield keyboards.left_out_keyboard(1, words)
    yield keyboards.addition_keyboard(1, (), words)
    yield keyboards.text_or_question_keyboard(1, (), words)
    yield keyboards.language_keyboard(words)
    for is_chosen in (True, False):
        yield article_list.card(LIGHTHOUSE, 0, words, is_chosen=is_chosen, is_removable=True)[1]
    yield article_list.confirm_removal(LIGHTHOUSE, 0, words)[1]
    yield article_list.text_page(replace(LIGHTHOUSE, text="A line.\n" * 2000), 0, 1, words)[1]


def named(tree: ast.AST) -> set[str]:
    """The messages of `wording` that a piece of code names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "wording"
    }


def acknowledgements() -> set[str]:
    """The messages that presses are acknowledged with, those of errors included."""
    found = set(wording.PROBLEMS.values())
    for path in PACKAGE.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= {getattr(wording, name) for name in _acknowledged(function)}
    return found


def _acknowledged(function: ast.AST) -> set[str]:
    calls = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "acknowledge"
    ]
    texts = [argument for call in calls for argument in call.args[1:]]
    variables = {node.id for text in texts for node in ast.walk(text) if isinstance(node, ast.Name)}
    assigned = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Name) and each.id in variables for each in node.targets)
    ]
    return {name for tree in (*texts, *assigned) for name in named(tree)}


@EVERY
def test_labels_fit_their_buttons(words: Language) -> None:
    """A button shows its whole label on a narrow phone, those beside it theirs too."""
    shown = 0
    for board in filter(None, boards(words)):
        for row in board.inline_keyboard:
            labels = [button.text for button in row]
            assert all(columns(label) <= BUTTON_COLUMNS for label in labels), labels
            assert sum(map(columns, labels)) <= ROW_COLUMNS, labels
            shown += len(labels)
    assert shown > 20


@EVERY
def test_every_label_is_short(words: Language) -> None:
    """Each message that the keyboards name fits a button without what is put into it."""
    labels = named(ast.parse(Path(keyboards.__file__).read_text("utf-8")))
    assert len(labels) > 5
    for name in labels:
        label = words(getattr(wording, name)).replace("{title}", "").replace("{link}", "")
        label = label.replace("{count}", "12")
        assert columns(label) <= BUTTON_COLUMNS, label


@EVERY
def test_a_long_title_is_cut_and_not_the_label_around_it(words: Language) -> None:
    """What follows the title of an article on a button is shown whatever its length."""
    article = ArticleRef("1", "The lighthouse on Gull Rock and its five keepers", "")
    declined = Answer("q", answered=False, confidence=0.1)
    board = keyboards.answer_keyboard(1, declined, words, (article,))
    assert board is not None
    label = board.inline_keyboard[0][0].text
    before, after = words(wording.SEARCH_IN).split("{title}")
    assert label.startswith(before + "The lighthouse on") and label.endswith("…" + after)


@EVERY
def test_acknowledgements_are_within_the_limit(words: Language) -> None:
    """Telegram refuses a longer one, and then the press does nothing."""
    found = acknowledgements()
    assert {wording.THANKS_FOR_FEEDBACK, wording.BUTTON_TOO_OLD, wording.NOT_YOURS} <= found
    for message in found:
        assert 0 < len(words(message)) <= MAX_ACKNOWLEDGEMENT, words(message)


@EVERY
def test_descriptions_of_commands_fit_the_menu(words: Language) -> None:
    """Each command is described on two lines of a narrow phone, within Telegram's limit."""
    for descriptions in (wording.TELEGRAM_COMMANDS, wording.OPERATOR_COMMANDS):
        for description in map(words, descriptions.values()):
            assert columns(description) <= MAX_DESCRIPTION, description
            assert len(description) >= BotCommand.MIN_DESCRIPTION
    assert MAX_DESCRIPTION <= BotCommand.MAX_DESCRIPTION
