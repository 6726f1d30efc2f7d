"""Recognition of what is no text yet: speech."""
