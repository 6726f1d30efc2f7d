"""Qualifiers: doubts, conditions, plans, needs and speakers, without which a sentence says more.

A statement keeps a qualifier in any wording of its kind: "might" keeps "may". It may add
one, which says less. Words that say more, such as "all" and "ever", need to be in the
sentence. English, with the commonest words of other languages.
"""

import re

from qa_bot.generation.contradictions import clause_terms
from qa_bot.generation.statement_terms import names, terms

_DOUBT = (
    r"may|might|could|would|should|perhaps|possibly|probably|likely|unlikely|seem\w{0,2}"
    r"|suggest(?:s|ed)?|appear(?:s|ed)? to|potentially|maybe|apparently|estimated|thought to|can"
    r"|könnten?|dürften?|vielleicht|wohl|voraussichtlich|peut-être|pourrai\w{1,3}|probablement"
    r"|podría\w?|quizás?|probablemente|может|могут|возможно|вероятно|бы"
)
_CONDITION = (
    r"if|unless|provided|providing|as long as|in case|whether|when|whenever|except|depend\w{0,4}"
    r"|subject to|mean(?:s|t)?|without|falls"
    # "On Mondays only", "only in winter", which are no conditions of who alone may do something.
    r"|only(?= (?:on|in|at|for|from|to|with|by|until|after|before|during|between|as)\b|\W*\Z)"
    r"|wenn|sofern|außer|sauf|à condition"
    r"|salvo|excepto|если|кроме|только"
)
_PLAN = (
    r"plan(?:s|ned|ning)? to|hop(?:e|es|ed|ing)|propos\w{1,5}|want(?:s|ed)?|tr(?:y|ies|ied|ying)"
    r"|attempt\w{0,3}|aim(?:s|ed)?|intend\w{0,3}|expect\w{0,3}|due to (?=\w+ (?:in|on|by)\b)"
    r"|agreed to|to be|set to|scheduled|seek(?:s|ing)?|consider\w{0,3}"
    r"|soll(?:en)?|geplant|prévu\w{0,2}|previst\w{1,2}|планиру\w{1,3}"
)
_NEED = (
    r"need(?:s|ed)?|requir\w{1,4}|must|(?:has|have|had) to|should|ought|subject to|pending|awaits?"
)
_SPEAKER = (
    r"said|says?|told|according|believ\w{1,3}|thinks?|thought|argu\w{1,3}|warn(?:s|ed)?|claim\w{0,3}"
    r"|alleg\w{1,5}|reportedly|insist\w{0,2}|estimat\w{1,3}|predict\w{0,2}"
    r"|forecast\w{0,2}|doubt(?:s|ed)?|accus\w{1,3}|rumou?r\w{0,3}|in the view of|suspect(?:s|ed)?"
    r"|fear(?:s|ed)?|worr(?:y|ies|ied)|feels?|assum\w{1,3}|promise[sd]?|pledg\w{1,3}|vow(?:s|ed)?"
    r"|complain\w{0,3}|insinuat\w{1,3}|speculat\w{1,3}|maintain(?:s|ed)? that"
    r"|call(?:s|ed) (?=(?:the|it|him|her|them|this|that|his|their)\b)"
    r"|laut|zufolge|sagte|selon|d['’]après|según|dijo|по словам|заявил\w?|сообщил\w?|считает"
)
# The words of each kind that a sentence has, and those that keep them in a statement.
_KINDS = tuple(
    (
        re.compile(rf"\b(?:{words})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{words}|{others})\b", re.IGNORECASE),
    )
    for words, others in (
        (_DOUBT, _PLAN),
        (_CONDITION, "only|just|solely|exclusively|alone"),
        (_PLAN, "would|should|could|may|might"),
        (_NEED, "would|could|if|cannot|can't"),
        (_SPEAKER, "in the opinion of|for"),
    )
)
# A condition up to the next mark; what it is a condition of is the rest of its sentence.
_CONDITIONAL = re.compile(r"\b(?:if|unless|when|whenever|who|which|as long as)\b([^,;.:]*)", re.I)
_CONDITIONS = 1  # their place among the kinds
_IS_KEPT = 0.5  # of the terms of a condition, which is then kept in other words
# Degrees, which a statement that only leaves words out keeps as they are.
_DEGREES = re.compile(
    r"\b(?:almost|nearly|only|less|more|fewer|before|after|until|some|few|most|many|several|about"
    r"|around|at least|at most|up to|over|under|half|not all|not every|not always|no \w{1,12} than"
    r"|fail\w{0,3}|refus\w{1,3}|den(?:y|ies|ied)"
    r"|fast|kaum|nur|etwa|rund|presque|environ|seulement|casi|unos|unas|почти|около|более|менее)\b",
    re.IGNORECASE,
)
# Words that say more than a sentence without them; the terms of each group keep one another.
_STRENGTHS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "(?<!at )(?<!after )all|every|everyone|everybody|everything|entire(?:ly)?|whole"
        "|each|both|any|always",
        "ever|never|in history|of all time|on record",
        "(?:him|her|it)self|themselves|on (?:his|her|its|their) own",
        "only|sole|solely|exclusively|just|alone|but",
        "most|best|largest|biggest|greatest|highest|first|main|leading|fastest|strongest|oldest",
        "alle[nrs]?|jede[nrs]?|immer|tous|toutes|toujours|todos|todas|siempre|все|всех|всегда",
    )
)
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|as a result|thanks to|caused by)\b", re.IGNORECASE
)
_CAUSE = re.compile(
    r"\b(?:because|due|owing|result\w{0,3}|thanks|caus\w{1,3}|as|so|explain\w{0,2}|why"
    r"|reasons?|therefore|led|leads?|means?|since (?=it|they|he|she|there)"
    r"|weil|denn|da|car|porque)\b",
    re.IGNORECASE,
)
# What is known or thought to be so, by whom stands before; after a noun "that" is another word.
_CONTENT = re.compile(r"\b(\w{2,20}) that\b", re.IGNORECASE)
_FACTIVE = re.compile(
    r"(?:show\w{0,2}|found|finds?|prov\w{1,3}|confirm\w{0,3}|reveal\w{0,3}|kn[eo]w\w{0,2}|mean\w{0,2}"
    r"|demonstrat\w{1,3}|discover\w{0,3}|so|such|fact|realis\w{1,3}|not\w{0,3})\Z",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b(?:will|shall)\b", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|going to|to be|(?:is|are|was|were|due|set|agreed|expected"
    r"|scheduled|hop(?:es?|ing|ed)|plan(?:s|ned)|intends?|aims?|wants?) to"
    r"|tomorrow|next|coming|future)\b|['’]ll\b",
    re.IGNORECASE,
)
# How a part between commas begins that says when, where or for whom something holds.
_LIMIT = re.compile(
    r"\s*(?:from|until|till|during|between|in|on|at|after|before|since|except|apart|for|with|without"
    r"|only|if|unless|when|where|while|by|within|under|over|above|below|not|but|outside|inside)\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"\bnot (?:all|every|everyone|always)\b", re.IGNORECASE)
_WHOLE_NEGATIVE = re.compile(r"\b(?:no|none|never|nobody|cannot|not)\b|n['’]t\b", re.IGNORECASE)


def loses_qualifier(statement: str, sentence: str) -> bool:
    """Return whether a statement lacks a kind of qualifier that its clauses of a sentence have."""
    said = set(terms(statement))
    # A clause that only shares a name says something else of it.
    wanted = said - names(statement) - names(sentence) or said
    meant = " ".join(_meant(wanted, sentence))
    if _PARTIAL.search(meant) and not _PARTIAL.search(statement):
        return _WHOLE_NEGATIVE.search(statement) is not None
    if _is_content_alone(said, meant):
        return True
    lost = [at for at, (kind, _) in enumerate(_KINDS) if _loses(at, kind, meant, statement)]
    return bool(lost) and not (lost == [_CONDITIONS] and _keeps_condition(meant, said))


def _meant(wanted: set[str], sentence: str) -> list[str]:
    """Return the fewest clauses that have what any of a sentence has of some terms."""
    left, found = set(wanted), []
    parts = clause_terms(sentence)
    while best := max(parts, key=lambda part: len(part[1] & left), default=None):
        if not best[1] & left:
            break
        found.append(best[0])
        left -= best[1]
        parts.remove(best)
    return found


def _is_content_alone(said: set[str], sentence: str) -> bool:
    """Return whether a statement has only what follows "that", and nothing of who thinks so."""
    found = _CONTENT.search(sentence)
    if found is None or _FACTIVE.match(found[1]):
        return False
    before, after = set(terms(sentence[: found.start() + len(found[1])])), sentence[found.end() :]
    return bool(before) and not before & said and bool(said & set(terms(after)))


def _loses(at: int, kind: re.Pattern[str], meant: str, statement: str) -> bool:
    return kind.search(meant) is not None and _KINDS[at][1].search(statement) is None


def _keeps_condition(sentence: str, said: set[str]) -> bool:
    """Return whether the words of a condition are kept, as in "dogs on a lead travel free"."""
    found = _CONDITIONAL.search(sentence)
    if found is None:
        return False
    condition = set(terms(found[1]))
    rest = set(terms(sentence[: found.start()])) | set(terms(sentence[found.end() :]))
    return len(condition & said) > _IS_KEPT * len(condition) and bool((rest - condition) & said)


def loses_limit(statement: str, sentence: str) -> bool:
    """Return whether a statement leaves out a part between commas that limits what it keeps.

    "On Fridays and, from June to August, on Sundays" does not say "on Fridays and Sundays".
    """
    said = set(terms(statement))
    parts = sentence.split(",")
    kept = [at for at, part in enumerate(parts) if said & set(terms(part))]
    between = range(kept[0], kept[-1]) if kept else range(0)
    return any(at not in kept and _LIMIT.match(parts[at]) for at in between)


def gains_strength(statement: str, sentence: str) -> bool:
    """Return whether a statement has a word such as "all" or "ever" that a sentence lacks."""
    if _BECAUSE.search(statement) and not _CAUSE.search(sentence):
        return True
    if _WILL.search(statement) and not _FUTURE.search(sentence):
        return True
    return any(each.search(statement) and not each.search(sentence) for each in _STRENGTHS)


def has_same_qualifiers(statement: str, sentence: str) -> bool:
    """Return whether both have the same words of doubt, condition, plan, need, speech, degree."""
    return all(
        marks(kind, statement) == marks(kind, sentence)
        for kind in (*(words for words, _ in _KINDS), _DEGREES)
    )


def marks(kind: re.Pattern[str], text: str) -> set[str]:
    """Return the words of one kind in a text."""
    return {found.group().lower() for found in kind.finditer(text)}
