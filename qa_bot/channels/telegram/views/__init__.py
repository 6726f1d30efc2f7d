"""How replies, lists and menus look on Telegram."""
