"""What the answer to a question must be: a number, an amount of money, a length, a time, a person.

The expected answer type and its test are those of question answering before neural
readers (Li and Roth, "Learning Question Classifiers", 2002): a reader that finds "20 g"
for "how much does it cost" has found something else. Knows English wording only.
"""

import re

from qa_bot.answering.date_expressions import MONTH_NAME, WEEKDAY

_NUMBER_WORDS = (
    r"\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?"
    r"|billions?|dozens?|half|once|twice|none|no|first|second|third|single)\b"
)
_MONEY = (
    r"[$€£¥₽₹]|\d\.\d\d|\dp\b|\b(?:euros?|eur|dollars?|usd|pounds?|gbp|pence|cents?|crowns?|francs?"
    r"|roubles?|rubles?|yen|rupees?|kron(?:e|er|or|a|ur)|kr|zlot(?:y|ys|ych)|lira|lire|pesos?|yuan"
    r"|baht|rand|dirhams?|dinars?|rials?|riyals?|shekels?|forints?|koruna|hryvnias?|shillings?"
    r"|naira|ringgit|free|no charge|nothing)\b"
    # A number with no unit: in a cell, before a stop, or by the month or head.
    r"|\d(?= ?(?:$|[|;)]|[.,](?!\d)|per\b|each\b|an? (?:month|year|week|day|night|person|head)))"
)
_LENGTH = (
    r"\d(?:km|m|cm|mm|ft|in)\b|[′″]|\b(?:km|kilomet\w+|met(?:re|er)s?|m|cm|centimet\w+|mm"
    r"|millimet\w+|miles?|mi|ft|feet|foot|inch(?:es)?|yards?|blocks?)\b"
)
_WEIGHT = (
    r"\d(?:kg|g|lb|t)\b|-ton\b|\b(?:kg|kilo\w*|g|grams?|tons?|tonnes?|pounds?|lbs?|oz|ounces?"
    r"|stone)\b"
)
_DURATION = (
    r"\b(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|nights?|decades?"
    r"|centur\w+|until|till|since|from|overnight|forever|aged?)\b|-(?:minute|hour|day|week|month"
    r"|year)\b|\d{4}|\d[–-]\d"
)
_SPEED = r"\b(?:mph|km/h|kph|knots?|per hour|an hour|a second|per second|mbps|rpm)\b"
_CALENDAR = (
    rf"\b(?:{MONTH_NAME}|{WEEKDAY}|spring|summer|autumn|winter|fall|yesterday|today|tomorrow"
    r"|easter|christmas)\b"
)
_TIME = (
    rf"\d|{_CALENDAR}|\b(?:mornings?|afternoons?|evenings?|nights?|noon|midnight|days?|weeks?"
    r"|months?|years?|decades?|century|daily|weekly|annually|before|after|when|once|until|since"
    r"|during|while|as soon|hours?|later|earlier)\b"
)
_PERSON = (
    r"[A-Z]\w|\b(?:he|she|they|we|i|you|my|his|her|our|mother|father|sister|brother|wife|husband"
    r"|man|woman|people|council|company|team|government|president|minister|manager|owner"
    r"|director|staff|agent|tenant|landlord|police|officer)\b"
)
_PLACE = (
    r"(?-i:[A-Z]\w)|\b(?:in|on|at|near|under|behind|above|below|beside|inside|outside|from|to|by"
    r"|opposite|between|into|online|here|there|home|street|road)\b"
)
_WHAT_IS = r"\b(?:what|which)(?:['’]s| is| was| are)? (?:the )?"

_I = re.IGNORECASE
# How questions ask for a type, and what every answer of it has. A question that asks for
# several is of the type that it names first; of two at one place, of the upper one here.
_TYPES: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "share": (
        re.compile(rf"{_WHAT_IS}(?:percent\w*|share|proportion)\b", _I),
        re.compile(r"%|per ?cent|half|third|quarter", _I),
    ),
    "length": (
        re.compile(
            rf"\bhow (?:tall|high|wide|deep|thick)\b|{_WHAT_IS}(?:height|width|depth)\b", _I
        ),
        re.compile(_LENGTH, _I),
    ),
    "distance": (re.compile(r"\bhow far\b", _I), re.compile(f"{_LENGTH}|{_DURATION}", _I)),
    "weight": (
        re.compile(
            rf"\bhow heavy\b|\bhow much (?:do|does|did) (?:\w+ ){{1,4}}weigh|{_WHAT_IS}weight\b", _I
        ),
        re.compile(_WEIGHT, _I),
    ),
    "speed": (
        re.compile(rf"\bhow fast\b|{_WHAT_IS}(?:\w+ )?speed\b", _I),
        re.compile(f"{_SPEED}|{_DURATION}", _I),
    ),
    "money": (
        re.compile(
            rf"{_WHAT_IS}(?:\w+ ){{0,2}}(?:price|cost|fee|salary|fare|rent)s?\b"
            r"|\bhow much (?:is|are|was|were|for) (?:the|a|an|it|they)\b"
            r"|\bhow much (?:is|are|was|were|do|does|did|will|would) (?:\w+ ){1,6}"
            r"(?:costs?|pay|charge)\b",
            _I,
        ),
        re.compile(_MONEY, _I),
    ),
    "number": (
        re.compile(r"\bhow (?:many|often|much)\b|\bnumber of\b", _I),
        re.compile(rf"\d|{_NUMBER_WORDS}|\b(?:all|both|every|daily|weekly|few|several)\b", _I),
    ),
    "age": (re.compile(r"\bhow old\b|\bwhat age\b", _I), re.compile(rf"\d|{_NUMBER_WORDS}", _I)),
    "duration": (
        re.compile(r"\bhow (?:long|soon)\b", _I),
        re.compile(f"{_DURATION}|{_LENGTH}", _I),
    ),
    "date": (
        re.compile(rf"{_WHAT_IS}(?:date|day|year|month)\b", _I),
        re.compile(rf"\d|{_CALENDAR}", _I),
    ),
    "time of day": (
        re.compile(r"\bwhat time\b|\bhow late\b", _I),
        re.compile(r"\d|\b(?:noon|midnight)\b", _I),
    ),
    "time": (
        re.compile(r"\A\W{0,3}(?:\w+,? ){0,4}?when\b", _I),
        re.compile(_TIME, _I),
    ),
    "telephone number": (
        re.compile(r"\b(?:phone|telephone) number\b", _I),
        re.compile(r"\d[\d ()/-]{4,20}\d"),
    ),
    "e-mail address": (re.compile(r"\be-?mail\b", _I), re.compile(r"@")),
    "person": (re.compile(r"\b(?:who|whose|whom)\b", _I), re.compile(_PERSON)),
    "place": (
        re.compile(
            rf"\A\W{{0,3}}(?:\w+,? ){{0,3}}?where\b|{_WHAT_IS}(?:address|place|city|country)\b", _I
        ),
        re.compile(_PLACE, _I),
    ),
}


def answer_pattern(question: str) -> re.Pattern[str] | None:
    """Return what every answer to the question has, by its type; None where any will do."""
    found = [
        (match.start(), order)
        for order, (asked, _) in enumerate(_TYPES.values())
        if (match := asked.search(question)) is not None
    ]
    return list(_TYPES.values())[min(found)[1]][1] if found else None
