"""What a person does who never asks for the network: `python -m … SECONDS`.

A chat and a bot stay open for so long, mostly idle, while the other commands run.
"""

import sys
import time
from pathlib import Path

from tests.channels.telegram.bot_api import BotApi, Person
from tests.privacy.calling_home import write_callers
from tests.privacy.machine import HOME, ROOT
from tests.privacy.person import ARTICLES, PATIENCE_S, Chat, PersonAtWork, start_bot

_DATA = ROOT / "tests" / "data"
_SAMPLE = ROOT / "index" / "articles" / "samarkand-summit.md"
_HEALTH = {"QA_BOT_TELEGRAM_HEALTH_PORT": "8080", "QA_BOT_TELEGRAM_HEALTH_LISTEN": "0.0.0.0"}
_COMMANDS = (
    ("sync", str(ARTICLES)),
    ("refresh",),
    ("feeds",),
    ("list",),
    ("show", str(ARTICLES / "crops.txt")),
    ("completion", "bash"),
    ("ask", "Where does tea grow?"),
    ("verify", "--repair"),
    ("export", f"{HOME}/work/library.zip"),
    ("import", f"{HOME}/work/library.zip"),
    ("rebuild",),
    ("eval", str(_DATA / "quality" / "sample.jsonl"), "--articles", str(_SAMPLE), "--limit", "3"),
    ("doctor",),
    ("feedback",),
)


def main() -> None:
    """Do it, and tell."""
    at_work = PersonAtWork()
    at_work.runs("add", str(ARTICLES))
    write_callers(Path("callers"), _DATA / "files")
    at_work.runs("add", "callers", may_fail=True)
    with BotApi() as api:
        bot = start_bot(QA_BOT_TELEGRAM_BASE_URL=api.url, QA_BOT_TELEGRAM_OPEN="1", **_HEALTH)
        person, chat = Person(api.world), Chat()
        chat.asks("Where does tea grow?", "Assam")
        at_work.steps.append(("telegram, first", 0, _answer(person, "Where does tea grow?")))
        until = time.monotonic() + float(sys.argv[1])
        for command in _COMMANDS:
            at_work.runs(*command)
        time.sleep(max(0.0, until - time.monotonic()))
        chat.asks("And coffee?", "Kerala")
        at_work.steps.append(("telegram, last", 0, _answer(person, "Where does coffee grow?")))
        at_work.runs("remove", str(ARTICLES / "crops.txt"))
        at_work.steps.append(("chat", chat.leaves(), ""))
        bot.terminate()
        told, _ = bot.communicate()
        at_work.steps.append(("telegram", bot.returncode, told))
    at_work.tells()


def _answer(person: Person, question: str) -> str:
    """What the bot answers, however long it takes to start."""
    person.says(question)
    return person.hears(PATIENCE_S).shown


if __name__ == "__main__":
    main()
