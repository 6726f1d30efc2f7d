"""Words of which a text has one or the other: opposites, and members of one series.

A text that has the price for an adult says nothing of the price for a child. The groups
are the common antonyms of English (Jones, "Antonymy: a corpus-based perspective", 2002),
and closed series such as days, seasons, kin and meals.
"""

from collections.abc import Iterator

_OPPOSITES = """
first last|before after|increase decrease|large small|big little|win lose|high low wide deep
long|most least|more fewer|more less|best worst|better worse|good bad|old young new|early
late|begin end|start finish|open close|north south east west|northern southern eastern
western|left right|upper lower|up down|above below|inside outside|internal external|inner
outer|indoor outdoor|male female|man woman boy girl|king queen|married divorced|born died|alive
dead|strong weak|fast slow|rise fall|gain loss|add remove|include exclude|accept reject|allow
forbid|permit prohibit|support oppose|agree disagree|love hate|friend enemy|public private|rich
poor|common rare|always never|all none|major minor|majority minority|positive negative|advantage
disadvantage|success failure|legal illegal|formal informal|direct indirect|modern ancient|hot
cold|warm cool|dry wet|light dark|light heavy|long short|tall short|wide narrow|deep shallow|near
far|same different|buy sell|give take|send receive|teach learn|attack defend|create destroy|build
demolish|join leave|enter leave|arrive depart|appear disappear|import export|expand shrink|maximum
minimum average|cause prevent|improve worsen|easy difficult|cheap expensive|urban rural|domestic
foreign|national international|active inactive|safe dangerous|natural artificial|temporary
permanent|voluntary compulsory|top bottom|front rear back|primary secondary|popular
unpopular|approve veto|survive die|push pull|peace war|demand supply|profit loss|solid
liquid|empty full|single return|single double|input output|upload download|online offline|gross
net|fixed variable|full part|whole half|longest shortest|largest biggest smallest|highest lowest
|oldest youngest newest|fastest slowest|earliest latest|nearest furthest|cheapest dearest"""
_SERIES = """
monday tuesday wednesday thursday friday saturday sunday weekday weekend|january february march
april may june july august september october november december|spring summer autumn winter|mother
father sister brother son daughter grandmother grandfather aunt uncle cousin niece nephew|husband
wife|red blue green yellow white black brown orange pink purple grey|hourly daily weekly monthly
quarterly yearly|adult child senior student pensioner concession infant toddler|morning afternoon
evening night|small medium large|breakfast lunch dinner supper|bronze silver gold|car bus train
bicycle boat plane ferry|1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th"""


def exclusive_words() -> Iterator[list[str]]:
    """Yield the groups of words, in lower case, that exclude one another."""
    for table in (_OPPOSITES, _SERIES):
        for group in table.split("|"):
            yield group.split()
