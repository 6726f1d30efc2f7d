"""Every sentence the bot says, and the same in other languages."""
