"""Boilerplate lines of web pages, such as "Share" or "5 min read", that are not article text.

Knows short whole lines in English only; a line with more words than a pattern
covers is always kept. "Save", "Reuters" or "Two weeks ago" may as well be somebody's
answer: such a line is boilerplate only in a run with an unmistakable one.
"""

import re
from collections.abc import Sequence

_MAX_LINE_CHARS = 200  # a longer line is prose; also bounds the work of a match
# A person's own text may hold one line that a page would have; a copied page holds several.
_LEAST_OUTSIDE_PAGES = 2
_COUNT = r"(?:\d+|an?|one|two|three|a few)"
_AGO = (
    rf"{_COUNT} (?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
    r"(?: ago)"
)
_NETWORK = r"(?:x|twitter|facebook|instagram|linkedin|youtube|tiktok|threads|whatsapp|email)"
_NETWORKS = rf"{_NETWORK}(?:(?:, | and |, and | or ){_NETWORK})*"
_UNMISTAKABLE = (
    rf"(?:published|updated|posted|last updated|last modified):? (?:just now|{_AGO})",
    rf"(?:by [^.!?]{{1,40}} )?[•·|] (?:{_AGO}|\d+ min(?:ute)?s? read)",
    r"\d+[- ]min(?:ute)?s?[- ]read",
    r"(?:reading time|time to read):? \d+ min(?:ute)?s?",
    r"shares?:? \d+|\d+ shares?|copy link",
    r"share (?:this|via|page|article|story|link)"
    rf"(?: (?:article|story|page|post|link|with friends|{_NETWORKS}))?",
    rf"share (?:the|on|with) (?:article|story|page|post|link|with friends|{_NETWORKS})",
    r"share this (?:article|story|page|post) (?:on|via|with) .{1,40}",
    rf"(?:follow|like|find) us on {_NETWORKS}",
    r"(?:sign up|subscribe)(?: (?:for|to))(?: (?:our|the|free|daily|weekly))* "
    r"(?:newsletters?|emails?|updates|mailing list)(?: (?:here|today|now|for free))?",
    r"(?:advertisement|story|article) continues below(?: (?:this )?advertisement)?",
    r"(?:more on this story|most read|most popular|you (?:may|might) also like|"
    r"related (?:articles|stories|topics|links|internet links)|top stories|trending now|"
    r"around the web)",
    r"(?:skip to|jump to) (?:main |the )?(?:content|navigation|main|top|search|menu)",
    r"(?:(?:©|\(c\)|copyright).{0,80}[.,]? )?all rights reserved.{0,60}",
    r"(?:©|\(c\)|copyright ©|copyright \(c\)|copyright) ?\d{4}[^.!?]{0,40}",
    r"(?:accept|reject|allow|decline) (?:all|necessary|only necessary)?(?: ?cookies)?",
    r"manage (?:preferences|choices|cookies)|cookie (?:settings|preferences|choices|policy)",
    r"(?:(?:this|our) (?:web)?site|we)(?: and our partners)? uses? cookies",
    r"(?:(?:this|our) (?:web)?site|we)(?: and our partners)? uses? cookies\b.{0,120}"
    r"\b(?:experience|(?:web)?site|browser|consent|analy[sz]e|traffic|accept|personali[sz]e)\b"
    r".{0,60}",
    r"by (?:clicking|pressing|continuing|using)\b.{0,60}\byou (?:accept|agree|consent)\b.{0,90}",
    r"by (?:clicking|pressing) (?:on )?[\"“'‘]?(?:accept|i agree|allow|ok)\b.{0,120}",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us|about us)"
    r"(?: [|•·] (?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us))+",
    r"toggle navigation",
    r"(?:this video (?:can ?not|cannot) be played)",
    r"(?:please )?enable javascript.{0,80}",
)
_AMBIGUOUS = (
    rf"just now|{_AGO}",
    r"share|print|save|bookmark|comments?|\d+ comments?",
    r"(?:sign up|subscribe|register)(?: now| today| here)?",
    r"(?:advertisement|advertising|sponsored(?: content)?|promoted|ad)",
    r"(?:read|see|watch|listen)(?: (?:more|also|next|now))",
    r"(?:also read|related|recommended|more from .{1,30}|trending)",
    r"(?:read more|read also|also read|read next): [^.!?]{1,100}",
    r"(?:image|photo|picture|video|media) (?:source|credit|copyright)(?:[,:] ?[^.!?]{0,60})?",
    r"(?:image|photo|picture|video|media) caption",
    r"(?:getty images|afp|reuters|ap photo)(?:/[\w ]{1,30})?",
    r"(?:go to|back to) (?:main |the )?(?:content|navigation|main|top|search|menu)",
    r"(?:accept|reject|allow|decline)(?: cookies)?",
    r"manage settings",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us|about us)",
    r"(?:home|menu|search|log ?in|sign in|close|next|previous|loading)",
    r"video unavailable",
)
_SURELY_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _UNMISTAKABLE), re.IGNORECASE)
_PERHAPS_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _AMBIGUOUS), re.IGNORECASE)
_EDGES = " \t.:!…>»›→|"


def drop_boilerplate(texts: Sequence[str], is_page: bool) -> list[str]:
    r"""Remove the boilerplate lines of the paragraphs of an article, whose lines end in "\n".

    A line is removed only in an unbroken run of such lines, of which one is
    unmistakable, and outside pages only if there are several. One that stands
    under a question answers it, and is kept. Linear in the length of the texts.
    """
    lines = [text.split("\n") for text in texts]
    dropped = _runs([line for paragraph in lines for line in paragraph], is_page)
    numbers = iter(range(len(dropped)))
    return [
        "\n".join(line for line in paragraph if not dropped[next(numbers)]) for paragraph in lines
    ]


def _runs(lines: Sequence[str], is_page: bool) -> list[bool]:
    """Return for each line whether it is in a run of boilerplate; blank lines end none."""
    dropped = [False] * len(lines)
    run: list[int] = []
    above = ""
    for number, line in enumerate([*lines, "."]):
        if not line.strip() and number < len(lines):
            continue
        if number < len(lines) and not above.endswith("?") and may_be_boilerplate(line):
            run.append(number)
            continue
        sure = sum(is_boilerplate(lines[i]) for i in run)
        if sure and (is_page or len(run) >= _LEAST_OUTSIDE_PAGES):
            for i in run:
                dropped[i] = True
        run.clear()
        above = line.rstrip("*_ ")
    return dropped


def is_boilerplate(line: str) -> bool:
    """Return whether a whole line is boilerplate whatever stands beside it."""
    bare = _bare(line)
    return bool(bare) and _SURELY_BOILERPLATE.fullmatch(bare) is not None


def may_be_boilerplate(line: str) -> bool:
    """Return whether a whole line is boilerplate where it stands among such."""
    bare = _bare(line)
    return is_boilerplate(line) or (bool(bare) and _PERHAPS_BOILERPLATE.fullmatch(bare) is not None)


def _bare(line: str) -> str:
    """Return a line without the marks at its edges; "" for one that is too long."""
    return "" if len(line) > _MAX_LINE_CHARS else line.strip(_EDGES)
