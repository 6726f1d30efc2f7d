"""Whether a sentence has an expression of the form that a question asks for, and no other will do.

The types of `type_patterns.py` are loose, as a reader may answer them in many words: "when" by an
event, "where" by a person. Those here are recognised by their form alone: a colour, an age, a
size, a telephone number, and a measure that a sentence gives of another dimension.
"""

import re

_I = re.IGNORECASE
_COLOUR = (
    r"\b(?:red|blue|green|yellow|white|black|brown|orange|pink|purple|gr[ae]y|gold\w*|silver\w*"
    r"|beige|cream|violet|turquoise|maroon|navy|scarlet|crimson|bronze|lilac|\w+ish|colou?red)\b"
)
_AGE = (
    r"\b(?:age[ds]?|birthday|born|built|founded|since|dat(?:es?|ed|ing)|opened|made|established"
    r"|centur\w+|(?:from|of) (?:1\d|20)\d\d)\b|-old\b|\byears? old\b|, ?\d{1,2},|\(\d{1,2}\)"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2} (?:or|and|to|years?|months?|weeks?)\b"
    r"|\b(?:at|of|turned|is|was|over|under|from|above|below) (?:\d{1,2}(?![\d.,:%]| ?[a-z])"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty)\b)"
)
_SIZE = (
    r"\d ?(?:m|cm|mm|km|ft|x|×|ml|l|g|kg|lit\w+|met\w+|sq\w*|acres?|hect\w+|inch\w*|people|pages"
    r"|seats|[KMGT]B|%|centi\w+|kilo\w+|foot|feet|gall\w+|ton\w+|bed\w*)\b|\d[²³]|\b(?:small|medium"
    r"|large|big|tiny|huge|sizes?|XL|acres?|litres?|square|twice|tall|wide|long)\b"
)
_FORMS = (
    (re.compile(r"\bwhat colou?r\b", _I), re.compile(_COLOUR, _I)),
    (re.compile(r"\bhow old\b|\bwhat age\b", _I), re.compile(_AGE, _I)),
    (
        re.compile(
            r"\bwhat size\b|\bhow (?:big|large) (?:is|are|was|were) (?:the|an?) "
            r"(?!loan|grant|fine|fund|debt|bill|bonus|rise)",
            _I,
        ),
        re.compile(_SIZE, _I),
    ),
    (
        re.compile(r"\b(?:phone|telephone|mobile) number\b", _I),
        re.compile(r"\d[\d ()/-]{4,20}\d"),
    ),
    (re.compile(r"\be-?mail\b(?! to\b)", _I), re.compile(r"@")),
)
# The words of each dimension: "tall" and "high" are one, and any other is not it.
_DIMENSIONS = {
    "tall": "tall high height",
    "high": "tall high height",
    "wide": "wide width broad breadth",
    "deep": "deep depth",
    "thick": "thick thickness",
    "heavy": "heavy weight weigh weighs weighed",
}
_ASKED_DIMENSION = re.compile(rf"\bhow ({'|'.join(_DIMENSIONS)})\b", _I)
_MEASURED = re.compile(r"\b(?:tall|high|wide|deep|long|thick|old|in diameter)\b", _I)
_WORD = re.compile(r"\w+")


def lacks_form(question: str, sentence: str) -> bool:
    """Return whether a question asks for a form that a sentence has nothing of."""
    if any(asked.search(question) and not form.search(sentence) for asked, form in _FORMS):
        return True
    asked = _ASKED_DIMENSION.search(question)
    if asked is None or _MEASURED.search(sentence) is None:
        return False
    words = set(_WORD.findall(sentence.lower()))
    return words.isdisjoint(_DIMENSIONS[asked.group(1).lower()].split())
