"""The bot on Telegram; the only package that imports `telegram`."""
