"""A text is read as it was written, whatever program and country saved it."""

from typing import Literal

import pytest

from qa_bot.errors import SourceNotText
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.encoding import decode, decode_with_remarks
from qa_bot.loading.encoding_labels import codec_of

WRITTEN = [
    ("cp1250", "Nádraží v Kolíně bylo postaveno roku 1845 a přestavěno o šest let později."),
    ("iso8859-2", "Dzień targowy przypada w środę. Świeże ryby sprzedaje się na nabrzeżu."),
    ("cp852", "Młyn nad rzeką zbudowano w 1874 roku, a jego właścicielem był Józef Żak."),
    ("cp1250", "A malom tulajdonosa Szűcs Győző, aki 1902-ben vette meg az épületet."),
    ("cp1250", "Kuća je sagrađena od kamena i pokrivena žutim crijepom."),
    ("cp1254", "Vapur her sabah saat yedide iskeleden kalkıyor, akşam dönüyor."),
    ("cp1257", "Keltas išplaukia kiekvieną valandą iš senosios prieplaukos."),
    ("cp1252", "La barrière ferme à huit heures, même l’été. L’élève répète la leçon."),
    ("cp1252", "La città è più bella di sera, perché c'è meno traffico."),
    ("cp1252", "Myllan var byggð árið 1874 og eigandinn heitir Þórður Jónsson."),
    ("mac_roman", "Öffnungszeiten täglich außer montags."),
    ("mac_roman", "She said – twice – that it’s naïve, and paid £5."),
    ("cp850", "Der Zug fährt stündlich über die Brücke. Kinder zahlen die Hälfte."),
    ("koi8-r", "Паром отходит каждый час от старой пристани."),
    ("cp866", "Мельница построена в 1874 году, её хозяина зовут Пётр Ёлкин."),
    ("cp1253", "Ο μύλος χτίστηκε το 1874 και ο ιδιοκτήτης του λέγεται Γιώργος."),
    ("cp1255", "הטחנה נבנתה בשנת 1874 ובעליה הוא יוסף כהן."),
    ("cp1256", "بنيت المطحنة سنة 1874، واسم صاحبها يوسف حداد."),
    ("iso8859-6", "بنيت المطحنة سنة 1874 وكان الناس يحملون إليها القمح كل صباح."),
    ("utf-16-le", "Паром отходит каждый час от старой пристани."),
    ("utf-16-be", "הטחנה נבנתה בשנת 1874 ובעליה הוא יוסף כהן."),
    ("utf-16-le", "磨坊建於一八七四年,主人名叫李明。\n渡船每小時開一班。\n"),
    ("utf-16-be", "水車小屋は1874年に建てられました。\r\n持ち主は田中さんです。\r\n"),
    ("utf-16-le", "방앗간은 1874년에 지어졌고 주인은 김철수입니다 😀."),
    ("cp932", "水車小屋は1874年に建てられ、持ち主は田中さんです。"),
    ("euc_jp", "水車小屋は1874年に建てられ、持ち主は田中さんです。"),
    ("iso2022_jp", "水車小屋は1874年に建てられました。"),
    ("gb18030", "渡船每小时开一班。"),
    ("big5", "磨坊建於1874年,主人名叫李明。"),
    ("cp949", "방앗간은 1874년에 지어졌고 주인은 김철수입니다."),
]


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_a_text_without_declaration_is_read_by_its_language(encoding: str, text: str) -> None:
    """The encoding is guessed by the letters that it would make."""
    assert decode_with_remarks(text.encode(encoding), "x").text == text
    assert decode_with_remarks(text.encode(encoding), "x").remarks == ()


@pytest.mark.parametrize("text", ["Straße", "naïve", "It’s", "“Hello” – it’s 5 €", "25 °C", "£5"])
def test_a_few_characters_are_taken_for_the_usual_encoding(text: str) -> None:
    """Rarer encodings need more evidence."""
    assert decode(text.encode("cp1252"), "x") == text


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Five” – €5"),
        ("ISO-8859-9", "cp1254", "Şükrü"),
        ("windows-1250", "cp1250", "Žďár"),
        ("x-mac-roman", "mac_roman", "Brücke"),
        ("gb2312", "gb18030", "“朱镕基”—说"),
        ("shift_jis", "cp932", "①水車"),
        ("iso-2022-jp", "iso2022_jp", "水車"),
        ("iso-2022-kr", "iso2022_kr", "방앗간"),
        ("hz-gb-2312", "hz", "磨坊"),
        ("utf-7", "utf-7", "Brücke"),
        ("utf-16be", "utf-16-be", "水車 1874"),
        ("utf-16", "cp1252", "Die Brücke wurde 1931 eröffnet."),
        ('"tis-620"', "cp874", "โรงสี"),
    ],
)
def test_the_declared_encoding_is_kept_to(label: str, encoding: str, text: str) -> None:
    """A label means what browsers take it for, also where its bytes look like plain ASCII."""
    assert decode(text.encode(encoding), "x", label) == text


def test_utf8_is_read_as_such_whatever_is_declared() -> None:
    """Bytes that are UTF-8 are no other encoding by accident."""
    assert decode("Die Brücke".encode(), "x", "iso-8859-1") == "Die Brücke"
    assert decode("Die Brücke".encode(), "x", "no-such-name") == "Die Brücke"


@pytest.mark.parametrize("label", ["hex", "rot13", "punycode", "idna", "unicode_escape", "\0", ""])
def test_what_is_no_encoding_of_documents_is_not_used(label: str) -> None:
    """Python's other codecs are no encodings of a document."""
    assert codec_of(label) is None


def test_one_stray_byte_costs_its_line_at_most() -> None:
    """The other lines stay as they are, and the line is named."""
    lines = ["Die Köchin heißt Käthe.", "Er wohnt in Köln.", "Sie übt Flöte."]
    data = "\n".join(lines).encode().replace("wohnt in Kö".encode(), b"wohnt in K\xf6")
    decoded = decode_with_remarks(data, "x")
    assert decoded.text.split("\n") == lines
    assert decoded.remarks == ("line 2 (some bytes are not UTF-8)",)
    for name in ("a.txt", "a.md", "a.html"):
        loaded = load_bytes(data, "test:a", LoadLimits(), name=name)
        assert loaded.unread == decoded.remarks


POLISH = "Zażółć gęślą jaźń."


@pytest.mark.parametrize(
    "header", ["text/html", "text/html; charset=utf-8", "text/html; charset=x"]
)
@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=iso-8859-2>",
        "<!-- <meta charset=windows-1251> --><meta charset=iso-8859-2>",
        '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-2">',
    ],
)
def test_a_page_is_decoded_as_it_declares_where_its_header_is_wrong(header: str, head: str) -> None:
    """A header that the bytes contradict does not count, nor does a declaration in a comment."""
    page = f"<html><head>{head}</head><body><p>{POLISH}</p><p>Two.</p></body></html>"
    loaded = load_bytes(page.encode("iso8859-2"), "x", LoadLimits(), content_type=header)
    assert loaded.text.split("\n")[0] == POLISH and not loaded.unread


def test_a_stray_byte_does_not_make_a_page_what_it_wrongly_declares() -> None:
    """Text that is mostly UTF-8 is read as such."""
    page = f"<html><meta charset=iso-8859-2><body><p>{POLISH}</p><p>Two \xff.</p></body></html>"
    data = page.encode().replace(b"\xc3\xbf", b"\xff")
    loaded = load_bytes(data, "x", LoadLimits(), content_type="text/html; charset=utf-8")
    assert loaded.text.startswith(POLISH) and len(loaded.unread) == 1


def test_a_broken_byte_does_not_change_the_guess() -> None:
    """Half of the lines still tell the encoding that no other byte contradicts."""
    text = "\n".join([WRITTEN[0][1], "Žlutý kůň běžel po louce.", "Vlak jede přes řeku."])
    data = b"Hl\x81avn\xed " + text.encode("cp1250")
    decoded = decode_with_remarks(data, "x")
    assert decoded.text.split("\n")[1:] == text.split("\n")[1:]
    assert decoded.remarks == ("line 1 (some bytes are not CP1250)",)
    declared = decode_with_remarks(data, "x", "windows-1250")
    assert declared == decoded


@pytest.mark.parametrize(
    "data", [b"The mill is\x00 old.\nIt turns.", b"The mill is old.\nIt turns." + b"\x00" * 900]
)
def test_a_few_zeros_do_not_make_a_text_binary(data: bytes) -> None:
    """They are left out; bytes with many control characters are still refused."""
    assert decode(data, "x") == "The mill is old.\nIt turns."
    with pytest.raises(SourceNotText):
        decode(data[:8] + bytes(range(32)), "x")


@pytest.mark.parametrize("order", ["little", "big"])
def test_numbers_in_two_bytes_are_no_text(order: Literal["little", "big"]) -> None:
    """Samples of sound and tables are still refused, whatever letters some of them would make."""
    numbers = [1040 + n % 60 if n % 9 else n % 40 for n in range(900)]
    with pytest.raises(SourceNotText):
        decode(b"".join(n.to_bytes(2, order) for n in numbers), "x")


def test_a_zero_beside_a_line_end_makes_no_text_wide() -> None:
    """Text in bytes of their own is read as such, although pairs of them are letters too."""
    lines = b"The ferry leaves at nine each day\x00\nof the year but for Easter."
    for start in (0, 1):
        assert decode(lines[start:], "x") == lines[start:].replace(b"\0", b"").decode()
