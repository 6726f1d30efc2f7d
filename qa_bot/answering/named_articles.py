"""Which article a message names: "the plum cake recipe", "the council minutes", "the FAQ".

An article is named by words of its title, of its file name or, where no article has them
there, of its headings. Knows English wording only, and not what is asked of the article.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qa_bot.answering.lexical_features import stem
from qa_bot.documents import Article, ArticleRef
from qa_bot.text.words import STOP_WORDS

# Nouns for any text, which tell no article from another.
_ANY_TEXT = (
    "article articles text texts document documents doc docs page pages website site file files"
    " pdf post posts blog piece one entry".split()
)
# Nouns for some texts, which may stand in a title or a file name.
_SOME_TEXT = (
    "recipe recipes minutes faq faqs news report story letter leaflet brochure flyer notice"
    " announcement release newsletter transcript interview guide manual handbook instructions"
    " tutorial review essay biography bio policy contract lease agreement memo paper obituary"
    " diary notes prices questions".split()
)
# What asks for a summary, or says nothing, is no name of a text: "the points of the minutes".
_NOT_NAMING = frozenset(
    "summary overview gist point points main key idea ideas title author writer date headline"
    " of whole entire full attached above uploaded long new last latest first other same next"
    " the a an this that these my our your and or is was were are did do"
    " does by to for from in on at about with who what when".split()
)
_NOUN = "(?:" + "|".join(sorted({*_ANY_TEXT, *_SOME_TEXT}, key=len, reverse=True)) + r")\b"
_OTHER_THING = "(?:of|to|from|for|between) (?:the|an?|my|his|her|their|its)\\b"
_DESCRIPTION = re.compile(
    r"\b(?:the|this|that|these|my|our|your) "
    rf"(?P<modifiers>(?:(?!(?:{'|'.join(sorted(_NOT_NAMING))})\b)[\w'’-]+ ){{0,4}}?)"
    rf"(?P<noun>{_NOUN})(?! {_NOUN})(?! {_OTHER_THING})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
# Articles, the latest added, among whose names one is looked for: half a second.
MOST_NAMES = 100_000
# Articles whose headings are read: more would take longer than an answer.
_MOST_READ = 20
# Characters of the longest line that is a heading, about one line of a page.
_MAX_HEADING_CHARS = 80


@dataclass(frozen=True, slots=True)
class Description:
    """The words by which a message names an article, and the message with "the article" for them.

    `words` are lower case stems; `noun` is that of the last word, "" for one of any text.
    """

    phrase: str
    words: frozenset[str]
    noun: str
    message: str


def described_article(message: str) -> Description | None:
    """Return how a message names one article; None where it names none, as in "this article"."""
    found = _DESCRIPTION.search(message)
    if found is None:
        return None
    modifiers = [word.lower() for word in _WORD.findall(found["modifiers"])]
    noun = found["noun"].lower()
    words = frozenset(stem(word) for word in modifiers if word not in {*STOP_WORDS, "s"})
    own = "" if noun in _ANY_TEXT else stem(noun)
    if not words and not own:
        return None
    plain = f"{message[: found.start()]}the article{message[found.end() :]}"
    plain = re.sub(r"\b(do|are|were)(?= the article\b)", _singular, plain, flags=re.IGNORECASE)
    return Description(found[0], words, own, plain)


def named_articles(
    description: Description, refs: Sequence[ArticleRef], read: Callable[[str], Article]
) -> list[ArticleRef]:
    """Return the articles that a description fits; `read` returns the article of an id.

    One that has every word, its noun included, goes before those that have all but the noun.
    """
    names = [(ref, _stems(_name(ref))) for ref in refs]
    every = description.words | ({description.noun} if description.noun else frozenset())
    for words in dict.fromkeys((every, description.words)):
        if words and (found := [each for each, held in names if words <= held]):
            return found
    if not description.words or len(refs) > _MOST_READ:
        return []
    headed = [(ref, held | _heading_stems(read(ref.id))) for ref, held in names]
    return [each for each, held in headed if description.words <= held]


def _singular(found: re.Match[str]) -> str:
    return {"do": "does", "are": "is", "were": "was"}[found[1].lower()]


def _name(ref: ArticleRef) -> str:
    file_name = PurePosixPath(ref.source.replace("\\", "/").rstrip("/")).stem
    return f"{ref.title} {file_name}"


def _heading_stems(article: Article) -> set[str]:
    labels = {place.label for place in article.places}
    marked = {line for line in article.text.splitlines() if line.startswith("#")}
    return _stems(" ".join(each for each in labels | marked if len(each) <= _MAX_HEADING_CHARS))


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in _WORD.findall(text)}
