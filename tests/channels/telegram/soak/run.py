"""The soak as a whole: chats, faults, kills, and the verdict.

Knows how the parts work together. Does not know command lines.
"""

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.i18n import wording
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.second_reader import read_all
from tests.channels.telegram.soak.bot_process import BotProcess
from tests.channels.telegram.soak.chaos import Chaos
from tests.channels.telegram.soak.conversation import ConversationRunner, Plan
from tests.channels.telegram.soak.facts import POISON, SHARED, Fact, article
from tests.channels.telegram.soak.verdict import Verdict, judge
from tests.patience import PATIENCE_S
from tests.servers import new_database, postgres_server

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
    """The size of a soak; several workers share a PostgreSQL server."""

    chats: int = 50
    uploads: int = 3
    from_shared: int = 13
    kills: int = 10
    share: float = 0.05
    acts: float = 0.2
    workers: int = 1
    is_poisoned: bool = True


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
    out_of_order: list[str] = field(default_factory=list)


class Soak:
    """One run; `say` is called with its progress."""

    def __init__(self, seed: int, size: Size, folder: Path, library_url: str = "") -> None:
        self._seed, self._size, self._folder = seed, size, folder
        self._done = 0
        self._plan = Plan(size.uploads, size.from_shared, _SHARED_FACTS, size.acts)
        self._total = self._plan.steps * size.chats
        self._kills: list[float] = []
        self._crashes = 0
        self._poisoned: Person | None = None
        self._memory: list[float] = []
        self._library_url = library_url

    def run(self) -> Result:
        """Run the soak; return its result."""
        began = time.monotonic()
        chaos = Chaos(self._seed, self._size.share)
        with BotApi() as api:
            self._api = api
            api.world.limiter.on = True
            api.faults.chance = chaos
            if self._size.workers == 1:
                api.world.queue.disturb = chaos.disturb
            bots = self._bots(api.url)
            bots[0].add(self._shared_article())
            for bot in bots:
                bot.start()
            chats = self._chats()
            for chat in chats:
                chat.start()
            self._watch(bots, chats)
            self._settle()
            for bot in bots:
                bot.keep_what_it_tells()
            status = max(bot.stop() for bot in bots)
            records = [chat.record for chat in chats]
            verdict = judge(
                api,
                records,
                _with_starts(self._kills, chaos.starts),
                bots[0].written(),
                bots[0].votes(),
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
                out_of_order=[each for record in records for each in record.out_of_order],
            )

    def _bots(self, url: str) -> list[BotProcess]:
        if self._size.workers == 1:
            return [BotProcess(self._folder, url)]
        return [
            BotProcess(self._folder, url, name=f"worker{number}", library_url=self._library_url)
            for number in range(self._size.workers)
        ]

    def _apologies(self) -> int:
        """Return how often the sender of the poison was told that it is given up.

        One that is sent again, as no confirmation of it came, counts once.
        """
        posted = self._api.world.posted[_POISONER]
        said = [seen for seen in posted if seen.text == wording.APOLOGY]
        unconfirmed = sum((_POISONER, seen.id) in self._api.lost for seen in said[:-1])
        return len(said) - unconfirmed

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

    def _watch(self, bots: list[BotProcess], chats: list[ConversationRunner]) -> None:
        """Kill and restart at set points of the run, and watch the memory."""
        points = [
            int(self._total * _KILLED_UNTIL * (n + 1) / max(1, self._size.kills))
            for n in range(self._size.kills)
        ]
        next_look = self._total * ((_KILLED_UNTIL if points else 0.0) + _LOOKS_EVERY)
        while any(chat.is_alive() for chat in chats):
            ended = [bot for bot in bots if bot.has_ended()]
            if points and self._done >= points[0]:
                points.pop(0)
                self._kill(bots[len(self._kills) % len(bots)])
            elif self._is_time_for_poison():
                self._poisoned = Person(self._api.world, "Eve", _POISONER)
                self._poisoned.says(f"Who is the {POISON}?")
            elif ended:
                self._crashes += 1
                self._kills.append(time.monotonic() - _NOTICED_WITHIN_S)
                assert self._crashes < _MOST_CRASHES, f"the bot keeps ending; see {self._folder}"
                ended[0].start()
            elif not points and self._done >= next_look:
                self._memory.append(bots[0].memory_mb())
                next_look += self._total * _LOOKS_EVERY
            self._wait()

    def _kill(self, bot: BotProcess) -> None:
        self._kills.append(time.monotonic())
        bot.kill()
        bot.start()

    def _is_time_for_poison(self) -> bool:
        is_time = self._done >= self._total * _POISONED_AT
        return self._size.is_poisoned and not self._poisoned and is_time

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
        return _soak_in(seed, size, keep)
    with tempfile.TemporaryDirectory(prefix="qa-bot-soak-") as folder:
        return _soak_in(seed, size, Path(folder))


def _soak_in(seed: int, size: Size, folder: Path) -> Result:
    if size.workers == 1:
        return Soak(seed, size, folder).run()
    # Outside the folder, in which every file is searched for the token.
    with (
        tempfile.TemporaryDirectory(prefix="qa-bot-server-") as place,
        postgres_server(Path(place)) as server,
    ):
        url = new_database(server)
        result = Soak(seed, size, folder, url).run()
        assert unfinished(url) == []
        return result


def unfinished(url: str) -> list[tuple[str, int]]:
    """Return what workers that have stopped left in their tables, by table."""
    counts = {
        "updates": "SELECT count(*) FROM updates WHERE handled_at IS NULL",
        "claims": "SELECT count(*) FROM claims",
        "workers": "SELECT count(*) FROM workers",
    }
    state = open_state(None, ServerUrl(url))
    found = [(name, state.fetch_all(sql)[0][0]) for name, sql in counts.items()]
    state.close()
    return [(name, count) for name, count in found if count]
