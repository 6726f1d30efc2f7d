"""The token is found, checked and never printed."""

from pathlib import Path

import pytest

from qa_bot.channels.telegram.bot_settings import BotSettings
from qa_bot.channels.telegram.transport.bot_token import BotToken, load_token, parse_token
from qa_bot.errors import TelegramSetupError
from tests.channels.telegram.bot_api import TOKEN


def test_prints_as_stars() -> None:
    """However a token is printed, also within settings, only `reveal` shows it."""
    token = parse_token(f" {TOKEN}\n")
    settings = BotSettings(token)
    shown = f"{token} {token!r} {[token]} {settings} {vars(settings)}"
    assert TOKEN.partition(":")[2] not in shown
    assert "***" in str(token)
    assert token.reveal() == TOKEN


@pytest.mark.parametrize(
    "given", ["", "  ", "secret-thing", "123:short", f"{TOKEN} {TOKEN}", "é:" * 30]
)
def test_malformed(given: str) -> None:
    """A malformed token is refused with the cure, and without the value."""
    with pytest.raises(TelegramSetupError, match=r"@BotFather .* /newbot") as caught:
        parse_token(given)
    assert "QA_BOT_TELEGRAM_TOKEN" in str(caught.value)
    assert "telegram.token_file" in str(caught.value)
    assert not given.strip() or given not in str(caught.value)


def test_environment_comes_first(tmp_path: Path) -> None:
    """The environment variable wins over the file; a blank one counts as unset."""
    other = TOKEN.replace("AA", "BB")
    file = tmp_path / "token"
    file.write_text(f"# from BotFather\nQA_BOT_TELEGRAM_TOKEN={other}\n")
    assert load_token(TOKEN, file).reveal() == TOKEN
    assert load_token(" ", file).reveal() == other
    file.write_bytes(b"\xef\xbb\xbf" + other.encode())
    assert load_token(None, file).reveal() == other


def test_missing_token(tmp_path: Path) -> None:
    """With no token anywhere, or an unreadable file, the error says where to put one."""
    with pytest.raises(TelegramSetupError, match="There is no Telegram token"):
        load_token(None, None)
    with pytest.raises(TelegramSetupError, match="No such file"):
        load_token(None, tmp_path / "missing")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(TelegramSetupError, match="not text"):
        load_token("", tmp_path / "binary")


def test_token_type() -> None:
    """A token is a BotToken, so that no function takes a bare string by mistake."""
    assert isinstance(parse_token(TOKEN), BotToken)
