"""Failures on command: which request fails next, and how.

Knows methods by name; the download of a file is called `download`. Does not
know HTTP.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.patience import PATIENCE_S

Json = dict[str, Any]


@dataclass
class Fault:
    """One way in which the next `times` requests of a method fail.

    `applied` carries the request out first, so that only its answer is lost (one that is
    refused is refused at once);
    `held` delays the answer until the event is set, `hang_s` for so many
    seconds; `cut` breaks the connection in place of an answer; otherwise
    `status` and `body` are it. `drip_s` is a pause before every part of a
    download's body, and `cut` then breaks it in the middle. `where` picks
    requests by their parameters, as they were sent; `name` is what the
    server's log calls it.
    """

    method: str
    status: int = 500
    body: Json | str = "Internal Server Error: restart"
    times: int = 1
    applied: bool = False
    cut: bool = False
    held: threading.Event | None = None
    hang_s: float = 0.0
    drip_s: float | None = None
    where: Callable[[Json], bool] = lambda _: True
    name: str = "fault"

    @classmethod
    def error(cls, method: str, code: int, description: str, **more: Any) -> "Fault":
        """A well-formed refusal."""
        body = {"ok": False, "error_code": code, "description": description}
        parameters = more.pop("parameters", None)
        if parameters:
            body["parameters"] = parameters
        return cls(method, code, body, **more)

    @classmethod
    def flood(cls, method: str, retry_after: int, times: int = 1) -> "Fault":
        """Too many requests."""
        text = f"Too Many Requests: retry after {retry_after}"
        return cls.error(method, 429, text, times=times, parameters={"retry_after": retry_after})

    @classmethod
    def gateway(cls, method: str, **more: Any) -> "Fault":
        """A page of the server in front of Telegram's."""
        page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
        return cls(method, 502, page, **more)

    def fits(self, method: str, sent: Json) -> bool:
        """Whether a request is meant."""
        return self.method.lower() == method.lower() and self.where(sent)


@dataclass
class Faults:
    """The failures still to come; the first that fits a request is used.

    When none is left, `chance` may name another for a method.
    """

    changed: threading.Condition
    coming: list[Fault] = field(default_factory=list)
    chance: Callable[[str], Fault | None] = lambda _: None

    def add(self, fault: Fault) -> None:
        """Let a request fail."""
        with self.changed:
            self.coming.append(fault)
            # An open long poll was begun before the fault: let it end, so that the next one fails.
            self.changed.notify_all()

    def take(self, method: str, sent: Json | None = None) -> Fault | None:
        """The failure meant for a request, if any."""
        with self.changed:
            fitting = (each for each in self.coming if each.fits(method, sent or {}))
            fault = next(fitting, None)
            if fault is None:
                return self.chance(method)
            fault.times -= 1
            if fault.times == 0:
                self.coming.remove(fault)
            self.changed.notify_all()
            return fault

    def wait_used(self, timeout: float = PATIENCE_S) -> None:
        """Wait until every failure has happened."""
        with self.changed:
            assert self.changed.wait_for(lambda: not self.coming, timeout), self.coming
