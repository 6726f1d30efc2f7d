"""What a person does who asks for the network: pages, a feed, Telegram, models from the hub."""

import time

from tests.privacy.person import ARTICLES, PersonAtWork, start_bot, wait_until_asked

_CONNECTS_S = 2.0
# Without encryption, so that what is asked of it can be read.
HUB = "http://hub.example.org"
PAGES = ("http://page.example.org/floods", "https://secure.example.org/floods")
FEED = "http://feed.example.org/news.xml"
HOSTS = ("page.example.org", "secure.example.org", "feed.example.org", "hub.example.org")
TELEGRAM = "api.telegram.org"
MODEL = "nobody/made-this"


def main() -> None:
    """Ask for each, which the network has not got, and tell."""
    at_work = PersonAtWork()
    at_work.runs("add", str(ARTICLES / "crops.txt"))
    at_work.runs("add", *PAGES)
    at_work.runs("add", f"feed:{FEED}")
    bot = start_bot()
    wait_until_asked(TELEGRAM)
    # The connection follows the question.
    time.sleep(_CONNECTS_S)
    bot.terminate()
    told, _ = bot.communicate()
    at_work.steps.append(("telegram", bot.returncode, told))
    at_work.runs(
        "doctor", QA_BOT_EMBEDDING_MODEL=MODEL, QA_BOT_ANSWERING_READER=MODEL, HF_ENDPOINT=HUB
    )
    at_work.tells()


if __name__ == "__main__":
    main()
