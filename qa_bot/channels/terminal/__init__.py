"""Terminal channel: a chat at a prompt, or JSON Lines for programs.

`repl` reads lines and waits for replies, `views` lays replies out, `json_lines`
serves programs. None knows where answers come from.
"""
