"""What can be seen of a page that is no article: that it leads elsewhere, or waits for scripts.

Knows HTML; `read` runs in a process of its own, since a page may be hostile.
Nothing in a page is ever run.
"""

import re
from dataclasses import asdict, dataclass

from lxml import html

from qa_bot.fetching.addresses import shown
from qa_bot.fetching.client import Response
from qa_bot.fetching.json_ld import told_story
from qa_bot.loading.draft import Draft
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import encode_json
from qa_bot.loading.sandbox.reply_decoder import decode_json
from qa_bot.loading.sandbox.worker_process import read_sandboxed

_SENT_ON = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_FEED_KINDS = ("application/rss+xml", "application/atom+xml")
_UNSEEN = ("script", "style", "noscript", "template")
_SHORT = 400
_LONGEST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Signs:
    """Where a page sends a browser on to, and its feed's address; empty if it names none.

    `scripted` is whether it shows its text only once its scripts have run, and
    `story` a plain page of what it says in its data (JSON-LD) all the same.
    """

    sent_on: str = ""
    feed: str = ""
    scripted: bool = False
    story: str = ""


def signs_of(response: Response, limits: LoadLimits) -> Signs:
    """What can be seen of a page; raises as loaders do."""
    draft = read_sandboxed(__name__, RawSource(response.body, response.url, limits))
    return decode_json(draft.title, Signs, response.url)


def read(incoming: RawSource) -> Draft:
    """The signs as a draft, in its title; of a page that cannot be parsed there are none."""
    return Draft((), encode_json(asdict(_signs(incoming))).decode())


def _signs(incoming: RawSource) -> Signs:
    try:
        page = html.document_fromstring(incoming.data, base_url=incoming.source)
        page.make_links_absolute(handle_failures="ignore")
    except (ValueError, html.etree.LxmlError):
        return Signs()
    story = told_story(page)
    return Signs(_sent_on(page), _feed(page), _waits_for_scripts(page), story)


def _sent_on(page: html.HtmlElement) -> str:
    for meta in page.iter("meta"):
        if meta.get("http-equiv", "").lower() == "refresh":
            found = _SENT_ON.search(meta.get("content", "")[:_LONGEST_SHOWN])
            return shown(found[1]) if found else ""
    return ""


def _feed(page: html.HtmlElement) -> str:
    for link in page.iter("link"):
        if "alternate" in link.get("rel", "").lower() and link.get("type", "") in _FEED_KINDS:
            return str(link.get("href", ""))
    return ""


def _waits_for_scripts(page: html.HtmlElement) -> bool:
    scripted = page.find(".//script") is not None
    html.etree.strip_elements(page, *_UNSEEN, with_tail=False)
    body = page.find("body")
    words = "" if body is None else " ".join(body.text_content().split())
    return scripted and (len(words) < _SHORT or "javascript" in words.lower())
