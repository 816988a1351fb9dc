"""Hearing: one engine a file."""
