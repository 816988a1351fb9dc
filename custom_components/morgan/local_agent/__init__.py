"""Handles sentences without the server: plain commands, follow-ups, a yes. Knows nothing of the connection."""
