"""Lists of English words that query rewriting looks for. Knows no grammar."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS = _words("who whom whose what which when where why how")
BE = _words("is are was were am be been being isn't aren't wasn't weren't")
DO = _words("do does did don't doesn't didn't")
AUXILIARIES = (
    BE | DO | _words("has have had can could will would shall should may might must hasn't haven't")
)
PREPOSITIONS = _words(
    "about above across after against along among around at before behind below beside"
    " besides between beyond by despite down during except for from in inside into like near"
    " of off on onto out outside over past since through throughout to toward towards under"
    " until up upon via with within without"
)
DETERMINERS = _words("the a an")
POSSESSIVE_DETERMINERS = _words("my your our")
DEMONSTRATIVES = _words("this that these those")
PRONOUNS = _words(
    "he him his himself she her hers herself it its itself they them their theirs themselves"
)
FUNCTION_WORDS = (
    QUESTION_WORDS
    | AUXILIARIES
    | PREPOSITIONS
    | DETERMINERS
    | DEMONSTRATIVES
    | PRONOUNS
    | _words(
        "i me my mine you your yours we us our ours and or but so if then than as not no yes"
        " there here some any all each every both many much more most few less other others"
        " another else anything something nothing anyone someone too also very just ever never"
        " again still yet one only even now because while though although once own such"
        " same tell please okay ok well"
    )
)
# Words that tie a message to the one before it.
DISCOURSE_MARKERS = _words("and but so then also well ok okay oh now")
# Words within a name: "University of the Arts", "Vasco da Gama".
NAME_PARTICLES = _words("of the de del der di da la le du van von al bin ibn")
CALENDAR = _words(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
VERBS = _words(
    "accuse achieve act agree announce appear arrive ask attack attend be become begin"
    " believe bring build buy call carry cause change choose close come compete condemn cost"
    " cover create cross cut decide design develop die discover do draw drive earn end enter"
    " escape fall fight find finish fly found gain get give go graduate grow happen have help"
    " hit hold include invade invent involve join keep kill know last launch lead learn leave"
    " live look lose love make marry mean meet move name need occur open oppose own paint pay"
    " perform plan play produce promise publish put reach receive record refuse release"
    " respond resign retire return run say see sell send serve show sign sing speak spend"
    " stand start stay stop study succeed support survive take talk teach tell think tour"
    " train travel try use visit vote want wear win work write bear born built held made won"
    " wrote begun known taken given seen done gone written"
)
# Verbs whose subject is a person.
PERSONAL_VERBS = _words(
    "accuse agree announce ask believe condemn decide die drink eat graduate learn love marry"
    " meet promise refuse resign respond retire say speak study teach think visit want write"
    " born married educated buried"
)
TITLES = _words(
    "mr mrs ms miss dr sir lady lord president minister king queen prince princess professor"
    " captain general saint pope emperor senator chancellor"
)
PERSON_NOUNS = _words(
    "person man woman boy girl actor actress author writer singer player engineer artist"
    " president minister leader king queen scientist director someone somebody everyone"
    " everybody anyone anybody child student doctor driver captain founder"
)
PLACE_NOUNS = _words("country city town place state river island continent region village port")
GROUP_NOUNS = _words(
    "company companies organisation organization party team band group club firm bank"
    " university school agency army government council committee union association nations"
    " corporation ltd inc"
)
# Nouns that a phrase is no antecedent with: "the first time".
VAGUE_NOUNS = _words(
    "year years time times first last name article way kind type same world day rest lot most"
    " best number part end other"
)
FEMALE_NAMES = _words(
    "alice amy angela anna anne barbara catherine charlotte diana elizabeth ella emily emma"
    " florence grace hannah hillary jane janet jennifer jessica julia karen kate kelly laura"
    " linda lisa lucy margaret maria marie martha mary michelle nancy nina olivia rachel rosa"
    " ruth sarah sophia susan victoria virginia"
)
MALE_NAMES = _words(
    "adam albert alexander andrew anthony arthur benjamin brian charles christopher daniel"
    " david donald edward eric frank frederick george harold henry hugh isaac jack james john"
    " joseph julian kevin larry louis mark martin matthew michael nicholas oliver paul peter"
    " philip richard robert ronald samuel simon stephen steve thomas tom vincent vladimir"
    " walter william"
)
PLACE_NAMES = _words(
    "afghanistan africa albania algeria america antarctica argentina armenia asia australia"
    " austria azerbaijan bangladesh belarus belgium berlin bolivia brazil britain bulgaria"
    " cambodia canada chile china colombia croatia cuba cyprus denmark ecuador egypt england"
    " estonia ethiopia europe finland france georgia germany ghana greece hungary iceland"
    " india indonesia iran iraq ireland israel italy japan jordan kazakhstan kenya kosovo"
    " kuwait kyrgyzstan laos latvia lebanon libya lithuania london luxembourg malaysia malta"
    " mexico moldova mongolia morocco moscow myanmar nepal netherlands nigeria norway pakistan"
    " palestine panama paris peru philippines poland portugal qatar romania russia scotland"
    " senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria"
    " taiwan tajikistan tanzania thailand tunisia turkey turkmenistan uganda ukraine uruguay"
    " uzbekistan venezuela vietnam wales yemen zambia zimbabwe"
)
