"""A library kept true: in step with its folder, proved, moved and rebuilt."""
