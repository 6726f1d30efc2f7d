"""From a draft to an article: text cleaned and joined, places located, a title chosen.

Knows pieces, offsets and headlines; not file formats.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.documents import Article, Place
from qa_bot.errors import SourceEmpty
from qa_bot.escape import replace_surrogates
from qa_bot.identity import article_id, content_digest
from qa_bot.loading.boilerplate import drop_boilerplate
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.kinds import HTML, FileKind
from qa_bot.text.normalisation import clean_text, one_line
from qa_bot.text.sentences import split_sentences

# More tags do not help to find an article, and each is a row in the library.
_MAX_TAGS = 200
_MAX_LABEL_CHARS = 200  # bounds a place's label, which is stored and printed with quotes
_MAX_STATED_TITLE_CHARS = 200  # bounds a title that the document states
_MAX_SENTENCE_TITLE_CHARS = 90  # an opening sentence as a title is cut to about a line
_MIN_HEADLINE_CHARS, _MAX_HEADLINE_CHARS = 3, 120  # a first line outside these is no headline
_OPENING_CHARS = 4000  # where the first sentence is looked for
_SENTENCE_ENDS = (".", "!", "…", ".”", '."', ":", ";", ",")


@dataclass(frozen=True, slots=True)
class SourceName:
    """The names of a source: as recorded, as shown in messages, and as a fallback title."""

    source: str
    shown: str
    title: str


@dataclass(frozen=True, slots=True)
class AssembledText:
    """The text of an article and its places, by rising offset in code points."""

    text: str
    places: tuple[Place, ...]


def build_article(draft: Draft, kind: FileKind, name: SourceName) -> Article:
    """Make an article of a draft; raises SourceEmpty where it holds no letter or digit."""
    assembled = assemble(draft, kind.has_boilerplate, is_page=kind is HTML)
    text = assembled.text
    if not any(character.isalnum() for character in text):
        raise SourceEmpty(name.shown, "there is no text in it", "Add a file with sentences.")
    # A file name may hold lone surrogates, and may be blank.
    fallback = one_line(replace_surrogates(name.title))
    stated = one_line(draft.title) or (fallback if kind.is_untitled else "")
    title = choose_title(stated, text, fallback)
    return Article(
        article_id(name.source),
        title,
        name.source,
        text,
        content_digest(title, text),
        author=one_line(draft.author),
        published=one_line(draft.published),
        language=one_line(draft.language),
        tags=tuple(filter(None, map(one_line, draft.tags[:_MAX_TAGS]))),
        places=assembled.places,
        unread=draft.unread,
    )


def assemble(draft: Draft, has_boilerplate: bool, is_page: bool = True) -> AssembledText:
    """Join the cleaned pieces, with a place wherever the label changes.

    `has_boilerplate` texts are pages or may be copied from one: their boilerplate
    lines are dropped.
    """
    parts: list[str] = []
    places: list[Place] = []
    length, last = 0, ""
    for piece, text in _cleaned(draft, has_boilerplate, is_page):
        gap = (" " if piece.joined else "\n\n") if parts else ""
        parts += [gap, text]
        label = clean_text(" ".join(piece.label.split()))[:_MAX_LABEL_CHARS]
        if label != last:
            places.append(Place(length + len(gap), label))
            last = label
        length += len(gap) + len(text)
    return AssembledText("".join(parts), tuple(places))


def _cleaned(draft: Draft, has_boilerplate: bool, is_page: bool) -> Iterator[tuple[Piece, str]]:
    texts = [clean_text(piece.text) for piece in draft.pieces]
    if has_boilerplate:
        texts = [clean_text(text) for text in drop_boilerplate(texts, is_page)]
    for piece, text in zip(draft.pieces, texts, strict=True):
        if text:
            yield piece, text


def choose_title(stated: str, text: str, name: str) -> str:
    """Return the stated title, else the text's headline, else its clipped first sentence.

    `name`, such as the file's name, is the last resort.
    """
    if stated.strip():
        return clip(" ".join(stated.split()), _MAX_STATED_TITLE_CHARS)
    first = text.partition("\n")[0].strip()
    if _is_headline(first, text):
        return first
    sentences = split_sentences(text[:_OPENING_CHARS])
    opening = text[sentences[0].start : sentences[0].end] if sentences else ""
    words = " ".join(opening.split())
    if any(character.isalpha() for character in words):
        return clip(words, _MAX_SENTENCE_TITLE_CHARS)
    return (
        name if name.strip() else clip(words or " ".join(text.split()), _MAX_SENTENCE_TITLE_CHARS)
    )


def _is_headline(line: str, text: str) -> bool:
    is_followed = len(line) < len(text)
    is_open_ended = not line.endswith(_SENTENCE_ENDS)
    fits = _MIN_HEADLINE_CHARS <= len(line) <= _MAX_HEADLINE_CHARS
    return is_followed and is_open_ended and fits and line[0].isalnum()


def clip(text: str, max_chars: int) -> str:
    """Cut a text at a word to at most `max_chars`, with an ellipsis where it is cut."""
    if len(text) <= max_chars:
        return text
    cut = text[: max_chars - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:–—-") + "…" if " " in cut else cut + "…"
