"""The worker process that reads untrusted files, its restrictions and its protocol."""
