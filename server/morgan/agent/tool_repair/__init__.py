"""Puts a model's tool calls right: names to things, values to units, calls that a sentence asks for. Knows no model."""
