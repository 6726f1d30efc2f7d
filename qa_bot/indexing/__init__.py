"""Articles into the library: one at a time, by the folder, and whenever a folder changes."""
