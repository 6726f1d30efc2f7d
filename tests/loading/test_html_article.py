"""What stands in a page's article is kept; what a page has around it is not."""

from pathlib import Path

import pytest

from qa_bot.documents import Article, BoilerplateKind
from qa_bot.loading import LoadLimits, load_bytes

MAIL = (
    "From: a@example.net\nTo: b@example.net\nDate: Thu, 4 Mar 2021 08:00:00 +0100\n"
    "Subject: Quay letter\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
)
OPENING = (
    "<p>The quay of Ulmar is two miles long, and was built in nine winters by convicts.</p>"
    "<p>Its cranes stand idle since the railway came, and gulls nest in their cabins.</p>"
)
CLOSING = (
    "<p>Every spring the council votes on whether to sell the stones, and never does.</p>"
    "<p>The harbour master keeps a ledger of each ship, as his father did before him.</p>"
)
FRAME = (
    "<!doctype html><html><head><title>Ulmar news</title></head><body><nav><a href='/'>Home"
    "</a> <a href='/n'>News</a></nav><article><h1>The quay</h1>{}</article>"
    "<div class='related-posts'><h3>More</h3><ul><li><a href='/1'>The ferry sank again</a></li>"
    "<li><a href='/2'>Herring prices</a></li></ul></div><footer>Ulmar Press</footer></body></html>"
)


def page(inner: str) -> Article:
    """A page of a newspaper with something between its paragraphs, loaded."""
    html = FRAME.format(OPENING + inner + CLOSING)
    return load_bytes(html.encode(), "http://example.net/a", LoadLimits(), content_type="text/html")


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<figure><img src=a.jpg alt=q><figcaption>Anna Brandt at the crane.</figcaption></figure>",
         "Anna Brandt at the crane."),
        ("<aside><p>The ledger lies in the customs house.</p></aside>", "in the customs house."),
        ("<div class='promo-text'>The stones weigh nine tons each.</div>", "nine tons each."),
        ("<details><summary>Who owns it?</summary><p>The town.</p></details>", "The town."),
        ("<h3>When did it freeze?</h3><p>Three days ago.</p>", "Three days ago."),
        ("<dl><dt>Length</dt><dd>Two miles</dd></dl>", "Two miles"),
        ("<table><tr><th>Crane<th>Tons</tr><tr><td>North<td>14</tr></table>", "North | 14"),
        ("<svg><text>Berth 7</text></svg>", "Berth 7"),
        ("<ul><li><input type=checkbox checked disabled> Oiled<li><input type=checkbox> Paid</ul>",
         "- ☑ Oiled\n- ☐ Paid"),
        ("<p>It was <img class=emoji alt='🥶'> cold.</p>", "It was 🥶 cold."),
        ("<p>So <img class=latex alt='a = bc'> holds.</p>", "So a = bc holds."),
        ("<p>So <span style='display:none'><math><mi>a</mi></math></span><img alt='{a}'>.</p>",
         "So a."),
        ("<p>So <span><span><math><mi>a</mi></math></span><span aria-hidden=true>a</span></span>.",
         "So a."),
        ("<p>See it<span class='sr-only'> in a new window</span>.</p>", "See it."),
        ("<p>夜<ruby>銀<rt>ぎん</rt></ruby><ruby>河<rp>(</rp><rt>が</rt><rp>)</rp></ruby>を見た。",
         "夜銀河（ぎんが）を見た。"),
        ("<p>A <ruby>light\n house<rt>LH</rt></ruby> is lit.", "A light house（LH） is lit."),
        ("<div class=menu><ul><li>Soup – 4 crowns</li><li>Bread – 1 crown</li></ul></div>",
         "- Soup – 4 crowns\n- Bread – 1 crown"),
        ("<aside><h3>Hours</h3><ul><li>Monday: 9–17<li>Saturday: 9–12</ul></aside>",
         "Monday: 9–17"),
        ("<blockquote><p>It froze.</p><footer>Ada Mill, ledger</footer></blockquote>",
         "Ada Mill, ledger"),
        ("<h3><button aria-controls=p>Who owns it?</button></h3><div id=p hidden>The town.</div>",
         "Who owns it?\n\nThe town."),
        ("<button>Who owns it?</button><div style='display: none'>The town.</div>",
         "Who owns it?\n\nThe town."),
        ("<div role=tabpanel aria-hidden=true><p>It has nine bells.</p></div>", "nine bells."),
        ("<h3>Cranes<a class=headerlink href='#c'>¶</a></h3><p>They rust.</p>", "Cranes\n\nThey"),
        ("<h3>Gulls<span class=mw-editsection>[<a href=e>edit</a>]</span></h3><p>They nest.</p>",
         "Gulls\n\nThey"),
        ("<pre>tide = low\n  crane = up</pre>", "tide = low\ncrane = up"),
    ],
)  # fmt: skip
def test_what_stands_in_the_article_is_kept(inner: str, words: str) -> None:
    """Captions, asides, oddly named parts, short answers, tables and drawings with words."""
    text = page(inner).text
    assert text.index("nest in their cabins") < text.index(words) < text.index("Every spring")
    assert "Herring" not in text and "Ulmar Press" not in text and "Home" not in text


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='newsletter'><p>Never miss a ship. Get our letter.</p><input><button>Go"
        "</button></div>",
        "<aside><a href='/3'>Whales seen off the point.</a></aside>",
        "<div class='share'><span>Share</span><span>Print</span></div>",
        "<p style='display:none'>Never miss a ship.</p>",
        "<p hidden>Never miss a ship.</p>",
        "<div class='share'><ul><li>Mail 12</li><li>Print 7</li></ul></div>",
        "<button aria-controls=d>Join</button><div id=d role=dialog hidden><p>Join us.</p></div>",
        "<amp-ad><div>Never miss a ship.</div></amp-ad>",
    ],
)
def test_what_a_page_adds_or_hides_is_not(inner: str) -> None:
    """Controls, links and missing sentences are evidence, beside a name."""
    assert page(inner).text == page("").text


def test_what_is_left_out_of_a_page_is_counted_by_its_kind() -> None:
    """All words of the page are in its article, its title or the counts; scripts have none."""
    extra = (
        "<script>var a = 'words of no article';</script><p hidden>Unseen.</p>"
        "<div class=cookie-bar>We use cookies. <button>Accept</button></div>"
        "<aside><a href='/3'>Whales.</a></aside>"
    )
    assert {each.kind: each.characters for each in page(extra).left_out} == {
        BoilerplateKind.NAVIGATION: len("HomeNewsMoreThe ferry sank againHerring prices"),
        BoilerplateKind.HEADERS_AND_FOOTERS: len("Ulmar Press"),
        BoilerplateKind.HIDDEN_TEXT: len("Unseen."),
        BoilerplateKind.BANNERS: len("We use cookies.Accept"),
        BoilerplateKind.AROUND_ARTICLE: len("Whales."),
    }
    plain = f"<html><body><h1>Notes</h1>{OPENING}</body></html>"
    assert load_bytes(plain.encode(), "x", LoadLimits(), content_type="text/html").left_out == ()


def test_a_footer_of_the_article_is_kept_where_it_says_something() -> None:
    """The page's footer and one that only leads elsewhere are not."""
    note = "<footer><p>Corrected on 4 March: it has nine cranes.</p></footer></article>"
    links = "<footer><a href='/t'>Tagged harbours</a></footer></article>"
    for footer, is_kept in ((note, True), (links, False)):
        html = FRAME.format(OPENING + CLOSING).replace("</article>", footer)
        article = load_bytes(html.encode(), "x", LoadLimits(), content_type="text/html")
        assert article.text.endswith("nine cranes.") is is_kept
        assert "Tagged" not in article.text and "Ulmar Press" not in article.text


def test_a_footer_longer_than_a_short_article_is_left_out() -> None:
    """The lines of a <main> without paragraphs are the article."""
    lines = "<main><h1>Ferry</h1>It leaves at nine.<br><br>It returns at five.<br>Dogs pay.</main>"
    footer = f"<footer><p>{'Ulmar Press is printed at the quay. ' * 5}</p></footer>"
    html = f"<html><body><nav><a href='/'>Home</a></nav>{lines}{footer}</body></html>"
    article = load_bytes(html.encode(), "x", LoadLimits(), content_type="text/html")
    assert article.text == "It leaves at nine.\n\nIt returns at five.\nDogs pay."


def test_a_page_that_a_table_lays_out_is_read_by_its_parts() -> None:
    """Its leading links are navigation, and a table within it is a table."""
    links = "<td><a href='/1'>News</a><br><a href='/2'>Ships</a></td>"
    table = (
        "<table><tr><td>Adult</td><td>4 crowns</td></tr><tr><td>Child</td><td>2</td></tr></table>"
    )
    html = f"<html><body><table><tr>{links}<td><h1>Ferry</h1>{OPENING}{table}</td></tr></table>"
    article = load_bytes(html.encode(), "x", LoadLimits(), content_type="text/html")
    assert article.text.startswith("The quay of Ulmar") and "News" not in article.text
    assert article.text.endswith("Adult | 4 crowns\nChild | 2")


def test_a_page_without_anything_around_it_is_kept_whole() -> None:
    """A person's own page has no navigation, so that all of it is the article."""
    html = f"<html><body><h1>Notes</h1>{OPENING}<p>Tel. 4711</p></body></html>"
    article = load_bytes(html.encode(), "notes", LoadLimits(), content_type="text/html")
    assert article.text.endswith("cabins.\n\nTel. 4711")


def test_parts_of_a_mail_are_kept_whatever_they_are_named() -> None:
    """A mail has no page around it."""
    html = (
        "<div class='newsletter-item'><h2>Quay</h2><p>It froze.</p></div><aside>Bring ropes."
        "</aside><div class='menu'>Soup at noon</div>"
    )
    article = load_bytes((MAIL + html).encode(), "m.eml", LoadLimits(), name="m.eml")
    assert article.text.split("\n\n") == ["Quay", "It froze.", "Bring ropes.", "Soup at noon"]


def test_items_that_fill_a_page_are_its_article(tmp_path: Path) -> None:
    """A name that most of a page bears is no banner's."""
    items = "".join(
        f"<div class='newsletter-item'><h2>No. {i}</h2>{OPENING}<a href='/'>Sign up for"
        f" part {i} of the tale, which is long</a></div>"
        for i in range(3)
    )
    html = f"<html><body><nav>Home</nav>{items}</body></html>"
    article = load_bytes(html.encode(), "letter", LoadLimits(), content_type="text/html")
    assert article.text.count("gulls nest") == 3
