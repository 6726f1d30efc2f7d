"""Pages and feeds from the web: asked for politely, within limits, at public addresses only."""
