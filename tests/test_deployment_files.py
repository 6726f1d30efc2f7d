"""The files that run the bot for others name settings, extras and files that there are."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from qa_bot.config import TOKEN_VARIABLE, known_settings

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config"
# ${NAME}, ${NAME:?error} and the like, as the Compose Specification has them.
REFERENCE = re.compile(r"\$\{([A-Z_]+)")


def compose() -> dict[str, Any]:
    """The services of config/compose.yaml."""
    loaded: dict[str, Any] = yaml.safe_load((CONFIG / "compose.yaml").read_text("utf-8"))
    return loaded


def test_the_workers_are_given_settings_that_there_are() -> None:
    """Each variable of qa-bot is that of a setting: a misspelt one keeps a worker from starting."""
    names = compose()["services"]["worker"]["environment"]
    ours = {name for name in names if name.startswith("QA_BOT_")}
    assert ours
    assert ours <= {*known_settings().values(), TOKEN_VARIABLE}


def test_whatever_a_person_has_to_fill_in_stands_in_the_example() -> None:
    """compose.yaml asks for no variable that config/telegram.env.example does not name."""
    asked = set(REFERENCE.findall((CONFIG / "compose.yaml").read_text("utf-8")))
    example = (CONFIG / "telegram.env.example").read_text("utf-8")
    assert asked == set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))


def test_no_password_stands_in_an_address() -> None:
    """The database's address names a user alone: addresses are shown, passwords are not."""
    url = compose()["services"]["worker"]["environment"]["QA_BOT_LIBRARY_URL"]
    assert ":" not in url.removeprefix("postgresql://").partition("@")[0]


def test_the_image_is_built_with_extras_that_there_are() -> None:
    """The Dockerfile stands where compose.yaml says, and its extras are those of pyproject.toml."""
    build = compose()["services"]["worker"]["build"]
    assert (CONFIG / build["context"] / build["dockerfile"]).is_file()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(build["args"]["EXTRAS"].split(",")) <= set(project["optional-dependencies"])


def test_services_depend_on_services_that_there_are() -> None:
    """Each service that another waits for is one of the file, and each volume is declared."""
    whole = compose()
    for service in whole["services"].values():
        assert set(service.get("depends_on", ())) <= set(whole["services"])
        volumes = {each.partition(":")[0] for each in service.get("volumes", ())}
        assert volumes <= set(whole["volumes"])
