"""How people word talk in English; the notation is that of the package."""

from qa_bot.text.shorthand import SHORTHAND

PHRASES = {
    "greeting": """
hi/hello/hey/hiya/howdy/yo/greetings/hallo there/again/all/bot/everyone?
good? morning/mornin/afternoon/evening all/everyone/there?
good day
hi/hello/hey/heya there? anyone/anybody/is_anyone/is_anybody here/there
heya there/again?
how are/r you/u doing/today/doing_today?
hows it going
whats up
nice to meet you
""",
    "thanks": """
many? thanks/thx/thanx/tnx/thnx/tks/cheers/ta a_lot/a_bunch/a_million/again/so_much/very_much?
thanks/thx/thank_you for that/this/everything/helping/answering/explaining
thank/thanks you/u so_much/very_much/kindly/again/a_lot?
thankyou/thanku/ty/tysm/tyvm
thanks/thx/thank_you for the/your help/answer/info/information/explanation
much appreciated
i appreciate that/it
no thanks/thank_you
thats so/very/really? kind/helpful/useful of_you?
very? helpful/useful
that/this was very/really/so? helpful/useful
that helps/helped a_lot?
""",
    "farewell": """
good_bye/bye/goodbye/byebye/cya/ciao/farewell bye/all/bot/everyone/now/for_now?
see/cu you/ya later/soon/tomorrow/around?
good/nighty night
talk to you later/soon/tomorrow
catch you later
take care
have a good/nice/great day/evening/night/weekend/one
no? thats/that_is/that_will_be all/it/everything for_now/for_today
no? thats/that_is/that_will_be all/everything i_need/i_needed/i_wanted/i_wanted_to_know?
nothing else/more
no more questions?
im/i_am done/finished
thats me done/finished
all done
cu
i have to go
""",
    "apology": """
im/i_am so/very? sorry about_that/about_this?
sorry/apologies/oops/whoops/pardon about_that/about_this?
sorry? typo/my_typo
my bad/mistake/apologies
excuse/forgive me
""",
    "acknowledgement": """
ok/okay/okey/okie/k/kk/okeydokey/alright/all_right/right/sure/fine
great/cool/nice/perfect/excellent/awesome/wonderful/brilliant/amazing/super/lovely job/one/answer?
great stuff
ace/sweet/phew/nvm
youre/you_are so/very/really? great/good/brilliant/clever/helpful/welcome
i? thought so/as_much
thats/that_is what i thought
good to_know/job/answer/bot/point?
well done
got/get it
gotcha/understood/noted/exactly/indeed/correct/interesting/wow/aha/ah/oh/hm/hmm/mhm/huh
lol/haha/hehe
i see/understand
that? makes/make sense
fair enough
no problem/worries
never_mind/nevermind
yes/yep/yeah/yup/ya please/sure?
thats/that_is/it_is/its right/correct/true/great/good/perfect/fine/interesting/cool/nice/it
very/so/really good/nice/interesting/cool
i? like/love that/it/you
""",
    "capabilities": """
help me?
i need some? help
ive/i_have got? a/another question for_you?
can/could/may i ask you? something/a_question/another_question
can/could you help me?
what/wat can you do for_me/to_help_me?
what are you able to do
what are you/your for/capabilities/features
what do you know
what do you do here/exactly?
what does/can this/the bot/chatbot do for_me?
what is/are this/the/these bot/bots/chatbot for?
how do/does you/this_bot/this_chatbot work exactly?
how do/can i use you/this_bot/this_chatbot
how to use you/this_bot/this_chatbot
how can/could you help me?
what commands are_there/do_you_know/do_you_have
""",
    "identity": """
and? who/what are/r you/u exactly/really/anyway?
who/what am i talking/speaking to/with
whats/what_is/wats your/ur name
what should i call you
do you have a name
tell me about yourself
introduce yourself
are/r you/u really? a/an/some? real? robot/bot/human/person/machine/computer/program/ai/chatbot
are you really? alive/real/chatgpt/a_human_being/an_ai_model
am i talking to a real? robot/bot/human/person/machine/computer
is this/that a/an real? robot/bot/human/person/ai/chatbot
who made/built/created/wrote/programmed you
""",
    "check": """
and? are you quite/absolutely/completely/very/really/totally? sure/certain/positive
are you quite/absolutely/really? sure/certain/positive about_that/about_this/about_it/of_that/of_it
and? you sure/certain/positive about_that/about_this/about_it?
and? youre sure/certain/positive about_that/about_this/about_it?
are? you really? sure/certain thats/that_is/its/it_is/this_is right/true/correct/so/it?
are? you 100/hundred percent? sure/certain/positive about_that/about_this/of_that?
sure/certain/positive about_that/about_this/about_it
do you really? mean/believe that/it/this
do you know that/this for sure/certain/a_fact
definitely/for_sure/for_certain/no_doubt
can/could/would you? double? check that/this/it/again/that_again/it_again
double/please check that/this/it/again?
check that/this/it again/please
how sure/certain/confident are/r you/u about_that/about_this/about_it/of_that?
really/seriously/honestly
for real
is? that/this/it really/definitely/actually? right/true/correct/so/certain/accurate/reliable
is? that/this/it for sure/certain
is that/this/the info/information/answer really/definitely? right/true/correct/accurate/reliable
can i trust/believe/rely_on you/that/this/it
how do/can i know that/this/thats/that_is/its/it_is right/true/correct/so
is that/this/it a guess
how reliable/accurate is that/this/it
how much can i trust that/this/it/you
are you guessing/joking/kidding/serious
i dont believe/buy that/this/it/you
i doubt that/it
""",
    "more": """
can/could/would/will you tell/show/give me some/any/a_bit/a_little/a_lot? more about_that/about_it?
tell/show/give me some/a_bit/a_little/a_lot? more about_that/about_this/about_it?
tell/show/give me some/any? more/further info/information/details about_that/about_this/about_it?
and? some/a_bit/a_little? more details/detail/info/information?
i want/need/would_like to_know/to_hear/to_read? more about_that/about_this/about_it?
and? anything/what else is_there/about_that/about_this/about_it
and? anything else
what else does it/this/that say
what else do you know
is there anything/any? more/else
any other/further/more details/information/info/passages
go/carry/keep on/going
and? continue/next/further/elaborate
can/could you elaborate/expand/continue on_that/on_this?
explain that/this/it/more/further a_bit? more?
read on
say more
and then
and? any more
more on/about that/this/it
show/read/give me? some/a_bit? more
expand on? that/this/it
can/could/would you say/add some/a_bit/a_little? more about_that/about_this/about_it?
id like/love to_know/to_hear/to_read? more about_that/about_this/about_it?
does it/this/that/the_text/the_article say anything/any/some else/more about_that/about_it?
what does it/the_text/the_article say next/after_that/then
""",
    "source": """
and? why do/would you say/think/believe that/this/so/it
why did you say/think that/this/so
what makes you say/think/believe that/this/so
how do/can you know that/this/it?
how come you know/say that/this
says who
who says
according to who/whom/what
who says so/that
based on what
whats/what_is that/this based on
where exactly? does/did it/the_text/the_article say that/this/so/it?
whered/where_did/where_do you get/read/have/find/see that/this/it from?
where is/was that/this/it in the text/article/document/book/file
where can/could i read/see/check that/this for_myself/myself?
which/what part/bit/section/paragraph/sentence says that/this/so
which/what part/bit/section/paragraph/sentence is that/this from/in
which/what document/article/text/file/page says that/this/so
can/could i see the/your/a? source/sources/quote/proof/evidence/passage/original/sentence
can/could i see where that_is/it_is/this_is written/said/mentioned/stated
can/could i see where it says that/this/so
can/could you show me where it_says_that/it_says_so/it_says_this/that_is
i want to see the/your/some? source/quote/proof/evidence/passage/original
let me see the/your? source/sources/quote/proof/evidence/passage/original
let me see/check/read where_it_says_that/where_it_says_so/it/that myself/for_myself?
show me the/that/this original/exact? text/sentence/part/bit/line/words/wording/original/article
show me
give/show/tell me? the? exact words/wording/quote/sentence
what are the exact words
whats/what_is/wheres/where_is the/your source/evidence/proof for/of? that/this?
source/quote for that/this
got a/any source/proof/evidence for_that/for_this?
link to the? source/article/text
can/could you prove/back_up that/this/it
can/could you back that/this/it up
where is that/this/it written/said/mentioned/stated
where in the text/article/document/book/file is? that/this/it?
can/could you? show/give/cite/quote me? the/your/a/any? source/sources/quote/proof/evidence/passage
show/give/cite/quote me? the/your/a/any? source/sources/quote/proof/evidence/passage/reference
whats/what_is/what_are your source/sources
the/your? source/sources/proof/evidence/citation/reference for_that/for_this?
prove it/that
on what page
what/which page/article/source/document/file is that/this/it from/in/on
do you have a/any source/sources/proof/evidence for_that/for_this?
show me where it_says_that/it_says_so/it_says_this/that_is
show it in the text/article/document
""",
    "shorter": """
make/say/put/keep? it/that? short/shorter/briefer/brief/simpler/briefly/concise
in short/brief/a_nutshell/one_word/a_word/one_sentence/a_sentence/a_few_words
can/could you say/put it/that in fewer/simple/simpler words/terms
in? fewer/simple/simpler/plain words/terms/english
can_i/could_i? have/get/give_me? a? short/shorter/brief answer/version/one
just/only/just_tell_me/just_give_me the answer
just? yes or no
thats/that_is/its? way/a_bit/far/much? too long
be/more briefer/brief/concise/briefly
cut it/that down
can/could you make/say/put/keep it/that short/shorter/briefly/simpler/brief
can/could you be more? briefer/brief/shorter/concise
""",
    "longer": """
make? it? longer
can_i/could_i? have/get/give_me? a/the? longer/fuller/full/whole answer/version/one
in more/full? detail/details
in full
at length
thats/that_is/its? too/a_bit/way_too short
bit short
can/could you explain that/this/it? in more/full? detail/details
can/could you give/show me the full/whole/entire text/thing/sentence/paragraph/answer
give/show me the? full/whole/entire text/thing/sentence/paragraph/answer
the full/whole/complete/entire text/thing/sentence/paragraph/passage
can/could i see/have more of the text/passage/article
show me more of the text/passage/article
give/show? me? more/the/some? context
can/could you be more detailed/specific
show/give me the whole/full/entire passage/paragraph/context/text
can/could you make/say it/that longer
in context
whats the context
""",
    "repeat": """
say/tell/show/write me? that/this/it again/once_again/one_more_time/once_more
say/tell/show me? again
repeat that/this/it/yourself? again?
can/could/would you please? say/repeat that/this/it again/once_more?
come again
once/one more/again time?
again
what was that again
what did you say again?
i didnt catch/get/hear/understand that/it/you
pardon me
""",
    "rejection": """
no/nope/nah no/sorry?
no? thats/that_is/its/it_is/youre/you_are just/completely/all? wrong/incorrect/false/nonsense
no? that/this/it was/is/seems/looks wrong/incorrect/false
no? not? thats/this_is/that_is/it_is/its not? right/correct/true/it/so/accurate
no? it/that/this isnt/is_not/wasnt
i dont/do_not think so
i dont/do_not think thats/that_is/its/it_is right/correct/true
i think thats/that_is/its/youre/you_are wrong/incorrect/mistaken
youre/you_are wrong/mistaken/incorrect about_that/about_this/about_it?
you/youve/you_have got that/it/this wrong
thats/that_is a mistake
no way
surely not
no? not quite/that_one/that/this_one
that/this/it sounds/looks/seems wrong/odd/strange
that/this/it makes_no/doesnt_make_any/doesnt_make sense
no? i_meant/i_mean? the other one
no? that/this/it isnt/cant_be/doesnt_seem/doesnt_sound/doesnt_look right/correct/true/it
no? thats/this_is/that_is/it_is/its? not what i asked/meant/mean/wanted/said for?
no? thats/that_is not the/an/my/the_right? answer/question to_my_question?
wrong/incorrect/false/nonsense/rubbish/not_right/not_correct/not_true/not_really/not_that answer?
no? i didnt ask/mean/say that/this/it
no? i asked/meant/said something else
you misunderstood/misunderstand me?
you did_not/didnt answer my/the question
bad/useless answer/bot
that doesnt/didnt/does_not/did_not answer/help it/me/my_question/the_question?
something else
try again/harder
give_me/show_me? next/the_next/another/other/different/a_different answer/result
any other answer/answers
""",
}
# What people type for other words of the wordings, in whatever wording it is.
# The wordings have no apostrophes.
ABBREVIATIONS = {each: word.replace("'", "") for each, word in SHORTHAND.items()}
ABBREVIATIONS["ru"] = "are you"
FILLERS = (
    "please pls plz still man mate dude bud bro sir madam dear buddy guys bot well so"
    " then just actually"
).split()
QUESTION_OPENINGS = (
    "who whom whose what when where why how which whats whos wheres hows is are was were"
    " am do does did can could will would shall should may might must has have had and"
    " but so tell show list name give explain describe summarise summarize"
).split()
