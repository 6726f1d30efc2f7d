"""Reads data sets of questions with gold answers: SQuAD JSON and JSON Lines.

An answer's offset in a SQuAD file is ignored: its text is searched for.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from qa_bot.documents import Article
from qa_bot.errors import DatasetError
from qa_bot.escape import json_text
from qa_bot.files import read_bounded
from qa_bot.paths import text_to_path

T = TypeVar("T")
# Question ids that a warning lists.
_MAX_LISTED = 3
# Bytes; ten times the largest widely used data set.
_MAX_BYTES = 1_000_000_000
# Hexadecimal digits of a SHA-256 digest in an article's id: 48 bits.
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its gold answers; without `answers` it is unanswerable.

    `article` is the id of the article that contains the answer and `group` the id of
    its subject, both empty when unknown. `evidence` are the passages that support the
    answer, where the set says so. `previous_turns` are the earlier questions of a
    chat, and `is_standalone` means that this one can be understood without them.
    `kind` is what the set calls this sort of question, or empty. An answer with
    `needs_all` is right only if it has every one of `answers`. `expected_reply` is
    the kind of reply to a message that asks nothing of the articles, or empty.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    article: str = ""
    group: str = ""
    evidence: tuple[str, ...] = ()
    previous_turns: tuple[str, ...] = ()
    is_standalone: bool = True
    kind: str = ""
    needs_all: bool = False
    expected_reply: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Articles and the questions asked of them; `warnings` are for the user.

    `groups` maps the id of each article to its subject, where the set has subjects.
    """

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = field(default=())
    groups: Mapping[str, str] = field(default_factory=dict)


def read_dataset(path: Path, articles: Sequence[Article] = ()) -> Dataset:
    """Read a .json file as SQuAD and a .jsonl file as JSON Lines.

    `articles` are those that the questions of a JSON Lines file are asked of. Raises
    DatasetError, which names the file, the question and the cure.
    """
    try:
        text = read_bounded(path, _MAX_BYTES).decode("utf-8-sig")
        if path.suffix == ".jsonl":
            dataset = _from_json_lines(path, text, articles)
        else:
            dataset = _from_squad(path, _parse_json(text))
    except OSError as error:
        raise DatasetError(
            f"{path}: cannot be read ({error.strerror or error}). "
            "Check the path and its permissions."
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DatasetError(
            f"{path}: cannot be read ({error}). Give SQuAD JSON, or JSON Lines as .jsonl."
        ) from error
    if not dataset.questions:
        reason = f" {dataset.warnings[0]}" if dataset.warnings else ""
        raise DatasetError(f"{path}: holds no question that can be asked.{reason} Correct the set.")
    return dataset


def make_article(text: str, title: str) -> Article:
    """Return an article of a data set, identified by a digest of title and text."""
    digest = hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()
    article_id = digest[:_ID_DIGITS]
    return Article(article_id, title, f"dataset:{article_id}", text, digest)


def _from_squad(path: Path, data: Any) -> Dataset:
    articles: dict[str, Article] = {}
    groups: dict[str, str] = {}
    questions: list[Question] = []
    dropped: list[str] = []
    for number, group in enumerate(_list(path, data, "data", "the file")):
        title = str(_mapping(path, group).get("title") or f"Article {number + 1}").replace("_", " ")
        for paragraph in _list(path, group, "paragraphs", title):
            article = make_article(_text(path, paragraph, "context", title), title)
            articles[article.id] = article
            groups[article.id] = f"{number}"
            for asked in _list(path, paragraph, "qas", title):
                question = _squad_question(path, asked, article, f"{number}")
                questions += [question] if question else []
                dropped += [] if question else [str(asked["id"])]
    return Dataset(tuple(articles.values()), tuple(questions), _drop_warnings(dropped), groups)


def _drop_warnings(ids: Sequence[str]) -> tuple[str, ...]:
    """Return a warning of the questions that were dropped: their answers are not in the text."""
    if not ids:
        return ()
    some = ", ".join(ids[:_MAX_LISTED]) + (", …" if len(ids) > _MAX_LISTED else "")
    return (f"{len(ids)} questions left out: their answer is not in their text ({some}).",)


def _squad_question(path: Path, asked: Any, article: Article, group: str) -> Question | None:
    """Return the question, None if none of its answers is in the text."""
    name = str(_field(path, asked, "id", f"a question of {article.title}"))
    text = _text(path, asked, "question", name).strip()
    golds = [_text(path, a, "text", name) for a in _list(path, asked, "answers", name)]
    answers = tuple(dict.fromkeys(gold for gold in golds if gold and gold in article.text))
    if golds and not answers:
        return None
    return Question(name, text, answers, article.id, group)


def _from_json_lines(path: Path, text: str, articles: Sequence[Article]) -> Dataset:
    if not articles:
        raise DatasetError(f"{path}: of which articles? Name their files with --articles.")
    questions: list[Question] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            name = f"line {number}"
            questions += _questions_of_line(path, name, _parse_row(path, name, line), articles)
    return Dataset(tuple(articles), tuple(questions), groups={a.id: a.id for a in articles})


def _parse_json(text: str) -> Any:
    """Return parsed JSON, with U+FFFD for lone surrogates in escapes."""
    value = json.loads(text)
    return json.loads(json_text(value)) if r"\ud" in text.lower() else value


def _parse_row(path: Path, name: str, line: str) -> Mapping[str, Any]:
    try:
        return _mapping(path, _parse_json(line), name)
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{path}: {name} is not JSON ({error.msg}). Write one object a line."
        ) from error


def _questions_of_line(
    path: Path, name: str, row: Mapping[str, Any], articles: Sequence[Article]
) -> Iterator[Question]:
    article = _article_id(path, name, row.get("article"), articles)
    previous: tuple[str, ...] = ()
    for turn in _list(path, row, "turns", name) if "turns" in row else [row]:
        text = _text(path, turn, "question", name)
        answers = _list(path, turn, "answers", name) if turn.get("answers") is not None else []
        yield Question(
            f"{name}.{len(previous) + 1}" if "turns" in row else name,
            text,
            tuple(map(str, answers)),
            article,
            article,
            _evidence(turn.get("evidence")),
            previous,
            bool(turn.get("standalone", not previous)),
            str(turn.get("kind") or ""),
            bool(turn.get("all", False)),
            str(turn.get("expects") or ""),
        )
        previous += (text,)


def _article_id(path: Path, line: str, name: Any, articles: Sequence[Article]) -> str:
    """Return the id of the article with a title or file name; without one, of the only article."""
    if name is None:
        return articles[0].id if len(articles) == 1 else ""
    for article in articles:
        file = text_to_path(article.source)
        if str(name) in (article.title, article.source, file.name, file.stem):
            return article.id
    raise DatasetError(
        f"{path}: '{name}' at {line} is no article of --articles. "
        "Give its title or file name, or name its file with --articles."
    )


def _evidence(value: Any) -> tuple[str, ...]:
    """Return the passages of the evidence: one text, or a list of them."""
    return tuple(str(text) for text in (value if isinstance(value, list) else [value]) if text)


def _mapping(path: Path, row: Any, where: str = "the file") -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise DatasetError(f"{path}: {where} holds {row!r:.40}, not an object. Correct the format.")
    return row


def _field(path: Path, row: Any, key: str, where: str) -> Any:
    if not isinstance(row, Mapping) or key not in row:
        raise DatasetError(f"{path}: '{key}' is missing at {where}. Add it, or correct the format.")
    return row[key]


def _list(path: Path, row: Any, key: str, where: str) -> list[Any]:
    return _typed(path, row, key, where, list, "a list")


def _text(path: Path, row: Any, key: str, where: str) -> str:
    return _typed(path, row, key, where, str, "a text")


def _typed(path: Path, row: Any, key: str, where: str, kind: type[T], expected: str) -> T:
    value = _field(path, row, key, where)
    if not isinstance(value, kind):
        raise DatasetError(
            f"{path}: '{key}' at {where} is {value!r:.40}; expected {expected}. Correct it."
        )
    return value
