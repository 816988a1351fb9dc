"""Piper: its voices, and the engine."""
