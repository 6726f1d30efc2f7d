"""The turns of a chat: what a message means given those before it, and what is replied."""
