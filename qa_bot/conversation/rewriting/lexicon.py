"""Lists of English words that query rewriting looks for. Knows no grammar."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS = _words("who whom whose what which when where why how")
BE = _words("is are was were am be been being isn't aren't wasn't weren't")
DO = _words("do does did don't doesn't didn't")
MODALS = _words("can could will would shall should may might must")
AUXILIARIES = (
    BE
    | DO
    | MODALS
    | _words("has have had")
    | _words("hasn't haven't hadn't can't cannot couldn't won't wouldn't shouldn't mustn't")
)
PREPOSITIONS = _words(
    "about above across after against along among around at before behind below beside"
    " besides between beyond by despite down during except for from in inside into like near"
    " of off on onto out outside over past per since through throughout to toward towards under"
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
        " again still yet one only even now back because while though although once own such"
        " same tell please okay ok well"
    )
)
# Adjectives that a question asks about: "is the library open".
PREDICATE_ADJECTIVES = _words(
    "open closed free available allowed possible included heated safe valid cheap expensive ready"
    " full empty busy late early new old big small high long wide deep heavy far good bad dead"
    " alive married true wrong right sure happy"
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
PARTICIPLES = _words("born built begun done given gone held known made seen taken won written")
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
FEMALE_NOUNS = _words(
    "wife mother mum mom sister daughter aunt widow woman girl lady actress waitress queen princess"
    " duchess empress nun bride landlady headmistress grandmother granddaughter niece"
)
MALE_NOUNS = _words(
    "husband father dad brother son uncle widower man boy gentleman actor waiter king prince duke"
    " emperor monk groom bridegroom landlord headmaster grandfather grandson nephew"
)
# Those that name a thing as often are left out: a coach, a guide, a chair.
PERSON_NOUNS = (
    FEMALE_NOUNS
    | MALE_NOUNS
    | _words(
        "person author writer singer player engineer artist president minister leader scientist"
        " director someone somebody everyone everybody anyone anybody child student doctor"
        " driver captain founder parent neighbour neighbor friend colleague boss owner tenant"
        " guest visitor customer teacher headteacher pupil professor nurse surgeon patient"
        " dentist vet lawyer solicitor suspect detective sergeant inspector soldier sailor pilot"
        " skipper fisherman farmer shepherd gardener baker butcher chef barber builder carpenter"
        " electrician plumber mechanic architect designer painter sculptor photographer musician"
        " drummer pianist composer dancer poet novelist journalist reporter editor publisher"
        " blogger historian archaeologist biologist chemist physicist researcher inventor"
        " explorer athlete cyclist goalkeeper referee winner mayor councillor senator governor"
        " premier chancellor ambassador spokesman spokeswoman spokesperson chairman chairwoman"
        " treasurer caretaker curator librarian priest vicar bishop pope heir stranger"
        " apprentice volunteer"
    )
)
PLACE_NOUNS = _words("country city town place state river island continent region village port")
# What a name ends in that is a place's, "Mill Road", and seldom a person's.
NAMED_PLACES = _words(
    "states kingdom river island islands bridge street road square gardens beach harbour pier"
    " station airport tower cathedral museum library gallery theatre hotel valley quarry"
)
GROUP_NOUNS = _words(
    "company companies organisation organization party team band group club firm bank"
    " university school agency army government council committee union association nations"
    " corporation ltd inc league society charity"
)
# Nouns that a phrase is no antecedent with: "the first time".
VAGUE_NOUNS = _words(
    "first last name article way kind type same world rest lot most best number part end other"
    " time times minute minutes hour hours day days night nights week weeks weekend month months"
    " year years"
)
FEMALE_NAMES = _words(
    "abigail ada adele agatha agnes aisha alexandra alice alina amanda amelia amy anastasia"
    " andrea angela anita anna anne annette annie antonia astrid audrey ava barbara beatrice"
    " becky bella bernadette beth betty beverly brenda bridget brigitte camilla carla carmen"
    " carol caroline carolyn catherine cecilia charlene charlotte chloe christina christine"
    " claire clara claudia cynthia daisy daniela deborah denise diana diane dolores donna"
    " doris dorothy edith eileen elaine eleanor elena elise eliza elizabeth ella ellen elsa"
    " elsie emilia emily emma erica erin esther ethel eva eve evelyn fatima felicity fiona"
    " florence frances francesca freya frida gabriela gemma georgina gertrude gillian gina"
    " giulia gloria grace greta gwen hannah harriet heather heidi helen helena helga hilda"
    " hillary imogen inga ingrid irene isabel isabella isla jacqueline jane janet jasmine"
    " jennifer jenny jessica jill joan joanna josephine joyce judith judy julia juliet karen"
    " karin karina kate katharine katherine kathleen kathryn katie kelly kirsten laila lara"
    " laura lauren leah leila lena lily linda lisa lisbeth liz lorna lorraine louise lucia"
    " lucy lydia mabel madeleine maeve maggie maisie marcia margaret margot maria marian"
    " marianne marie marjorie marlene martha mary maud maureen maya megan melanie melissa"
    " meryl michelle mildred millie miriam moira molly mona monica muriel nadia nancy naomi"
    " natalie natasha nellie nicola nicole nina nora norma olga olivia pamela patricia paula"
    " pauline penelope petra phoebe phyllis polly priya rachel rebecca renata rita roberta"
    " rosa rosalind rosemary rosie roxanne ruth sabrina sally samantha sandra sara sarah"
    " saskia sheila shirley silvia simone sonia sophia sophie stella stephanie sue susan"
    " susanna suzanne svetlana sylvia tamara tania tatiana teresa tessa thelma theresa tina"
    " tracy ursula valerie vanessa vera veronica victoria virginia wendy wilma winifred yasmin"
    " yvonne zara zoe"
)
MALE_NAMES = _words(
    "aaron abdul abraham adam adrian ahmed aidan alan alastair albert aldo alec alexander"
    " alfred ali alistair allan alvin amir anders andre andreas andrew angus anthony anton"
    " antonio archibald archie arnold arthur arturo axel barry bartholomew basil ben benjamin"
    " bernard bert bill bob boris brendan brian bruce bruno callum calvin carl carlos cecil"
    " charles christopher claude clement clifford clive colin connor conrad craig cyril damian"
    " dan daniel darren david dennis derek desmond dieter dimitri dirk dominic donald duncan"
    " dylan edgar edmund edward edwin elias elliott emil enrique eric ernest erwin ethan"
    " eugene evan ewan felix ferdinand fergus fernando finn francisco frank franz fred"
    " frederick fritz gareth gary gavin geoffrey george gerald gerard gilbert giovanni"
    " giuseppe graham gregory gunther gustav guy hamish hans harold harry harvey hector"
    " heinrich helmut henry herbert herman horace howard hubert hugh hugo humphrey ian ibrahim"
    " igor isaac ivan jack jacob jacques jakob james jan jason jasper javier jeff jeffrey"
    " jeremy jerome jerry jim joachim joe joel john jonas jonathan jorge jose josef joseph"
    " josh joshua juan jules julian julius jurgen karl keith ken kenneth kevin klaus konrad"
    " kurt larry lars laurence lawrence leif leo leon leonard leopold liam lionel louis luca"
    " lucas ludwig luigi luis luke magnus malcolm manuel marcel marco marcus marek mario"
    " marius mark martin mateo matthew matthias maurice max maximilian mehmet melvin michael"
    " miguel mike milan mohamed mohammed mustafa nathan nathaniel neil nicholas nigel nikolai"
    " noah norman olaf oliver omar orson oscar oswald otto owen pablo patrick paul pedro percy"
    " pete peter philip philippe pierre piotr rafael ralph raymond reginald rene ricardo"
    " richard rick rob robert roberto rodney roger roland rolf ron ronald rory roy rudolf"
    " rupert salim sam samuel santiago sean sebastian sergei sergio seth simeon simon stan"
    " stanislav stefan stephen steve stewart stuart sven ted terence terry theo theodor"
    " theodore thomas tim timothy tobias toby todd tom tommy tony trevor tristan uwe victor"
    " viktor vincent vincenzo vlad vladimir wallace walter warren wayne wilfred wilhelm will"
    " william wolfgang xavier yuri yusuf zachary"
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
