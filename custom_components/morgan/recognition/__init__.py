"""Reads sentences as commands, and does nothing. Knows nothing of what is dangerous or of who asks."""
