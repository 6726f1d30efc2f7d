"""Tests of what keeps a library true."""
