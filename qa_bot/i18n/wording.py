"""English messages of the Telegram bot and of every channel; `translation` translates them."""

from collections.abc import Sequence
from typing import NamedTuple

from qa_bot.answers import Answer


class Counted(NamedTuple):
    """A message about a number of things: its singular and its plural, as gettext has them."""

    one: str
    several: str


GREETING = "Hello! Ask me anything about the articles I hold."
THANKS = "You are welcome."
FAREWELL = "Goodbye."
EMPTY_LIBRARY = "I hold no articles yet."
DECLINED = "The articles do not answer that."
PERHAPS = "Perhaps: {answer}"
PERHAPS_THIS = "Perhaps this answers it:"
NEAREST = "The nearest passage:"
NEAR_MISS = "The nearest sentence, which does not mention {words}:"
NOTHING_ABOUT = "The articles say nothing about “{topic}”."
NO_SUGGESTION = "I have no question to suggest. Ask one in your own words."
YOU_COULD_ASK = "You could ask:"
MORE_ARTICLES = Counted("and {count} more article", "and {count} more articles")
APOLOGY = "Sorry, something went wrong on my side. Please try again in a moment."
FORGOTTEN = "Starting anew."
UNDERSTOOD_AS = "as: {question}"
ARTICLE_COUNT = Counted("{count} article", "{count} articles")
LIST_HEADING = Counted("{count} article:", "{count} articles:")
# How a language joins two messages, two of several things, and marks what it quotes.
SENTENCES = "{first} {second}"
LISTED = "{first}, {second}"
QUOTED = "“{text}”"

NO_MATTER = "No problem."
ACKNOWLEDGED = "All right. Ask me anything else."
CAPABILITIES = (
    "Ask me a question, and I answer from the articles I hold: a short answer, the sentence that "
    "says so, word for word, and its source, or that none of them answers it. After an answer you "
    "can also say: more, shorter, are you sure, show me the source, that is wrong."
)
IDENTITY = "I am qa_bot, a program that finds answers in the articles I hold and quotes them."
NOTHING_ASKED = "Ask a question first."
NOTHING_MORE = "There are no more passages for that question."
GOES_ON = "The text goes on:"
ANOTHER_PASSAGE = "Another passage:"
IT_SAYS_SO = "It says so here:"
NEXT_BEST = "Sorry about that. The next best passage:"
NOTHING_BETTER = "Sorry about that. I have no better passage; other words may find one."
MEAN_WHICH = "Do you mean {options}?"
EITHER = "{first} or {second}"
SURE = "I am quite sure: {percent}%."
FAIRLY_SURE = "I am fairly sure: {percent}%."
NOT_SURE = "I am not sure: {percent}%."
SURE_OF_NONE = "I found no answer that is likely enough to be right: the best had {percent}%."
# Percentages from which the words for a confidence change: chosen to be read, not measured.
HIGH_CONFIDENCE = 80
FAIR_CONFIDENCE = 50


def percentage(probability: float) -> int:
    """Return a probability in percent, between 1 and 99 as no estimate is certain."""
    return min(99, max(1, round(100 * probability)))


def certainty(percent: int) -> str:
    """Return the message that says how sure an answer is, with a place for the percentage."""
    if percent >= HIGH_CONFIDENCE:
        return SURE
    return FAIRLY_SURE if percent >= FAIR_CONFIDENCE else NOT_SURE


def declined(answer: Answer) -> str:
    """Return the message that stands in place of an answer."""
    if answer.overview is not None:
        topic = answer.overview.topic
        return NOTHING_ABOUT.format(topic=topic) if topic else NO_SUGGESTION
    return DECLINED if answer.passages else f"{DECLINED} {EMPTY_LIBRARY}"


def in_quotation_marks(words: Sequence[str]) -> str:
    """Return the words for a message: each in quotation marks, with commas between."""
    return ", ".join(QUOTED.format(text=word) for word in words)


ANOTHER_ARTICLE = "Another article says:"
ASK_WHAT = "Write your question after /ask, or reply with /ask to a question."
UNKNOWN_COMMAND = "I do not know that command. /help lists the ones I know."
NOT_TEXT = "I read text, links and documents, not this. Please write your question."
HEARD = "I heard: {text}"
NOTHING_HEARD = "I heard no words in that. Please write your question."
VOICE_TOO_LONG = "I listen to {count} minutes at most. Please ask shorter, or write."
VOICES_NOT_HEARD = (
    "I cannot listen to voice messages. The person who runs me can install that: "
    "pip install '.[voice]', and voice.model. Please write your question."
)
PICTURES_NOT_READ = (
    "I cannot read text in pictures. The person who runs me can install that: "
    "pip install '.[pictures]'. Please write your question."
)
BACK = "‹ Back"
CANCEL = "Cancel"

MORE_PASSAGES = "More passages"
FULL_PARAGRAPH = "Full paragraph"
SOURCE = "Source"
COPY = "Copy"
SHARE = "Share"
SOURCE_TOO_LARGE = "That file is larger than Telegram takes."
TO_THE_ANSWER = "‹ Answer"
PASSAGE_OF = "Passage {number} of {count}"
PAGE_OF = "Page {number} of {count}"
SEARCH_IN = "Search “{title}”"
SEARCH_ALL = "Search all articles"
NOT_IN_ARTICLE = "“{title}” does not answer that."
FROM_ARTICLE = "From “{title}” alone:"
NOT_IN_CHOSEN = "The articles that you chose do not answer that."
ARTICLE_GONE = "That article is no longer in the library."
BUTTON_TOO_OLD = "That button is too old. Please ask again."
THANKS_FOR_FEEDBACK = "Thank you, noted."
FEEDBACK_TAKEN_BACK = "Taken back."

WRITING = "As a language model writes it; each sentence is checked against the passages:"
WRITTEN = (
    "Written by a language model ({model}) from the passages below; each sentence was checked "
    "against them:"
)
WRITTEN_AT_HOST = "Your questions and the passages go to {host}."
LEFT_OUT = "What was left out ({count})"
LEFT_OUT_LEAD = "What the language model also wrote, and why it was left out:"
REASON_AND_WORDS = "{reason}: {words}"
# By the reasons in qa_bot.answers.DROP_REASONS.
DROPPED_BECAUSE = {
    "quotation": "The passages do not have that quotation",
    "number": "The passages do not have that number",
    "name": "The passages do not have that name",
    "link": "The passages do not have that link",
    "opposite": "The passages say the opposite",
    "unsupported": "The passages do not support it",
    "language": "It is in a language that I cannot compare with that of the passages",
    "refusal": "It only says that the passages do not answer",
}

FETCHING = "Fetching {name} …"
FETCHING_BESIDE = "“{name}” takes long to arrive. I go on fetching it; you can ask meanwhile."
TOOK_LINK = "Reading {link} …"
TOOK_FILE = "Reading {title} …"
TOOK_TEXT = "Reading …"
EMBEDDING = "Adding “{title}”: {percent}%"
ADDED = "Added to the library:"
UPDATED = "Brought up to date:"
UNCHANGED = "I have that already:"
NEAR_DUPLICATE = "It says nearly the same as “{title}”. Answers show it once and name both."
FOUND_BY_WORDS = "I find {language} by its words only, not by its meaning."
WITHOUT_TEXT = "Pictures without text were passed over: {places}."
NOT_FULLY_READ = "Not fully read: {places}."
UNDO = "Undo"
UNDONE = "Undone: “{title}”."
CANNOT_UNDO = "That cannot be undone any more."
TEXT_OR_QUESTION = "Is this an article for the library, or a question?"
IS_ARTICLE = "Add as an article"
IS_QUESTION = "It is a question"
ADD_LINK = "Add {link}"
WHAT_TO_ADD_HERE = "Send me a text, a link or a file, or reply to one with /add."
FILE_TOO_LARGE = "“{name}” is too large: {size} of at most {most}. Send it in parts."
FILE_TOO_LARGE_TO_FETCH = "“{name}” is too large: I take {most} at most. Send it in parts."
FILE_LOST = "“{name}” did not arrive whole. Please send it again."
MEGABYTES = "{number} MB"
CHARACTER_COUNT = Counted("{count} character", "{count} characters")

# The names that the readers of formats give to places of an article, and to parts left out of it.
PAGE = "page {number}"
NOTES = "notes"
FORWARDED = "forwarded message"
FORWARDED_ABOUT = "forwarded message: {name}"
DAMAGED_PAGE = "page {number} (damaged)"
COMMENTS_ON_PAGE = "comments on page {number}"
PICTURE_COUNT = Counted("{count} picture", "{count} pictures")
ATTACHMENT = "attachment {name}"
ATTACHED_FILE = "attached file {name}"
CHAPTER = "chapter {name}"
MISSING_CHAPTER = "chapter {name} (missing)"
CHAPTER_WITHOUT_TEXT = "chapter {name} (not a page)"
PART_OF_MAIL = "part {name}"
EMBEDDED_OBJECT = "an embedded object ({name})"
SIGN_OF_FONT = "a sign of the font {name}"
UNDECODED_LINE = "line {number} (some bytes are not {name})"
MORE_LINES = Counted("{count} more line", "{count} more lines")
PARTS_WITHOUT_A_NAME = frozenset(
    {
        "a chart",
        "a diagram",
        "a forwarded message",
        "an attached file",
        "an embedded object",
        "an embedded spreadsheet",
        "an inserted document",
        "an object",
        "table of contents",
    }
)

CHOOSE = "Ask only this one"
UNCHOOSE = "Do not limit to this one"
READ = "Read"
REMOVE = "Remove"
REMOVE_WHICH = "Remove “{title}” from the library?"
NOT_YOURS = "Only those who may add articles here can do that."
USING_ALL = "I search all articles."
USING = "I search only:"
NAME_IN_QUOTES = "To name the article that is called so, put it in quotes: /use “{title}”"
HOW_TO_USE = "/use TITLE limits my answers to an article, /use all lifts that."
NO_SUCH_ARTICLE = "No article has that in its title."
WHICH_ARTICLE = "Which one?"
NOTHING_TO_EXPORT = "There is nothing to give back: this chat has added no articles."
EXPORT_TOO_LARGE = "That is more than one file can carry. The person who runs me can export it."

LANGUAGE_IS = "I speak English."
LANGUAGE_AS_IN_TELEGRAM = "As in Telegram"

# By the name of the error class in qa_bot.errors.
PROBLEMS = {
    "SourceUnreadable": "I could not read that. Please send it again.",
    "SourceNotText": "That is not a kind of file that I can read.",
    "PictureNotRead": (
        "I cannot read text in pictures. The person who runs me can install that: "
        "pip install '.[pictures]'."
    ),
    "SourceEmpty": "There is no text in that.",
    "SourceLocked": "That is locked with a password. Please send it unlocked.",
    "SourceDamaged": "That file is damaged. Please send another copy of it.",
    "SourceTooSlow": "That takes too long to read. Please send it in parts.",
    "LinkRefused": "I may not fetch that address. Please send the text or a file.",
    "FetchFailed": "That page could not be fetched. Check the address, or send the text.",
    "SourceTooLarge": "That is too large for me. Please send it in parts.",
    "SourceError": "I could not make an article of that.",
    "LibraryBusy": "The library is busy. Please try again in a minute.",
    "LibraryUnavailable": "The library is busy. Please try again in a minute.",
    "LibraryError": "The library cannot do that now. Please tell the person who runs me.",
    "StateUnavailable": "I cannot reach my database just now. Please ask again in a minute.",
    "ArticleNotFound": "That article is no longer in the library.",
    "ModelError": "I cannot read just now. Please tell the person who runs me.",
    "QuestionError": "I cannot answer that: a question needs words, and not too many of them.",
}

TELEGRAM_COMMANDS = {
    "ask": "ask a question (in a group)",
    "articles": "list, read or remove articles",
    "use": "limit my answers to some articles",
    "add": "add a text, link or file",
    "export": "get this chat's articles as a file",
    "new": "forget this conversation and start anew",
    "language": "choose my language",
    "help": "what I can do",
}
TELEGRAM_HELP = """\
Ask me a question, and I answer with a quote from an article, or say that none answers it.

Send or forward a text, a link or a file, and I add it to what I know.

In a group I answer when I am named, replied to, or asked with /ask."""

PAIRED = (
    "You are the operator of this bot now. /allow, /deny and /people say who may use it; "
    "add me to a group to admit the whole group."
)
WRONG_CODE = (
    "That code is not right, or no longer valid. The terminal shows a new one when the bot starts."
)
GROUP_ADMITTED = "Hello! Name me or reply to me, or write /ask and your question."
GROUP_NOT_ADMITTED = "I only work in groups that my operator has admitted. Goodbye."
TOO_MUCH_WAITING = (
    "I am still at work on what was asked before. Please ask again when that is answered."
)

YOU_ARE_ALLOWED = "You may use me now. Ask me anything about the articles I hold."
CANNOT_WRITE = "{person} is nobody who can ever write to me. /people shows the numbers."
WHO_IS_MEANT = (
    "Reply with that to a message of theirs or to one you forwarded, give a number, "
    "or write it in the group that you mean. /people shows the numbers."
)
OPEN_TO_ALL = "Everyone may use this bot: telegram.open is set."
OPERATORS = "Operators:"
ALLOWED = "Let in:"
DENIED = "Kept out:"
STRANGERS = "Came lately, and nobody let them in:"
IS_ALLOWED = "Let in: {person}"
IS_DENIED = "Kept out: {person}"
OPERATOR_STAYS = "{person} is an operator and stays one."
CHUNK_COUNT = Counted("{count} chunk", "{count} chunks")
MODELS = "models: {embedding}; {reader}"
RUNNING_FOR = "running for {days} d {hours} h {minutes} min"
WAITING_NOW = "waiting: {number}"
WORKERS = "Workers: {number}"
WORKER = (
    "{name}: version {version}, running for {minutes} min, handled {handled}, "
    "last heard of {seconds} s ago"
)
RECEIVING_WORKER = (
    "{name}: version {version}, running for {minutes} min, handled {handled}, "
    "last heard of {seconds} s ago; receives the updates"
)
VERSIONS_DIFFER = "The workers have different versions. Start all of them with the same one."
NO_ERRORS = "No errors since the start."
LATEST_ERRORS = "Latest errors:"
OPERATOR_COMMANDS = {
    "allow": "let someone in",
    "deny": "keep someone out",
    "people": "who is let in, and who is not",
    "status": "how the bot fares",
}

NOT_ADMITTED = "This bot is private. Its operator can admit you; your number is {person}."
TOO_FAST = Counted(
    "That was a lot at once. Please ask again in {count} second.",
    "That was a lot at once. Please ask again in {count} seconds.",
)


def pairing(code: str, username: str) -> str:
    """Return the pairing code for the terminal while the bot has no operator."""
    return (
        "The bot has no operator yet. Whoever sends it this code within an hour becomes one:\n"
        f"  /start {code}\n"
        f"  https://t.me/{username}?start={code}"
    )
