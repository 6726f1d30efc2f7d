"""Word tables of everyday records: attributes with the questions that ask for them, and names.

Attributes of one family differ in one word (the weekly and the monthly rent), so that a question
for one is a near miss where the text gives another.
"""

from dataclasses import dataclass

# Family|kind of value|labels|questions. "{}" stands for the thing that the record is about.
_ATTRIBUTES = """
rent|money|weekly rent;rent per week|how much is {} per week;weekly rent of {}
rent|money|monthly rent;rent per month|how much is {} a month;what do you pay monthly for {}
rent|money|yearly rent;annual rent|how much is {} a year;what is the annual rent of {}
ticket|money|adult ticket;adults|how much is {} for an adult;what do grown-ups pay at {}
ticket|money|child ticket;children|how much is {} for my kids;what does a child pay at {}
ticket|money|student ticket;students|what do students pay at {};student price for {}
ticket|money|senior ticket;pensioners|how much is {} for over 65s;pensioner price at {}
ticket|money|family ticket;families|family price for {};how much do we pay as a family at {}
fee|money|joining fee|what does it cost to join {};how much is it to sign up to {}
fee|money|late fee;late payment charge|what happens if i pay {} late;charge for paying {} late
fee|money|cancellation fee|what does it cost to cancel {};how much do i lose if i cancel {}
fee|money|booking fee|how much is added for booking {};what is the booking charge of {}
fee|money|delivery charge;delivery|how much is it to get {} delivered;shipping cost of {}
member|money|member price;members|what do members pay for {};price of {} for members
member|money|non-member price;non-members|price of {} if i am not a member;cost for others
deposit|money|deposit|how much do i put down for {};what is paid up front for {}
deposit|money|balance;balance due|how much is left to pay for {};what remains to be paid on {}
salary|money|starting salary|what would i earn at first at {};pay of a beginner at {}
salary|money|maximum salary|what is the most that {} pays;top pay at {}
profit|money|profit|how much did {} make;what was the profit of {}
profit|money|loss|how much did {} lose;what was the loss of {}
profit|money|turnover;revenue|how much did {} take;what were the sales of {}
price|money|list price;regular price|what does {} normally cost;usual price of {}
price|money|sale price;reduced price|what does {} cost in the sale;reduced price of {}
price|money|price per night;nightly rate|what is {} a night;how much is one night at {}
price|money|price per person|how much is {} each;what does {} cost per head
size|length|width;overall width|how wide is {};how broad is {}
size|length|height;overall height|how tall is {};how high is {}
size|length|depth|how deep is {};what depth has {}
size|length|length|how long is {};from end to end how long is {}
size|length|diameter|how far across is {};what diameter does {} have
weight|weight|weight;net weight|how heavy is {};what does {} weigh
weight|weight|maximum load;load limit|how much can {} carry;how heavy may the load of {} be
weight|weight|shipping weight;gross weight|weight of {} with its box;how heavy is {} packed
capacity|volume|capacity;tank capacity|how much does {} hold;how many litres go into {}
capacity|volume|water per cycle|how much water does {} use;water use of {}
power|power|power;rated power|how strong is the motor of {};how many watts has {}
power|power|standby power|what does {} draw when off;watts of {} in standby
heat|heat|oven temperature|how hot should the oven be for {};at how many degrees is {} baked
heat|heat|storage temperature|how cold must {} be kept;at what temperature is {} stored
heat|heat|maximum temperature|how hot can {} get;what is the hottest that {} takes
cook|span|preparation time;prep time|how long does it take to prepare {};prep time for {}
cook|span|cooking time|how long does {} cook;how long is {} on the stove
cook|span|resting time|how long must {} rest;how long should i leave {} to stand
battery|span|battery life|how long does {} run on one charge;how long does the battery of {} last
battery|span|charging time|how long does {} take to charge;time to fill the battery of {}
warranty|term|warranty;guarantee|how long is {} covered;how many years of guarantee has {}
warranty|term|return period;returns|how long can i send {} back;until when can {} be returned
warranty|term|notice period;notice|how long before must i give notice to {};how much notice for {}
warranty|term|minimum stay;minimum term|how long do i have to take {} for;shortest term of {}
trip|span|journey time;duration|how long does {} take;how long does {} last
trip|distance|distance;total distance|how far is {};how many kilometres is {}
trip|distance|total ascent;climb|how much climbing is there on {};how much does {} go up
open|clock|opens;opening time|when does {} open;from what time is {} open
open|clock|closes;closing time|when does {} shut;until what time is {} open
open|clock|last entry;last admission|how late can i still get into {};latest time to go into {}
stay|clock|check-in;check-in from|from what time can we get into {};earliest arrival at {}
stay|clock|check-out;check-out by|by when do we have to leave {};latest departure from {}
stay|clock|breakfast from|when can we eat in the morning at {};start of breakfast at {}
bus|clock|first departure;first bus|when does the first one leave from {};earliest bus from {}
bus|clock|last departure;last bus|when does the last one leave from {};latest bus from {}
bus|clock|arrival;arrives|when do we get to {};what time does it arrive at {}
course|date|start date;starts on|when does {} start;first day of {}
course|date|end date;ends on|when is {} over;last day of {}
course|date|deadline;apply by|by when must i apply for {};last day to apply for {}
visit|date|last inspection;last inspected|when was {} last checked;when was the latest check of {}
visit|date|next inspection;next inspection due|when will {} be checked again;next check of {}
visit|date|first inspection|when was {} checked for the first time;first check of {}
meeting|date|last meeting;date of last meeting|when did {} last meet;previous meeting of {}
meeting|date|next meeting;date of next meeting|when will {} meet again;when is {} next
issue|date|published;published on|when did {} come out;publication date of {}
issue|date|updated;last updated|when was {} last changed;how old is this version of {}
issue|date|valid until;expires|until when is {} valid;when does {} run out
issue|date|founded;established|when was {} founded;how old is {}
issue|date|closed;closed down|when did {} close down;end of {}
chair|person|chair;chairman|who chairs {};who is the chair of {}
chair|person|vice-chair;deputy chair|who stands in for the chair of {};deputy chair of {}
chair|person|treasurer;finance chief|who looks after the money of {};who does the accounts of {}
chair|person|secretary;clerk|who writes the minutes of {};who is the secretary of {}
chair|person|former chair;previous chair|who chaired {} before;who was chair of {} earlier
head|person|head teacher;headmistress|who runs {};who is the head of {}
head|person|deputy head|second in charge at {};who is deputy head of {}
head|person|caretaker;site manager|who looks after the building of {};caretaker of {}
maker|person|author;written by|who wrote {};who is the writer of {}
maker|person|editor;edited by|who edited {};who is the editor of {}
maker|person|photographs;photographs by|who took the pictures of {};photographer of {}
maker|person|translator;translated by|who translated {};translator of {}
contact|person|contact;contact person|who do i talk to about {};who is in charge of questions on {}
contact|phone|telephone;phone|what number do i ring for {};phone number of {}
contact|email|email;e-mail|what is the email address of {};where do i write an email about {}
team|person|coach;head coach|who trains {};who coaches {}
team|person|captain|who captains {};who leads {} on the pitch
team|person|manager;team manager|who manages {};manager of {}
room|count|seats;seating|how many people can sit in {};how many chairs has {}
room|count|standing places|how many can stand in {};places without a seat at {}
room|count|bedrooms|how many bedrooms does {} have;how many can we sleep in at {} by rooms
room|count|bathrooms|how many bathrooms are there in {};number of baths at {}
room|count|floors;storeys|how many floors has {};how many levels are there in {}
people|count|members|how many people belong to {};how many are in {}
people|count|volunteers|how many unpaid helpers has {};number of helpers at {}
people|count|staff;employees|how many people work at {};how big is the staff of {}
people|count|visitors;visitors per year|how many people come to {};how many visit {}
people|count|pupils;pupils on roll|how many children go to {};number of pupils at {}
car|count|parking spaces;car park|how many cars can park at {};is there parking at {}
serves|count|serves;servings|for how many people is {};how many does {} feed
serves|count|pages|how many pages has {};how thick a book is {}
vote|count|votes for;in favour|how many voted for {};how many were in favour of {}
vote|count|votes against;against|how many voted against {};how many were against {}
vote|count|abstentions|how many abstained on {};how many did not vote on {}
share|percent|interest rate;rate of interest|what interest does {} pay;what rate has {}
share|percent|discount|how much is taken off {};how much cheaper is {}
share|percent|attendance|what share came to {};how well was {} attended
share|percent|alcohol;alcohol content|how strong is {};how much alcohol is in {}
age|age|minimum age|how old do i have to be for {};youngest age for {}
age|age|maximum age;upper age limit|up to what age can i do {};am i too old for {}
place|address|address;find us at|where is {};where do i find {}
place|address|collection point;collect from|where do i pick up {};where is {} handed out
place|address|meeting point|where do we meet for {};where does {} set off from
place|address|head office;registered office|where is {} based;seat of {}
place|address|drop-off;return to|where do i bring {} back to;where can {} be dropped off
look|colour|colour;finish|what colour is {};which finish has {}
look|material|material;made of|what is {} made of;what stuff is {}
look|material|lining;lined with|what is inside {};what is {} lined with
day|weekday|collection day;collected on|which day is {} collected;when do they come for {}
day|weekday|closed on;rest day|on which day is {} shut;when is {} not open
day|weekday|market day|which day is the market at {};on what day is {} held
"""

FIRST_NAMES = """Anna Ben Carol Dilip Ewan Farah Grace Hugo Ines Jonah Karin Leon Maya Nils
Olive Priya Quentin Rosa Samir Tessa Umar Vera Wanda Yusuf Zoe Alan Bridget Colm Delia Edith
Fiona Gareth Helen Ivor Joan Keith Lorna Martin Nadia Owen Paula Ralph Sheila Trevor""".split()
SURNAMES = """Abbot Barlow Carver Dunmore Ekström Farrow Gillis Hartnell Ibbotson Jessop Kaur
Lomax Marsden Novak Okafor Pellow Quayle Rudd Sorensen Tranter Underhill Vance Whitlock Yardley
Adeyemi Bhatt Crowe Delaney Eames Fairley Garside Holt Iqbal Kettle Langley Mistry Nairn Oakes
Prior""".split()
TITLES = "Mr Mrs Ms Dr Prof. Cllr Rev. Sir Capt. Judge".split()
PLACES = """Ashby Brackley Corran Dunholme Elmstead Farley Glenmoor Harwick Inverdale Kelby Lindow
Marlow Northam Otterton Pendle Quarry Rosedale Selby Thornbury Upton Westmere Yarmley""".split()
STREETS = "Mill Lane; High Street; Station Road; Church Row; Quay Street; Park Avenue".split("; ")
THINGS = """cottage flat barn tent cabin studio hall library museum pool gym club society course
workshop tour walk ferry festival market fair camp school nursery clinic surgery garage oven
kettle heater mower drill bike scooter lamp desk shelf wardrobe sofa mattress jacket boots
rucksack stove blender printer phone laptop camera report handbook policy contract permit
licence plan loan account recipe soup loaf cake stew cider ale juice choir orchestra team
council committee board trust charity shop bakery cafe hotel hostel campsite garden park farm
reservoir bridge tower lighthouse""".split()
COLOURS = "red; dark blue; olive green; white; matt black; pale grey; brass; silver".split("; ")
MATERIALS = "oak; pine; steel; cotton; wool; leather; nylon; glass; clay; bamboo".split("; ")
MONTHS = """January February March April May June July August September October November
December""".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of everyday things: its labels, and the questions that ask for it."""

    family: str
    kind: str
    labels: tuple[str, ...]
    questions: tuple[str, ...]


def attributes() -> list[Attribute]:
    """Every attribute of the table."""
    found = []
    for line in _ATTRIBUTES.strip().splitlines():
        family, kind, labels, questions = line.split("|")
        found.append(Attribute(family, kind, tuple(labels.split(";")), tuple(questions.split(";"))))
    return found
