"""A document becomes the same article in every format, whichever program wrote it."""

import re
from pathlib import Path

import pypdfium2
import pytest

from qa_bot import loading
from qa_bot.documents import Article, BoilerplateCount, BoilerplateKind
from qa_bot.errors import SourceEmpty, SourceLocked
from qa_bot.i18n.terminal_wording import places_unread
from qa_bot.loading import LoadLimits, load_bytes, load_file

FILES = Path(__file__).parent.parent / "data" / "files"
TITLE = "The bell-founders of Otterby"
WRITTEN = ["bells.md", "bells.html", "bells.docx", "bells-office.docx", "bells.odt", "bells.epub"]
PRINTED = ["bells.pdf", "bells-columns.pdf"]
SENTENCES = [
    "Nobody in the parish had asked for a foundry.",
    "After that accident the pit was relined with well-seasoned brick, and every mould was dried "
    "for six weeks over a charcoal fire.",
    "Wet clay bursts when molten bronze touches it, and two apprentices were scalded in the "
    "extraordinarily cold winter of 1681.",
    "The ringers worked in pairs and changed at every quarter.",
    "The sexton’s diary gives four hours and fifty minutes.",
    "She opened a school instead, and its bell, the last one that Otterby made, still calls the "
    "children in at eight.",
    "The café on the square keeps one behind its counter – cracked, silent and never for sale.",
    "labelled “origin unknown”, which is the only joke that the two towns share.",
]


def load(name: str) -> Article:
    """One of the documents, loaded."""
    return load_file(FILES / name, LoadLimits())


def place_of(article: Article, words: str) -> str:
    """The label of the place at which the words stand."""
    at = article.text.index(words)
    return [place.label for place in article.places if place.start <= at][-1]


def plain(text: str) -> str:
    """The text with straight quotes, as some programs leave them."""
    return text.translate(str.maketrans("“”’", '""\''))


@pytest.mark.parametrize("name", [*WRITTEN, *PRINTED, "bells.rtf"])
def test_every_sentence_is_whole_wherever_its_line_or_page_broke(name: str) -> None:
    """Words broken at line ends are rejoined, paragraphs span pages, notes leave no mark."""
    text = plain(load(name).text)
    for sentence in SENTENCES:
        assert plain(sentence) in text


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_document_has_its_metadata_and_headings(name: str) -> None:
    """Title, author, date, language and tags are found, and places are labelled by headings."""
    article = load(name)
    assert (article.title, article.author, article.language) == (TITLE, "Hanne Lindqvist", "en")
    assert re.match(r"20\d\d-\d\d-\d\d", article.published)
    assert article.tags in {("bells", "Otterby"), ("history",)}
    assert TITLE not in article.text
    assert place_of(article, "Maan used seventy-seven") == "The foundry › Metal and moulds"
    assert place_of(article, "In the night of 19 October") == "The fire"
    assert place_of(article, "A larger one hangs") == "What remains"


@pytest.mark.parametrize("name", WRITTEN)
def test_tables_and_lists_keep_a_line_for_each_row_and_item(name: str) -> None:
    """Cells of a row and items of a list are each on one line."""
    text = plain(load(name).text)
    assert "\nBell | Weight | Price\nSchool bell | 40 kg | 9 dalers\nShip's bell | 65 kg" in text
    assert "\n- the thickness of its lip,\n- the purity of its tin,\n- the patience" in text


@pytest.mark.parametrize("name", [*WRITTEN, *PRINTED])
def test_places_start_exactly_at_their_text(name: str) -> None:
    """Starts rise, lie on the first character of a paragraph or word, and name each place once."""
    article = load(name)
    starts = [place.start for place in article.places]
    assert starts == sorted(set(starts))
    for place in article.places:
        assert article.text[place.start].strip()
        assert place.start == 0 or article.text[place.start - 1].isspace()
        if name in WRITTEN and place.label != "notes":
            assert article.text[place.start :].startswith(place.label.split(" › ")[-1])


def test_places_of_a_pdf_are_its_pages() -> None:
    """Text is labelled with its page even where its paragraph began on an earlier one."""
    article = load("bells.pdf")
    assert (article.title, article.author) == (TITLE, "Hanne Lindqvist")
    assert place_of(article, "Otterby was never") == "page 1"
    assert place_of(article, "years all three had ordered a bell.") == "page 2"
    assert place_of(article, "from Cornwall, and both") == "page 3"
    assert place_of(article, "The sexton’s diary") == "page 3"
    assert place_of(article, "and changed at every quarter") == "page 4"
    assert place_of(article, "A larger one hangs") == "page 5"


@pytest.mark.parametrize("name", PRINTED)
def test_running_headers_of_a_pdf_stay_out(name: str) -> None:
    """Headers, footers and page numbers interrupt no sentence."""
    text = load(name).text
    assert "Historical Society" not in text
    assert not re.search(r"Page \d|\n\d+\n|\ufffe|-\n", text)


def test_the_lines_of_a_table_and_a_list_in_a_pdf_stay_apart() -> None:
    """A line end with room left on the line was meant."""
    text = load("bells.pdf").text
    assert (
        "\nSchool bell | 40 kg | 9 dalers\nShip’s bell | 65 kg | 14 dalers\nChurch bell | 1,200 kg"
        in text
    )
    assert text.startswith("Hanne Lindqvist\n2021-03-14\n\nOtterby was never")
    assert "• the thickness of its lip,\n• the purity of its tin,\n• the patience" in text
    assert "\n\nThe foundry\n\n" in text


def test_a_scanned_pdf_says_that_it_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pictures are not read, the cure names a text recogniser."""
    monkeypatch.setattr(loading, "reads_pictures", bool)
    with pytest.raises(SourceEmpty, match=r"bells-scanned\.pdf: .*scan.* no text layer.*ocrmypdf"):
        load("bells-scanned.pdf")


def test_running_headers_of_a_pdf_are_counted() -> None:
    """A document of one page has none."""
    (headers,) = load("bells.pdf").left_out
    assert headers.kind is BoilerplateKind.HEADERS_AND_FOOTERS and headers.characters > 50


def test_boilerplate_lines_of_a_copied_page_are_counted() -> None:
    """They are those that the text lacks."""
    text = "It froze in spring.\n\nShare this article\n5 min read\n\nThe town paid for it.\n"
    article = load_bytes(text.encode(), "x", LoadLimits())
    assert article.text == "It froze in spring.\n\nThe town paid for it."
    assert article.left_out == (BoilerplateCount(BoilerplateKind.BOILERPLATE_LINES, 28),)


def test_scanned_pages_among_others_are_named(tmp_path: Path) -> None:
    """The text is read, and the pages without text are listed."""
    mixed = pypdfium2.PdfDocument(FILES / "bells.pdf")
    scan = pypdfium2.PdfDocument(FILES / "bells-scanned.pdf")
    mixed.import_pages(scan, index=2)
    mixed.import_pages(scan)
    mixed.save(tmp_path / "mixed.pdf")
    article = load_file(tmp_path / "mixed.pdf", LoadLimits())
    assert article.unread == ("page 3", "page 7")
    assert place_of(article, "from Cornwall, and both") == "page 4"
    assert load("bells.pdf").unread == ()
    assert "page 3, page 7." in places_unread(article.unread) and not places_unread(())
    assert places_unread([f"page {n}" for n in range(1, 11)]).count("page") == 8


def test_a_locked_pdf_says_that_it_needs_a_password() -> None:
    """A PDF that opens without a password is read, whatever its owner forbids."""
    with pytest.raises(SourceLocked, match=r"password.*qpdf"):
        load("bells-locked.pdf")
    assert load("bells-columns.pdf").text


@pytest.mark.parametrize("name", ["bells.srt", "bells.vtt"])
def test_subtitles_are_sentences_with_their_times(name: str) -> None:
    """Cues are joined into sentences, tags are dropped, and a pause ends a paragraph."""
    article = load(name)
    first = "Otterby was never a large town, yet for two centuries its furnaces supplied bells to "
    assert article.title == "bells" and article.text.startswith(first + "half the coast.\n\n")
    assert place_of(article, "yet for two centuries") == "00:00:04"
    assert place_of(article, "The family never cast") == "01:02:03"


def test_speakers_and_entities_in_subtitles() -> None:
    """Each speaker begins a line, and entities are decoded."""
    assert "- Who bought the barn?\n- Joris Maan did, in 1674." in load("bells.srt").text
    assert "R&D did." in load("bells.vtt").text


def test_a_mail_is_its_body_with_sender_and_date() -> None:
    """Headers are decoded; quoting marks, the signature and attachments stay out."""
    article = load("bells.eml")
    assert (article.title, article.author) == ("The café's bell", "Hanne Lindqvist")
    assert article.published == "2021-03-15T09:12:40+01:00"
    assert article.text.split("\n\n") == [
        "The café on the square keeps a cracked bell behind its counter, and I have now seen it "
        "myself.",
        "Is it one of Maan's?",
        "It carries his mark, a hare above three stars.",
    ]


# Only their names distinguish Markdown and plain text.
NAMELESS = sorted(path for path in FILES.glob("bells*") if path.suffix != ".md")


@pytest.mark.parametrize("path", NAMELESS, ids=lambda p: p.name)
def test_the_name_does_not_decide_where_the_content_does(path: Path, tmp_path: Path) -> None:
    """A document under a wrong name is the same article, or the same error."""
    wrong = tmp_path / "bells.txt"
    wrong.write_bytes(path.read_bytes())
    try:
        expected = load(path.name).text
    except (SourceEmpty, SourceLocked) as error:
        with pytest.raises(type(error)):
            load_file(wrong, LoadLimits())
    else:
        assert load_file(wrong, LoadLimits()).text == expected
