"""The process that reads files, which may be hostile, and the restrictions that it works under."""
