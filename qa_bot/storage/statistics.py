"""How many articles and chunks a library holds, by what is known of them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """Articles that are alike in all of this, with the number of them and of their chunks.

    `origin` is what the source tells: "web", "chat" or "stdin", else the suffix of the
    file in small letters without its dot, "" for none. `language` is an ISO 639 code,
    "" if unknown; `added` a month such as "2024-05" in the time zone of the machine;
    `published` a month, or a year alone, "" if unknown.
    """

    origin: str
    language: str
    added: str
    published: str
    articles: int
    chunks: int


class StatisticsStore(Protocol):
    """The statistics of one library."""

    def article_groups(self) -> list[ArticleGroup]:
        """Return the groups that hold any article, in no order; costs what the index holds."""
        ...
