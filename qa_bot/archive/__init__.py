"""A library in one file of open formats: exported, checked and imported."""
