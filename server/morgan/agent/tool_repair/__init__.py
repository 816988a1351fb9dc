"""Repairs a model's tool calls: names to entities, values to units, calls from plain commands. Knows no model."""
