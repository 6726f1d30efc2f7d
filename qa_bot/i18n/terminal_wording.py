"""English messages of the terminal: the chat at the prompt and the command line.

Not translated. Knows numbers and names; the caller prints.
"""

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from qa_bot.documents import AddResult, BoilerplateCount, BoilerplateKind, FeedResult, Outcome
from qa_bot.i18n.unread_parts import sort_unread
from qa_bot.i18n.wording import (
    ARTICLE_COUNT,
    FAIR_CONFIDENCE,
    HIGH_CONFIDENCE,
    UNDERSTOOD_AS,
    percentage,
)

PRODUCT = "qa_bot"
LOADING = "Loading the models…"
READING = "Reading…"
WORKING = "Working…"
ADDING = "Adding…"
STOPPED = "Stopped."

EMPTY_LIBRARY_CURE = "Add an article: qa-bot add FILE"
HOW_TO_ADD = "Add articles with /add PATH"
WHAT_TO_ADD = "Name a file, a folder or a link: /add PATH"
HOW_TO_LEAVE = "Press Ctrl-D or type /quit to leave."
HOW_TO_SEE_DETAILS = "Set QA_BOT_DEBUG=1 to see the details."
NO_SUCH_TITLE = "No article has that in its title or source."
NO_SOURCE = "There is no text to show for that question."
WHAT_TO_SHOW = "There is no quote yet. Ask something, or name an article."
HOW_TO_USE = "/use ARTICLE limits the answers to one."
HOW_TO_USE_ALL = "/use all lifts that."
HOW_TO_END_OPTIONS = "If it is no option, write -- before it."
WHERE_TO_SAVE = "Name a file: /save FILE.md"
NOTHING_TO_SAVE = "There is no conversation to save yet."
COPIED = "Sent to the clipboard. Where the terminal does not take it, select it here:"
COPYABLE = "Only a terminal has a clipboard. The quote:"
TRANSCRIPT_TITLE = "Conversation"
ALSO = "Also:"
WRITING = "Writing…"
NOTHING_WRITTEN = "Nothing that a language model wrote was left out of the latest answer."
# Why a sentence of a language model was left out, by its reason.
DROPPED_BECAUSE = {
    "quotation": "the passages do not have these words",
    "number": "the passages do not have this number so",
    "name": "the passages do not have this name",
    "link": "the passages do not have this address",
    "opposite": "the nearest sentence says the opposite",
    "unsupported": "no passage supports it",
    "language": "it is in another language than the passages",
    "refusal": "it says nothing about the articles",
}
TERMINAL_COMMANDS = {
    "/help": "show these commands",
    "/articles": "list the articles; with a word, those that have it in their title or source",
    "/more": "show the next passages for the latest question",
    "/source": "show the latest quote within its paragraph",
    "/dropped": "show what the language model wrote and the passages do not support",
    "/show": "show the latest quote in its article, or /show ARTICLE",
    "/open": "open the source of the latest quote, or /open ARTICLE",
    "/use": "answer from one article only: /use ARTICLE; /use all lifts that",
    "/copy": "put the latest quote on the clipboard",
    "/save": "save the conversation as Markdown: /save FILE",
    "/good": "judge the latest answer good; the same again takes it back",
    "/bad": "judge the latest answer bad; the same again takes it back",
    "/add": "add files, folders or links: /add PATH…",
    "/new": "forget the conversation so far",
    "/quit": "leave (so does Ctrl-D)",
}

# By the name of the shell.
HOW_TO_INSTALL_COMPLETION = {
    "bash": 'To install it, add this line to ~/.bashrc: eval "$(qa-bot completion bash)"',
    "zsh": 'To install it, add this line to ~/.zshrc: eval "$(qa-bot completion zsh)"',
    "fish": "To install it: qa-bot completion fish > ~/.config/fish/completions/qa-bot.fish",
}

NOTHING_COUNTED = "No question has been counted yet (library.count_questions)."
EARLIER = "earlier"
YEAR_ALONE = "year alone"
NO_FEEDBACK = "No answer is judged yet: /good and /bad in the chat, 👍 and 👎 on Telegram."
NOTHING_TO_REFRESH = "Nothing here is from the web. Follow a feed: qa-bot add feed:ADDRESS"
NO_FEEDS = "No feed is followed. Follow one: qa-bot add feed:ADDRESS"
FORMER_RELEASE = (
    "The library's vectors were made by a former release of the embedding model. They are used; "
    "`qa-bot rebuild` brings them up to date."
)
HOW_TO_REPAIR = "All of it can be made again from the articles: qa-bot verify --repair"

_BOILERPLATE: Final = {
    BoilerplateKind.NAVIGATION: "navigation",
    BoilerplateKind.BANNERS: "banners and forms",
    BoilerplateKind.HEADERS_AND_FOOTERS: "headers and footers",
    BoilerplateKind.HIDDEN_TEXT: "hidden text",
    BoilerplateKind.AROUND_ARTICLE: "beside the article",
    BoilerplateKind.BOILERPLATE_LINES: "lines such as “Share”",
}
# As many pages as a person would look up; the others are counted.
_NAMED_PLACES: Final = 8
# The outcomes that a tally counts, in the order in which it names them.
_OUTCOMES: Final = (
    "added",
    "updated",
    "moved",
    "removed",
    "unchanged",
    "kept",
    "skipped",
    "failed",
)


def confidence(probability: float) -> str:
    """Return a probability as a word and a percentage between 1 and 99."""
    percent = percentage(probability)
    word = "high" if percent >= HIGH_CONFIDENCE else "fair" if percent >= FAIR_CONFIDENCE else "low"
    return f"{word} confidence, {percent}%"


def article_count(count: int) -> str:
    """Return the number of articles in words."""
    text = ARTICLE_COUNT.one if count == 1 else ARTICLE_COUNT.several
    return text.format(count=f"{count:,}")


def library_totals(articles: int, chunks: int) -> str:
    """Return the size of a library in words."""
    return f"{article_count(articles)}, {chunks:,} chunk{'' if chunks == 1 else 's'}"


def others(count: int) -> str:
    """Return the name of the row for `count` kinds or languages that are rarer."""
    return f"{count:,} other{'' if count == 1 else 's'}"


def character_range(start: int, end: int) -> str:
    """Return the offsets of a passage in its article, in code points."""
    return f"characters {start}–{end}"


def also_in(title: str, source: str) -> str:
    """Return the line about a near duplicate that a passage also stands in."""
    return f"also in {title}" + (f" · {source}" if source else "")


def source_and_place(source: str, place: str) -> str:
    """Return a source with the page, heading or time at which a passage begins."""
    return f"{source}, {place}"


def understood_as(question: str) -> str:
    """Return the line that shows how a question was understood."""
    return UNDERSTOOD_AS.format(question=question)


def numbered(number: int, option: str) -> str:
    """Return one line of what a person may choose from, by its number."""
    return f"{number}  {option}"


def metadata_of(title: str) -> str:
    """Return the notice below an answer that an article's text does not say."""
    return f"from the details of “{title}”; its text does not say it"


def unknown_command(command: str, nearest: str | None) -> str:
    """Return the error for an unknown command of the chat, with the nearest known one."""
    cure = f"Did you mean {nearest}?" if nearest else "/help lists the commands."
    return f"There is no {command}. {cure}"


def unknown_command_line(command: str, nearest: Sequence[str]) -> str:
    """Return the error for an unknown command of `qa-bot`, with the nearest known ones."""
    if nearest:
        cure = f"Did you mean {' or '.join(nearest)}?"
    elif " " in command:
        cure = f"To ask it: qa-bot ask {shlex.quote(command)}"
    else:
        cure = "qa-bot --help lists the commands."
    return f"There is no command '{command}'. {cure}"


def hidden_articles(count: int) -> str:
    """Return the line under a list that was cut."""
    return f"… and {count:,} more; /articles WORD narrows the list"


def questions_exported(count: int, file: str) -> str:
    """Return the result of `qa-bot feedback --export`."""
    return f"{count:,} question{'' if count == 1 else 's'} written to {file}"


def outcome(what: str, title: str) -> str:
    """Return one line of a list of articles and what was done to each."""
    return f"{what:<9}  {title}"


def tally(counts: Mapping[str, int], is_dry_run: bool = False) -> str:
    """Return the number of files or articles for each outcome, in one line."""
    parts = [f"{counts[what]:,} {what}" for what in _OUTCOMES if counts.get(what)]
    line = ", ".join(parts) or "nothing to do"
    return f"{line} (nothing was done)" if is_dry_run else line


def language_not_read(language: str, model: str) -> str:
    """Explain that the embedding model does not cover an article's language."""
    return (
        f"It is written in '{language}', which the embedding model '{model}' does not read: it is "
        f"found by its words, not by its meaning. {_how_to_read(frozenset({language}))}"
    )


def languages_not_read(languages: frozenset[str], model: str) -> str:
    """Explain that the embedding model does not cover the languages of some articles."""
    named = ", ".join(sorted(languages))
    return (
        f"Some articles are in languages that the embedding model '{model}' does not read "
        f"({named}): they are found by their words alone. {_how_to_read(languages)}"
    )


def _how_to_read(languages: frozenset[str]) -> str:
    """Return what to do so that articles in these languages are found by their meaning."""
    from qa_bot.retrieval.embedder import MULTILINGUAL_MODEL
    from qa_bot.retrieval.multilingual import LANGUAGES, package_folders

    if not languages & LANGUAGES:
        return "None of qa-bot's models reads that: embedding.model may name one that does."
    rebuild = f"`qa-bot rebuild --model {MULTILINGUAL_MODEL}`"
    if package_folders():
        return f"For better, run {rebuild}."
    package = "the package qa-bot-multilingual (docs/languages.md)"
    return f"For better, install {package}, then run {rebuild}."


def near_duplicate(title: str, source: str) -> str:
    """Name the article that an added one is a near duplicate of."""
    return f"It says nearly the same as {title} · {source}. Answers show it once and name both."


def places_unread(places: Sequence[str]) -> str:
    """Name what was left out: pages without text, and anything else; empty where nothing was."""
    unread = sort_unread(places)
    notes = []
    if unread.pages:
        notes.append(
            f"These are pictures without text, and were passed over: {_listed(unread.pages)}. "
            "A text recogniser such as ocrmypdf makes text of them."
        )
    if unread.others:
        notes.append(f"Not fully read: {_listed(unread.others)}.")
    return " ".join(notes)


def left_out(counts: Sequence[BoilerplateCount]) -> str:
    """Return how many characters of boilerplate were left out, by kind; empty for none."""
    if not counts:
        return ""
    total = sum(count.characters for count in counts)
    kinds = ", ".join(f"{_BOILERPLATE[count.kind]} {count.characters:,}" for count in counts)
    return f"Left out as boilerplate: {total:,} characters ({kinds})."


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _NAMED_PLACES
    return ", ".join(places[:_NAMED_PLACES]) + (f" and {more} more" if more > 0 else "")


def waiting_for(host: str, seconds: float) -> str:
    """Return the line shown while a site asks for a pause."""
    return f"Waiting {seconds:.0f} s for {host}"


def feed_result(feed: FeedResult) -> str:
    """Summarise one look at a feed."""
    found = f"{feed.changed:,} new or changed" if feed.changed else "nothing new"
    parts = [f"{feed.title or 'The feed'}: {found}, {feed.unchanged:,} as before"]
    if feed.skipped:
        parts.append(f"{feed.skipped:,} older left out (web.feed_entries)")
    if feed.former_url:
        parts.append(f"moved for good from {feed.former_url}")
    return "; ".join(parts)


def add_note(result: AddResult, model: str) -> str:
    """Return what else a person should know of an added source, or "".

    `model` is the name of the embedding model.
    """
    if result.feed is not None:
        return feed_result(result.feed)
    remarks, notes = result.remarks, []
    if remarks.page_error is not None:
        notes.append(feeds_own_text(remarks.page_error.problem))
    elif remarks.unread:
        notes.append(places_unread(remarks.unread))
    if (other := remarks.near_duplicate) is not None:
        notes.append(near_duplicate(other.title, other.source))
    if remarks.unread_language and result.outcome is Outcome.ADDED:
        notes.append(language_not_read(remarks.unread_language, model))
    return " ".join(notes)


def feeds_own_text(problem: str) -> str:
    """Explain that an article holds the feed's text because its page could not be read."""
    return f"taken from the feed itself, since its page could not be read: {problem}"


def feeds_followed(count: int) -> str:
    """Return the line about feeds under the list of articles."""
    return f"{count:,} feed{'' if count == 1 else 's'} followed: qa-bot feeds"


def unfollowed(source: str, removed: int) -> str:
    """Return the result of removing a feed."""
    kept = f"{article_count(removed)} removed" if removed else "its articles stay"
    return f"no longer following {source}; {kept}"


def watching(folder: str) -> str:
    """Return the line that `qa-bot watch` begins with."""
    return f"Watching {folder}. Press Ctrl-C to stop."


def saved(path: str) -> str:
    """Return the line about a conversation that was saved."""
    return f"Saved in {path}"


def overwrite(path: str) -> str:
    """Return the question before a file is overwritten."""
    return f"{path} exists. Overwrite it? [y/N] "


def opened(source: str) -> str:
    """Return the line about a source that was given to its program."""
    return f"Opened {source}"


def progress_line(title: str, done: int, total: int, seconds: int) -> str:
    """Return the state of long work in one line, after so many seconds."""
    what = title or WORKING
    counted = f"{done:,} of {total:,}, " if 0 <= done < total and total > 1 else ""
    return f"{what}: {counted}{seconds:,} s so far"


def check_result(name: str, looked_at: int, problems: int) -> str:
    """Return the result of one check of `qa-bot verify`."""
    result = f"{problems:,} wrong" if problems else "all agree"
    return f"{name}: {result}, {looked_at:,} looked at"


def rebuild_result(count: int | None) -> str:
    """Return the result of a rebuild; `count` is None where there was nothing to do."""
    if count is None:
        return "The library is built by these settings already. --force rebuilds all the same."
    return f"Rebuilt {article_count(count)}."


def export_result(count: int, file: str) -> str:
    """Return the result of `qa-bot export`."""
    return f"Exported {article_count(count)} to {file}."


def open_to_others(folder: str, names: Sequence[str]) -> str:
    """Warn that other users of the machine can read a library, and how to close it."""
    return (
        f"{folder}: other users of this machine may read {', '.join(names)}. "
        f"Close it with: chmod -R go-rwx {shlex.quote(folder)}"
    )


def empty_library(folder: str, others: Sequence[str]) -> str:
    """Return the message that the library in a folder is empty, and the `others` missing."""
    said = (f"The library in {folder} is empty.", no_library_in(others), EMPTY_LIBRARY_CURE)
    return " ".join(filter(None, said))


def no_library_in(folders: Sequence[str]) -> str:
    """Return the message that names the folders where no library was found; "" for none."""
    return f"No library was found in {', '.join(folders)}." if folders else ""


def belongs_to_another(file: str, option: str, value: str) -> str:
    """Return the message that a file was found and not used, and the option that would."""
    return (
        f"{file} belongs to another user, so it is not used. "
        f"If you trust it, give {option} {shlex.quote(value)}."
    )


def written_by(model: str, destination: str) -> str:
    """Introduce what a language model wrote; `destination` is the host of one elsewhere."""
    lead = f"Written by {model}, each sentence checked against the passages:"
    if not destination:
        return lead
    return f"The question and its passages went to {destination}. {lead}"


def sentences_dropped(count: int, how: str) -> str:
    """Say how many sentences of a language model were left out, and how to see them."""
    if count == 1:
        return f"1 sentence that the passages do not support was left out{how}."
    return f"{count} sentences that the passages do not support were left out{how}."


def nothing_supported(model: str) -> str:
    """Say that a language model wrote nothing that may be shown."""
    return f"The passages support nothing of what {model} wrote."


def no_answer_found(model: str) -> str:
    """Say that a language model found no answer."""
    return f"{model} found no answer in the passages."


def not_written(problem: str) -> str:
    """Say why a language model wrote nothing, or not all."""
    return f"The written answer is missing or cut short. {problem}"


def dropped_because(reason: str, words: str) -> str:
    """Say why a sentence was left out, with the words that it is about."""
    because = DROPPED_BECAUSE.get(reason, DROPPED_BECAUSE["unsupported"])
    return f"{because}: {words}" if words else because


def state_copied(rows: int, source: str, target: str) -> str:
    """Return what was copied of a bot's state, and that the source stays."""
    counted = "1 row" if rows == 1 else f"{rows} rows"
    return f"Copied the bot's state, {counted}: from {source}, which stays, to {target}"
