"""Messages to people: English in `wording` and `terminal_wording`, others by `translation`."""
