"""Waiting for a name to be called."""
