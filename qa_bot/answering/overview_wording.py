"""How people ask for an overview, in English and Russian, as regular expressions.

Each matches a whole message in lower case, without end marks and words of
politeness; Russian with "е" for "ё". Alternatives begin differently, or are short.
"""

import re
from collections.abc import Iterable


def _any(alternatives: Iterable[str]) -> str:
    return "(?:" + "|".join(alternatives) + ")"


_TEXT_NOUN = (
    "(?:article|text|document|doc|page|web ?page|website|site|file|pdf|(?:blog )?post|blog|piece"
    "|passage)"
)
_NOUN = _any(
    (
        f"{_TEXT_NOUN}|paper|report|story|news(?: story)?|letter|e-?mail|message|memo|leaflet",
        "brochure|flyer|notice|announcement|press release|release(?: notes)?|newsletter",
        "meeting minutes|meeting|minutes|transcript|interview|conversation|speech|talk|lecture",
        "episode|podcast|guide|manual|handbook|instructions|tutorial|recipe|faqs?|review|essay|chapter|biography|policy",
        "contract|lease|agreement|terms|rules|notes?|contents?|thing|stuff|write-?up",
    )
)
# What a text is often about as a whole.
_SUBJECT_NOUN = "(?:place|product|app|program(?:me)?|company|event|service|project|scheme|software)"
_PLURAL = "(?:articles|texts|documents|docs|pages|files|posts|notes|papers|stories|reports)"
_DETERMINER = "(?:the|this|that|my|our|your|its|these|those)"
_SIZE = "(?:whole|entire|full|attached|above|following|uploaded|long|new|last|latest)"
THE_NOUN = rf"{_DETERMINER} (?:{_SIZE} )?{_NOUN}"
ONE_TEXT = re.compile(
    rf"\b(?:(?P<this>this)|{_DETERMINER}) (?:{_SIZE} )?(?:(?P<article>{_TEXT_NOUN})|{_NOUN})\b"
)
# What noun phrases are read as in the other expressions, which are short by it: one with "this",
# one with a word for any text, such as "page", one with a word for some, such as "recipe".
THIS_TEXT, THE_ARTICLE, THE_TEXT, THE_TEXTS = "this text", "the article", "the text", "the texts"
_A_TEXT = rf"(?:{THIS_TEXT}|{THE_ARTICLE}|{THE_TEXT})"
_TEXT = rf"(?:{_A_TEXT}|this|that|it|everything in it|all this|all of (?:it|this))"
_SOME_TEXTS = _any(
    (
        rf"(?:all (?:of )?)?(?:the|these|those|my|our|your) (?:other )?{_PLURAL}|all {_PLURAL}",
        "(?:the|my|our|your|this) (?:whole |entire )?(?:library|collection|knowledge base|index)",
        "everything(?! in it)(?: (?:in here|you have|you know|i have|i added))?",
    )
)
SEVERAL_TEXTS = re.compile(rf"\b{_SOME_TEXTS}\b")
_IS = "(?:['’]?s| is| was| are)"
_HERE = " (?:here|in here|in there|there)"
_OF_TEXT = rf"(?:{_HERE}| (?:of|from|in|about|for|on|behind) {_TEXT})"
_OF_TEXTS = rf" (?:of|from|in|about|for|on|across) {THE_TEXTS}"
_ABOUT = "(?:(?:all|mainly|mostly|basically|really|actually|generally|even|again) )?about"
SHORT = "(?:short|brief|quick|concise|general|one-?(?:sentence|line|paragraph)|executive|simple)"
_SUMMARY = _any(
    (
        "summary|summari[sz]ation|overview|recap|synopsis|abstract|outline|digest|tl;? ?dr|gist",
        "run-?down|(?:short|nutshell) version|big picture|main idea|essence|bottom line|highlights",
        "basics|essentials|take-?aways?",
    )
)
_RECAP = "(?:recap|gist|short version|synopsis|rundown|tl;? ?dr|highlights|essence)"
MAIN = "(?:main|key|(?:most )?important|central|principal|major|essential|biggest|core|top)"
_POINTS = _any(
    (
        "points?|ideas?|take-?aways?|facts|messages?|topics?|findings|highlights|themes?|subjects?",
        "conclusions?|arguments?|info(?:rmation)?|details|things(?: to know)?|claims?",
    )
)
SUMMARISE = "(?:summ?[ae]r+i[sz]e|sum up)"
_RETELL = _any(
    (
        f"{SUMMARISE}|recap|outline|condense|shorten|digest|boil down|review|describe|break down",
        "explain|paraphrase|retell",
    )
)
_SPEAK = "(?:say|tell(?: me| us)?|(?:talk|speak) about|discuss|deal with)"

FOR_TEXT = re.compile(
    _any(
        (
            rf"what(?:['’]?s| is| are)? {_TEXT} {_ABOUT}|what {_TEXT} (?:is {_ABOUT}|says|is)",
            rf"what was {_A_TEXT} {_ABOUT}",
            rf"what (?:does|did|do) {_TEXT} {_SPEAK}|what does it cover",
            rf"what does (?:this|{THIS_TEXT}|{THE_ARTICLE}) (?:cover|contain|describe)",
            rf"what{_IS} (?:the |a )?(?:{MAIN} |{SHORT} )?{_SUMMARY}{_OF_TEXT}?",
            rf"what{_IS} the (?:(?:main|general) )?(?:topic|subject|theme)(?:{_OF_TEXT})?",
            rf"what{_IS} the (?:idea|point|story){_OF_TEXT}",
            rf"(?:what{_IS}? )?(?:the |some )?{MAIN} {_POINTS}{_OF_TEXT}?",
            rf"(?:what{_IS}? )?(?:the )?(?:ideas|topics|points){_OF_TEXT}",
            rf"(?:the |a |an )?(?:{SHORT} )?{_SUMMARY}{_OF_TEXT}?",
            rf"(?:the )?{_RECAP} of (?:the |this |your |my |his |her |their )?\w+",
            rf"{_RETELL} {_TEXT}|(?:sum|boil|break) {_TEXT} (?:up|down)|{SUMMARISE}|recap",
            rf"what{_IS} (?:this|{THIS_TEXT}|this {_SUBJECT_NOUN}|in {_TEXT})",
            rf"what{_IS} (?:happening|going on|written) here|what happened",
            rf"what{_IS} (?:written|said|covered|discussed) in {_TEXT}|what happened here",
            "what am i (?:reading|looking at)",
            "(?:brief me|fill me in|catch me up)(?: on (?:this|it))?",
            rf"in a nutshell|tell me about (?:{_A_TEXT}|this)",
            rf"what (?:should|must|do) i (?:need to )?know(?: (?:about|from) {_TEXT})?",
        )
    )
)
# Of those, what asks what a text is rather than what it says.
ASKS_SUBJECT = re.compile(
    rf"what.{{1,60}} about|what{_IS} (?:this|{THIS_TEXT}|this {_SUBJECT_NOUN})|what am i .{{1,60}}"
    r"|what.{1,60} (?:topic|subject|theme)\b.{0,60}|(?:о чем|про что|что это).{0,60}"
)
FOR_STEPS = re.compile(
    rf"(?:what{_IS}? )?(?:the |just the )?(?:{MAIN}|basic|essential) steps{_OF_TEXT}?"
    rf"|{SUMMARISE} the steps"
)
FOR_LIBRARY = re.compile(
    _any(
        (
            rf"what{_IS} {THE_TEXTS} {_ABOUT}|what{_IS}(?: there)?(?:{_HERE}| in {THE_TEXTS})",
            rf"what do (?:you|i|we) (?:have|know|hold|store|contain)(?:{_HERE}| in {THE_TEXTS})?",
            rf"what have (?:you|i|we) got(?:{_HERE})?",
            rf"(?:what|which) (?:{_PLURAL}|topics|subjects|themes|things)"
            rf" (?:(?:do|can) (?:you|i|we) (?:have|know|hold|cover)|have (?:you|i|we) got"
            rf"|are (?:there|covered|in {THE_TEXTS}|(?:in )?here))(?:{_HERE})?",
            rf"{_RETELL} {THE_TEXTS}|what do {THE_TEXTS} (?:{_SPEAK}|cover|contain)",
            rf"(?:the |an? )?(?:{SHORT} )?(?:{_SUMMARY}|{MAIN} {_POINTS}){_OF_TEXTS}",
            rf"what{_IS} the (?:{MAIN} )?(?:{_SUMMARY}|{_POINTS}){_OF_TEXTS}",
            rf"(?:list|show)(?: me)? (?:all )?(?:of )?(?:{THE_TEXTS}|{_PLURAL})",
            rf"what is covered|tell me about {THE_TEXTS}",
        )
    )
)
_ABOUT_IT = rf"(?: (?:here|(?:about|for|on) (?:{_TEXT}|{THE_TEXTS})))?"
FOR_QUESTIONS = re.compile(
    _any(
        (
            "what (?:else )?(?:can|could|should|may|might|do) i ask(?: you)?"
            rf"(?:{_ABOUT_IT}| about)",
            "(?:what|which) (?:other |(?:kinds?|sorts?|types?) of )?questions"
            rf" (?:can|could|should|may|might) (?:i|we) ask(?: you)?{_ABOUT_IT}",
            "(?:what|which) (?:(?:kinds?|sorts?) of )?(?:questions|things)"
            rf" (?:can|do|does) (?:you|{_TEXT}) answer|what can you (?:answer|tell me)",
            "(?:(?:suggest|propose|show|list) (?:me )?)?(?:(?:some|a few) )?"
            "(?:(?:example|sample|suggested|possible) )?questions"
            rf"(?: (?:to ask|i (?:can|could|might|should) ask))?{_ABOUT_IT}",
            f"what to ask{_ABOUT_IT}|ideas for questions",
        )
    )
)
SUBJECT = rf"(?:it|this|that|the (?:authors?|writer)|{THE_NOUN}|{_SOME_TEXTS})"
_ANYTHING = rf"(?:(?:any|some|every)thing|(?:any |some )?(?:info(?:rmation)?|{_PLURAL}))"
_SAYS = "(?:say|tell(?: me| us)?|mention|write|have|know|state|report|explain|contain|hold)"
_ON = "(?:about|on|regarding|concerning|as to|with (?:regard|respect) to|re)"
# The topic is what remains of the message.
BEFORE_TOPIC = re.compile(
    _any(
        (
            rf"what(?: else| all)? (?:does|did|do|can|has|have) {SUBJECT} (?:got )?{_SAYS} {_ON} ",
            rf"what(?: do| have) (?:i|we) (?:have|know|got)(?: in here)? {_ON} ",
            rf"what (?:do|can|have) you (?:got|{_SAYS}) {_ON} ",
            rf"(?:does|did|do) {SUBJECT} (?:{_SAYS} (?:anything|something) {_ON}|mention) ",
            rf"(?:is|was) (?:there )?(?:anything|something) (?:said |written |in here )?{_ON} ",
            rf"(?:(?:have|do) (?:you|i|we) (?:have |got )?)?{_ANYTHING} {_ON} ",
            rf"what{_IS} (?:said|written|mentioned|known|there) {_ON} ",
            rf"what{_IS} in (?:it|this|here|{THE_NOUN}) {_ON} ",
            rf"(?:tell|brief) me (?:more |everything |something |all )?{_ON} ",
            rf"(?:the |an? )?(?:{SHORT} )?(?:summary|overview|outline) (?:of|about|on) ",
            rf"what{_IS} the rules {_ON} |what(?:['’]?s| is) new (?:in|with) ",
            rf"{SUMMARISE} (?:what {SUBJECT} says? {_ON} |what is said {_ON} )?",
        )
    )
)
AFTER_TOPIC = re.compile(rf" (?:in (?:here|there|it|{THE_NOUN}|{_SOME_TEXTS})|at all)$")
# "summarise how the returning works", "summarise the section on refunds"
AROUND_TOPIC = re.compile(
    "(?:how (?:to |do (?:i|you) )?|the (?:section|part|chapter|paragraph) (?:on|about) )"
    "(.+?)(?: works?)?"
)
# What minutes are asked for, as a topic.
DECISIONS = re.compile(
    rf"what(?:['’]?s| is| was| were|) (?:the )?(?:decided|agreed|resolved|decisions?|outcomes?)"
    rf"(?: (?:made|taken|reached))?(?: (?:here|in|at|by) {_TEXT})?"
    rf"|what (?:did they|was|were) (?:decide|agree|resolve)(?: on)?"
)
# What may as well be asked of what was just talked about.
MAY_FOLLOW_UP = re.compile(
    r"what happened|what(?:['’]?s| is| was| were|) (?:the )?(?:decided|agreed|resolved|decisions?"
    r"|outcomes?)"
)
# What stands for a thing that was talked about before, and names no topic.
STANDS_FOR_TOPIC = re.compile(
    "(?:it|this|that|them|these|those|him|her|us|me|you|yourself|here|there|something|anything"
    "|everything|(?:this|that) (?:one|topic|subject|thing))"
)

POLITE_START = re.compile(
    _any(
        (
            "пожалуйста|bitte|por favor|please|pls|plz|hey|hi|hello|ok|okay|so|well|now|and|then",
            "but|just|quickly|briefly|kindly|in short|(?:can|could|would|will) (?:you|u)",
            "i['’]d like(?: you)?(?: to)?",
            "i (?:want|need|would like|wish)(?: you)?(?: to)?|(?:can|could|may) i (?:have|get|see)",
            "let me (?:have|see|know)|(?:give|show|write|make|get)(?: me)?|provide(?: me with)?",
            "tell me(?! (?:about|more|everything|something|all))|help me(?: to)?|try to|generate",
            "create|produce|prepare",
        )
    )
    + ",? "
)
POLITE_END = re.compile(
    ",? "
    + _any(
        (
            "please|pls|plz|thanks|thank you|пожалуйста|bitte|por favor|for (?:me|us)|to me",
            "briefly|quickly|again|exactly|overall|then|now",
            "in (?:short|brief|general|total|a nutshell|plain english)",
            "in (?:simple|your own) (?:terms|words)|(?:in|as) (?:a list|bullet points|bullets)",
            "in (?:a|one) paragraph|in a (?:few|couple of) (?:words|lines|sentences|points)",
        )
    )
    + "$"
)

_RU_STEMS = "стать|текст|документ|файл|страниц|заметк|материал|истори|рассказ|новост"
_RU_TEXT = rf"(?:(?:эт|данн|вс)\w{{1,3}})?(?: ?(?:{_RU_STEMS})\w{{0,3}})?"
_RU_SUMMARY = _any(
    (
        "краткое содержание|(?:краткий )?пересказ|резюме|выжимк[ау]|конспект|саммари|суть|главное",
        r"(?:основн|главн|ключев)\w{2} (?:мысл|иде|момент|пункт|тезис|положени|вывод)\w{1,2}",
        "тезисы|обзор|итоги?|выводы?",
    )
)
_RU_BRIEFLY = "(?:вкратце|кратко|коротко|в двух словах|в нескольких словах)"
_RU_GIVE = "(?:дай|сделай|напиши|покажи|составь|можно|нужн[оа])(?:те)?(?: мне)?"
RU_FOR_TEXT = re.compile(
    _any(
        (
            "(?:о чем|про что)(?: (?:тут|здесь|там|вообще))?"
            rf"(?: (?:идет )?(?:речь|говорится|рассказывает(?:ся)?|пишут|написано|говорит))?"
            rf"(?: в)?(?: {_RU_TEXT})?",
            rf"что (?:(?:написано|говорится|сказано) )?в {_RU_TEXT}|что это(?: за {_RU_TEXT})?",
            rf"(?:{_RU_GIVE} )?{_RU_SUMMARY}(?: {_RU_TEXT})?|{_RU_BRIEFLY}",
            rf"(?:{_RU_BRIEFLY} )?(?:перескажи|изложи|опиши|суммируй|резюмируй|подытожь|обобщи"
            rf"|подведи итоги?)(?:те)?(?: {_RU_BRIEFLY})?(?: {_RU_TEXT})?",
            rf"в чем (?:суть|смысл|(?:главн|основн)ая мысль)(?: {_RU_TEXT})?",
        )
    )
)
RU_FOR_LIBRARY = re.compile(
    _any(
        (
            "что (?:у (?:тебя|меня|вас|нас) есть|(?:тут|здесь|там)(?: есть)?|есть (?:тут|здесь)",
            "(?:есть )?в библиотеке|(?:ты |вы )?знае(?:шь|те))",
            "какие (?:тут |здесь |у тебя |у вас )?(?:есть )?(?:стать|текст|тем)[иы](?: есть)?",
            "о чем (?:эти |все |мои )?(?:статьи|тексты|документы|заметки)",
        )
    )
)
RU_FOR_QUESTIONS = re.compile(
    _any(
        (
            "(?:что|о чем)(?: я)? (?:можно|могу|мне)(?: у? ?(?:тебя|вас))? (?:спросить|спрашивать)"
            "(?: у? ?(?:тебя|вас))?",
            "какие вопросы (?:можно|я могу|мне) (?:задать|задавать)(?: тебе| вам)?",
            "(?:предложи|подскажи|дай|покажи)(?:те)? (?:мне )?(?:(?:несколько|примеры) )?"
            "вопрос(?:ы|ов)",
            "примеры? вопрос(?:а|ов)",
        )
    )
)
