"""Amounts as a text writes them: numbers, quantities with their unit, money, telephone numbers.

Knows how such things are written in English, not what they are of.
"""

NUMBER_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|half an?|half|a dozen|a couple of)(?:[ -](?:one|two|three|four|five|six"
    r"|seven|eight|nine|hundred|thousand|million|billion))?\b"
)
_DIGITS = (
    r"(?<![\w.,/])\d++(?:[.,]\d++)*+[½¼¾]?(?: ?(?:million|billion|trillion|thousand|dozen|bn|m)\b)?"
)
NUMBER = rf"(?:{_DIGITS}|\b{NUMBER_WORDS})"
UNIT = (
    r"(?:%|per ?cent\b|°\s?[CF]?\b|°|(?:degrees?|km|kilomet(?:re|er)s?|m|met(?:re|er)s?|cm"
    r"|centimet(?:re|er)s?|mm|millimet(?:re|er)s?|miles?|yards?|feet|foot|ft|inch(?:es)?|kg|kilos?"
    r"|kilograms?|g|grams?|mg|oz|ounces?|lbs?|tonnes?|tons?|stone|l|lit(?:re|er)s?|ml|dl|pints?"
    r"|gallons?|cups?|tablespoons?|teaspoons?|tbsp|tsp|mph|km/h|kph|knots?|W|kW|kWh|watts?|V|volts?"
    r"|amps?|dB|Hz|GHz|MHz|bar|GB|MB|KB|TB|acres?|hectares?|seconds?|secs?|minutes?|mins?|hours?"
    r"|hrs?|days?|nights?|weeks?|weekends?|months?|years?|yrs?|decades?|centur(?:y|ies)"
    r"|(?:working|business|calendar|school|square|cubic) (?:days?|weeks?|met(?:re|er)s?|feet"
    r"|miles?))\b)"
)
QUANTITY = rf"(?:{NUMBER}(?: ?[–—-] ?| to ))?{NUMBER}[ -]?{UNIT}"
# "A year" of "a year earlier" is no price by the year.
_EACH = (
    r"(?:(?: an?| per| each|/) ?(?:hour|day|night|week|weekend|month|quarter|year|person|head|child"
    r"|adult|family|piece|item|kilo|kg|litre|mile|km|tonne|session|class|lesson|visit)\b"
    r"(?! (?:ago|earlier|later)\b| (?:before|after)(?:[.,;:!?)]|$))| each\b)?"
)
_SUM = (
    r"(?:[A-Z]{0,2}[£$€¥₹]\s?\d++(?:[.,]\d++)*+(?: ?(?:million|billion|bn|m|k)\b)?"
    rf"|{NUMBER} ?(?:pounds?|pence|p|euros?|cents?|dollars?|crowns?|francs?|roubles?|rupees?"
    r"|yen|kr|GBP|EUR|USD|CHF)\b)"
)
MONEY = rf"(?:{_SUM}(?: ?[–—-] ?| to | or ))?{_SUM}{_EACH}"
PHONE = r"(?:\+|\(|\b0)\d++(?:[()./ -]{1,3}\d++)++"
