"""How people ask for an overview, in English and Russian, as regular expressions.

Each matches a whole message in lower case, without end marks and words of
politeness; Russian with "е" for "ё". Alternatives begin differently, or are short.
"""

import re
from collections.abc import Iterable


def any_of(alternatives: Iterable[str]) -> str:
    """Return an expression that matches any of some."""
    return "(?:" + "|".join(alternatives) + ")"


_TEXT_NOUN = (
    "(?:article|text|document|doc|page|web ?page|website|site|file|pdf|(?:blog )?post|blog|piece"
    "|passage)"
)
_NOUN = any_of(
    (
        f"{_TEXT_NOUN}|paper|report|story|news(?: story)?|letter|e-?mail|message|memo|leaflet",
        "brochure|flyer|notice|announcement|press release|release(?: notes)?|newsletter",
        "meeting minutes|meeting|minutes|transcript|interview|conversation|speech|talk|lecture",
        "episode|podcast|guide|manual|handbook|instructions|tutorial|recipe|faqs?|review|essay|chapter|biography|policy",
        "contract|lease|agreement|terms|rules|notes?|contents?|thing|stuff|write-?up",
    )
)
# What a text is often about as a whole.
_SUBJECT_NOUN = any_of(
    (
        "place|product|app|program(?:me)?|company|event|service|project|scheme|software|tool|shop",
        "club|group|team|society|association|organi[sz]ation|charity|community|school|course|firm",
        "festival|fair|exhibition|museum|gallery|hotel|hostel|restaurant|caf[eé]|cent(?:re|er)",
        "network|campaign|business|store|trip|tour|competition|book|film|game",
    )
)
PLURAL = "(?:articles|texts|documents|docs|pages|files|posts|notes|papers|stories|reports)"
_DETERMINER = "(?:the|this|that|my|our|your|its|these|those)"
_SIZE = "(?:whole|entire|full|attached|above|following|uploaded|long|new|last|latest)"
THE_NOUN = rf"{_DETERMINER} (?:{_SIZE} )?{_NOUN}"
ONE_TEXT = re.compile(
    rf"\b(?:(?P<this>this)|{_DETERMINER}) (?:{_SIZE} )?(?:(?P<article>{_TEXT_NOUN})|{_NOUN})\b"
)
# What noun phrases are read as in the other expressions, which are short by it: one with "this",
# one with a word for any text, such as "page", one with a word for some, such as "recipe".
THIS_TEXT, THE_ARTICLE, THE_TEXT, THE_TEXTS = "this text", "the article", "the text", "the texts"
A_TEXT = rf"(?:{THIS_TEXT}|{THE_ARTICLE}|{THE_TEXT})"
_TEXT = rf"(?:{A_TEXT}|this|that|it|everything in it|all this|all of (?:it|this))"
SOME_TEXTS = any_of(
    (
        rf"(?:all (?:of )?)?(?:the|these|those|my|our|your) (?:other )?{PLURAL}|all {PLURAL}",
        "(?:the|my|our|your|this) (?:whole |entire )?(?:library|collection|knowledge base|index)",
        r"everything(?! in (?:it|the|this|that)\b)"
        "(?: (?:in here|you have|you know|i have|i added))?",
    )
)
SEVERAL_TEXTS = re.compile(rf"\b{SOME_TEXTS}\b")
IS = "(?:['’]?s| is| was| are| were)"
_HERE = " (?:here|in here|in there|there)"
_OF_TEXT = rf"(?:{_HERE}| (?:of|from|in|about|for|on|behind) {_TEXT})"
_OF_TEXTS = rf" (?:of|from|in|about|for|on|across) {THE_TEXTS}"
_ABOUT = "(?:(?:all|mainly|mostly|basically|really|actually|generally|even|again) )?about"
SHORT = "(?:short|brief|quick|concise|general|one-?(?:sentence|line|paragraph)|executive|simple)"
SUMMARY = any_of(
    (
        "summary|summari[sz]ation|over ?view|recap|synopsis|abstract|outline|digest|tl;? ?dr|gist",
        "run[- ]?down|(?:short|nutshell) version|big picture|main idea|essence|bottom line",
        "highlights|basics|essentials|take-?aways?",
    )
)
_RECAP = "(?:recap|gist|short version|synopsis|rundown|tl;? ?dr|highlights|essence)"
MAIN = "(?:main|key|(?:most )?important|central|principal|major|essential|biggest|core|top)"
POINTS = any_of(
    (
        "points?|ideas?|take-?aways?|facts|messages?|topics?|findings|highlights|themes?|subjects?",
        "conclusions?|arguments?|info(?:rmation)?|details|things(?: to know)?|claims?",
    )
)
SUMMARISE = "(?:summ?[ae]r+i[sz]e|sum up)"
_RETELL = any_of(
    (
        f"{SUMMARISE}|recap|outline|condense|shorten|digest|boil down|review|describe|break down",
        "explain|paraphrase|retell",
    )
)
_WRITER = "(?:the (?:author|writer|speaker|interviewee)|he|she)"
# What a reader gets from a text, where nothing else is named.
_GET = "(?:learn|find|find out|remember|take away|read|miss|just read|see|expect)"
_FROM_TEXT = rf"(?:{_HERE[1:]}|(?:from|in|by reading) {_TEXT})"
_SPEAK = "(?:say|tell(?: me| us)?|(?:talk|speak) about|discuss|deal with)"

FOR_TEXT = re.compile(
    any_of(
        (
            rf"what(?:['’]?s| is| are)? {_TEXT} {_ABOUT}|what {_TEXT} (?:is {_ABOUT}|says|is)",
            rf"what was {A_TEXT} {_ABOUT}|who(?:['’]?s| is| was) {_TEXT} {_ABOUT}",
            rf"what (?:does|did|do) {_TEXT} {_SPEAK}|what does it cover",
            rf"what does (?:this|{THIS_TEXT}|{THE_ARTICLE}) (?:cover|contain|describe)",
            rf"what(?:['’]?s| is) {A_TEXT} (?:saying|talking about|discussing|trying to say)",
            rf"what(?:['’]?s| is) {_WRITER} (?:trying to say|saying|getting at)",
            rf"what does {_WRITER} want to say",
            rf"what{IS} (?:the |a )?(?:{MAIN} |{SHORT} )?{SUMMARY}{_OF_TEXT}?",
            rf"what{IS} the (?:(?:main|general) )?(?:topic|subject|theme)(?:{_OF_TEXT})?",
            rf"what{IS} the (?:idea|point|message){_OF_TEXT}",
            rf"what{IS} (?:{THE_ARTICLE}|{THE_TEXT}{_OF_TEXT})|(?:the )?contents?(?:{_OF_TEXT})?",
            rf"what{IS} the (?:purpose|aim|goal|intention) of {A_TEXT}",
            rf"what (?:kind|sort|type) of (?:{_NOUN}|{_SUBJECT_NOUN}) (?:is|was) (?:this|it|that)",
            rf"what (?:can|could) you tell me about {A_TEXT}|what(?:['’]?s| is) on {A_TEXT}",
            rf"what happened at {A_TEXT}",
            rf"what did (?:they|you|we) (?:talk about|discuss)(?: (?:at|in) {A_TEXT})?",
            rf"(?:is there )?anything important(?: (?:that )?(?:i|we) should know)?{_OF_TEXT}?",
            rf"(?:what{IS}? )?(?:the |some )?{MAIN} {POINTS}{_OF_TEXT}?",
            rf"(?:what{IS}? )?(?:the )?(?:ideas|topics|points){_OF_TEXT}",
            rf"(?:the |a |an )?(?:{SHORT} )?{SUMMARY}{_OF_TEXT}?",
            rf"(?:the )?{_RECAP} of (?:the |this |your |my |his |her |their )?\w+",
            rf"{_RETELL} {_TEXT}|(?:sum|boil|break) {_TEXT} (?:up|down)|{SUMMARISE}|recap",
            rf"what{IS} (?:this|{THIS_TEXT}|this {_SUBJECT_NOUN}|in {_TEXT})",
            rf"what{IS} (?:happening|going on|written|being said|important|said) here",
            rf"what happen(?:s|ed)(?: in {_TEXT}| here)?|what{IS} (?:most )?important in {_TEXT}",
            rf"(?:what|which) (?:topics|themes|subjects|issues|points|things)"
            rf" (?:does|do|did|are|were) (?:{_TEXT} (?:cover|deal with|discuss|address|mention"
            rf"|talk about)|(?:(?:covered|discussed|mentioned) )?in {_TEXT})",
            rf"what (?:can|could|should|do|would|did) (?:i|we|you|one) {_GET}(?: {_FROM_TEXT})?",
            rf"what{IS} (?:written|said|covered|discussed|talked about)(?: (?:in|at) {_TEXT})",
            "what (?:was|were) (?:discussed|talked about|on the agenda)",
            "what am i (?:reading|looking at)",
            "(?:brief me|fill me in|catch me up)(?: on (?:this|it))?",
            rf"in a nutshell|tell me about (?:{A_TEXT}|this)",
            rf"what (?:should|must|do) (?:i|we) (?:(?:need|have) to )?know"
            rf"(?: (?:about|from) {_TEXT})?",
            rf"introduce {_TEXT}|explain {_TEXT} simply",
        )
    )
)
# Of those, what asks what a text is rather than what it says.
ASKS_SUBJECT = re.compile(
    r"who.{1,60} about|what (?:kind|sort|type) of .{1,60}|what.{1,20} (?:purpose|aim|goal) .{1,40}|"
    rf"what.{{1,60}} about|what{IS} (?:this|{THIS_TEXT}|this {_SUBJECT_NOUN})|what am i .{{1,60}}"
    r"|what.{1,60} (?:topic|subject|theme)\b.{0,60}|(?:о чем|про что|что это).{0,60}"
)
FOR_STEPS = re.compile(
    rf"(?:what{IS}? )?(?:the |just the )?(?:{MAIN}|basic|essential) steps{_OF_TEXT}?"
    rf"|{SUMMARISE} the steps"
)
FOR_LIBRARY = re.compile(
    any_of(
        (
            rf"what{IS} {THE_TEXTS} {_ABOUT}|what{IS}(?: there)?(?:{_HERE}| in {THE_TEXTS})",
            rf"what do (?:you|i|we) (?:have|know|hold|store|contain)(?:{_HERE}| in {THE_TEXTS})?",
            rf"what have (?:you|i|we) got(?:{_HERE})?",
            rf"(?:what|which) (?:{PLURAL}|topics|subjects|themes|things)"
            rf" (?:(?:do|can) (?:you|i|we) (?:have|know|hold|cover)|have (?:you|i|we) got"
            rf"|are (?:there|covered|in {THE_TEXTS}|(?:in )?here))(?:{_HERE})?",
            rf"{_RETELL} {THE_TEXTS}|what do {THE_TEXTS} (?:{_SPEAK}|cover|contain)",
            rf"(?:the |an? )?(?:{SHORT} )?(?:{SUMMARY}|{MAIN} {POINTS}){_OF_TEXTS}",
            rf"what{IS} the (?:{MAIN} )?(?:{SUMMARY}|{POINTS}){_OF_TEXTS}",
            rf"(?:list|show)(?: me)? (?:all )?(?:of )?(?:{THE_TEXTS}|{PLURAL})",
            rf"what is covered|(?:what can you )?tell me about {THE_TEXTS}|show what you have",
        )
    )
)
_ABOUT_IT = rf"(?: (?:here|(?:about|for|on) (?:{_TEXT}|{THE_TEXTS})))?"
FOR_QUESTIONS = re.compile(
    any_of(
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
            f"(?:ideas )?what to ask{_ABOUT_IT}|ideas for questions",
            "(?:(?:suggest|propose) (?:me )?)?(?:(?:a|an|any|another|some) )?"
            f"(?:(?:good|interesting|useful|example|sample) )?questions?"
            f" (?:(?:for me )?to ask|(?:that )?i (?:can|could|might|should) ask){_ABOUT_IT}",
            "(?:suggest|propose) (?:me )?(?:a|another|some|any) questions?",
            rf"(?:suggest )?something to ask{_ABOUT_IT}",
            rf"what (?:kinds? of |sorts? of )?things (?:can|could|should) i ask(?: you)?"
            rf"(?:{_ABOUT_IT}| about)",
            "what (?:would be|are) (?:some )?(?:good|interesting|useful) questions(?: to ask)?",
        )
    )
)
# What asks for a summary wherever it stands, as long as all the other words are `FILLERS`.
SUMMARY_WORD = re.compile(
    rf"\b(?:{SUMMARY}|{SUMMARISE}|{MAIN} (?:{POINTS}|parts?|bits?)|take-?aways?|highlights"
    r"|conclusions?|(?:short|brief|quick) (?:description|explanation|look)|quick facts|nutshell"
    r"|long story short|too long)\b"
)
# Of these words some are of food or of luggage, where one asks who has, does or needs it.
ALSO_THING = re.compile(r"\b(?:take-?aways?|essentials|basics|digests?)\b")
HAS_OR_NEEDS = re.compile(r"\b(?:there|do|does|did|have|need|get|find|they)\b")
FILLERS = frozenset(
    "a an the this that these those it its is are was were be of in on from for to with and or by"
    " what which how who do does did can could would should will i me my we us our you your u he"
    " she they his her their them all any some there here one two three four five six seven eight"
    " please just only really so few couple short brief quick simple bullet text texts article at"
    " author writer give get make write tell show need want know have list find say says said about"
    " sentence sentences word words line lines point points paragraph everything whole out over"
    " happened part most s whats didnt didn t read"
    " life career story trip journey experience experiences events meeting interview plot facts"
    " contents content problem situation case idea ideas".split()
)
# What may as well be asked of what was just talked about.
MAY_FOLLOW_UP = re.compile(
    r"what happened|what (?:was|were) (?:discussed|talked about)"
    r"|what(?:['’]?s| is| was| were|) (?:the )?(?:decided|agreed|resolved|decisions?"
    r"|outcomes?)"
)
POLITE_START = re.compile(
    any_of(
        (
            "пожалуйста|bitte|por favor|please|pls|plz|hey|hi|hello|ok|okay|so|well|now|and|then",
            "but|just|quickly|briefly|kindly|in short|(?:can|could|would|will) (?:you|u)",
            "i['’]d like(?: you)?(?: to)?",
            "i (?:want|need|would like|wish)(?: you)?(?: to)?|(?:can|could|may) i (?:have|get|see)",
            "let me (?:have|see|know)|(?:give|show|write|make|get)(?: me)?|provide(?: me with)?",
            "tell me(?! (?:about|more|everything|something|all))|help me(?: to)?|try to|generate",
            "create|produce|prepare|any chance of|list(?= (?:the |some )?(?:main|key|most))",
            "(?:explain|do (?:you|u) (?:know|understand|get)|i (?:want|need|would like) to know"
            "|i (?:do not|don['’]?t) (?:really )?(?:understand|know|get))(?= what)",
            f"how (?:can|do|would|could|should|to)(?: (?:i|we|you))?(?= {SUMMARISE})",
        )
    )
    + ",? "
)
POLITE_END = re.compile(
    ",? "
    + any_of(
        (
            "please|pls|plz|thanks|thank you|пожалуйста|bitte|por favor|for (?:me|us)|to me",
            "briefly|quickly|again|exactly|overall|then|now",
            "in (?:short|brief|general|total|a nutshell|plain english)",
            "in (?:simple|your own) (?:terms|words)|(?:in|as) (?:a list|bullet points|bullets)",
            "in (?:a|one) paragraph",
            "in (?:a |some )?(?:few|couple of) (?:words|lines|sentences|points)",
            "for (?:a (?:child|beginner|layman)|kids|beginners|dummies)",
            "simply|shortly",
        )
    )
    + "$"
)

_RU_STEMS = "стать|текст|документ|файл|страниц|заметк|материал|истори|рассказ|новост"
_RU_TEXT = rf"(?:(?:эт|данн|вс)\w{{1,3}})?(?: ?(?:{_RU_STEMS})\w{{0,3}})?"
_RU_SUMMARY = any_of(
    (
        "краткое содержание|(?:краткий )?пересказ|резюме|выжимк[ау]|конспект|саммари|суть|главное",
        r"(?:основн|главн|ключев)\w{2} (?:мысл|иде|момент|пункт|тезис|положени|вывод)\w{1,2}",
        "тезисы|обзор|итоги?|выводы?",
    )
)
_RU_BRIEFLY = "(?:вкратце|кратко|коротко|в двух словах|в нескольких словах)"
_RU_GIVE = "(?:дай|сделай|напиши|покажи|составь|можно|нужн[оа])(?:те)?(?: мне)?"
RU_FOR_TEXT = re.compile(
    any_of(
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
    any_of(
        (
            "что (?:у (?:тебя|меня|вас|нас) есть|(?:тут|здесь|там)(?: есть)?|есть (?:тут|здесь)",
            "(?:есть )?в библиотеке|(?:ты |вы )?знае(?:шь|те))",
            "какие (?:тут |здесь |у тебя |у вас )?(?:есть )?(?:стать|текст|тем)[иы](?: есть)?",
            "о чем (?:эти |все |мои )?(?:статьи|тексты|документы|заметки)",
        )
    )
)
RU_FOR_QUESTIONS = re.compile(
    any_of(
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
