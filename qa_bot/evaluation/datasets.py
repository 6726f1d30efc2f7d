"""Question sets: SQuAD's JSON and a simple JSON Lines form.

Knows the two formats and what may be wrong with them; not how they are asked.
An answer's offset in a SQuAD file is not trusted: the text counts.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_bot.documents import Article
from qa_bot.errors import DatasetError


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
    """Articles and the questions asked of them; `warnings` are for a person."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = field(default=())


def read_dataset(path: Path, articles: Sequence[Article] = ()) -> Dataset:
    """Read a .json file as SQuAD and a .jsonl file as JSON Lines.

    `articles` are what the questions of a JSON Lines file are asked of. Raises
    DatasetError naming the file, the question and the cure.
    """
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix == ".jsonl":
            return _from_lines(path, text, articles)
        return _from_squad(path, json.loads(text))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DatasetError(
            f"{path}: cannot be read ({error}). Give SQuAD JSON, or JSON Lines as .jsonl."
        ) from error


def make_article(text: str, title: str) -> Article:
    """An article of a data set, known by its text."""
    digest = hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()
    return Article(digest[:12], title, f"dataset:{digest[:12]}", text, digest)


def _from_squad(path: Path, data: Any) -> Dataset:
    articles: dict[str, Article] = {}
    questions: list[Question] = []
    lost = 0
    for number, group in enumerate(_field(path, data, "data", "the file")):
        title = str(group.get("title") or f"Article {number + 1}").replace("_", " ")
        for paragraph in _field(path, group, "paragraphs", title):
            article = make_article(_field(path, paragraph, "context", title), title)
            articles[article.id] = article
            for asked in _field(path, paragraph, "qas", title):
                question = _squad_question(path, asked, article, f"{number}")
                lost += question is None
                questions += [question] if question else []
    warning = f"{lost} questions left out: their answer is not in their text." if lost else ""
    return Dataset(tuple(articles.values()), tuple(questions), (warning,) if lost else ())


def _squad_question(
    path: Path, asked: Mapping[str, Any], article: Article, group: str
) -> Question | None:
    name = str(asked.get("id", "?"))
    text = str(_field(path, asked, "question", name)).strip()
    told = [str(_field(path, a, "text", name)) for a in _field(path, asked, "answers", name)]
    answers = tuple(dict.fromkeys(answer for answer in told if answer in article.text))
    if told and not answers:
        return None
    return Question(name, text, answers, article.id, group)


def _from_lines(path: Path, text: str, articles: Sequence[Article]) -> Dataset:
    if not articles:
        raise DatasetError(f"{path}: of which articles? Name their files with --articles.")
    by_name = {name: a for a in articles for name in (a.title, Path(a.source).stem)}
    questions: list[Question] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            questions += _line_questions(path, f"line {number}", json.loads(line), by_name)
    return Dataset(tuple(articles), tuple(questions))


def _line_questions(
    path: Path, name: str, row: Mapping[str, Any], by_name: Mapping[str, Article]
) -> Iterator[Question]:
    article = by_name.get(str(row.get("article", "")))
    place = article.id if article else ""
    turns = row.get("turns", [row])
    before: tuple[str, ...] = ()
    for turn in turns:
        text = str(_field(path, turn, "question", name))
        answers = turn.get("answers") or ()
        evidence = str(turn.get("evidence") or "")
        alone = bool(turn.get("standalone", not before))
        yield Question(
            f"{name}.{len(before) + 1}" if "turns" in row else name,
            text,
            tuple(map(str, answers)),
            place,
            place,
            evidence,
            before,
            alone,
        )
        before += (text,)


def _field(path: Path, row: Any, key: str, where: str) -> Any:
    if not isinstance(row, Mapping) or key not in row:
        raise DatasetError(f"{path}: '{key}' is missing at {where}. Add it, or mend the format.")
    return row[key]
