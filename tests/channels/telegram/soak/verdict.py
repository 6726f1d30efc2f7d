"""The verdict on a soak: which answers are missing, doubled or in the wrong chat.

Knows transcripts, faults and kills. Does not know how they were made.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import TOKEN, BotApi, Seen
from tests.channels.telegram.soak.actions import answered, known
from tests.channels.telegram.soak.conversation import Record
from tests.channels.telegram.soak.facts import values

Votes = Sequence[tuple[str, bool]]
# When a process was killed, and when the next made its first request.
Kills = Sequence[tuple[float, float]]

# How long a process may take to note what it has sent; a machine at its limits takes seconds.
BEFORE_KILL_S = 30.0
_SECRET = TOKEN.partition(":")[2].encode()


@dataclass
class Verdict:
    """The findings, which must be empty, and figures."""

    asked: int = 0
    unanswered: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    doubled_reply_lost: int = 0
    doubled_at_kill: int = 0
    leaked: list[str] = field(default_factory=list)
    never_taken: list[str] = field(default_factory=list)
    token_in: list[str] = field(default_factory=list)
    raw_errors: list[str] = field(default_factory=list)
    wrong_acts: list[str] = field(default_factory=list)
    votes_missed: list[str] = field(default_factory=list)
    votes_made_up: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Return whether nothing is wrong."""
        wrong = (self.unanswered, self.doubled, self.leaked, self.never_taken, self.wrong_acts)
        votes = (self.votes_missed, self.votes_made_up)
        return not any((*wrong, *votes, self.token_in, self.raw_errors, self.given_up))


def judge(
    api: BotApi,
    records: Sequence[Record],
    kills: Kills,
    written: dict[str, bytes],
    votes: Votes,
) -> Verdict:
    """Check every transcript, every byte that the bot wrote, and the votes it counted."""
    verdict = Verdict()
    for record in records:
        chats = [record.chat, *([record.moved_to] if record.moved_to else [])]
        posted = [seen for chat in chats for seen in api.world.posted[chat]]
        verdict.never_taken += record.never_taken
        _judge_answers(verdict, record, posted, api, kills)
        verdict.wrong_acts += record.acts.wrong
        history = [each for chat in chats for each in api.world.history[chat]]
        shown = [each for each in history if each.startswith("bot")]
        _judge_owners(verdict, record, shown)
        verdict.raw_errors += [each for each in shown if _looks_raw(each)]
        verdict.given_up += [f"{record.chat}" for each in shown if wording.APOLOGY in each]
    _judge_votes(verdict, [vote for each in records for vote in each.acts.votes], votes)
    verdict.token_in = [name for name, content in written.items() if _SECRET in content]
    return verdict


def _judge_answers(
    verdict: Verdict, record: Record, posted: Sequence[Seen], api: BotApi, kills: Kills
) -> None:
    asked = Counter(record.asked)
    verdict.asked += asked.total()
    for fact, times in asked.items():
        messages = [seen for seen in posted if fact.value in answered(seen)]
        if len(messages) < times:
            verdict.unanswered.append(f"{record.chat}: {fact.question}")
        if len(messages) > times:
            others = [seen for seen in posted if seen not in messages]
            cut_off = [seen for seen in messages if _was_cut_off(seen, others, kills)]
            _explain(verdict, f"{record.chat}: {fact.question}", messages, times, api, cut_off)


def _explain(
    verdict: Verdict,
    asked: str,
    messages: Sequence[Seen],
    times: int,
    api: BotApi,
    cut_off: Sequence[Seen],
) -> None:
    """Count the surplus answers by their cause."""
    lost = [seen for seen in messages if (seen.raw["chat"]["id"], seen.id) in api.lost]
    extra = len(messages) - times
    by_loss = min(extra, len(lost))
    by_kill = min(extra - by_loss, sum(seen not in lost for seen in cut_off))
    verdict.doubled_reply_lost += by_loss
    verdict.doubled_at_kill += by_kill
    if extra > by_loss + by_kill:
        verdict.doubled.append(f"{asked} (at {[round(seen.at, 1) for seen in messages]})")


def _judge_owners(verdict: Verdict, record: Record, shown: Iterable[str]) -> None:
    own = known(record.chat)
    for each in shown:
        strange = set(values(each)) - own
        if strange:
            verdict.leaked.append(f"{record.chat}: {sorted(strange)}")


def _judge_votes(verdict: Verdict, given: Votes, counted: Votes) -> None:
    missed, made_up = Counter(given) - Counter(counted), Counter(counted) - Counter(given)
    verdict.votes_missed = [str(each) for each in missed.elements()]
    verdict.votes_made_up = [str(each) for each in made_up.elements()]


def _was_cut_off(seen: Seen, others: Iterable[Seen], kills: Kills) -> bool:
    """Return whether the process may have been killed before it recorded that it sent this.

    It goes on to the chat's next message only once it has noted the last. The
    server may come to a message that was under way after the kill.
    """
    later = [each.at for each in others if each.at > seen.at]
    next_at = min(later, default=seen.at + BEFORE_KILL_S)
    return any(seen.at <= started and kill < next_at for kill, started in kills)


def _looks_raw(text: str) -> bool:
    return any(
        word in text for word in ("Traceback", "Error:", "Exception", "sqlite3", "telegram.")
    )
