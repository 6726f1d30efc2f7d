"""The soak as a whole: chats, faults, kills, and the verdict.

Knows how the parts work together. Does not know command lines.
"""

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.second_reader import read_all
from tests.channels.telegram.soak.bot_process import BotProcess
from tests.channels.telegram.soak.chaos import Chaos
from tests.channels.telegram.soak.conversation import ConversationRunner, Plan
from tests.channels.telegram.soak.facts import POISON, SHARED, Fact, article
from tests.channels.telegram.soak.verdict import Verdict, judge
from tests.patience import PATIENCE_S

_SHARED_FACTS = 200
# One chat in so many is a group.
_GROUP_EVERY = 10
# All kills happen in this part of the run, so that the last life is a long one.
_KILLED_UNTIL = 0.6
# How much of the run lies between two looks at the memory.
_LOOKS_EVERY = 0.05
_MOST_CRASHES = 10
# The part of the run after which somebody sends what ends the process, and who that is.
_POISONED_AT = 0.7
_POISONER = 900_000
# Seconds within which it is noticed that the process has ended.
_NOTICED_WITHIN_S = 1.0


@dataclass(frozen=True)
class Size:
    """The size of a soak."""

    chats: int = 50
    uploads: int = 3
    from_shared: int = 13
    kills: int = 10
    share: float = 0.05
    acts: float = 0.2


@dataclass
class Result:
    """The verdict of a soak, with its figures."""

    verdict: Verdict
    seconds: float
    uploads: int = 0
    repeated_uploads: int = 0
    presses: int = 0
    votes: int = 0
    edits: int = 0
    queries: int = 0
    replies: int = 0
    forwards: int = 0
    apologies: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    restarts_by_itself: int = 0
    exceeded: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    read_twice: int = 0
    exit_status: int = 0


class Soak:
    """One run; `say` is called with its progress."""

    def __init__(self, seed: int, size: Size, folder: Path) -> None:
        self._seed, self._size, self._folder = seed, size, folder
        self._done = 0
        self._plan = Plan(size.uploads, size.from_shared, _SHARED_FACTS, size.acts)
        self._total = self._plan.steps * size.chats
        self._kills: list[float] = []
        self._crashes = 0
        self._poisoned: Person | None = None
        self._memory: list[float] = []

    def run(self) -> Result:
        """Run the soak; return its result."""
        began = time.monotonic()
        chaos = Chaos(self._seed, self._size.share)
        with BotApi() as api:
            self._api = api
            api.world.limiter.on = True
            api.faults.chance = chaos
            api.world.queue.disturb = chaos.disturb
            bot = BotProcess(self._folder, api.url)
            bot.add(self._shared_article())
            bot.start()
            chats = self._chats()
            for chat in chats:
                chat.start()
            self._watch(bot, chats)
            self._settle()
            bot.keep_what_it_tells()
            status = bot.stop()
            records = [chat.record for chat in chats]
            verdict = judge(
                api, records, _with_starts(self._kills, chaos.starts), bot.written(), bot.votes()
            )
            self._keep_what_was_seen(api)
            acts = [record.acts for record in records]
            return Result(
                verdict,
                time.monotonic() - began,
                uploads=sum(record.uploads for record in records),
                repeated_uploads=sum(record.repeated for record in records),
                presses=sum(each.presses for each in acts),
                votes=sum(len(each.votes) for each in acts),
                edits=sum(each.edits for each in acts),
                queries=sum(each.queries for each in acts),
                faults=dict(chaos.counts),
                replies=sum(each.replies for each in acts),
                forwards=sum(each.forwards for each in acts),
                kills=len(self._kills) - self._crashes,
                apologies=self._apologies(),
                restarts_by_itself=self._crashes,
                exceeded=dict(Counter(rule for rule, _ in api.world.limiter.exceeded)),
                violations=api.world.violations,
                refusals=[f"{method}: {text}" for method, text in api.world.refusals],
                memory_mb=self._memory,
                read_twice=read_all(api.world),
                exit_status=status,
            )

    def _apologies(self) -> int:
        """Return how often the sender of the poison was told that it is given up."""
        posted = self._api.world.posted[_POISONER]
        return sum(seen.text == wording.APOLOGY for seen in posted)

    def _keep_what_was_seen(self, api: BotApi) -> None:
        """Save the server's log and every chat's history beside the bot's files."""
        (self._folder / "server.log").write_text("\n".join(api.log), "utf-8")
        history = [f"{chat}\t{line}" for chat, lines in api.world.history.items() for line in lines]
        (self._folder / "history.txt").write_text("\n".join(history), "utf-8")

    def _chats(self) -> list[ConversationRunner]:
        world = self._api.world
        people = [
            Group(world, f"Ada{n}", -1000 - n, n, "creator", kind=_kind(n))
            if n % _GROUP_EVERY == 0
            else Person(world, f"P{n}", n)
            for n in range(1, self._size.chats + 1)
        ]
        return [
            ConversationRunner(self._api, each, self._plan, self._seed, self._one_done)
            for each in people
        ]

    def _one_done(self) -> None:
        with self._api.world.changed:
            self._done += 1
            self._api.world.changed.notify_all()

    def _watch(self, bot: BotProcess, chats: list[ConversationRunner]) -> None:
        """Kill and restart at set points of the run, and watch the memory."""
        points = [
            int(self._total * _KILLED_UNTIL * (n + 1) / max(1, self._size.kills))
            for n in range(self._size.kills)
        ]
        next_look = self._total * ((_KILLED_UNTIL if points else 0.0) + _LOOKS_EVERY)
        while any(chat.is_alive() for chat in chats):
            if points and self._done >= points[0]:
                points.pop(0)
                self._kills.append(time.monotonic())
                bot.kill()
                bot.start()
            elif not self._poisoned and self._done >= self._total * _POISONED_AT:
                self._poisoned = Person(self._api.world, "Eve", _POISONER)
                self._poisoned.says(f"Who is the {POISON}?")
            elif bot.has_ended():
                self._crashes += 1
                self._kills.append(time.monotonic() - _NOTICED_WITHIN_S)
                assert self._crashes < _MOST_CRASHES, f"the bot keeps ending; see {self._folder}"
                bot.start()
            elif not points and self._done >= next_look:
                self._memory.append(bot.memory_mb())
                next_look += self._total * _LOOKS_EVERY
            self._wait()

    def _settle(self) -> None:
        """Wait until nothing is on its way to the bot any more."""
        with self._api.world.changed:
            self._api.world.changed.wait_for(lambda: not self._api.world.updates, PATIENCE_S)

    def _wait(self) -> None:
        with self._api.world.changed:
            self._api.world.changed.wait(0.05)

    def _shared_article(self) -> Path:
        file = self._folder / "shared.md"
        facts = [Fact(SHARED, number) for number in range(_SHARED_FACTS)]
        file.write_text(article("All the masts", facts), "utf-8")
        return file


def _kind(number: int) -> str:
    """Return what kind of group comes at a place: every other one is a basic group."""
    return "group" if number % (2 * _GROUP_EVERY) == 0 else "supergroup"


def _with_starts(kills: list[float], starts: list[float]) -> list[tuple[float, float]]:
    return [(kill, min(each for each in starts if each > kill)) for kill in kills]


def soak(seed: int, size: Size, keep: Path | None = None) -> Result:
    """Run a soak in `keep`, or in a folder that is deleted afterwards."""
    if keep is not None:
        keep.mkdir(parents=True)
        return Soak(seed, size, keep).run()
    with tempfile.TemporaryDirectory(prefix="qa-bot-soak-") as folder:
        return Soak(seed, size, Path(folder)).run()
