"""Question sets: SQuAD's JSON and a simple JSON Lines form.

Knows the two formats and what may be wrong with them; not how they are asked.
An answer's offset in a SQuAD file is not trusted: the text counts.
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
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One question; no `answers` means that it has none.

    `article` is the id of the article that holds the answer and `group` what
    belongs to the same subject, both empty when unknown. `evidence` is the text
    that answers, where the set says so. `before` are the turns that come first.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    article: str = ""
    group: str = ""
    evidence: str = ""
    before: tuple[str, ...] = ()
    stands_alone: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """Articles and the questions asked of them; `warnings` are for a person.

    `groups` gives the subject of each article by id, where the set has subjects.
    """

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = field(default=())
    groups: Mapping[str, str] = field(default_factory=dict)


# Ten times the largest set of questions that is widely used.
_LONGEST = 1_000_000_000


def read_dataset(path: Path, articles: Sequence[Article] = ()) -> Dataset:
    """Read a .json file as SQuAD and a .jsonl file as JSON Lines.

    `articles` are what the questions of a JSON Lines file are asked of. Raises
    DatasetError naming the file, the question and the cure.
    """
    try:
        text = read_bounded(path, _LONGEST).decode("utf-8-sig")
        lines = path.suffix == ".jsonl"
        found = _from_lines(path, text, articles) if lines else _from_squad(path, _parsed(text))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DatasetError(
            f"{path}: cannot be read ({error}). Give SQuAD JSON, or JSON Lines as .jsonl."
        ) from error
    if not found.questions:
        told = f" {found.warnings[0]}" if found.warnings else ""
        raise DatasetError(f"{path}: holds no question that can be asked.{told} Mend the set.")
    return found


def make_article(text: str, title: str) -> Article:
    """An article of a data set, known by its text."""
    digest = hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()
    return Article(digest[:12], title, f"dataset:{digest[:12]}", text, digest)


def _from_squad(path: Path, data: Any) -> Dataset:
    articles: dict[str, Article] = {}
    groups: dict[str, str] = {}
    questions: list[Question] = []
    lost: list[str] = []
    for number, group in enumerate(_list(path, data, "data", "the file")):
        title = str(_mapping(path, group).get("title") or f"Article {number + 1}").replace("_", " ")
        for paragraph in _list(path, group, "paragraphs", title):
            article = make_article(_text(path, paragraph, "context", title), title)
            articles[article.id] = article
            groups[article.id] = f"{number}"
            for asked in _list(path, paragraph, "qas", title):
                question = _squad_question(path, asked, article, f"{number}")
                questions += [question] if question else []
                lost += [] if question else [str(asked["id"])]
    return Dataset(tuple(articles.values()), tuple(questions), _lost(lost), groups)


def _lost(names: Sequence[str]) -> tuple[str, ...]:
    """What to tell of the questions whose answers are not in their texts."""
    if not names:
        return ()
    some = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return (f"{len(names)} questions left out: their answer is not in their text ({some}).",)


def _squad_question(path: Path, asked: Any, article: Article, group: str) -> Question | None:
    name = str(_field(path, asked, "id", f"a question of {article.title}"))
    text = _text(path, asked, "question", name).strip()
    told = [_text(path, a, "text", name) for a in _list(path, asked, "answers", name)]
    answers = tuple(dict.fromkeys(answer for answer in told if answer and answer in article.text))
    if told and not answers:
        return None
    return Question(name, text, answers, article.id, group)


def _from_lines(path: Path, text: str, articles: Sequence[Article]) -> Dataset:
    if not articles:
        raise DatasetError(f"{path}: of which articles? Name their files with --articles.")
    questions: list[Question] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            name = f"line {number}"
            questions += _line_questions(path, name, _row(path, name, line), articles)
    return Dataset(tuple(articles), tuple(questions), groups={a.id: a.id for a in articles})


def _parsed(text: str) -> Any:
    """JSON with U+FFFD for the halves of characters that it may name."""
    value = json.loads(text)
    return json.loads(json_text(value)) if r"\ud" in text.lower() else value


def _row(path: Path, name: str, line: str) -> Mapping[str, Any]:
    try:
        return _mapping(path, _parsed(line), name)
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{path}: {name} is not JSON ({error.msg}). Write one object a line."
        ) from error


def _line_questions(
    path: Path, name: str, row: Mapping[str, Any], articles: Sequence[Article]
) -> Iterator[Question]:
    place = _place(path, name, row.get("article"), articles)
    before: tuple[str, ...] = ()
    for turn in _list(path, row, "turns", name) if "turns" in row else [row]:
        text = _text(path, turn, "question", name)
        answers = _list(path, turn, "answers", name) if turn.get("answers") is not None else []
        yield Question(
            f"{name}.{len(before) + 1}" if "turns" in row else name,
            text,
            tuple(map(str, answers)),
            place,
            place,
            _evidence(turn.get("evidence")),
            before,
            bool(turn.get("standalone", not before)),
        )
        before += (text,)


def _place(path: Path, name: str, called: Any, articles: Sequence[Article]) -> str:
    """The id of the article called so; the only one needs no name; else empty."""
    if called is None:
        return articles[0].id if len(articles) == 1 else ""
    for article in articles:
        file = text_to_path(article.source)
        if str(called) in (article.title, article.source, file.name, file.stem):
            return article.id
    raise DatasetError(
        f"{path}: '{called}' at {name} is no article of --articles. "
        "Give its title or file name, or name its file with --articles."
    )


def _evidence(told: Any) -> str:
    """The evidence as one text; sentences of a list are taken as following each other."""
    return " ".join(map(str, told)) if isinstance(told, list) else str(told or "")


def _mapping(path: Path, row: Any, where: str = "the file") -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise DatasetError(f"{path}: {where} holds {row!r:.40}, not an object. Mend the format.")
    return row


def _field(path: Path, row: Any, key: str, where: str) -> Any:
    if not isinstance(row, Mapping) or key not in row:
        raise DatasetError(f"{path}: '{key}' is missing at {where}. Add it, or mend the format.")
    return row[key]


def _list(path: Path, row: Any, key: str, where: str) -> list[Any]:
    return _typed(path, row, key, where, list, "a list")


def _text(path: Path, row: Any, key: str, where: str) -> str:
    return _typed(path, row, key, where, str, "a text")


def _typed(path: Path, row: Any, key: str, where: str, kind: type[T], wanted: str) -> T:
    value = _field(path, row, key, where)
    if not isinstance(value, kind):
        raise DatasetError(
            f"{path}: '{key}' at {where} is {value!r:.40}; expected {wanted}. Correct it."
        )
    return value
