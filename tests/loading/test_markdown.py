"""Markdown of several dialects is read as it is rendered, and its metadata as they are meant."""

import pytest

from qa_bot.documents import Article
from qa_bot.loading import LoadLimits, load_bytes


def markdown(text: str) -> Article:
    """A text, loaded as Markdown."""
    return load_bytes(text.encode(), "notes", LoadLimits(), name="notes.md")


YAML_FRONT = """---
title: |
  Tides of the
  northern quay
author:
- {name: Anna Brandt, email: a@example.net}
- name: "Jon: Lie"
tags: ["#tides", 'quays', [moons]] # to find it
lang: en-GB
date: 2021-03-04 # first draft
draft: ~
...
The tide comes twice.
"""
TOML_FRONT = """+++
title = "Tides of the northern quay" # as printed
authors = ["Anna Brandt", "Jon: Lie"]
date = 2021-03-04
lang = "en"
[taxonomies]
tags = ["tides", "quays", "moons"]
+++
The tide comes twice.
"""


@pytest.mark.parametrize("text", [YAML_FRONT, TOML_FRONT], ids=["YAML", "TOML"])
def test_front_matter_is_read_in_its_language(text: str) -> None:
    """Values over several lines, nested ones, quotation marks and comments."""
    article = markdown(text)
    assert (article.title, article.author) == (
        "Tides of the northern quay",
        "Anna Brandt, Jon: Lie",
    )
    assert (article.tags, article.language) == (("tides", "quays", "moons"), "en")
    assert (article.published, article.text) == ("2021-03-04", "The tide comes twice.")


def test_front_matter_that_is_not_quite_yaml_is_read_by_its_lines() -> None:
    """A colon in a title is a mistake that people make."""
    article = markdown("---\ntitle: Tides: a tale\ntags:\n- moons\n---\nThe tide comes.")
    assert (article.title, article.tags, article.text) == (
        "Tides: a tale",
        ("moons",),
        "The tide comes.",
    )


def test_aliases_of_front_matter_do_not_multiply() -> None:
    """A file cannot make metadata without end."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcd", "bcde", strict=True)
    ]
    article = markdown("---\n" + "\n".join(lines) + "\ntags: *e\n---\nThe tide comes.")
    assert article.text == "The tide comes." and len(article.tags) <= 1


def test_notes_stand_at_the_end_and_leave_no_mark() -> None:
    """Whatever they are called, over several paragraphs, and within a sentence."""
    article = markdown(
        "It froze[^1] twice[^old]; once^[By the ledger.] badly. A class [^a-z] stays.\n\n"
        "[^1]: In *March*\n    and April.\n\n    Ships waited.\n[^old]: Hearsay.\n\nIt thawed."
    )
    assert article.text.split("\n\n") == [
        "It froze twice; once (By the ledger.) badly. A class [^a-z] stays.",
        "It thawed.",
        "In March and April.\nShips waited.",
        "Hearsay.",
    ]
    assert [place.label for place in article.places][-1] == "notes"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("See [[Quay]], [[Quay#Crane]], [[Quay|piers]].", "See Quay, Quay › Crane, piers."),
        ("Map ![[quay.png]]here, note ![[Cranes]].", "Map here, note Cranes."),
        ("It is ==very== deep, a == b.", "It is very deep, a == b."),
        ("It is deep. %%check%% Cold too. ^a1b2", "It is deep.  Cold too."),
        ("%%\nnot yet\n%%\nIt is deep.", "It is deep."),
        ("> [!danger]- Thin *ice*\n> Stay off.", "Thin ice\n\nStay off."),
        ("> [!TIP]\n> Bring rope.", "Tip\n\nBring rope."),
        ('!!! warning "Thin ice"\n    Stay off.\n\n    Bring rope.',
         "Thin ice\n\nStay off.\n\nBring rope."),
        (":::caution\nStay off.\n:::\n\nIt thawed.", "Caution\n\nStay off.\n\nIt thawed."),
        ("H~2~O, 10^6^, ~~old~~ and ~5 of ~9", "H2O, 10⁶, old and ~5 of ~9"),
        ("9 m<sup>2</sup> of CO<sub>2</sub>, 1<sup>1</sup>/<sub>2</sub>", "9 m² of CO2, 1½"),
        ("In 1884<sup>3</sup> the <b>quay</b> froze.", "In 1884 the quay froze."),
        ("Press <key> to leave, x < y.", "Press <key> to leave, x < y."),
        ("The quay![grey door](a.png) froze ![b](c.png) over.", "The quay froze over."),
        ("![The quay in winter](a.png)", "The quay in winter"),
        ("<aside>\nAnna keeps the key.\n</aside>", "Anna keeps the key."),
        ('<div class="menu">\nSoup at noon\n</div>', "Soup at noon"),
        ("<h2>Cranes</h2>\n<p>Two.</p>", "Cranes\n\nTwo."),
        ("```\n[^1]: ==a== [[b]]\n```", "[^1]: ==a== [[b]]"),
        ("7. Oil\n8. Wait\n   1. Long\n9. Turn", "7. Oil\n8. Wait\n  1. Long\n9. Turn"),
        ("| Crane | Tons<br>lifted |\n|---|---|\n| [[N\\|North]] | 4 |",
         "Crane | Tons lifted\nNorth | 4"),
        ("**When?**\n\nTwo days ago.\n\nSave\n\nReuters",
         "When?\n\nTwo days ago.\n\nSave\n\nReuters"),
    ],
)  # fmt: skip
def test_marks_of_dialects_are_read_as_rendered(text: str, read: str) -> None:
    """Links of wikis, highlights, comments, callouts, raised characters, HTML and pictures."""
    assert markdown("Winter on the quay was long.\n\n" + text).text.split("\n\n", 1)[1] == read
