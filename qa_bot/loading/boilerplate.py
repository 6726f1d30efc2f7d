"""Boilerplate lines of web pages, such as "Share" or "5 min read", that are not article text.

Knows short whole lines in English only; a line with more words than a pattern
covers is always kept.
"""

import re

_MAX_LINE_CHARS = 200  # a longer line is prose; also bounds the work of a match
_COUNT = r"(?:\d+|an?|one|two|three|a few)"
_AGO = (
    rf"{_COUNT} (?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
    r"(?: ago)"
)
_NETWORK = r"(?:x|twitter|facebook|instagram|linkedin|youtube|tiktok|threads|whatsapp|email)"
_NETWORKS = rf"{_NETWORK}(?:(?:, | and |, and | or ){_NETWORK})*"
_PATTERNS = (
    rf"(?:(?:published|updated|posted|last updated|last modified):? )?(?:just now|{_AGO})",
    rf"(?:by [^.!?]{{1,40}} )?[•·|] (?:{_AGO}|\d+ min(?:ute)?s? read)",
    r"\d+[- ]min(?:ute)?s?[- ]read",
    r"(?:reading time|time to read):? \d+ min(?:ute)?s?",
    r"share|shares?:? \d+|\d+ shares?|copy link|print|save|bookmark|comments?|\d+ comments?",
    r"share (?:this|the|on|via|with|page|article|story|link)"
    rf"(?: (?:article|story|page|post|link|with friends|{_NETWORKS}))?",
    r"share this (?:article|story|page|post) (?:on|via|with) .{1,40}",
    rf"(?:follow|like|find) us on {_NETWORKS}",
    r"(?:sign up|subscribe|register)(?: now| today| here)?",
    r"(?:sign up|subscribe)(?: (?:for|to))(?: (?:our|the|free|daily|weekly))* "
    r"(?:newsletters?|emails?|updates|mailing list)(?: (?:here|today|now|for free))?",
    r"(?:advertisement|advertising|sponsored(?: content)?|promoted|ad)",
    r"(?:advertisement|story|article) continues below(?: (?:this )?advertisement)?",
    r"(?:read|see|watch|listen)(?: (?:more|also|next|now))",
    r"(?:read more|read also|see also|also read|related|more on this story|recommended|"
    r"most read|most popular|you (?:may|might) also like|related (?:articles|stories|topics|"
    r"links|internet links)|more from .{1,30}|top stories|trending(?: now)?|around the web)",
    r"(?:read more|read also|also read|read next): [^.!?]{1,100}",
    r"(?:image|photo|picture|video|media) (?:source|credit|copyright)(?:[,:] ?[^.!?]{0,60})?",
    r"(?:image|photo|picture|video|media) caption",
    r"(?:getty images|afp|reuters|ap photo)(?:/[\w ]{1,30})?",
    r"(?:skip to|jump to|go to|back to) (?:main |the )?(?:content|navigation|main|top|search|menu)",
    r"(?:(?:©|\(c\)|copyright).{0,80}[.,]? )?all rights reserved.{0,60}",
    r"(?:©|\(c\)|copyright ©|copyright \(c\)|copyright) ?\d{4}[^.!?]{0,40}",
    r"(?:accept|reject|allow|decline)(?: (?:all|necessary|only necessary))?(?: cookies)?",
    r"(?:manage|cookie) (?:settings|preferences|choices|cookies|policy)",
    r"(?:(?:this|our) (?:web)?site|we)(?: and our partners)? uses? cookies",
    r"(?:(?:this|our) (?:web)?site|we)(?: and our partners)? uses? cookies\b.{0,120}"
    r"\b(?:experience|(?:web)?site|browser|consent|analy[sz]e|traffic|accept|personali[sz]e)\b"
    r".{0,60}",
    r"by (?:clicking|pressing|continuing|using)\b.{0,60}\byou (?:accept|agree|consent)\b.{0,90}",
    r"by (?:clicking|pressing) (?:on )?[\"“'‘]?(?:accept|i agree|allow|ok)\b.{0,120}",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us|about us)"
    r"(?: [|•·] (?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us))*",
    r"(?:home|menu|search|log ?in|sign in|close|next|previous|loading|toggle navigation)",
    r"(?:this video (?:can ?not|cannot) be played|video unavailable)",
    r"(?:please )?enable javascript.{0,80}",
)
_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE)
_EDGES = " \t.:!…>»›→|"


def drop_boilerplate(text: str) -> str:
    r"""Remove the boilerplate lines of a text whose lines end in "\n".

    Linear in the length of the text.
    """
    return "\n".join(line for line in text.split("\n") if not is_boilerplate(line))


def is_boilerplate(line: str) -> bool:
    """Return whether a whole line is boilerplate."""
    if len(line) > _MAX_LINE_CHARS:
        return False
    bare = line.strip(_EDGES)
    return bool(bare) and _BOILERPLATE.fullmatch(bare) is not None
