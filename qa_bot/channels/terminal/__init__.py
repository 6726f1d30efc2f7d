"""The terminal: a conversation at a prompt, or one JSON object a turn.

`repl` knows the prompt and its keys, `rendering` how a reply looks,
`json_lines` how a program reads it. None knows where answers come from.
"""
