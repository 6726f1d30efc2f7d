"""Requests to and from Telegram: polling, webhook, delivery, rate limits, the token."""
