"""However a password is written into the address of a server, nobody is shown any of it."""

import logging
import traceback
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.config import load_config
from qa_bot.errors import ConfigError, LibraryError, QaBotError
from qa_bot.retrieval.milvus import connection
from qa_bot.server_url import ServerUrl
from qa_bot.storage.postgres.store import PostgresStore
from tests.shell import Shell

# Nobody listens at this port.
HOST = "127.0.0.1:1"
QUESTION = "Where does tea grow?"
# Parts of a password, which no message holds by chance.
PARTS = st.text("QXJ", min_size=4, max_size=6)
SIGNS = st.text("/#?@:% &=;'\"\\[]+,", max_size=2)
# Ways of writing a password, "{}", into the address of a server of some scheme.
ADDRESSES = [
    "{scheme}://qa:{}@{host}/lib",
    "{scheme}://:{}@{host}",
    "{scheme}://qa:{}%40{host}/lib",
    "{scheme}://qa%3A{}@{host}/lib",
    "{scheme}:qa:{}@{host}/lib",
    "{scheme}:/qa:{}@{host}/lib",
    "{scheme}:///qa:{}@{host}/lib",
    "{scheme}://qa@{host}:{}/lib",
    "{scheme}://{host}/qa:{}",
    "{scheme}://{host}/lib?user=qa&password={}",
    "{scheme}://{host}/lib password={}",
    "{scheme}://{host}/lib?host=qa%3A{}%40db",
    "{scheme}://{host}/lib?dbname=postgresql://qa:{}%40db",
    "{scheme}://host=127.0.0.1 port=1 password={}",
    "qa:{}@{host}/lib",
    "//qa:{}@{host}/lib",
    "mysql://qa:{}@{host}/lib",
    "host=127.0.0.1 port=1 user=qa dbname=lib password={}",
    "host=127.0.0.1 port=1 password='{}'",
    "password={}://{host}",
    "{}",
]
SCHEMES = ["postgresql", "postgres", "http", "https"]


class Written(NamedTuple):
    """An address, and the parts of the password in it."""

    url: str
    parts: list[str]


@st.composite
def addresses(draw: st.DrawFn) -> Written:
    """Addresses with a password of several parts, with any signs between, raw or encoded."""
    parts = draw(st.lists(PARTS, min_size=2, max_size=3))
    password = draw(SIGNS).join(["", *parts]) + draw(SIGNS)
    form = draw(st.sampled_from(ADDRESSES))
    encode = draw(st.sampled_from([str, quote, lambda text: quote(text, safe="")]))
    url = form.format(encode(password), scheme=draw(st.sampled_from(SCHEMES)), host=HOST)
    return Written(draw(st.sampled_from([url, url, quote(url), quote(url, safe="")])), parts)


def shown_by(caught: BaseException) -> str:
    """All that an error and its causes show."""
    shown, error = "".join(traceback.format_exception(caught)), caught
    while error is not None:
        shown += f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__
    return shown


@pytest.fixture
def asking(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Shell:
    """A shell in an empty folder, with every log listened to, that waits for no server."""
    monkeypatch.chdir(tmp_path)
    # With a library that no other test uses.
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(connection, "_CONNECTING", 0.05)
    caplog.set_level(logging.DEBUG)
    shell.index = None
    return shell


OFTEN = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@OFTEN
@given(written=addresses(), command=st.sampled_from([("list",), ("stats", "--json")]))
def test_no_command_shows_a_password_of_the_library(
    asking: Shell, caplog: pytest.LogCaptureFixture, written: Written, command: tuple[str, ...]
) -> None:
    """Neither standard output, nor errors, nor a log, nor the settings hold a part of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QA_BOT_LIBRARY_URL", written.url)
        said = asking(*command) + asking.errors
        config = load_config()
    assert asking.status == 1 and "library.url" in said
    said += f"{caplog.text} {config!r} {config}"
    assert not [part for part in written.parts if part in said], said


@OFTEN
@given(written=addresses())
def test_no_error_shows_a_password(caplog: pytest.LogCaptureFixture, written: Written) -> None:
    """Nor does an error of the library or of the bot's state, with all its causes."""
    said = f"{ServerUrl(written.url)} {ServerUrl(written.url)!r}"
    for attempt in (
        lambda: PostgresStore(written.url),
        lambda: open_state(None, ServerUrl(written.url)),
    ):
        with pytest.raises(QaBotError) as caught:
            attempt()
        said += shown_by(caught.value)
    assert not [part for part in written.parts if part in said + caplog.text], said


@OFTEN
@given(written=addresses())
def test_no_search_server_is_shown_with_its_password(
    asking: Shell, caplog: pytest.LogCaptureFixture, written: Written
) -> None:
    """Whether it is asked, or its address is no address: a notice or an error without it."""
    if not Path("tea.txt").exists():
        Path("tea.txt").write_text("Tea grows in Assam.")
        asking("add", "tea.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QA_BOT_SEARCH_URL", written.url)
        said = asking("ask", QUESTION) + asking.errors
    assert "search.url" in said
    said += caplog.text
    assert not [part for part in written.parts if part in said], said


@pytest.mark.parametrize("user", ["QXQXQX", "%51XQXQX", "QXQXQX:"])
def test_a_key_in_the_place_of_a_name_is_not_shown(asking: Shell, user: str) -> None:
    """A web server's name may be its key."""
    assert "QXQX" not in f"{ServerUrl(f'http://{user}@{HOST}')}".replace("%51", "Q")


@pytest.mark.parametrize("section", ["library.url", "search.url", "telegram.state_url"])
@pytest.mark.parametrize("value", ['["http://a:QXQX@b"]', '{password = "QXQX"}'])
def test_a_setting_of_another_type_is_not_repeated(
    tmp_path: Path, section: str, value: str
) -> None:
    """A list or a table in the place of the address is refused without what it holds."""
    name, key = section.split(".")
    file = tmp_path / "settings.toml"
    file.write_text(f"[{name}]\n{key} = {value}\n")
    with pytest.raises(ConfigError, match=rf"{key}.*expected text") as caught:
        load_config(file)
    assert "QXQX" not in shown_by(caught.value)


@pytest.mark.parametrize("password", ["p/q", "p#q", "p?q", "p@q", "p q"])
def test_how_to_write_such_a_password_is_said(password: str) -> None:
    """The cure of an address that cannot be read names the encoding of the signs."""
    url = f"postgresql://qa:{password}@{HOST}/lib"
    with pytest.raises(LibraryError, match="%40, %2F"):
        PostgresStore(url)
    with pytest.raises(ConfigError, match="%40, %2F"):
        open_state(None, ServerUrl(url))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://qa:p@h:5432/lib?sslmode=require", "postgresql://qa@h:5432/lib"),
        ("postgresql://qa%40corp:p%2Fq@h1:1,h2:2/lib", "postgresql://qa%40corp@h1:1,h2:2/lib"),
        ("postgres://[::1]:5432/my%20lib", "postgres://[::1]:5432/my%20lib"),
        ("postgresql:///lib?host=/tmp", "postgresql:///lib"),
        ("postgresql://qa:p@%2Ftmp%2Fpg/lib", "postgresql://qa@%2Ftmp%2Fpg/lib"),
        ("https://:key@milvus.example:443/db", "https://milvus.example:443/db"),
        ("postgresql://h:99999/lib", "an address that cannot be read"),
        ("postgresql://qa:12345/p@h/lib", "an address that cannot be read"),
        ("", ""),
    ],
)
def test_an_address_is_shown_with_its_place_alone(url: str, shown: str) -> None:
    """Hosts, ports, sockets and the database are shown, of addresses that are certain."""
    assert str(ServerUrl(url)) == shown
