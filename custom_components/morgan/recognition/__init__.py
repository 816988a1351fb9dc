"""Reads sentences as commands, and executes nothing. Knows nothing of what is dangerous or of who asks."""
