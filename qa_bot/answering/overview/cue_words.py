"""How much a sentence is likely to state, by how it is worded.

The cue method of Edmundson ("New methods in automatic extracting", 1969): words of
results and figures add to the weight of a sentence; a remark, a courtesy, a matter of
form, and what leans on the sentence before it have less.
"""

import math
import re

from qa_bot.text.unspaced_scripts import has_unspaced

# Understood only after what stands before it. "She" and "they" are left out: a biography is of
# one person, and begins many sentences so.
_LEANING = re.compile(
    r"\W*(?:it|its|this|that|these|those|such|but|so|or|also|then|there|here|however|therefore"
    r"|instead|otherwise|anyway|still|both|another|other|others|even|not)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\W*[\"“„«]")
# What a letter, a post or an interview says to greet, to go on and to take leave.
_COURTESY = re.compile(
    r"\W*(?:(?:i|we) (?:do |really |very much )?(?:hope|trust|wish|look forward)\b|hope you\b"
    r"|(?:i|we)(?:['’]m| am|['’]re| are) (?:so |very |really )?(?:sorry|glad|happy|delighted"
    r"|pleased|fine)\b|sorry\b|apologies\b|as (?:ever|always|usual),|that['’]s (?:all|it)\b"
    r"|see you\b|(?:many |yes, |no, )?thank(?:s| you)\b|welcome\b|congratulations\b|have an? \w+ "
    r"|good (?:luck|morning|evening|day)\b|until next\b|let (?:me|us)\b)|.*\blet['’]s\b",
    re.IGNORECASE,
)
# What minutes and notices say for form's sake.
_FORM = re.compile(
    r"\b(?:minutes of\b.{0,80}\b(?:approved|signed|agreed|adopted|confirmed|accepted)"
    r"|declar\w+ (?:an |of )?interests?|apologies"
    r"|(?:letters?|e-?mails?|reports?)\b.{0,80}\b(?:was|were) noted"
    r"|(?:welcomed|thanked) (?:\w+ )?(?:everyone|everybody|all|those|the)\b"
    r"|meeting (?:closed|ended|opened|began|was (?:closed|opened))|closed the meeting)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\W*please\b", re.IGNORECASE)
_EXCLAIMED = re.compile(r"![\"”*_ ]*$")
_FIGURE = re.compile(r"\d")
_RESULT = re.compile(
    r"\b(?:agreed (?:that|to|with|by|on)|it was (?:agreed|decided|resolved)|resolved\b.{0,20} to"
    r"|unanimously|best known|most important|in (?:short|conclusion|summary))\b",
    re.IGNORECASE,
)
# Weights of the cues of a sentence, mild as centrality says more, but for decisions, which end
# the section that they sum up. Chosen on summaries of everyday articles.
_WEIGHTS = (
    (_LEANING.match, 0.9),
    (_REMARK.match, 0.77),
    (_COURTESY.match, 0.45),
    (_ADDRESSED.match, 0.77),
    # Little enough that a figure in it, as the date of the minutes, does not make up for it.
    (_FORM.search, 0.59),
    (_EXCLAIMED.search, 0.77),
    (_FIGURE.search, 1.07),
    (_RESULT.search, 2.0),
)
# A sentence of fewer words says less, and one of fewer than three next to nothing.
_FEW_WORDS, _SHORT_WEIGHT = 7, 0.92
_TOO_FEW_WORDS, _TOO_SHORT_WEIGHT = 3, 0.6
# What has at most this weight is said for courtesy or form, and left out where there is more.
SAYS_LITTLE = 0.64


def cue_weight(text: str) -> float:
    """Return how much more or less than another a sentence of these words may state."""
    return _length_weight(text) * math.prod(factor for has_cue, factor in _WEIGHTS if has_cue(text))


def _length_weight(text: str) -> float:
    words = len(text.split())
    if words >= _FEW_WORDS or has_unspaced(text):
        return 1.0
    return _SHORT_WEIGHT if words >= _TOO_FEW_WORDS else _TOO_SHORT_WEIGHT
