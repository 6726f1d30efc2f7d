"""Every sentence the bot says, in one place."""

from collections.abc import Mapping

from qa_bot.documents import Answer, ArticleRef

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

_SMALL_TALK = {
    GREETING: {"hi", "hello", "hey", "hi there", "hello there", "good morning", "good evening"},
    THANKS: {"thanks", "thank you", "thx", "cheers", "thank you very much", "many thanks"},
    FAREWELL: {"bye", "goodbye", "see you", "good night"},
}


def small_talk(message: str) -> str | None:
    """The human line for a greeting, thanks or farewell; None for anything else."""
    plain = " ".join(message.lower().strip(" .!?,…").split())
    return next((line for line, said in _SMALL_TALK.items() if plain in said), None)


def declined(answer: Answer) -> str:
    """What is said in place of an answer."""
    return DECLINED if answer.passages else f"{DECLINED} {EMPTY_LIBRARY}"


def citation(article: ArticleRef, start: int, end: int, place: str = "") -> str:
    """The source line under a quote; `place` is its page, heading or time."""
    return f"{article.title}, {place or characters(start, end)}"


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


def article_count(count: int) -> str:
    """How many articles there are, as a person says it."""
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


def characters(start: int, end: int) -> str:
    """Where in its article a quote stands."""
    return f"characters {start}–{end}"


def understood_as(question: str) -> str:
    """How a follow-up was read."""
    return f"as: {question}"


def unknown_command(command: str, nearest: str | None) -> str:
    """What to try in place of a command that does not exist."""
    cure = f"Did you mean {nearest}?" if nearest else "/help lists the commands."
    return f"There is no {command}. {cure}"


def left_out(count: int) -> str:
    """The line under a list that was cut."""
    return f"… and {count:,} more; /articles WORD narrows the list"


ANOTHER_ARTICLE = "Another article says:"
SOURCE_OF_LAST = "It stands here:"
ASK_WHAT = "Write your question after /ask, or reply to one of my messages."
UNKNOWN_COMMAND = "I do not know that command. /help lists the ones I know."
NOT_TEXT = "I can only read text. Please write your question."
PREVIOUS = "‹ Previous"
NEXT = "Next ›"
TELEGRAM_COMMANDS = {
    "ask": "ask a question (in a group)",
    "more": "more passages for the last question",
    "source": "where the last quote stands",
    "articles": "the articles I hold",
    "new": "forget this conversation and start anew",
    "help": "what I can do",
}


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


def pairing(code: str, username: str) -> str:
    """What the terminal shows while the bot has no operator."""
    return (
        "The bot has no operator yet. Whoever sends it this code within an hour becomes one:\n"
        f"  /start {code}\n"
        f"  https://t.me/{username}?start={code}"
    )


def not_admitted(person: int) -> str:
    """The one line that someone hears whom nobody admitted; operators need the number."""
    return f"This bot is private. Its operator can admit you; your number is {person}."


def too_fast(seconds: int) -> str:
    """What is said to someone who asks too much at once."""
    when = "a second" if seconds == 1 else f"{seconds} seconds"
    return f"That was a lot at once. Please ask again in {when}."


def telegram_help() -> str:
    """What a person can do on Telegram."""
    commands = "\n".join(f"/{name}: {use}" for name, use in TELEGRAM_COMMANDS.items())
    return f"Write a question and I answer with a quote from an article.\n\n{commands}"


def articles_heading(count: int) -> str:
    """The line above the list of articles."""
    if count == 0:
        return EMPTY_LIBRARY
    return f"{article_count(count)}:"


def outcome(what: str, title: str) -> str:
    """What became of an article, for a list of such lines."""
    return f"{what:<9}  {title}"


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
        parts.append(f"{left_out:,} further down left out (web.feed_entries)")
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
