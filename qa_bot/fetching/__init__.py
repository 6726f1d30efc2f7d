"""Pages and feeds from the web, fetched politely, within limits, from public addresses only."""
