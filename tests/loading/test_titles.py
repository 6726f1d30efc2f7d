"""The title of a text that states none is its headline, not what stands around it."""

import pytest

from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.titles import choose_title

BODY = "\n\nThe town council voted on Monday to reopen the lock.\n"
HEADLINE = "Lock to reopen in June"


@pytest.mark.parametrize(
    "above",
    [
        "FOR IMMEDIATE RELEASE\n\n",
        "For immediate release: May 3, 2019\nContact: Odile Marr, 555-0199\nodile@example.org\n\n",
        "*** EMBARGOED UNTIL 9 A.M. MONDAY ***\n\n3 May 2019\n\n",
        "PRESS RELEASE\n\n",
        "Press release no. 12 – 3 May 2019\n\n",
        "Pressemitteilung Nr. 7\n\nKontakt: Odile Marr\n\n",
        "CONFIDENTIAL\n\n",
        "21 minutes ago\n",
        "Share\nSave\n3 min read\n\n",
        "COMMUNIQUÉ DE PRESSE\nPOUR DIFFUSION IMMÉDIATE\n\n",
        "",
    ],
)
def test_notices_above_a_headline_are_no_title(above: str) -> None:
    """What a press release says of itself is passed over, with the contact below it."""
    assert choose_title("", above + HEADLINE + BODY, "a") == HEADLINE


@pytest.mark.parametrize(
    "headline",
    [
        "Press release system fails at dawn",
        "Press release: lock to reopen",
        "Confidential informants of the customs house",
        "Contact with the upper lock is lost",
    ],
)
def test_a_headline_about_notices_is_one(headline: str) -> None:
    """A notice is all of its line."""
    assert choose_title("", headline + BODY, "a") == headline


def test_a_text_of_nothing_but_a_notice_keeps_it() -> None:
    """It is better than the name of a file."""
    assert choose_title("", "FOR IMMEDIATE RELEASE\n", "a") == "FOR IMMEDIATE RELEASE"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("***\n\nThe lock opens at nine. It closes at six.", "The lock opens at nine."),
        ("12. 5.\n\n– and so the lock was closed.", "– and so the lock was closed."),
        ("4218\n\n1931.", "4218"),
        (
            "1\n00:00:01 --> 00:00:02\nThe lock is old.\n\n2\n00:00:03 --> 00:00:04\nYes.",
            "The lock is old.",
        ),
    ],
)
def test_a_pasted_text_is_never_titled_by_where_it_was_pasted(text: str, title: str) -> None:
    """Its first words are its title, or its figures where it has no words."""
    assert load_bytes(text.encode(), "telegram:10/31", LoadLimits()).title == title
