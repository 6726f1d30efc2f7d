"""Every sentence the bot says, in one place."""

import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa_bot.documents import Answer


class Counted(NamedTuple):
    """A sentence about a number of things: for one of them, and for several."""

    one: str
    several: str


GREETING = "Hello! Ask me anything about the articles I hold."
THANKS = "You are welcome."
FAREWELL = "Goodbye."
EMPTY_LIBRARY = "I hold no articles yet."
EMPTY_LIBRARY_CURE = "The library is empty. Add an article: qa-bot add FILE"
DECLINED = "The articles do not answer that."
NEAREST = "The nearest passage:"
NOTHING_MORE = "There are no more passages for that question."
NOTHING_ASKED = "Ask a question first."
APOLOGY = "Sorry, something went wrong on my side. Please try again in a moment."

# As many as a person would look up; the others are counted.
_MOST_PLACES = 8

# The reply to each greeting, thanks and farewell, in lower case without end marks.
SMALL_TALK = {
    GREETING: {"hi", "hello", "hey", "hi there", "hello there", "good morning", "good evening"}
    | {"привет", "здравствуйте", "здравствуй", "добрый день", "доброе утро", "добрый вечер"},
    THANKS: {"thanks", "thank you", "thx", "cheers", "thank you very much", "many thanks"}
    | {"спасибо", "большое спасибо", "спасибо большое", "благодарю"},
    FAREWELL: {"bye", "goodbye", "see you", "good night"}
    | {"пока", "до свидания", "до встречи", "доброй ночи", "спокойной ночи"},
}


def declined(answer: Answer) -> str:
    """What is said in place of an answer."""
    return DECLINED if answer.passages else f"{DECLINED} {EMPTY_LIBRARY}"


def also_in(title: str, source: str) -> str:
    """A further article that says the same."""
    return f"also in {title}" + (f" · {source}" if source else "")


def source_and_place(source: str, place: str) -> str:
    """A source with the page, heading or time at which a quote stands in it."""
    return f"{source}, {place}"


PRODUCT = "qa_bot"
LOADING = "Loading the models…"
READING = "Reading…"
ADDING = "Adding…"
STOPPED = "Stopped."
HOW_TO_LEAVE = "Press Ctrl-D or type /quit to leave."
FORGOTTEN = "Starting anew."
WHAT_TO_ADD = "Name a file, a folder or a link: /add PATH"
HOW_TO_ADD = "Add articles with /add PATH"
NO_SUCH_TITLE = "No article has that in its title or source."
NO_SOURCE = "There is no text to show for that question."
HOW_TO_SEE_DETAILS = "Set QA_BOT_DEBUG=1 to see the details."
ALSO = "Also:"
TERMINAL_COMMANDS = {
    "/help": "show these commands",
    "/articles": "list the articles; with a word, those that have it in their title or source",
    "/more": "show the next passages for the latest question",
    "/source": "show the latest quote within its paragraph",
    "/add": "add files, folders or links: /add PATH…",
    "/new": "forget the conversation so far",
    "/quit": "leave (so does Ctrl-D)",
}


def confidence(probability: float) -> str:
    """A probability as a word and a percentage, which never claims certainty."""
    percent = min(99, max(1, round(100 * probability)))
    word = "high" if percent >= 80 else "fair" if percent >= 50 else "low"
    return f"{word} confidence, {percent}%"


ARTICLE_COUNT = Counted("{count} article", "{count} articles")


def article_count(count: int) -> str:
    """How many articles there are, as a person says it."""
    said = ARTICLE_COUNT.one if count == 1 else ARTICLE_COUNT.several
    return said.format(count=f"{count:,}")


def characters(start: int, end: int) -> str:
    """Where in its article a quote stands."""
    return f"characters {start}–{end}"


UNDERSTOOD_AS = "as: {question}"


def understood_as(question: str) -> str:
    """How a follow-up was read."""
    return UNDERSTOOD_AS.format(question=question)


def unknown_command(command: str, nearest: str | None) -> str:
    """What to try in place of a command that does not exist."""
    cure = f"Did you mean {nearest}?" if nearest else "/help lists the commands."
    return f"There is no {command}. {cure}"


def left_out(count: int) -> str:
    """The line under a list that was cut."""
    return f"… and {count:,} more; /articles WORD narrows the list"


ANOTHER_ARTICLE = "Another article says:"
ASK_WHAT = "Write your question after /ask, or reply to one of my messages."
UNKNOWN_COMMAND = "I do not know that command. /help lists the ones I know."
NOT_TEXT = "I read text, links and documents, not this. Please write your question."
BACK = "‹ Back"
CANCEL = "Cancel"

MORE_PASSAGES = "More passages"
FULL_PARAGRAPH = "Full paragraph"
TO_THE_ANSWER = "‹ Answer"
PASSAGE_OF = "Passage {number} of {count}"
PAGE_OF = "Page {number} of {count}"
SEARCH_IN = "Search “{title}”"
SEARCH_ALL = "Search all articles"
NOT_IN_ARTICLE = "“{title}” does not answer that."
NOT_IN_CHOSEN = "The articles that you chose do not answer that."
ARTICLE_GONE = "That article is no longer in the library."
BUTTON_TOO_OLD = "That button is too old. Please ask again."
THANKS_FOR_FEEDBACK = "Thank you, noted."
FEEDBACK_TAKEN_BACK = "Taken back."

TOOK_LINK = "Reading {link} …"
TOOK_FILE = "Reading {title} …"
TOOK_TEXT = "Reading …"
EMBEDDING = "Adding “{title}”: {percent}%"
ADDED = "Added to the library:"
UPDATED = "Brought up to date:"
UNCHANGED = "I have that already:"
SAME_STORY = "It says nearly the same as “{title}”. Answers show it once and name both."
FOUND_BY_WORDS = "I find {language} by its words only, not by its meaning."
WITHOUT_TEXT = "Pictures without text were passed over: {places}."
UNDO = "Undo"
UNDONE = "Undone: “{title}”."
CANNOT_UNDO = "That cannot be undone any more."
TEXT_OR_QUESTION = "Is this an article for the library, or a question?"
IS_ARTICLE = "Add as an article"
IS_QUESTION = "It is a question"
ADD_LINK = "Add {link}"
WHAT_TO_ADD_HERE = "Send me a text, a link or a file, or reply to one with /add."
FILE_TOO_LARGE = "“{name}” is too large: {size} of at most {most}. Send it in parts."
FILE_LOST = "“{name}” did not arrive whole. Please send it again."
MEGABYTES = "{number} MB"
CHARACTER_COUNT = Counted("{count} character", "{count} characters")

CHOOSE = "Ask only this one"
UNCHOOSE = "Do not limit to this one"
READ = "Read"
REMOVE = "Remove"
REMOVE_WHICH = "Remove “{title}” from the library?"
NOT_YOURS = "Only those who may add articles here can do that."
USING_ALL = "I search all articles."
USING = "I search only:"
HOW_TO_USE = "/use TITLE limits my answers to an article, /use all lifts that."
NO_SUCH_ARTICLE = "No article has that in its title."
WHICH_ARTICLE = "Which one?"
NOTHING_TO_EXPORT = "There is nothing to give back: this chat has added no articles."
EXPORT_TOO_LARGE = "That is more than one file can carry. The person who runs me can export it."
THE_REST_IS_A_FILE = "The whole text is in this file:"

LANGUAGE_IS = "I speak English."
LANGUAGE_AS_IN_TELEGRAM = "As in Telegram"


PROBLEMS = {
    "SourceUnreadable": "I could not read that. Please send it again.",
    "SourceNotText": "That is not a kind of file that I can read.",
    "SourceEmpty": "There is no text in that.",
    "SourceLocked": "That is locked with a password. Please send it unlocked.",
    "SourceDamaged": "That file is damaged. Please send another copy of it.",
    "SourceTooSlow": "That takes too long to read. Please send it in parts.",
    "LinkRefused": "I may not fetch that address. Please send the text or a file.",
    "FetchFailed": "That page could not be fetched. Check the address, or send the text.",
    "SourceTooLarge": "That is too large for me. Please send it in parts.",
    "SourceError": "I could not make an article of that.",
    "LibraryBusy": "The library is busy. Please try again in a minute.",
    "LibraryError": "The library cannot do that now. Please tell the person who runs me.",
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


NO_FEEDBACK = "Nobody on Telegram has judged an answer yet."
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
NO_ERRORS = "No errors since the start."
LATEST_ERRORS = "Latest errors:"
OPERATOR_COMMANDS = {
    "allow": "let someone in",
    "deny": "keep someone out",
    "people": "who is let in, and who is not",
    "status": "how the bot fares",
}


def pairing(code: str, username: str) -> str:
    """What the terminal shows while the bot has no operator."""
    return (
        "The bot has no operator yet. Whoever sends it this code within an hour becomes one:\n"
        f"  /start {code}\n"
        f"  https://t.me/{username}?start={code}"
    )


NOT_ADMITTED = "This bot is private. Its operator can admit you; your number is {person}."
TOO_FAST = Counted(
    "That was a lot at once. Please ask again in {count} second.",
    "That was a lot at once. Please ask again in {count} seconds.",
)


def not_admitted(person: int) -> str:
    """The one line that someone hears whom nobody admitted; operators need the number."""
    return NOT_ADMITTED.format(person=person)


def too_fast(seconds: int) -> str:
    """What is said to someone who asks too much at once."""
    return (TOO_FAST.one if seconds == 1 else TOO_FAST.several).format(count=seconds)


def questions_exported(count: int, file: str) -> str:
    """What was written for `qa-bot eval`."""
    return f"{count:,} question{'' if count == 1 else 's'} written to {file}"


def language_not_read(language: str, model: str) -> str:
    """Why an article is found by its words only, and what to change."""
    return (
        f"It is written in '{language}', which the embedding model '{model}' does not read: it is "
        "found by its words, not by its meaning. For better, set embedding.model to a "
        'multilingual model, and answering.reader to "sentences".'
    )


def same_story(title: str, source: str) -> str:
    """Which article says nearly the same as the one that was added."""
    return f"It says nearly the same as {title} · {source}. Answers show it once and name both."


def places_unread(places: Sequence[str]) -> str:
    """Which parts of a document were passed over, and what to do; nothing where none were."""
    if not places:
        return ""
    more = len(places) - _MOST_PLACES
    named = ", ".join(places[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
    return (
        f"These are pictures without text, and were passed over: {named}. "
        "A text recogniser such as ocrmypdf makes text of them."
    )


def outcome(what: str, title: str) -> str:
    """What became of an article, for a list of such lines."""
    return f"{what:<9}  {title}"


FORMER_RELEASE = (
    "The library's vectors were made by a former release of the embedding model. They are used; "
    "`qa-bot rebuild` brings them up to date."
)
HOW_TO_REPAIR = "All of it can be made again from the articles: qa-bot verify --repair"
_TALLIED = ("added", "updated", "moved", "removed", "unchanged", "kept", "skipped", "failed")


def tally(counts: Mapping[str, int], foreseen: bool = False) -> str:
    """How many files or articles came to what, in one line."""
    told = [f"{counts[what]:,} {what}" for what in _TALLIED if counts.get(what)]
    line = ", ".join(told) or "nothing to do"
    return f"{line} (nothing was done)" if foreseen else line


def watching(folder: str) -> str:
    """The line that says that the program waits for changes."""
    return f"Watching {folder}. Press Ctrl-C to stop."


def checked(name: str, looked_at: int, problems: int) -> str:
    """What a check came to."""
    told = f"{problems:,} wrong" if problems else "all agree"
    return f"{name}: {told}, {looked_at:,} looked at"


def rebuilt(count: int | None) -> str:
    """What a rebuild came to; None when there was nothing to do."""
    if count is None:
        return "The library is built by these settings already. --force rebuilds all the same."
    return f"Rebuilt {article_count(count)}."


def exported(count: int, file: str) -> str:
    """Where an export went."""
    return f"Exported {article_count(count)} to {file}."


NOTHING_TO_REFRESH = "Nothing here is from the web. Follow a feed: qa-bot add feed:ADDRESS"
NO_FEEDS = "No feed is followed. Follow one: qa-bot add feed:ADDRESS"


def waiting_for(host: str, seconds: float) -> str:
    """What is shown while a site has to be waited for."""
    return f"Waiting {seconds:.0f} s for {host}"


def feed_seen(title: str, fresh: int, known: int, left_out: int, moved_from: str) -> str:
    """What a look at a feed found."""
    found = f"{fresh:,} new or changed" if fresh else "nothing new"
    parts = [f"{title or 'The feed'}: {found}, {known:,} as before"]
    if left_out:
        parts.append(f"{left_out:,} older left out (web.feed_entries)")
    if moved_from:
        parts.append(f"moved for good from {moved_from}")
    return "; ".join(parts)


def feeds_own_text(problem: str) -> str:
    """Why an article is what the feed itself says, and not what its page does."""
    return f"taken from the feed itself, since its page could not be read: {problem}"


def feeds_followed(count: int) -> str:
    """The line under the list of articles."""
    return f"{count:,} feed{'' if count == 1 else 's'} followed: qa-bot feeds"


def unfollowed(source: str, removed: int) -> str:
    """What is said once a feed is followed no longer."""
    kept = f"{article_count(removed)} removed" if removed else "its articles stay"
    return f"no longer following {source}; {kept}"


def open_to_others(folder: str, names: Sequence[str]) -> str:
    """That other users of the machine may read a library, and how to close it."""
    return (
        f"{folder}: other users of this machine may read {', '.join(names)}. "
        f"Close it with: chmod -R go-rwx {shlex.quote(folder)}"
    )
