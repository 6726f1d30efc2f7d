"""The Telegram channel, over real HTTP against a loopback Bot API."""
