"""A library proved, repaired, rebuilt, exported and imported."""
