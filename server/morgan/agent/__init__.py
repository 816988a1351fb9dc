"""Answering: what Morgan says to words."""
