"""From a draft to an article: text cleaned and joined, places located, a title chosen.

Knows pieces and offsets; not file formats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_bot.documents import Article, BoilerplateCount, BoilerplateKind, Place
from qa_bot.errors import SourceEmpty
from qa_bot.escape import replace_surrogates
from qa_bot.identity import article_id, content_digest
from qa_bot.loading.boilerplate import drop_boilerplate
from qa_bot.loading.draft import BoilerplateTally, Draft, Piece, count_left_out
from qa_bot.loading.kinds import HTML, FileKind
from qa_bot.loading.titles import choose_title
from qa_bot.text.normalisation import clean_text, one_line

# More tags do not help to find an article, and each is a row in the library.
_MAX_TAGS = 200
_MAX_LABEL_CHARS = 200  # bounds a place's label, which is stored and printed with quotes


@dataclass(frozen=True, slots=True)
class SourceName:
    """The names of a source: as recorded, as shown in messages, and as a fallback title."""

    source: str
    shown: str
    title: str


@dataclass(frozen=True, slots=True)
class AssembledText:
    """The text of an article, its places by rising offset in code points, and what was left out."""

    text: str
    places: tuple[Place, ...]
    left_out: tuple[BoilerplateCount, ...]


def build_article(draft: Draft, kind: FileKind, name: SourceName) -> Article:
    """Make an article of a draft; raises SourceEmpty where it holds no letter or digit."""
    assembled = assemble(draft, kind.has_boilerplate, is_page=kind is HTML)
    text = assembled.text
    if not any(character.isalnum() for character in text):
        raise SourceEmpty(name.shown, "there is no text in it", "Give one with sentences.")
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
        left_out=assembled.left_out,
    )


def assemble(draft: Draft, has_boilerplate: bool, is_page: bool = True) -> AssembledText:
    """Join the cleaned pieces, with a place wherever the label changes.

    `has_boilerplate` texts are pages or may be copied from one: their boilerplate
    lines are dropped.
    """
    parts: list[str] = []
    places: list[Place] = []
    length, last = 0, ""
    tally: BoilerplateTally = BoilerplateTally()
    for left_out in draft.left_out:
        tally[left_out.kind] += left_out.characters
    for piece, text in _cleaned(draft, has_boilerplate, is_page, tally):
        gap = (" " if piece.joined else "\n\n") if parts else ""
        parts += [gap, text]
        label = clean_text(" ".join(piece.label.split()))[:_MAX_LABEL_CHARS]
        if label != last:
            places.append(Place(length + len(gap), label))
            last = label
        length += len(gap) + len(text)
    return AssembledText("".join(parts), tuple(places), count_left_out(tally))


def _cleaned(
    draft: Draft, has_boilerplate: bool, is_page: bool, tally: BoilerplateTally
) -> Iterator[tuple[Piece, str]]:
    texts = [clean_text(piece.text) for piece in draft.pieces]
    if has_boilerplate:
        before = _visible_characters(texts)
        texts = [clean_text(text) for text in drop_boilerplate(texts, is_page)]
        tally[BoilerplateKind.BOILERPLATE_LINES] += before - _visible_characters(texts)
    for piece, text in zip(draft.pieces, texts, strict=True):
        if text:
            yield piece, text


def _visible_characters(texts: Sequence[str]) -> int:
    return sum(len(line.strip()) for text in texts for line in text.split("\n"))
