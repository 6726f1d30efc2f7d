"""Web pages, books and Markdown."""

import io
import zipfile

from benchmarks.documents import (
    AROUND,
    BOILERPLATE,
    EPUB,
    FRAMES,
    HYPHENS,
    MARKDOWN,
    NUMBERS,
    RAISED,
    TABLES,
    UNKNOWN,
    UNSEEN,
    Case,
)

_FILLER = (
    "<p>The harbour of Marn was dredged in the spring of that year, and the pilots rowed out "
    "every morning to see how far the work had come.</p>"
    "<p>Nobody but the pilots had asked for it, yet the whole town paid, and the accounts fill "
    "two shelves in the harbour office to this day.</p>"
)


def _page(body: str) -> bytes:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Marn</title></head>'
        f"<body><main><h1>The harbour of Marn</h1>{_FILLER}{body}{_FILLER}</main></body></html>"
    ).encode()


def _markdown(text: str, front: str = "") -> bytes:
    return (
        f"{front}# Orders\n\nThe harbour of Marn was dredged in spring.\n\n{text}\n\nIt thawed.\n"
    ).encode()


def _chapter(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f"<title>Marn</title></head><body>{body}</body></html>"
    ).encode()


_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="B/c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_NAVIGATION = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>n</title></head><body>'
    '<nav epub:type="toc"><ol><li><a href="a.xhtml">One</a></li></ol></nav></body></html>'
)


def _book(
    one: bytes,
    two: bytes = b"",
    *,
    hrefs: tuple[str, str] = ("a.xhtml", "b.xhtml"),
    names: tuple[str, str] = ("a.xhtml", "b.xhtml"),
    kind: str = "application/xhtml+xml",
) -> bytes:
    """A book of two chapters; what the package calls them, and what they are called."""
    manifest = "".join(
        f'<item id="i{n}" href="{href}" media-type="{kind}"/>' for n, href in enumerate(hrefs)
    )
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="u"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:identifier id="u">marn</dc:identifier><dc:title>Marn</dc:title>'
        f'<dc:language>en</dc:language></metadata><manifest>{manifest}<item id="n" href="n.xhtml" '
        'media-type="application/xhtml+xml" properties="nav"/></manifest>'
        '<spine><itemref idref="i0"/><itemref idref="i1"/></spine></package>'
    )
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "B/c.opf": package,
        "B/n.xhtml": _NAVIGATION,
        f"B/{names[0]}": one,
        f"B/{names[1]}": two or _GATE,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


_LOCK = _chapter("<h1>One</h1><p>Odile keeps the lock.</p>")
_GATE = _chapter("<h1>Two</h1><p>Jens mends the gate.</p>")
_BOTH = ("Odile keeps the lock", "Jens mends the gate")
_LATIN = (
    b'<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Die M\xfchle<br>geh\xf6rt J\xf6rg.'
    b"</p></body></html>"
)
_RUBY = "<ruby>大阪<rt>おおさか</rt></ruby>"
_NOTED = "It froze[^1] twice.\n\n[^1]: In March."
_YAML = "---\ntitle: >-\n  Tides of the\n  northern quay\ntags: [tides] # to find it\n---\n"
_TOML = '+++\ntitle = "Tides of the northern quay"\ntags = ["tides"]\n+++\n'
_ROWS = (
    "<table><tr><th>Coast</th><th>Town</th><th>Ships</th></tr><tr><td rowspan='2'>East</td>"
    "<td>Sund</td><td>12</td></tr><tr><td>Marn</td><td>31</td></tr></table>"
)
_SALT = "<table><tr><td>Na<sub>2</sub>CO<sub>3</sub></td><td>washing soda</td></tr></table>"
_MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>F</mi><mo>=</mo><mi>m</mi>'
    "<mo>&#8290;</mo><mi>a</mi></math>"
)
_FIGURE = "<figure><img src='a.jpg' alt=''><figcaption>Odile at the crane.</figcaption></figure>"

CASES = [
    Case(RAISED, "power.html", _page("<p>It holds 3 × 10<sup>7</sup> buckets.</p>"),
         (r"3 × 10\^7 buckets",)),
    Case(RAISED, "fraction.html", _page("<p>It is 2<sup>3</sup>/<sub>4</sub> feet wide.</p>"),
         (r"2[ ^]\s?3 ?/ ?_?4 feet",)),
    Case(RAISED, "area.html", _page("<p>The yard is 80 m<sup>2</sup> wide.</p>"),
         (r"80 m\^?2 wide",)),
    Case(RAISED, "power.epub", _book(_chapter("<p>It holds 3 × 10<sup>7</sup> buckets.</p>")),
         (r"3 × 10\^7 buckets",)),
    Case(RAISED, "power.md", _markdown("It holds 3 × 10^7^ buckets."), (r"3 × 10\^7\^? buckets",)),
    Case(BOILERPLATE, "caption.html", _page(_FIGURE), ("Odile at the crane",)),
    Case(BOILERPLATE, "short-answers.html", _page("<h3>When was the fire?</h3><p>Two weeks ago.</p>"
         "<h3>Who drew the map?</h3><p>Reuters</p>"), (r"fire\? ¶ Two weeks ago", r"map\? ¶ Reut")),
    Case(BOILERPLATE, "callout.md", _markdown("<aside>\nOdile keeps the key.\n</aside>"),
         ("Odile keeps the key",)),
    Case(BOILERPLATE, "short-answers.md", _markdown("**When?**\n\nTwo weeks ago.\n\nSave."),
         (r"When\? ¶ Two weeks ago\. ¶ Save",)),
    Case(UNKNOWN, "equation.html", _page(f"<p>The force is {_MATH} throughout.</p>"),
         ("force is F ?= ?m[ \u2062]*a throughout",)),
    Case(UNKNOWN, "ruby.html", _page(f"<p>She left {_RUBY} in May.</p>"),
         ("大阪",), ("大阪おおさか", "おおさか大阪")),
    Case(UNKNOWN, "ruby.epub", _book(_chapter(f"<p>She left {_RUBY} in May.</p>")),
         ("大阪",), ("大阪おおさか", "おおさか大阪")),
    Case(UNKNOWN, "folded.html", _page("<details><summary>Who pays?</summary><p>The town pays."
         "</p></details>"), ("Who pays", "The town pays")),
    Case(UNSEEN, "hidden.html", _page("<p>It costs <span style='display:none'>about </span>ten "
         "crowns.</p><p hidden>It is nine.</p>"), ("costs ten crowns",), ("is nine",)),
    Case(UNSEEN, "comment.md", _markdown("It costs <!-- nine -->ten crowns."),
         ("costs ten crowns",), ("nine",)),
    Case(NUMBERS, "steps.html", _page("<ol><li>Shut the sluice.</li><li>Open the drain.</li></ol>"),
         (r"2\. Open the drain",)),
    Case(NUMBERS, "from-seven.html", _page("<ol start=7><li>Oil it.</li><li>Wait.</li></ol>"),
         (r"8\. Wait",)),
    Case(NUMBERS, "letters.html", _page("<ol type=a><li>Oil it.</li><li>Wait an hour.</li></ol>"),
         (r"b[.)] Wait an hour",)),
    Case(NUMBERS, "steps.md", _markdown("7. Oil\n8. Wait an hour\n9. Turn"), (r"8\. Wait an",)),
    Case(NUMBERS, "steps.epub", _book(_chapter("<ol><li>Shut it.</li><li>Open it.</li></ol>")),
         (r"2\. Open it",)),
    Case(TABLES, "rows-merged.html", _page(_ROWS), ("¦ Marn ¦ 31",)),
    Case(TABLES, "cells.html", _page(_SALT), ("Na_?2 ?CO_?3 ¦ washing soda",)),
    Case(TABLES, "cells.epub", _book(_chapter(_SALT)), ("Na_?2 ?CO_?3 ¦ washing soda",)),
    Case(TABLES, "cells.md", _markdown("| Ship | Cargo |\n|---|---|\n| Fen**wick** | salt |"),
         ("Fenwick ¦ salt",)),
    Case(HYPHENS, "soft.html", _page("<p>The light&shy;house burnt.</p>"), ("lighthouse burnt",)),
    Case(MARKDOWN, "yaml.md", _markdown("It is deep.", _YAML),
         ("Tides of the northern quay", "It is deep"), (">-", "title:", r"\[tides\]")),
    Case(MARKDOWN, "toml.md", _markdown("It is deep.", _TOML),
         ("Tides of the northern quay", "It is deep"), (r"\+\+\+", "title =")),
    Case(MARKDOWN, "notes.md", _markdown(_NOTED), ("It froze.{0,3} twice", "In March"), (r"\[\^",)),
    Case(MARKDOWN, "wiki-link.md", _markdown("See [[Quay|the piers]] first."),
         ("See the piers first",)),
    Case(MARKDOWN, "highlight.md", _markdown("It is ==very== deep."), ("is very deep",)),
    Case(MARKDOWN, "comment.md", _markdown("It is deep. %%check%% It is cold."),
         ("deep. +It is cold",)),
    Case(MARKDOWN, "callout.md", _markdown("> [!WARNING] Thin ice\n> Stay off."),
         ("Thin ice", "Stay off"), (r"\[!",)),
    Case(MARKDOWN, "admonition.md", _markdown('!!! warning "Thin ice"\n    Stay off.'),
         ("Thin ice", "Stay off"), ("!!!",)),
    Case(MARKDOWN, "container.md", _markdown(":::caution\nStay off.\n:::"), ("Stay off",),
         (":::",)),
    Case(EPUB, "case.epub", _book(_LOCK, hrefs=("Text/A.xhtml", "Text/B.xhtml"),
         names=("text/a.xhtml", "Text/B.xhtml")), _BOTH),
    Case(EPUB, "escaped.epub", _book(_LOCK, hrefs=("a%20b.xhtml", "c.xhtml"),
         names=("a b.xhtml", "c.xhtml")), _BOTH),
    Case(EPUB, "media-type.epub", _book(_LOCK, kind="text/xml"), _BOTH),
    Case(EPUB, "anchor.epub", _book(_LOCK, hrefs=("a.xhtml#top", "b.xhtml")), _BOTH),
    Case(EPUB, "not-well-formed.epub", _book(_chapter("<p>Odile keeps<br>the lock.&nbsp;<p>So.")),
         (r"Odile keeps (¶ )?the lock", "Jens mends the gate")),
    Case(EPUB, "latin.epub", _book(_LATIN), ("Mühle", "gehört Jörg")),
    Case(AROUND, "address.html", _page('<p>See <a href="https://marn.example/tides">the table</a>.'
         "</p>"), (r"marn\.example/tides",)),
    Case(AROUND, "mail-address.html", _page('<p>Write to <a href="mailto:odile@marn.example">the '
         "keeper</a>.</p>"), ("odile@marn.example",)),
    Case(AROUND, "address.md", _markdown("See [the table](https://marn.example/tides)."),
         (r"marn\.example/tides",)),
    Case(AROUND, "footer.html", _page("</main><footer><p>Open from nine to five. Call 555 0134.</p>"
         "</footer><main>"), ("555 0134",)),
    Case(AROUND, "form.html", _page("<form><label>Colour <select><option>red<option selected>blue"
         "</select></label></form>"), ("Colour", "blue")),
    Case(AROUND, "button.html", _page("<button>Call 555 0199</button>"), ("555 0199",)),
    Case(AROUND, "dialog.html", _page("<dialog open><p>The lock is shut on Sunday.</p></dialog>"),
         ("shut on Sunday",)),
    Case(AROUND, "alternative-text.html", _page("<p><img src='a.png' alt='Map of the piers'></p>"),
         ("Map of the piers",)),
    Case(AROUND, "alternative-text.epub", _book(_chapter("<p>It froze.</p><p><img src='x.png' "
         "alt='Map of the piers'/></p>")), ("Map of the piers",)),
    Case(AROUND, "link-list.html", _page("<h2>Harbours nearby</h2><ul>" + "".join(
         f"<li><a href='/{n}'>{n} harbour</a></li>" for n in ("Sund", "Fen", "Lod", "Kell"))
         + "</ul>"), ("Lod harbour",)),
    Case(BOILERPLATE, "menu.html", _page("<ul class='menu'><li>Soup 9 crowns</li><li>Bread 2 crowns"
         "</li></ul>"), ("Soup 9 crowns",)),
    Case(BOILERPLATE, "comment.html", _page("<div class='comments'><p>I was the pilot that day, "
         "says Jens.</p></div>"), ("I was the pilot that day",)),
    Case(FRAMES, "picture-in-sentence.html", _page("<p>The old pier <img src='a.png' alt=''>stood "
         "for long.</p>"), ("The old pier (!\\[\\]\\(a.png\\))?stood for long",)),
    Case(FRAMES, "initial.epub", _book(_chapter("<p><span class='cap'>T</span>he ferry left.</p>")),
         ("The ferry left",)),
]  # fmt: skip
