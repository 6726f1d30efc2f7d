"""Where people talk to the bot; no channel imports another."""
