"""Rendering of replies, lists, keyboards and menus for Telegram."""
