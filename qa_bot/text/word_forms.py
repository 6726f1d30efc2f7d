"""Other words for the same: irregular forms, abbreviations, numbers in words, near synonyms.

A stemmer joins "price" and "prices", but not "wrote" and "written", "Dec" and
"December", "twelve" and "12", "Hungary" and "Hungarian", or "cost" and "price". Each
line below is a group of words that stand for one another in a question and its answer;
irregular verbs are those of Quirk et al., "A Comprehensive Grammar of the English
Language", 1985, and units are named as in CLDR.
"""

from collections.abc import Iterator

_IRREGULAR = """
arise arose arisen|bear bore borne born birth birthday|beat beaten|become became|begin began begun
beginning start onset|bend bent|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke
broken|breed bred|bring brought|build built|burn burnt|buy bought purchase|catch caught|choose
chose chosen choice|come came|creep crept|deal dealt|die dead death deceased|dig dug|do did done
does|draw drew drawn drawing|drink drank drunk|drive drove driven driver|eat ate eaten|fall fell
fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown flight|forbid forbade
forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten|give
gave given gift|go went gone goes|grow grew grown growth|hang hung|have had has|hear heard|hide
hid hidden|hold held|keep kept|kneel knelt|know knew known knowledge|lay laid|lead led|leave
left|lend lent|lie lain|lose lost loss|make made maker|mean meant|meet met|pay paid|prove proven
proof|ride rode ridden rider|ring rang rung|rise rose risen|run ran|say said says|see saw
seen|seek sought|sell sold sale seller|send sent|shake shook shaken|shine shone|shoot shot|show
shown|shrink shrank shrunk|sing sang sung song|sink sank sunk|sit sat|sleep slept|slide slid|speak
spoke spoken speech|speed sped|spend spent|spin spun|stand stood|steal stole stolen theft|stick
stuck|sting stung|strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung|take took
taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand
understood|wake woke woken|wear wore worn|weep wept|win won winner|wind wound|write wrote written
writer author|man men|woman women|child children kid|foot feet|tooth teeth|person people|wife
wives|life lives"""
_SYNONYMS = """
price cost charge fee fare|long length|tall height high|old age aged|weigh weight heavy|wide
width breadth|deep depth|big size large|far distance|strong strength|warm warmth|hot heat|repair
mend fix|shut closed close|phone telephone|bike bicycle|photo photograph picture image|email mail
e-mail|info information|ad advertisement advert|lorry truck|flat apartment|film movie|holiday
vacation|shop store|rubbish trash waste refuse|boss chief head leader director chair chairman
chairwoman chairperson ceo|job occupation profession|illness disease sick ill|doctor dr
physician|lawyer solicitor attorney|car automobile|house home|town city|pupil student|attack
assault|help assist assistance aid|permit allow permission|need require necessary required|end
finish|ask request|reply answer response respond|select pick|try attempt|increase raise|reduce
decrease cut|huge enormous|main principal|annual yearly annually|month monthly|week weekly|day
daily|hour hourly hr hrs|establish founded founder founding|marry marriage married husband
spouse|invent invention inventor|employ employee employer staff|resident inhabitant|population
populous|arrive arrival|depart departure|survive survivor survival|destroy destruction|decide
decision|discover discovery|move movement|argue argument|complain complaint|refund reimburse
reimbursement|cancel cancellation|deliver delivery|explode explosion explosive|apply application
applicant|analyse analysis analyst|explain explanation|describe description|propose proposal|vote
voter ballot"""
# British and American names of everyday things, and what people call them besides.
_EVERYDAY = """
internet broadband wifi wi-fi|hen chicken|rooster cockerel|pensioner retiree|sofa couch
settee|mobile cellphone smartphone|toilet loo restroom lavatory wc|lift elevator|petrol
gasoline|chemist pharmacy pharmacist|jab vaccination vaccine|timetable schedule|queue
line|luggage baggage suitcase|backpack rucksack|pram pushchair stroller buggy|guarantee
warranty|mum mother mom mummy|dad father daddy|grandma grandmother granny|grandpa
grandfather|salary wage|cop police policeman policewoman|hallway corridor|cooker stove|tap
faucet|pavement sidewalk|motorway highway|leaflet brochure flyer|compulsory mandatory
obligatory|tyre tire|jumper sweater pullover|biscuit cookie|nappy diaper|torch flashlight|spanner
wrench|parcel package|postcode zip|railway railroad|cinema theater theatre"""
_ABBREVIATIONS = """
january jan|february feb|april apr|august aug|september sept sep|october oct|november nov|december
dec|monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|kilometre
kilometer km kms|metre meter|centimetre centimeter cm|millimetre millimeter mm|kilogram kilogramme
kg kgs kilo|gram gramme|minute min mins|litre liter|percent percentage|approx approximately
about|dept department|govt government|max maximum|temp temperature|vs versus|mr mister|prof
professor|uni university|lab laboratory|gym gymnasium|fridge refrigerator|pm premier|mp
parliamentarian|tv television|uk britain british britons|us usa america american"""
_NUMBERS = """
0 zero|1 one|2 two twice pair|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11
eleven|12 twelve dozen|13 thirteen|14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19
nineteen|20 twenty|30 thirty|40 forty|50 fifty|60 sixty|70 seventy|80 eighty|90 ninety|1st
first|2nd second|3rd third|4th fourth|5th fifth|6th sixth|7th seventh|8th eighth|9th ninth|10th
tenth"""
_DEMONYMS = """
argentina argentine argentinian|australia australian|austria austrian|belgium belgian|brazil
brazilian|canada canadian|china chinese|cuba cuban|czechia czech|denmark danish dane|egypt
egyptian|england english|estonia estonian|europe european eu|finland finnish finn|france
french|germany german|greece greek|hungary hungarian|iceland icelandic|india indian|iran
iranian|iraq iraqi|ireland irish|israel israeli|italy italian|japan japanese|kenya kenyan|korea
korean|latvia latvian|lithuania lithuanian|mexico mexican|netherlands dutch holland|nigeria
nigerian|norway norwegian|pakistan pakistani|poland polish|portugal portuguese|romania
romanian|russia russian|scotland scottish scots|serbia serbian|slovakia slovak|slovenia
slovenian|spain spanish spaniard|sweden swedish swede|switzerland swiss|turkey turkish
turk|ukraine ukrainian|vietnam vietnamese|wales welsh"""
_ALL = (_IRREGULAR, _SYNONYMS, _EVERYDAY, _ABBREVIATIONS, _NUMBERS, _DEMONYMS)


def same_words() -> Iterator[list[str]]:
    """Yield the groups of words, in lower case, that stand for one another."""
    for table in _ALL:
        for group in table.split("|"):
            yield group.split()
