"""Subtitles are read as viewers see and hear them, whichever program wrote them."""

import textwrap

import pytest

from qa_bot.documents import Article
from qa_bot.loading import LoadLimits, load_bytes

SPOKEN = "The lock was built in 1874.\n\nIts first keeper was Odile Marr."


def load(text: str, name: str = "talk.srt") -> Article:
    """The article of subtitles."""
    return load_bytes(textwrap.dedent(text).encode(), "test:talk", LoadLimits(), name=name)


VARIANTS = {
    "no milliseconds": """\
        1
        00:00:05 --> 00:00:08
        The lock was built in 1874.

        2
        00:00:12 --> 00:00:15
        Its first keeper was Odile Marr.
        """,
    "no hours": "00:05.100 --> 00:08.000\nThe lock was built in 1874.\n\n"
    "00:12.000 --> 00:15.000\nIts first keeper was Odile Marr.\n",
    "no numbers": "0:00:05,100-->0:00:08,000\nThe lock was built in 1874.\n\n"
    "0:00:12,000-->0:00:15,000\nIts first keeper was Odile Marr.\n",
    "no blank lines": "1\n00:00:05,100 --> 00:00:08,000\nThe lock was built in 1874.\n2\n"
    "00:00:12,000 --> 00:00:15,000\nIts first keeper was Odile Marr.\n",
    "marks within": "\n\n\ufeff1\n00:00:05,100 --> 00:00:08,000\nThe lock was built in 1874.\n\n\n"
    "\ufeff2\n00:00:12,000 --> 00:00:15,000 X1:10 X2:20\nIts first keeper was Odile Marr.\n",
    "styled": "1\n00:00:05,100 --> 00:00:08,000\n{\\an8}The lock was <i>built</i> in 1874.\n\n2\n"
    '00:00:12,000 --> 00:00:15,000\n<font color="#fff">Its first keeper was Odile Marr.</font>\n',
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_of_srt(name: str) -> None:
    """Times and numbers stay out however they are written, and label the places."""
    article = load(VARIANTS[name])
    assert article.text == SPOKEN
    assert [place.label for place in article.places] == ["00:00:05", "00:00:12"]
    assert load(VARIANTS[name], "talk.txt").text == SPOKEN


def test_a_number_that_is_spoken_stays() -> None:
    """A number is left out only where it counts the cues."""
    numbered = "1\n00:00:01,000 --> 00:00:02,000\n1874\n\n2\n00:00:03,000 --> 00:00:04,000\n12\n"
    assert load(numbered).text == "1874 12"
    bare = (
        "00:00:01,000 --> 00:00:02,000\nIt rose by\n1874\n\n00:00:03,000 --> 00:00:04,000\nfeet.\n"
    )
    assert load(bare).text == "It rose by 1874 feet."


def test_lines_above_the_first_cue_are_kept() -> None:
    """Some programs credit the translator there."""
    credited = "Translated by Odile Marr\n\n1\n00:00:05,000 --> 00:00:08,000\nThe lock is old.\n"
    assert load(credited).text == "Translated by Odile Marr\n\nThe lock is old."


NOTED = """\
    WEBVTT - a talk
    Language: de
    X-TIMESTAMP-MAP=LOCAL:00:00:00.000

    STYLE
    ::cue(v) { color: red }

    REGION
    id:below

    NOTE This was
    checked by nobody.

    opening
    00:05.000 --> 00:08.000 line:0 align:start
    <v.loud Odile Marr>The lock was <c.big>built</c> in 1874.</v>

    NOTE unsure here

    scene 2
    00:08.000 --> 00:09.000
    <v Odile Marr>It is <00:08.500>old.

    00:09.000 --> 00:10.000
    <v Jens>Who keeps it?</v>
    <v Odile Marr>I do &amp; my son.</v>

    00:10.000 --> 00:11.000
    <v Odile Marr><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>.</v>

    NOTE the end
    """


def test_what_no_viewer_sees_stays_out_of_webvtt() -> None:
    """Comments, styles and names of cues are no text, and each voice is named where it begins."""
    article = load(NOTED, "talk.vtt")
    assert article.text == (
        "Odile Marr: The lock was built in 1874. It is old.\n\n"
        "Jens: Who keeps it?\nOdile Marr: I do & my son. 東京（とうきょう）."
    )
    assert article.language == "de"


def test_speakers_by_name_begin_a_paragraph() -> None:
    """In capitals or not, in any alphabet, or in brackets."""
    cues = ["Odile: It is old.", "ŞÜKRÜ: It was.", "[Jens] Who says so?", "the time: one o'clock"]
    lines = (f"00:00:0{n},000 --> 00:00:0{n + 1},000\n{cue}\n\n" for n, cue in enumerate(cues))
    assert load("".join(lines)).text == "\n\n".join(cues[:3]) + " " + cues[3]
