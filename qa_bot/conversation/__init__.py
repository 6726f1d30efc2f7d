"""Conversations: what a message asks, given the turns before it, and what is replied."""
