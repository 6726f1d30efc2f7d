"""Whether the bot is alive and well, for operators and for Prometheus."""
