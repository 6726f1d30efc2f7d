"""Numbers, names, quotations and links of a sentence have to be in its passages."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.generation.details import addresses, missing_details


def lacking(sentence: str, evidence: str) -> list[str]:
    """The reasons for which a sentence would be dropped."""
    return [missing.reason for missing in missing_details(sentence, evidence)]


SAME = [
    ("It cost 1,234 pounds.", "It cost £1234."),
    ("Es kostet 1.234,50 Euro.", "Es kostet 1234,50 Euro."),
    ("Around 5,000 came.", "Around 5 000 came."),
    ("It weighs 2.5 kg.", "It weighs 2,5 kg."),
    ("It grew by 1.4 billion dollars.", "It grew by $1.4bn."),
    ("There were 1.5 million.", "There were 1,500,000."),
    ("It is −5 °C.", "It is minus 5 °C."),
    ("It is 20 °C.", "It is 68 °F."),
    ("It opens at 17:00.", "It opens at 5pm."),
    ("It opens at 5 p.m.", "It opens at 17:00."),
    ("It was on 4 May 2021.", "It was on 2021-05-04."),
    ("It was on May 4th, 2021.", "It was on 4 May 2021."),
    ("It was in the 1980s.", "It was in the 1980s."),
    ("It was the 19th century.", "It was the nineteenth century."),
    ("It was her 3rd win.", "It was her third win."),
    ("Two thirds agreed.", "Two-thirds agreed."),
    ("A quarter agreed.", "25% agreed."),
    ("About 50% agreed.", "Half agreed."),
    ("Half agreed.", "50 per cent agreed."),
    ("It is 1/3 full.", "It is a third full."),
    ("25 people came.", "Twenty-five people came."),
    ("300 people came.", "Three hundred people came."),
    ("It is 8 km away.", "It is five miles away."),
    ("It takes 90 minutes.", "It takes 1.5 hours."),
    ("Wait for 30 minutes.", "Wait for half an hour."),
    ("Gusts of 131 kilometres per hour.", "Gusts of 131 km/h."),
    ("Wait 2–3 days.", "Wait two to three days."),
    ("Call 02079460958.", "Call 020 7946 0958."),
    ("It costs £30.", "Ticket | Price (£)\nDay | 30"),
    ("He is a 5-year-old.", "He is five years old."),
    ("Then J. Smith left.", "John Smith left."),
    ("The UN agreed.", "The United Nations agreed."),
    ("The U.S. agreed.", "The US agreed."),
    ("Then Tom Lund won.", "Tom P. Lund won."),
    ("Then Tom Lund won.", "Lund, Tom: 1st."),
    ("Beck's dog ran.", "The dog of Beck ran."),
    ("José left.", "Jose left."),
    ("NASA SAID IT LEFT.", "Nasa said it left."),
    ("It closed on Mon.", "It closed on Monday."),
    ("Visitors have two parks.", "Guests have two parks."),
    ("Admission was free.", "Nobody paid."),
    ('He called it "good […] indeed".', 'He called it "good, and nice, indeed".'),
    ('He said: "Good… indeed".', "He said it was good, and nice indeed."),
    ("The players' and coaches' rooms were shut.", "They were shut."),
    ("See https://a.example/x.", "See https://a.example/x for more."),
    ("Mail a@b.example!", "Mail a@b.example."),
]
LACKING = [
    ("number", "It weighs 25 kg.", "It weighs 2.5 kg."),
    ("number", "It is −5 °C.", "It is 5 °C."),
    ("number", "It is 20 °F.", "It is 20 °C."),
    ("number", "It opens at 6pm.", "It opens at 5pm."),
    ("number", "It opens at 5am.", "It opens at 5pm."),
    ("number", "It was on 5 May 2021.", "It was on 2021-05-04."),
    ("number", "It was in the 1980s.", "It was in the 1970s."),
    ("number", "It was the 19th century.", "It was the eighteenth century."),
    ("number", "A third agreed.", "Two thirds agreed."),
    ("number", "Three quarters agreed.", "A quarter agreed."),
    ("number", "Twenty-six people came.", "25 people came."),
    ("number", "It cost $1.41bn.", "It cost $1.40bn."),
    ("number", "It cost $1.4m.", "It cost $1.4bn."),
    ("number", "It cost €20.", "It cost £20."),
    ("number", "It cost 20 euros.", "It cost 20 dollars."),
    ("number", "He ran 131 km.", "He ran 130 km."),
    ("number", "It is 30 m long.", "It took 30 minutes on the M1."),
    ("number", "Wait 2–4 days.", "Wait 2–3 days."),
    ("number", "It protected 50 of 50 goats.", "It protected 46 of 50 goats."),
    ("number", "Call 020 7946 0959.", "Call 020 7946 0958."),
    ("number", "It costs $30.", "Ticket | Price (£)\nDay | 30"),
    ("name", "Then Harald IV ruled.", "Harald V ruled."),
    ("name", "They took vitamin D.", "They took vitamin C."),
    ("name", "Then K. Smith left.", "John Smith left."),
    ("name", "It was the WHO.", "It was the council who agreed."),
    ("name", "Then Tom Lund won.", "Tom Beck met Kari Lund."),
    ("name", "Paris has two parks.", "London has two parks."),
    ("name", "Emma said so.", "Anna said so."),
    ("name", "Take the K41.", "Take the K40."),
    ("name", "On Monday it closed.", "On Tuesday it closed."),
    ("quotation", 'He called it "really bad".', "He called it really good."),
    ("quotation", "She said: «oui, mais non».", "She said: oui, non."),
    ("link", "See https://a.example/x.", "See https://a.example/y."),
    ("link", "See www.evil.example.", "See the site."),
    ("link", "Write to @helper.", "Write to the helper."),
]


@pytest.mark.parametrize(("sentence", "evidence"), SAME)
def test_the_same_in_other_words_is_held(sentence: str, evidence: str) -> None:
    """Formats, units, abbreviations and the order of a name do not count."""
    assert lacking(sentence, evidence) == []


@pytest.mark.parametrize(("reason", "sentence", "evidence"), LACKING)
def test_what_differs_is_missing(reason: str, sentence: str, evidence: str) -> None:
    """Near is not the same: a digit, a unit, an initial, a word of a quotation."""
    assert reason in lacking(sentence, evidence)


@given(st.sampled_from([text for pair in SAME for text in pair]))
def test_a_text_holds_its_own_details(text: str) -> None:
    """Whatever a text has, it has."""
    assert lacking(text, text) == []


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_whole_number_is_held_only_by_its_equal(first: int, second: int) -> None:
    """With or without commas, and never by one that is near."""
    sentence = f"There were {first:,} of them."
    assert ("number" in lacking(sentence, f"We saw {second}.")) == (first != second)


@given(st.integers(1, 12), st.integers(1, 28), st.integers(1900, 2100))
def test_a_date_is_the_same_in_each_way_of_writing(month: int, day: int, year: int) -> None:
    """ISO 8601, with points, and with the name of the month."""
    names = "January February March April May June July August September October November December"
    name = names.split()[month - 1]
    for held in (f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}"):
        for said in (f"{day} {name} {year}", f"{name} {day}, {year}"):
            assert lacking(f"It was on {said}.", f"It was on {held}.") == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(sentence: str, evidence: str) -> None:
    """Nothing that a model writes is an error."""
    assert all(missing.words for missing in missing_details(sentence, evidence))


@pytest.mark.parametrize(
    "written",
    [
        "Call 0８00 555 11２.",
        "Call ⓪⑧⓪⓪ ⑤⑤⑤ ①①②.",
        "Call 𝟎𝟖𝟎𝟎 𝟓𝟓𝟓 𝟏𝟏𝟐.",
        "Write to help＠evil.example.",
        "Go to evil․example.",
    ],
)
def test_no_other_shape_of_a_character_hides_a_detail(written: str) -> None:
    """Full-width, circled and styled characters are read as the plain ones, and compared so."""
    plain = unicodedata.normalize("NFKC", written)
    assert [each.reason for each in missing_details(written, "Call us, or go.")]
    assert list(missing_details(written, plain)) == []
    assert list(missing_details(plain, written)) == []


def test_raised_digits_stay_what_they_are() -> None:
    """10² is not 102, whatever a text is made of."""
    assert [each.words for each in missing_details("It is 10².", "It is 102.")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Go to https://a.example/x?y=1, now.", ["https://a.example/x?y=1"]),
        ("Go to evil.com/x now", ["evil.com/x"]),
        ("Ask @someone or /start #tag", ["@someone", "/start", "#tag"]),
        ("It ended. He left at 5.30, e.g. early, at 10.5km of the 2.0beta.", []),
        (
            "Go to evil.zip, пример.рф or \u043err.example",
            ["evil.zip", "пример.рф", "\u043err.example"],
        ),
        ("See tg://resolve?domain=x or ftp://h/x", ["tg://resolve?domain=x", "ftp://h/x"]),
    ],
)
def test_addresses_are_what_a_client_makes_links_of(text: str, found: list[str]) -> None:
    """Web and mail addresses, mentions, tags and commands."""
    assert addresses(text) == found
