"""Readers of the training sets: one per dataset, each giving the same `Example`.

Every reader checks what it reads: a missing field raises `DataError`, and an answer whose text is
not at its offset is located elsewhere in the context or left out.
"""

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.text import normalise_answer, sentences, words

Span = tuple[int, int]


class DataError(ValueError):
    """A dataset does not have the shape that its reader knows."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question on a context, with the character spans that answer it (none: unanswerable).

    `group` is the article, story or paragraph collection that the context belongs to, and
    `paragraph` its place in that dataset's file.
    """

    question: str
    context: str
    answers: tuple[Span, ...]
    source: str
    group: str
    paragraph: int = -1

    def answer_text(self) -> str:
        """The text of the first answer, or an empty string."""
        return self.context[slice(*self.answers[0])] if self.answers else ""


def field(record: dict[str, Any], name: str, where: str) -> Any:
    """A field that must be there."""
    if name not in record:
        raise DataError(f"{where}: field {name!r} is missing")
    return record[name]


def locate(context: str, text: str, offset: int) -> Span | None:
    """Where an answer stands: at its offset, or else at the occurrence nearest to it."""
    text = text.strip()
    if not text:
        return None
    if context[offset : offset + len(text)] == text:
        return offset, offset + len(text)
    places = [match.start() for match in re.finditer(re.escape(text), context, re.IGNORECASE)]
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - offset))
    return start, start + len(text)


def by_length(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Distinct spans, the shorter first."""
    return tuple(sorted(set(spans), key=lambda span: (span[1] - span[0], span[0])))


def read_squad(path: Path, source: str) -> Iterator[Example]:
    """SQuAD 1.1 files: squadshifts and policyqa."""
    paragraph_index = 0
    for article in field(json.loads(path.read_text("utf-8")), "data", str(path)):
        for paragraph in field(article, "paragraphs", str(path)):
            context = field(paragraph, "context", str(path))
            for qa in field(paragraph, "qas", str(path)):
                found = (locate(context, a["text"], a["answer_start"]) for a in qa["answers"])
                spans = by_length(span for span in found if span)
                if spans:
                    question = field(qa, "question", str(path)).strip()
                    yield Example(
                        question, context, spans, source, article["title"], paragraph_index
                    )
            paragraph_index += 1


def read_new_wiki(root: Path) -> Iterator[Example]:
    """SQuADShifts, new Wikipedia articles."""
    return read_squad(root / "squadshifts/new_wiki_v1.0.json", "new_wiki")


def read_reddit(root: Path) -> Iterator[Example]:
    """SQuADShifts, Reddit posts."""
    return read_squad(root / "squadshifts/reddit_v1.0.json", "reddit")


def read_amazon(root: Path) -> Iterator[Example]:
    """SQuADShifts, Amazon reviews."""
    return read_squad(root / "squadshifts/amazon_reviews_v1.0.json", "amazon")


def read_policyqa(root: Path) -> Iterator[Example]:
    """PolicyQA: questions on privacy policies."""
    return read_squad(root / "policyqa/policyqa-dev.json", "policyqa")


def read_nq(root: Path) -> Iterator[Example]:
    """Natural Questions with a gold passage; the answers are found in it."""
    path = root / "nq-oracle/nq-open-oracle.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for index, line in enumerate(lines):
            record = json.loads(line)
            passage = field(record, "ctxs", str(path))[0]
            context = " ".join(passage["text"].split())
            found = (locate(context, text, 0) for text in field(record, "answers", str(path)))
            spans = by_length(span for span in found if span)
            if spans:
                yield Example(record["question"], context, spans, "nq", passage["title"], index)


_BRACKETS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"',
}  # fmt: skip
_NO_SPACE_BEFORE = re.compile(r"^(?:[.,;:!?%)\]}]|'(?:s|re|ve|ll|d|m)?|n't|'')$", re.IGNORECASE)


def detokenise(tokens: list[str]) -> tuple[str, list[Span]]:
    """A readable text of Penn-Treebank tokens, and where each token stands in it."""
    text, spans, glue = "", [], True
    for token in tokens:
        surface = _BRACKETS.get(token, token)
        if not (glue or _NO_SPACE_BEFORE.match(token) or token in {"-RRB-", "-RSB-"}):
            text += " "
        spans.append((len(text), len(text) + len(surface)))
        text += surface
        glue = token in {"-LRB-", "-LSB-", "``", "$", "£"}
    return text, spans


def _token_span(indices: str, spans: list[Span]) -> Span | None:
    """The span from the first to the last answer token, if at most two tokens lie between."""
    chosen = sorted(int(index) for index in indices.split())
    if not chosen or chosen[-1] - chosen[0] > len(chosen) + 1 or chosen[-1] >= len(spans):
        return None
    return spans[chosen[0]][0], spans[chosen[-1]][1]


def _qamr_paragraphs(root: Path) -> dict[str, dict[int, list[str]]]:
    """Tokenised sentences by paragraph id and place."""
    paragraphs: dict[str, dict[int, list[str]]] = defaultdict(dict)
    with (root / "qamr/wiki-sentences.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            name, _, sentence = line.rstrip("\n").partition("\t")
            paragraph, _, place = name.rpartition(":")
            paragraphs[paragraph][int(place)] = sentence.split()
    return paragraphs


def _qamr_context(paragraph: dict[int, list[str]], place: int) -> tuple[str, list[Span]]:
    """The sentence with one neighbour on each side, and the spans of its own tokens."""
    text, own = "", []
    for near in (place - 1, place, place + 1):
        if near in paragraph:
            sentence, spans = detokenise(paragraph[near])
            offset = len(text) + (1 if text else 0)
            if near == place:
                own = [(start + offset, end + offset) for start, end in spans]
            text = f"{text} {sentence}" if text else sentence
    return text, own


def read_qamr(root: Path) -> Iterator[Example]:
    """QAMR: questions that both validators answered."""
    paragraphs = _qamr_paragraphs(root)
    for name in ("filtered-dev.tsv", "filtered-test.tsv"):
        path = root / "qamr" / name
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            columns = line.split("\t")
            if len(columns) != 9:
                raise DataError(f"{path}:{number}: {len(columns)} columns instead of 9")
            paragraph, _, place = columns[0].rpartition(":")
            votes = [columns[6], *(vote.partition(":")[2] for vote in columns[7:])]
            if "Invalid" in votes or int(place) not in paragraphs.get(paragraph, {}):
                continue
            context, own = _qamr_context(paragraphs[paragraph], int(place))
            spans = by_length(s for vote in votes if (s := _token_span(vote, own)))
            if spans:
                yield Example(columns[5], context, spans, "qamr", paragraph.rpartition(":")[0])


def best_window(context: str, answer: str, floor: float = 0.6) -> Span | None:
    """The words of the context that best match a free-form answer, grown to clause bounds."""
    spans = words(context)
    normal = [normalise_answer(context[start:end]) for start, end in spans]
    wanted = Counter(normalise_answer(answer).split())
    size = len(words(answer))
    best, best_score = None, floor
    for length in range(max(1, size - 3), size + 4):
        for first in range(len(spans) - length + 1):
            if not (normal[first] in wanted and normal[first + length - 1] in wanted):
                continue
            window = Counter(word for word in normal[first : first + length] if word)
            same = sum((window & wanted).values())
            score = 2 * same / (window.total() + wanted.total())
            if score > best_score:
                best, best_score = (first, first + length - 1), score
    return _to_clause(context, spans, *best) if best else None


def _to_clause(context: str, spans: list[Span], first: int, last: int) -> Span:
    """Grow a span of words by at most two words a side where a clause bound lies that near."""
    bound = re.compile(r"[,.;:!?\"]")
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(context)]
    gaps = [bool(bound.search(context[a:b])) for a, b in zip(starts, ends, strict=True)]
    gaps[0] = gaps[-1] = True  # gaps[i] lies before word i
    left = next((i for i in range(first, max(-1, first - 3), -1) if gaps[i]), first)
    right = next((i for i in range(last, min(len(spans), last + 3)) if gaps[i + 1]), last)
    return spans[left][0], spans[right][1]


def _fairytale_rows(root: Path, split: str) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Story name, its sections by number, and one question row."""
    for path in sorted((root / "fairytaleqa/questions" / split).glob("*-questions.csv")):
        story = path.name.removesuffix("-questions.csv")
        sections = path.parents[2] / "section-stories" / split / f"{story}-story.csv"
        with sections.open(encoding="utf-8", newline="") as file:
            texts = {row["section"]: " ".join(row["text"].split()) for row in csv.DictReader(file)}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield story, texts, row


def read_fairytale(root: Path, split: str = "train") -> Iterator[Example]:
    """FairytaleQA: the free-form answer is looked up in the gold sections."""
    for story, sections, row in _fairytale_rows(root, split):
        numbers = [n.strip() for n in field(row, "cor_section", story).split(",") if n.strip()]
        numbers = [number for number in numbers if number in sections]
        context = " ".join(sections[number] for number in numbers[:2])
        spans: set[Span] = set()
        for column in range(1, 7):
            answer = (row[f"answer{column}"] or "").strip().rstrip(".")
            if answer and (span := locate(context, answer, 0) or best_window(context, answer)):
                spans.add(span)
        if spans:
            yield Example(row["question"].strip(), context, by_length(spans), "fairytale", story)


_LOWER_FIRST = frozenset(
    re.findall(
        r"\w+",
        """the a an this that these those it its he she they there his her their in on at some many
    most because due when after before as for by to""",
    )
)
_LEADING_CAUSE = re.compile(
    r"^(?:(?:this|it) (?:is|was) )?(?:because(?: of)?|due to|since|as a result of)[, ]+", re.I
)


def _lower_first(sentence: str) -> str:
    """The sentence as it reads inside another one."""
    first = sentence.split(" ", 1)[0]
    return first.lower() + sentence[len(first) :] if first.lower() in _LOWER_FIRST else sentence


def _upper_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def join_cause(effect: str, cause: str, form: int) -> str:
    """An effect and its cause as running text; `form` picks one of the six ways."""
    bare = _LEADING_CAUSE.sub("", cause)
    inner, shown = _lower_first(bare), _upper_first(bare)
    return (
        f"{effect}. {shown}.",
        f"{shown}. {effect}.",
        f"{effect} because {inner}.",
        f"Because {inner}, {_lower_first(effect)}.",
        f"{shown}. As a result, {_lower_first(effect)}.",
        f"{effect}. This was because {inner}.",
    )[form % 6]


@dataclass(frozen=True, slots=True)
class WhyItem:
    """A why-question with the sentence that states the effect and the one that states the cause."""

    question: str
    effect: str
    cause: str


def read_why_items(root: Path) -> list[WhyItem]:
    """WikiWhy, cleaned of surplus spaces and closing full stops."""
    columns = {}
    for name in ("question", "effect", "cause"):
        path = root / "wikiwhy" / f"{name}.json"
        columns[name] = field(json.loads(path.read_text("utf-8")), name, str(path))
    tidy = {
        name: {key: " ".join(str(value).split()).rstrip(". ") for key, value in column.items()}
        for name, column in columns.items()
    }
    return [
        WhyItem(question, _upper_first(tidy["effect"][key]), tidy["cause"][key])
        for key, question in tidy["question"].items()
        if question and tidy["effect"].get(key) and len(tidy["cause"].get(key, "")) > 8
    ]


def why_example(item: WhyItem, distractors: list[str], form: int, place: int) -> Example | None:
    """A passage that holds effect and cause after the first `place` distractor sentences."""
    core = join_cause(item.effect, item.cause, form)
    before, after = distractors[:place], distractors[place:]
    context = " ".join([*before, core, *after])
    bare = _LEADING_CAUSE.sub("", item.cause)
    offset = len(" ".join(before)) + (1 if before else 0)
    span = locate(context, bare, offset)
    return Example(item.question, context, (span,), "wikiwhy", "wikiwhy") if span else None


def read_friendsqa(root: Path) -> Iterator[Example]:
    """FriendsQA: a dialogue as lines of speaker and utterance."""
    path = root / "friendsqa/friendsqa_dev.json"
    for scene in field(json.loads(path.read_text("utf-8")), "data", str(path)):
        for paragraph in scene["paragraphs"]:
            context, lines = "", []
            for turn in field(paragraph, "utterances:", str(path)):
                speaker = ", ".join(turn["speakers"]) or "Narrator"
                lines.append((len(context), len(context) + len(speaker) + 2))
                context += f"{speaker}: {turn['utterance']}\n"
            for qa in paragraph["qas"]:
                found = (_friends_span(context, lines, answer) for answer in qa["answers"])
                spans = by_length(span for span in found if span)
                if spans:
                    yield Example(qa["question"], context, spans, "friendsqa", scene["title"])


def _friends_span(context: str, lines: list[Span], answer: dict[str, Any]) -> Span | None:
    """An answer in its own line: the speaker's name or words of the utterance."""
    start, offset = lines[answer["utterance_id"]]
    end = context.find("\n", start)
    if answer["is_speaker"]:
        return start, offset - 2
    place = context.find(answer["answer_text"], offset, end)
    return (place, place + len(answer["answer_text"])) if place >= 0 else None


def read_selqa(root: Path) -> Iterator[Example]:
    """SelQA: the sentence of a section that answers."""
    path = root / "selqa/ass-test.json"
    for record in json.loads(path.read_text("utf-8")):
        context, spans = "", []
        for sentence in field(record, "candidates", str(path)):
            sentence = sentence.strip()
            spans.append((len(context), len(context) + len(sentence)))
            context += sentence + " "
        answers = tuple(spans[index] for index in record["answers"])
        if answers:
            yield Example(record["question"], context, answers, "selqa", record["article"])


READERS: dict[str, Callable[[Path], Iterator[Example]]] = {
    "qamr": read_qamr,
    "new_wiki": read_new_wiki,
    "nq": read_nq,
    "reddit": read_reddit,
    "amazon": read_amazon,
    "fairytale": read_fairytale,
    "policyqa": read_policyqa,
    "friendsqa": read_friendsqa,
    "selqa": read_selqa,
}


def evidence(example: Example) -> Span:
    """The sentence that holds the first answer (from its start to where it ends)."""
    start, end = example.answers[0]
    for left, right in sentences(example.context):
        if left <= start < right:
            return left, max(right, end)
    return start, end
