"""Telling speech from silence, and when a turn has ended."""
