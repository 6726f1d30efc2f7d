"""Which kinds of measure a comparative grades: "cheaper" money, "heavier" mass.

Knows the common English adjectives, and the words by which texts head what they grade.
"""

from dataclasses import dataclass

# By adjective: its sign, the kinds of measure (the start of their dimension) of which it asks
# more or less, those of which it asks the reverse, and the heads of such columns.
_GRADES = """
expensive|1|money||price cost fee rate fare
dear|1|money||price cost fee rate fare
cheap|-1|money||price cost fee rate fare
long|1|length duration||length duration time takes hours distance guarantee valid
short|-1|length duration||length duration time takes hours distance guarantee valid
tall|1|length||height
high|1|length||height altitude
low|-1|length||height altitude
wide|1|length||width
narrow|-1|length||width
deep|1|length||depth
shallow|-1|length||depth
far|1|length||distance
near|-1|length||distance
close|-1|length||distance
heavy|1|mass||weight mass
light|-1|mass||weight mass
hot|1|temperature||temperature
warm|1|temperature||temperature
cold|-1|temperature||temperature
cool|-1|temperature||temperature
loud|1|level||noise sound level
noisy|1|level||noise sound level
quiet|-1|level||noise sound level
strong|1|power||power strength
powerful|1|power||power output
fast|1|speed|duration|speed pace time duration
quick|1|speed|duration|speed pace time duration
slow|-1|speed|duration|speed pace time duration
big|1|area volume||size capacity volume area population
large|1|area volume||size capacity volume area population
small|-1|area volume||size capacity volume area population
old|1|duration|year|age built opened founded born established
young|-1|duration|year|age built opened founded born established
new|-1|duration|year|age built opened founded born established
early|1||clock date day year|time date day year opens departs leaves starts begins dep
soon|1||clock date day year|time date day year opens departs leaves starts begins dep
late|-1||clock date day year|time date day year closes arrives ends arr
recent|-1||date day year|date day year
often|-1|duration||frequency every
frequent|-1|duration||frequency every
"""
_IRREGULAR = {
    "bigger": "big", "biggest": "big", "hotter": "hot", "hottest": "hot", "farther": "far",
    "further": "far", "furthest": "far", "elder": "old", "eldest": "old",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grade:
    """What a comparative asks for: more (`sign` 1) or less (-1) of some kinds of measure.

    A kind is the start of a dimension, "year", "count" of things, or "any" of a column. Of
    `reversed_kinds` it asks the reverse: what is faster takes less time. `heads` may head
    the column.
    """

    sign: int
    kinds: frozenset[str]
    reversed_kinds: frozenset[str]
    heads: frozenset[str]


def _grade(line: str) -> tuple[str, Grade]:
    adjective, sign, kinds, reverse, heads = line.split("|")
    sets = (frozenset(each.split()) for each in (kinds, reverse, heads))
    return adjective, Grade(int(sign), *sets)


GRADES = dict(_grade(line) for line in _GRADES.strip().splitlines())
# With a noun they grade what it says: "the lowest deposit".
OF_ANY_KIND = frozenset({"high", "low"})
MORE = {"more": 1, "most": 1, "less": -1, "least": -1, "fewer": -1, "fewest": -1}
# The verbs that say which kind "more" is of: "What costs more, a key or a fob?"
VERBS = {
    "cost": "expensive", "costs": "expensive", "pay": "expensive", "pays": "expensive",
    "paid": "expensive", "earn": "expensive", "earns": "expensive", "earned": "expensive",
    "charge": "expensive", "charges": "expensive", "weigh": "heavy", "weighs": "heavy",
    "hold": "big", "holds": "big",
}  # fmt: skip
# The nouns of which "more" grades an amount, and counts nothing: "Which needs more time?"
NOUNS = {"time": "long", "money": "expensive"}
# Adjectives that form their comparative with "more".
LONG_ADJECTIVES = frozenset({"expensive", "powerful", "recent", "often", "frequent"})
# A superlative as a regular expression; shorter words in "est" are "west", "rest" and such.
SUPERLATIVE = (
    r"(?:most|least|(?!(?:guest|forest|harvest|interest|request|protest|contest|arrest|honest|modest"
    r"|northwest|southwest)\b)\w{2,}est)"
)


def adjective_of(word: str) -> str:
    """Return the adjective of a comparative or superlative, "" for another word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in ("est", "er"):
        base = word.removesuffix(ending)
        for each in (base, f"{base}e", f"{base[:-1]}y"):
            if base != word and each in GRADES:
                return each
    return ""
