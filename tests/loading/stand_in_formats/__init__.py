"""Stand-ins for format modules whose library fails, or was taken over by a hostile file."""
