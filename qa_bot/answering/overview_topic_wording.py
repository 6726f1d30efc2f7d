"""How people ask what texts say about a topic, in English, as regular expressions.

Each begins a message in lower case, without end marks and words of politeness; the
topic is what remains of it.
"""

import re

from qa_bot.answering.overview_wording import (
    IS,
    MAIN,
    PLURAL,
    POINTS,
    SHORT,
    SOME_TEXTS,
    SUMMARISE,
    SUMMARY,
    THE_NOUN,
    any_of,
)

_ONE = rf"(?:it|this|that|{THE_NOUN}|{SOME_TEXTS})"
_WRITER = "(?:the (?:authors?|writer|speaker|interviewee)|he|she|they)"
_SUBJECT = rf"(?:the (?:authors?|writer)|{_ONE})"
_INFO = "(?:info(?:rmation)?|details?|advice|news|facts?|word)"
_ANYTHING = rf"(?:(?:any|some|every)thing|(?:any |some |more )?(?:{_INFO}|{PLURAL}))"
_SAYS = "(?:say|tell(?: me| us)?|mention|write|have|know|state|report|explain|contain|hold)"
_SPEAKS = "(?:talks? about|deals? with|speaks? (?:about|of)|discuss(?:es)?|mentions?|covers?)"
_ON = "(?:about|on|regarding|concerning|as to|with (?:regard|respect) to|re)"
_INSIDE = rf"(?: (?:in|inside) (?:here|there|it|this|{THE_NOUN}|{SOME_TEXTS}))"
_LEARN = "(?:learn|hear|read|find out|get to know)"
_I_HAVE = "(?:have|know|got|saved|stored|kept|noted|written|read)"
_ELLIPSIS = "(?:what|how) about "
BEFORE_TOPIC = re.compile(
    any_of(
        (
            rf"what(?: else| all)? (?:does|did|do|can|has|have) {_SUBJECT} (?:got )?{_SAYS} {_ON} ",
            rf"what(?:['’]?s) (?:it|this) (?:say|tell us) {_ON} ",
            rf"what (?:does|do) {_WRITER} (?:say|write|tell us|mention|think) (?:{_ON}|of) ",
            rf"what {_ONE} (?:says?|said|mentions) {_ON} ",
            rf"what(?: do| have) (?:i|we) {_I_HAVE}(?: in here)? {_ON} ",
            rf"what (?:do|can|have) you (?:got|{_SAYS}) {_ON} ",
            rf"(?:does|did|do) {_SUBJECT} (?:{_SAYS} (?:anything|something|much) {_ON}|mention"
            rf"(?: (?:anything|something) {_ON})?|talk about|discuss|deal with) ",
            rf"(?:is|was|are) (?:there )?{_ANYTHING}{_INSIDE}? (?:said |written )?{_ON} ",
            rf"(?:(?:have|do) (?:you|i|we) (?:have |got )?|got |find |show )?"
            rf"{_ANYTHING}{_INSIDE}? (?:you (?:have|know) )?{_ON} ",
            rf"(?:(?:is|was) there )?anything{_INSIDE}? for ",
            r"(?:(?:is|are|was) there )?(?:any|some) mentions? of ",
            r"(?:any |some )?(?:tips|advice) (?:for|on|about) ",
            rf"what {_INFO} (?:is|are) there {_ON} |what (?:tips|advice|{_INFO}) (?:does|do)"
            rf" {_ONE} (?:give|have|contain|offer) (?:{_ON}|for) ",
            rf"what{IS} (?:said|written|mentioned|known|there) {_ON} ",
            rf"what{IS} in (?:it|this|here|there|{THE_NOUN}) {_ON} ",
            rf"what{IS} (?:(?:the author|the writer|{THE_NOUN})['’]?s |the )?"
            rf"(?:opinion|view|take|stance) {_ON} ",
            rf"what{IS} (?:her|his|their) (?:opinions?|views?|take|stance) (?:{_ON}|of) ",
            rf"what (?:do|can|did) (?:i|we|you) {_LEARN} {_ON} ",
            _ELLIPSIS,
            rf"(?:which|what)(?: of)? (?:{SOME_TEXTS}|{PLURAL}|article|text|one)"
            rf" (?:(?:is|are) about|{_SPEAKS}|says? (?:anything|something) {_ON}) ",
            rf"do(?:es)? (?:any|some) of {SOME_TEXTS} {_SPEAKS} ",
            rf"(?:tell|brief|inform) me (?:more |everything |something |all )?(?:you know )?{_ON} ",
            "(?:know|hear|learn|read) (?:more |something |everything )?about |all about ",
            rf"(?:the |an? )?(?:{SHORT} )?{SUMMARY} (?:of|about|on) ",
            rf"(?:the |some )?{MAIN} {POINTS} (?:about|on|regarding) ",
            rf"what{IS} the rules (?:{_ON}|for) |rules (?:about|on|regarding) "
            r"|what(?:['’]?s| is) new (?:in|with) ",
            rf"{SUMMARISE} (?:what {_SUBJECT} says? {_ON} |what is said {_ON} )?",
        )
    )
)
# Of those, what asks the same of another thing where something was asked before.
ELLIPSIS = re.compile(_ELLIPSIS)
_OF_DOING = r"(?:happens|happened|did (?:he|she|they|you|i|we|the \w+) (?:all )?do)"
_STATE = "(?:deal|story|situation|matter|news)"
# What asks for a section if there is one on the topic, and else an ordinary question.
BEFORE_HEADING = re.compile(
    any_of(
        (
            rf"what {_OF_DOING} (?:on|in|at|during) ",
            rf"what(?:['’]?s| is) (?:the {_STATE}|going on|happening|up) with ",
            rf"(?:what{IS} )?(?:the )?(?=(?:history|background) of )|(?:explain|describe) ",
        )
    )
)
_TROUBLE = "(?:problems?|troubles?|difficult(?:y|ies)|challenges?|issues?|mistakes?)"
# "What problems did she have?", by which a section is meant.
PROBLEMS = re.compile(
    rf"(?:what|which|any) (?:kinds? of |sorts? of )?{_TROUBLE}"
    r"(?: (?:did|does|do|has|have|had|were|was|are|is)\b.{0,40})?"
    rf"|what{IS} the {_TROUBLE}|what (?:went|goes|has gone|had gone) wrong"
)
# "Is Christmas mentioned?"
MENTIONED = re.compile(
    r"(?:is|are|was|were) (?!there |any |other |as )(?P<topic>[^?!.,;]{2,60}?) (?:ever )?mentioned"
    rf"(?: (?:at all|anywhere|here)|{_INSIDE})?"
)
AFTER_TOPIC = re.compile(rf" (?:in (?:here|there|it|{THE_NOUN}|{SOME_TEXTS})|at all)$")
# "summarise how the returning works", "summarise the section on refunds", "… the lessons bit"
AROUND_TOPIC = re.compile(
    "(?:how (?:to |do (?:i|you) )?|the (?:section|part|chapter|paragraph|bit|stuff) (?:on|about) "
    "|(?:the )?(?=.{1,60} (?:section|part|chapter|paragraph|bit)$))"
    "(.+?)(?: (?:works?|section|part|chapter|paragraph|bit))?"
)
# What minutes are asked for, as a topic.
DECISIONS = re.compile(
    rf"what(?:['’]?s| is| was| were|) (?:the )?(?:decided|agreed|resolved|decisions?|outcomes?)"
    rf"(?: (?:made|taken|reached))?(?: (?:here|in|at|by) {THE_NOUN})?"
    rf"|what (?:did (?:they|the \w+)|was|were) (?:decide|agree|resolve)(?: on)?"
)
# What stands for a thing that was talked about before, and names no topic.
STANDS_FOR_TOPIC = re.compile(
    "(?:it|this|that|them|these|those|him|her|us|me|you|yourself|here|there|something|anything"
    "|everything|(?:this|that) (?:one|topic|subject|thing))"
)
