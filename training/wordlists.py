"""Word tables of the rule-made examples: antonyms, loose synonyms and negations."""

_ANTONYM_PAIRS = """first last|before after|increase decrease|increased decreased
increases decreases|increasing decreasing|largest smallest|larger smaller|large small|big little
biggest smallest|win lose|won lost|wins loses|winner loser|highest lowest
higher lower|high low|most least|more fewer|more less|many few|best worst
better worse|good bad|oldest youngest|older younger|old new|old young
newest oldest|early late|earlier later|earliest latest|begin end|began ended
begins ends|beginning end|start finish|started stopped|start stop|open close
opened closed|north south|northern southern|east west|eastern western
northeast southwest|northwest southeast|left right|upper lower|up down|above below
over under|inside outside|internal external|inner outer|male female|men women
man woman|boy girl|king queen|father mother|son daughter|brother sister
husband wife|married divorced|born died|birth death|alive dead|strong weak
stronger weaker|strongest weakest|fast slow|faster slower|fastest slowest|rise fall
rose fell|rising falling|gain loss|gained lost|add remove|added removed
include exclude|included excluded|includes excludes|accept reject|accepted rejected
allow forbid|allowed forbidden|permit prohibit|permitted prohibited|support oppose
supported opposed|agree disagree|agreed disagreed|love hate|loved hated|like dislike
friend enemy|friends enemies|public private|rich poor|wealthy poor|common rare
frequent rare|usually rarely|often seldom|always never|all none|every no
major minor|majority minority|positive negative|advantage disadvantage
advantages disadvantages|success failure|successful unsuccessful|possible impossible
legal illegal|formal informal|direct indirect|modern ancient|ancient modern|hot cold
warm cool|dry wet|light dark|light heavy|heavy light|long short|longest shortest
longer shorter|tall short|wide narrow|deep shallow|near far|nearest farthest
same different|similar different|similarity difference|true false|buy sell
bought sold|give take|gave took|send receive|sent received|teach learn
taught learned|attack defend|attacked defended|invade defend|create destroy
created destroyed|build destroy|built destroyed|found lost|join leave|joined left
enter leave|entered left|arrive depart|arrived departed|appear disappear
appeared disappeared|import export|imported exported|expand contract|expanded shrank
maximum minimum|cause prevent|caused prevented|causes prevents|help hinder
helped hindered|improve worsen|improved worsened|raise lower|raised lowered
easy difficult|easier harder|easiest hardest|cheap expensive|cheaper costlier
urban rural|domestic foreign|national international|active inactive|safe dangerous
natural artificial|simple complex|temporary permanent|voluntary compulsory|top bottom
front back|primary secondary|main minor|popular unpopular|known unknown
famous obscure|remember forget|approve veto|approved vetoed|survive die
survived died|push pull|ally enemy|allies enemies|peace war|day night
morning evening|summer winter|spring autumn|hero villain|demand supply|profit loss
rural urban|solid liquid|plus minus|empty full|sad happy|angry calm|brave cowardly
kind cruel"""

_SYNONYMS = """against|once morest, in opposition to
about|regarding, concerning
after|following, subsequent to
before|prior to, ahead of
because|on account of the fact that, since
also|likewise, additionally
many|numerous, a number of
more|extra, additional
big|large, sizable
large|huge, big
small|little, tiny
important|essential, critical
people|individuals, humans
said|stated, declared
says|states, declares
use|utilize, employ
used|utilized, employed
show|exhibit, reveal
shows|exhibits, reveals
help|assist, aid
helped|assisted, aided
start|begin, commence
started|began, commenced
end|conclusion, finish
get|gain, acquire
got|gained, acquired
make|create, produce
made|created, produced
need|require, want
often|frequently, regularly
however|nevertheless, yet
while|whilst, at the same time as
near|close to, nearby
but|however, yet
between|among, amid
such as|like, along with
including|which includes, together with
several|numerous, various
through|via, by way of
during|throughout, in the course of
quickly|swiftly, rapidly
big|massive, vast
new|fresh, novel
old|aged, vintage
very|extremely, highly
good|excellent, fine
bad|terrible, awful
part|component, element
area|region, location
city|metropolis, town
country|nation, us of a
money|cash, funds
job|task, work
kill|slay, murder
killed|slain, murdered
leader|chief, head
war|conflict, warfare
according to|in line with, in keeping with
known|recognised, regarded
called|referred to as, known as
became|turned into, came to be
usually|generally, typically
almost|nearly, virtually
above|over, on top of
first|primary, initial
main|principal, foremost
different|distinctive, various
government|authorities, administration
built|constructed, erected
found|discovered, determined"""


def antonyms() -> dict[str, list[str]]:
    """Each word with its opposites, in both directions."""
    table: dict[str, list[str]] = {}
    for pair in _ANTONYM_PAIRS.replace("\n", "|").split("|"):
        left, right = pair.split()
        table.setdefault(left, []).append(right)
        table.setdefault(right, []).append(left)
    return table


def synonyms() -> dict[str, list[str]]:
    """Each word or phrase with the wordings that an article spinner puts in its place."""
    table: dict[str, list[str]] = {}
    for line in _SYNONYMS.split("\n"):
        word, _, others = line.partition("|")
        table.setdefault(word, []).extend(others.split(", "))
    return table


NEGATED = {
    "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't", "does": "doesn't",
    "do": "don't", "did": "didn't", "has": "hasn't", "have": "haven't", "had": "hadn't",
    "can": "can't", "could": "couldn't", "will": "won't", "would": "wouldn't",
    "should": "shouldn't",
}  # fmt: skip
PLAIN = {negated: plain for plain, negated in NEGATED.items()}
